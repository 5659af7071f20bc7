rule depth:
    input:
        alignment=alignment,
        targets=config["targets"],
    output:
        table=f"{OUT}/depth/{{sample}}.depth.tsv.gz",
        regions=f"{OUT}/depth/{{sample}}.regions.bed.gz",
        index=f"{OUT}/depth/{{sample}}.regions.bed.gz.csi",
        qc=f"{OUT}/depth/{{sample}}.depth.qc.json",
    log:
        f"{OUT}/logs/depth/{{sample}}.log",
    conda:
        "../envs/ikaros.yaml"
    threads: 1
    resources:
        mem_mb=more_memory(500),
        runtime=lambda wildcards, attempt: 30 * attempt,
    params:
        out=lambda wildcards, output: os.path.dirname(output[0]),
        reference=option("--reference", "reference"),
        min_mapq=config["min_mapq"],
        min_baseq=config["min_baseq"],
    shell:
        "ikaros depth {input.alignment:q} --sample {wildcards.sample:q}"
        " --targets {input.targets:q} --out {params.out:q} {params.reference:q}"
        " --min-mapq {params.min_mapq} --min-baseq {params.min_baseq}"
        " --threads {threads} 2> {log:q}"
