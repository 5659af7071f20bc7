rule report:
    input:
        f"{OUT}/results/{{sample}}.ikaros.json",
    output:
        page=f"{OUT}/reports/{{sample}}.report.html",
        exons=f"{OUT}/reports/{{sample}}.exons.tsv",
        vcf=f"{OUT}/reports/{{sample}}.cnv.vcf.gz",
        index=f"{OUT}/reports/{{sample}}.cnv.vcf.gz.tbi",
    log:
        f"{OUT}/logs/report/{{sample}}.log",
    conda:
        "../envs/ikaros.yaml"
    threads: 1
    resources:
        mem_mb=more_memory(300),
        runtime=10,
    params:
        out=lambda wildcards, output: os.path.dirname(output[0]),
        language=config["language"],
    shell:
        "ikaros report {input:q} --out {params.out:q} --language {params.language}"
        " --threads {threads} 2> {log:q}"
