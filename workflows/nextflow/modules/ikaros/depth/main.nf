process IKAROS_DEPTH {
    tag "$meta.id"
    label 'process_single'

    conda "${moduleDir}/environment.yml"
    container "ikaros:0.1.0"

    input:
    tuple val(meta), path(alignment), path(index)
    tuple val(meta2), path(targets)
    tuple val(meta3), path(fasta), path(fai)

    output:
    tuple val(meta), path("*.depth.tsv.gz")      , emit: depth
    tuple val(meta), path("*.regions.bed.gz")    , emit: regions
    tuple val(meta), path("*.regions.bed.gz.csi"), emit: csi
    tuple val(meta), path("*.depth.qc.json")     , emit: qc
    tuple val("${task.process}"), val('ikaros'), eval("ikaros -V | sed 's/ikaros //'"), topic: versions, emit: versions_ikaros

    when:
    task.ext.when == null || task.ext.when

    script:
    def args = task.ext.args ?: ''
    def prefix = task.ext.prefix ?: "${meta.id}"
    def reference = fasta ? "--reference ${fasta}" : ''
    """
    ikaros depth \\
        ${alignment} \\
        --targets ${targets} \\
        --sample ${prefix} \\
        --out . \\
        ${reference} \\
        --threads ${task.cpus} \\
        ${args}
    """

    stub:
    def prefix = task.ext.prefix ?: "${meta.id}"
    """
    echo "" | gzip > ${prefix}.depth.tsv.gz
    echo "" | gzip > ${prefix}.regions.bed.gz
    touch ${prefix}.regions.bed.gz.csi
    echo "{}" > ${prefix}.depth.qc.json
    """
}
