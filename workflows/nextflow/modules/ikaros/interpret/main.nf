process IKAROS_INTERPRET {
    tag "$meta.id"
    label 'process_single'

    conda "${moduleDir}/environment.yml"
    container "ikaros:0.1.0"

    input:
    tuple val(meta), path(calls), path(vcfs), path(alignment), path(index)
    tuple val(meta2), path(fasta), path(fai)

    output:
    tuple val(meta), path("*.ikaros.json")     , emit: result
    tuple val(meta), path("*.report.html")     , emit: page
    tuple val(meta), path("*.exons.tsv")       , emit: exons
    tuple val(meta), path("*.cnv.vcf.gz")      , emit: vcf
    tuple val(meta), path("*.cnv.vcf.gz.tbi")  , emit: tbi
    tuple val(meta), path("*.variants.vcf.gz") , emit: variants, optional: true
    tuple val("${task.process}"), val('ikaros'), eval("ikaros -V | sed 's/ikaros //'"), topic: versions, emit: versions_ikaros

    when:
    task.ext.when == null || task.ext.when

    script:
    def args = task.ext.args ?: ''
    def reads = fasta ? "--reference ${fasta} --bam ${alignment}" : ''
    """
    options=()
    for vcf in ${vcfs}; do options+=(--vcf "\$vcf"); done
    # Without VCFs there is nothing to merge.
    if [[ \${#options[@]} -gt 0 ]]; then options+=(${reads}); fi
    ikaros interpret \\
        ${calls} \\
        --out . \\
        "\${options[@]}" \\
        ${args}
    """

    stub:
    def prefix = task.ext.prefix ?: "${meta.id}"
    """
    echo "{}" > ${prefix}.ikaros.json
    touch ${prefix}.report.html
    touch ${prefix}.exons.tsv
    echo "" | gzip > ${prefix}.cnv.vcf.gz
    touch ${prefix}.cnv.vcf.gz.tbi
    """
}
