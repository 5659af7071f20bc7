cwlVersion: v1.2
class: CommandLineTool
label: Tables, VCFs and pages from results, and the page over all of them
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
  results:
    type: File[]
    inputBinding: {position: 1}
outputs:
  pages:
    type: File[]
    outputBinding: {glob: "*.report.html"}
  exons:
    type: File[]
    outputBinding: {glob: "*.exons.tsv"}
  vcfs:
    type: File[]
    secondaryFiles: [.tbi]
    outputBinding: {glob: "*.cnv.vcf.gz"}
  run_page:
    type: File?
    label: The page over all results; none over one
    outputBinding: {glob: run.html}
  run_table:
    type: File?
    outputBinding: {glob: run.tsv}
