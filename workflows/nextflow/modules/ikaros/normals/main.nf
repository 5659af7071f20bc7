process IKAROS_NORMALS {
    tag "$meta.id"
    label 'process_low'

    conda "${moduleDir}/environment.yml"
    container "ikaros:0.1.0"

    input:
    tuple val(meta), path(depths)

    output:
    tuple val(meta), path("*.normals.ikaros.tsv"), emit: normals
    tuple val("${task.process}"), val('ikaros'), eval("ikaros -V | sed 's/ikaros //'"), topic: versions, emit: versions_ikaros

    when:
    task.ext.when == null || task.ext.when

    script:
    def args = task.ext.args ?: ''
    def prefix = task.ext.prefix ?: "${meta.id}"
    """
    ikaros normals build \\
        ${depths} \\
        --out ${prefix}.normals.ikaros.tsv \\
        --threads ${task.cpus} \\
        ${args}
    """

    stub:
    def prefix = task.ext.prefix ?: "${meta.id}"
    """
    touch ${prefix}.normals.ikaros.tsv
    """
}
