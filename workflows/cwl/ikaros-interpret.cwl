cwlVersion: v1.2
class: CommandLineTool
label: Conclusions and files of one patient
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
baseCommand: [ikaros, interpret]
arguments:
  - {prefix: --out, valueFrom: "."}
inputs:
  calls:
    type: File
    inputBinding: {position: 1}
  vcfs:
    type:
      - "null"
      - type: array
        items: File
        inputBinding: {prefix: --vcf}
    label: Small-variant VCFs of the same sample
outputs:
  result:
    type: File
    outputBinding: {glob: "*.ikaros.json"}
