cwlVersion: v1.2
class: Workflow
label: Reads of patients and healthy samples to a report per patient
requirements:
  ScatterFeatureRequirement: {}
  StepInputExpressionRequirement: {}
inputs:
  targets: File
  normal_alignments:
    type: File[]
    secondaryFiles:
      - {pattern: .bai, required: false}
      - {pattern: .csi, required: false}
      - {pattern: .crai, required: false}
  alignments:
    type: File[]
    secondaryFiles:
      - {pattern: .bai, required: false}
      - {pattern: .csi, required: false}
      - {pattern: .crai, required: false}
  vcfs:
    type:
      type: array
      items:
        type: array
        items: File
    doc: Small-variant VCFs of each patient, in the order of 'alignments'; empty lists are allowed
  reference:
    type: File?
    secondaryFiles:
      - {pattern: .fai}
      - {pattern: .gzi, required: false}
    doc: Reference FASTA, for CRAM and to merge the small variants
steps:
  depth_of_normals:
    run: ikaros-depth.cwl
    scatter: alignment
    in: {alignment: normal_alignments, targets: targets, reference: reference}
    out: [depth]
  normals:
    run: ikaros-normals.cwl
    in: {depths: depth_of_normals/depth}
    out: [normals]
  depth:
    run: ikaros-depth.cwl
    scatter: alignment
    in: {alignment: alignments, targets: targets, reference: reference}
    out: [depth, qc]
  call:
    run: ikaros-call.cwl
    scatter: depth
    in: {depth: depth/depth, normals: normals/normals}
    out: [calls]
  interpret:
    run: ikaros-interpret.cwl
    scatter: [calls, vcfs, alignment]
    scatterMethod: dotproduct
    in: {calls: call/calls, vcfs: vcfs, alignment: alignments, reference: reference}
    out: [result, variants]
  report:
    run: ikaros-report.cwl
    in: {results: interpret/result}
    out: [pages, exons, vcfs, run_page, run_table]
outputs:
  panel: {type: File, outputSource: normals/normals}
  qc: {type: "File[]", outputSource: depth/qc}
  results: {type: "File[]", outputSource: interpret/result}
  variants:
    type: {type: array, items: ["null", File]}
    outputSource: interpret/variants
  pages: {type: "File[]", outputSource: report/pages}
  exons: {type: "File[]", outputSource: report/exons}
  events: {type: "File[]", outputSource: report/vcfs}
  run_page: {type: "File?", outputSource: report/run_page}
  run_table: {type: "File?", outputSource: report/run_table}
