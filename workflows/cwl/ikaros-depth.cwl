cwlVersion: v1.2
class: CommandLineTool
label: Depth per target from BAM or CRAM
doc: Counts fragments and depth over the targets of a panel, and reads at recurrent junctions.
hints:
  DockerRequirement:
    dockerPull: ikaros:0.1.0
  SoftwareRequirement:
    packages:
      ikaros:
        version: ["0.1.0"]

requirements:
  ResourceRequirement:
    coresMin: 1
    ramMin: 500
baseCommand: [ikaros, depth]
arguments:
  - {prefix: --out, valueFrom: "."}
  - {prefix: --threads, valueFrom: $(runtime.cores)}
inputs:
  alignment:
    type: File
    label: BAM or CRAM, sorted by coordinate
    secondaryFiles:
      - {pattern: .bai, required: false}
      - {pattern: .csi, required: false}
      - {pattern: .crai, required: false}
    inputBinding: {position: 1}
  targets:
    type: File
    label: BED of the panel
    inputBinding: {prefix: --targets}
  reference:
    type: File?
    label: Reference FASTA, for CRAM
    secondaryFiles:
      - {pattern: .fai}
      - {pattern: .gzi, required: false}
    inputBinding: {prefix: --reference}
  sample:
    type: string?
    label: Name, where the read groups do not give it
    inputBinding: {prefix: --sample}
  min_mapq:
    type: int?
    inputBinding: {prefix: --min-mapq}
  min_baseq:
    type: int?
    inputBinding: {prefix: --min-baseq}
outputs:
  depth:
    type: File
    outputBinding: {glob: "*.depth.tsv.gz"}
  regions:
    type: File
    secondaryFiles: [.csi]
    outputBinding: {glob: "*.regions.bed.gz"}
  qc:
    type: File
    outputBinding: {glob: "*.depth.qc.json"}
