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
  InlineJavascriptRequirement: {}
  ResourceRequirement:
    coresMin: 1
    ramMin: 500
baseCommand: [ikaros, interpret]
arguments:
  - {prefix: --out, valueFrom: "."}
  - valueFrom: |
      ${
        if (!inputs.reference || !inputs.vcfs || inputs.vcfs.length == 0) return null;
        var options = ["--reference", inputs.reference.path];
        return inputs.alignment ? options.concat(["--bam", inputs.alignment.path]) : options;
      }
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
  reference:
    type: File?
    secondaryFiles:
      - {pattern: .fai}
      - {pattern: .gzi, required: false}
    label: Reference FASTA that the VCFs were called on; merges them
  alignment:
    type: File?
    secondaryFiles:
      - {pattern: .bai, required: false}
      - {pattern: .csi, required: false}
      - {pattern: .crai, required: false}
    label: Reads of the sample, to count every candidate again; used with reference
outputs:
  result:
    type: File
    outputBinding: {glob: "*.ikaros.json"}
  variants:
    type: File?
    label: Merged small variants; none without a reference or VCFs
    secondaryFiles: [.tbi]
    outputBinding: {glob: "*.variants.vcf.gz"}
