cwlVersion: v1.2
class: CommandLineTool
label: Copy number per exon
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
baseCommand: [ikaros, call]
arguments:
  - {prefix: --out, valueFrom: "."}
  - {prefix: --threads, valueFrom: $(runtime.cores)}
inputs:
  depth:
    type: File
    inputBinding: {position: 1}
  normals:
    type: File
    inputBinding: {prefix: --normals}
  sex:
    type: string?
    label: F or M
    inputBinding: {prefix: --sex}
  blasts:
    type: float?
    label: Blast percentage, 0 to 100
    inputBinding: {prefix: --blasts}
outputs:
  calls:
    type: File
    outputBinding: {glob: "*.calls.json"}
