# The page and the tables over all patients, beside their reports, which the page links to.
rule cohort:
    input:
        results=expand(f"{OUT}/results/{{sample}}.ikaros.json", sample=TUMOURS),
        pages=expand(f"{OUT}/reports/{{sample}}.report.html", sample=TUMOURS),
    output:
        page=f"{OUT}/reports/run.html",
        table=f"{OUT}/reports/run.tsv",
        json=f"{OUT}/reports/run.json",
        multiqc=f"{OUT}/reports/ikaros_mqc.json",
    log:
        f"{OUT}/logs/cohort.log",
    conda:
        "../envs/ikaros.yaml"
    threads: 1
    resources:
        mem_mb=more_memory(1000),
        runtime=30,
    params:
        out=lambda wildcards, output: os.path.dirname(output[0]),
        language=config["language"],
    shell:
        "ikaros report {input.results:q} --forms multiqc --out {params.out:q}"
        " --language {params.language} --threads {threads} 2> {log:q}"
