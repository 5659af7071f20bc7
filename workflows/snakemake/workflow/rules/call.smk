rule call:
    input:
        depth=f"{OUT}/depth/{{sample}}.depth.tsv.gz",
        normals=PANEL,
    output:
        f"{OUT}/calls/{{sample}}.calls.json",
    log:
        f"{OUT}/logs/call/{{sample}}.log",
    conda:
        "../envs/ikaros.yaml"
    threads: 1
    resources:
        mem_mb=more_memory(500),
        runtime=20,
    params:
        out=lambda wildcards, output: os.path.dirname(output[0]),
        stated=stated,
        rules=option("--rules", "rules"),
    shell:
        "ikaros call {input.depth:q} --normals {input.normals:q} --out {params.out:q}"
        " {params.stated:q} {params.rules:q} --threads {threads} 2> {log:q}"
