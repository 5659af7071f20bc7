include { IKAROS_DEPTH     } from '../../modules/ikaros/depth/main'
include { IKAROS_NORMALS   } from '../../modules/ikaros/normals/main'
include { IKAROS_CALL      } from '../../modules/ikaros/call/main'
include { IKAROS_INTERPRET } from '../../modules/ikaros/interpret/main'
include { IKAROS_REPORT    } from '../../modules/ikaros/report/main'

workflow IKAROS_PANEL {
    take:
    ch_alignment // channel: [ val(meta), path(alignment), path(index) ]; meta.role is 'tumour' or 'normal'
    ch_vcf       // channel: [ val(meta), [ path(vcf), ... ] ]; may lack samples
    ch_targets   // channel: [ val(meta), path(bed) ]
    ch_fasta     // channel: [ val(meta), path(fasta), path(fai) ] or [ [:], [], [] ]

    main:
    IKAROS_DEPTH(ch_alignment, ch_targets.first(), ch_fasta.first())

    ch_depth = IKAROS_DEPTH.out.depth.branch { meta, _depth ->
        normal: meta.role == 'normal'
        tumour: true
    }
    ch_healthy = ch_depth.normal
        .map { _meta, depth -> depth }
        .toSortedList { a, b -> a.name <=> b.name }
        .map { depths -> [[id: 'panel'], depths] }
    IKAROS_NORMALS(ch_healthy)

    IKAROS_CALL(ch_depth.tumour, IKAROS_NORMALS.out.normals.first())

    ch_calls = IKAROS_CALL.out.calls
        .map { meta, calls -> [meta.id, meta, calls] }
        .join(ch_vcf.map { meta, vcfs -> [meta.id, vcfs] }, remainder: true)
        .filter { row -> row[1] != null }
        .join(ch_alignment.map { meta, alignment, index -> [meta.id, alignment, index] })
        .map { _id, meta, calls, vcfs, alignment, index -> [meta, calls, vcfs ?: [], alignment, index] }
    IKAROS_INTERPRET(ch_calls, ch_fasta.first())

    ch_results = IKAROS_INTERPRET.out.result
        .map { _meta, result -> result }
        .toSortedList { a, b -> a.name <=> b.name }
        .map { results -> [[id: 'run'], results] }
    IKAROS_REPORT(ch_results)

    emit:
    depth     = IKAROS_DEPTH.out.depth         // channel: [ val(meta), path(tsv) ]
    normals   = IKAROS_NORMALS.out.normals     // channel: [ val(meta), path(tsv) ]
    result    = IKAROS_INTERPRET.out.result    // channel: [ val(meta), path(json) ]
    page      = IKAROS_INTERPRET.out.page      // channel: [ val(meta), path(html) ]
    exons     = IKAROS_INTERPRET.out.exons     // channel: [ val(meta), path(tsv) ]
    vcf       = IKAROS_INTERPRET.out.vcf       // channel: [ val(meta), path(vcf) ]
    variants  = IKAROS_INTERPRET.out.variants  // channel: [ val(meta), path(vcf) ]
    run_page  = IKAROS_REPORT.out.run_page     // channel: [ val(meta), path(html) ]
    run_table = IKAROS_REPORT.out.run_table    // channel: [ val(meta), path(tsv) ]
}
