version 1.0

## Reads of patients and healthy samples to a report per patient.

struct Patient {
  File alignment
  File alignment_index
  Array[File] vcfs
}

struct Healthy {
  File alignment
  File alignment_index
}

workflow ikaros {
  input {
    File targets
    Array[Healthy] normals
    Array[Patient] patients
    # The reference decodes CRAM, and merges each patient's VCFs with a count of the reads; 'gzi' is
    # of a FASTA compressed by bgzip.
    File? fasta
    File? fai
    File? gzi
    String docker = "ikaros:0.1.0"
  }

  scatter (healthy in normals) {
    call depth as depth_of_normals {
      input:
        alignment = healthy.alignment,
        alignment_index = healthy.alignment_index,
        targets = targets,
        fasta = fasta,
        fai = fai,
        gzi = gzi,
        docker = docker
    }
  }

  call build_normals {
    input:
      depths = depth_of_normals.table,
      docker = docker
  }

  scatter (patient in patients) {
    call depth {
      input:
        alignment = patient.alignment,
        alignment_index = patient.alignment_index,
        targets = targets,
        fasta = fasta,
        fai = fai,
        gzi = gzi,
        docker = docker
    }
    call call_exons {
      input:
        depth_table = depth.table,
        normals = build_normals.panel,
        docker = docker
    }
    call interpret {
      input:
        calls = call_exons.calls,
        vcfs = patient.vcfs,
        alignment = patient.alignment,
        alignment_index = patient.alignment_index,
        fasta = fasta,
        fai = fai,
        gzi = gzi,
        docker = docker
    }
  }

  call report {
    input:
      results = interpret.result,
      docker = docker
  }

  output {
    File panel = build_normals.panel
    Array[File] results = interpret.result
    Array[File?] variants = interpret.variants
    Array[File] pages = report.pages
    Array[File] exons = report.exons
    Array[File] events = report.events
    File? run_page = report.run_page
    File? run_table = report.run_table
  }

  meta {
    description: "Exon deletions of IKZF1 and its companions from capture sequencing"
  }
}

task depth {
  input {
    File alignment
    File alignment_index
    File targets
    File? fasta
    File? fai
    File? gzi
    Int min_mapq = 30
    Int min_baseq = 30
    Int cpu = 1
    String memory = "500 MB"
    String docker
  }

  command <<<
    set -euo pipefail
    # Indexes must lie beside their files, whatever folders the engine gave them.
    mkdir -p near out
    for file in "~{alignment}" "~{alignment_index}" "~{fasta}" "~{fai}" "~{gzi}"; do
      if [[ -n "$file" ]]; then ln -s "$file" near/; fi
    done
    fasta="~{fasta}"
    ikaros depth "near/~{basename(alignment)}" --targets "~{targets}" --out out \
      --min-mapq ~{min_mapq} --min-baseq ~{min_baseq} --threads ~{cpu} \
      ${fasta:+--reference "near/${fasta##*/}"}
  >>>

  output {
    File table = glob("out/*.depth.tsv.gz")[0]
    File regions = glob("out/*.regions.bed.gz")[0]
    File qc = glob("out/*.depth.qc.json")[0]
  }

  runtime {
    cpu: cpu
    memory: memory
    docker: docker
  }
}

task build_normals {
  input {
    Array[File] depths
    Int cpu = 1
    String memory = "1000 MB"
    String docker
  }

  command <<<
    set -euo pipefail
    xargs -d '\n' ikaros normals build --out normals.ikaros.tsv --threads ~{cpu} < "~{write_lines(depths)}"
  >>>

  output {
    File panel = "normals.ikaros.tsv"
  }

  runtime {
    cpu: cpu
    memory: memory
    docker: docker
  }
}

task call_exons {
  input {
    File depth_table
    File normals
    String? sex
    Float? blasts
    Int cpu = 1
    String memory = "500 MB"
    String docker
  }

  command <<<
    set -euo pipefail
    ikaros call "~{depth_table}" --normals "~{normals}" --out out --threads ~{cpu} \
      ~{"--sex " + sex} ~{"--blasts " + blasts}
  >>>

  output {
    File calls = glob("out/*.calls.json")[0]
  }

  runtime {
    cpu: cpu
    memory: memory
    docker: docker
  }
}

task interpret {
  input {
    File calls
    Array[File] vcfs
    File alignment
    File alignment_index
    File? fasta
    File? fai
    File? gzi
    String memory = "1000 MB"
    String docker
  }

  command <<<
    set -euo pipefail
    options=()
    while IFS= read -r vcf || [[ -n "$vcf" ]]; do
      if [[ -n "$vcf" ]]; then options+=(--vcf "$vcf"); fi
    done < "~{write_lines(vcfs)}"
    if [[ -n "~{fasta}" && ${#options[@]} -gt 0 ]]; then
      # Indexes must lie beside their files, whatever folders the engine gave them.
      mkdir -p near
      for file in "~{fasta}" "~{fai}" "~{gzi}" "~{alignment}" "~{alignment_index}"; do
        if [[ -n "$file" ]]; then ln -s "$file" near/; fi
      done
      fasta="~{fasta}"
      options+=(--reference "near/${fasta##*/}" --bam "near/~{basename(alignment)}")
    fi
    ikaros interpret "~{calls}" --out out ${options[@]+"${options[@]}"}
  >>>

  output {
    File result = glob("out/*.ikaros.json")[0]
    File? variants = "out/~{basename(calls, ".calls.json")}.variants.vcf.gz"
  }

  runtime {
    cpu: 1
    memory: memory
    docker: docker
  }
}

task report {
  input {
    Array[File] results
    String memory = "1000 MB"
    String docker
  }

  command <<<
    set -euo pipefail
    xargs -d '\n' ikaros report --out out < "~{write_lines(results)}"
  >>>

  output {
    Array[File] pages = glob("out/*.report.html")
    Array[File] exons = glob("out/*.exons.tsv")
    Array[File] events = glob("out/*.cnv.vcf.gz")
    Array[File] events_indexes = glob("out/*.cnv.vcf.gz.tbi")
    # None over one result.
    File? run_page = "out/run.html"
    File? run_table = "out/run.tsv"
  }

  runtime {
    cpu: 1
    memory: memory
    docker: docker
  }
}
