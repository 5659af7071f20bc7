if not config["normals"]:

    rule normals:
        input:
            expand(f"{OUT}/depth/{{sample}}.depth.tsv.gz", sample=NORMALS),
        output:
            PANEL,
        log:
            f"{OUT}/logs/normals.log",
        conda:
            "../envs/ikaros.yaml"
        threads: 2
        resources:
            mem_mb=more_memory(1000),
            runtime=30,
        params:
            sexes=sexes(),
            rules=option("--rules", "rules"),
        shell:
            "ikaros normals build {input:q} --out {output:q} {params.sexes:q} {params.rules:q}"
            " --threads {threads} 2> {log:q}"
