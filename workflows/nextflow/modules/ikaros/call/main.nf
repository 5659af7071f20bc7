process IKAROS_CALL {
    tag "$meta.id"
    label 'process_single'

    conda "${moduleDir}/environment.yml"
    container "ikaros:0.1.0"

    input:
    tuple val(meta), path(depth)
    tuple val(meta2), path(normals)

    output:
    tuple val(meta), path("*.calls.json"), emit: calls
    tuple val("${task.process}"), val('ikaros'), eval("ikaros -V | sed 's/ikaros //'"), topic: versions, emit: versions_ikaros

    when:
    task.ext.when == null || task.ext.when

    script:
    def args = task.ext.args ?: ''
    """
    ikaros call \\
        ${depth} \\
        --normals ${normals} \\
        --out . \\
        --threads ${task.cpus} \\
        ${args}
    """

    stub:
    def prefix = task.ext.prefix ?: "${meta.id}"
    """
    echo "{}" > ${prefix}.calls.json
    """
}
