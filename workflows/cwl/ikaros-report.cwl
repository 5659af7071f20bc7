cwlVersion: v1.2
class: CommandLineTool
label: Tables, VCF and page from a result
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
    ramMin: 300
baseCommand: [ikaros, report]
arguments:
  - {prefix: --out, valueFrom: "."}
inputs:
  result:
    type: File
    inputBinding: {position: 1}
outputs:
  page:
    type: File
    outputBinding: {glob: "*.report.html"}
  exons:
    type: File
    outputBinding: {glob: "*.exons.tsv"}
  vcf:
    type: File
    secondaryFiles: [.tbi]
    outputBinding: {glob: "*.cnv.vcf.gz"}
