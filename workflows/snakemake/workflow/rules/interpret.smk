rule interpret:
    input:
        calls=f"{OUT}/calls/{{sample}}.calls.json",
        alignment=alignment,
        vcfs=vcfs,
    output:
        f"{OUT}/results/{{sample}}.ikaros.json",
    log:
        f"{OUT}/logs/interpret/{{sample}}.log",
    conda:
        "../envs/ikaros.yaml"
    threads: 1
    resources:
        mem_mb=more_memory(1000),
        runtime=60,
    params:
        out=lambda wildcards, output: os.path.dirname(output[0]),
        vcfs=lambda wildcards, input: [
            w for path in input.vcfs for w in ("--vcf", path)
        ],
        merging=merging,
        rules=option("--rules", "rules"),
    shell:
        "ikaros interpret {input.calls:q} --out {params.out:q} {params.vcfs:q} {params.merging:q}"
        " {params.rules:q} --threads {threads} 2> {log:q}"
