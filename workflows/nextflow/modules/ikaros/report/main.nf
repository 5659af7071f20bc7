process IKAROS_REPORT {
    tag "$meta.id"
    label 'process_single'

    conda "${moduleDir}/environment.yml"
    container "ikaros:0.1.0"

    input:
    tuple val(meta), path(results, stageAs: 'input/*')

    output:
    tuple val(meta), path("*.report.html")     , emit: page
    tuple val(meta), path("*.exons.tsv")       , emit: exons
    tuple val(meta), path("*.cnv.vcf.gz")      , emit: vcf
    tuple val(meta), path("*.cnv.vcf.gz.tbi")  , emit: tbi
    tuple val(meta), path("run.html")          , emit: run_page, optional: true
    tuple val(meta), path("run.tsv")           , emit: run_table, optional: true
    tuple val(meta), path("*_mqc.json")        , emit: multiqc, optional: true
    tuple val("${task.process}"), val('ikaros'), eval("ikaros -V | sed 's/ikaros //'"), topic: versions, emit: versions_ikaros

    when:
    task.ext.when == null || task.ext.when

    script:
    def args = task.ext.args ?: ''
    """
    ikaros report \\
        ${results} \\
        --out . \\
        ${args}
    """

    stub:
    def prefix = task.ext.prefix ?: "${meta.id}"
    """
    touch ${prefix}.report.html
    touch ${prefix}.exons.tsv
    echo "" | gzip > ${prefix}.cnv.vcf.gz
    touch ${prefix}.cnv.vcf.gz.tbi
    """
}
