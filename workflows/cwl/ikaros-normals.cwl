cwlVersion: v1.2
class: CommandLineTool
label: Panel of normals from the depth of healthy samples
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
    ramMin: 1000
baseCommand: [ikaros, normals, build]
arguments:
  - {prefix: --threads, valueFrom: $(runtime.cores)}
inputs:
  depths:
    type: File[]
    label: Depth tables of at least 5 healthy samples
    inputBinding: {position: 1}
  name:
    type: string
    default: normals.ikaros.tsv
    inputBinding: {prefix: --out}
  sexes:
    type:
      - "null"
      - type: array
        items: string
        inputBinding: {prefix: --sex}
    label: SAMPLE=F or SAMPLE=M
outputs:
  normals:
    type: File
    outputBinding: {glob: $(inputs.name)}
