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
    String docker = "ikaros:0.1.0"
  }

  scatter (healthy in normals) {
    call depth as depth_of_normals {
      input:
        alignment = healthy.alignment,
        alignment_index = healthy.alignment_index,
        targets = targets,
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
        docker = docker
    }
    call report {
      input:
        result = interpret.result,
        docker = docker
    }
  }

  output {
    File panel = build_normals.panel
    Array[File] results = interpret.result
    Array[File] pages = report.page
    Array[File] exons = report.exons
    Array[File] events = report.events
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
    Int min_mapq = 30
    Int min_baseq = 30
    Int cpu = 1
    String memory = "500 MB"
    String docker
  }

  command <<<
    set -euo pipefail
    # The index must lie beside the reads, whatever folders the engine gave them.
    mkdir -p reads out
    ln -s "~{alignment}" "reads/~{basename(alignment)}"
    ln -s "~{alignment_index}" "reads/~{basename(alignment_index)}"
    ikaros depth "reads/~{basename(alignment)}" --targets "~{targets}" --out out \
      --min-mapq ~{min_mapq} --min-baseq ~{min_baseq} --threads ~{cpu}
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
    String memory = "500 MB"
    String docker
  }

  command <<<
    set -euo pipefail
    options=()
    while IFS= read -r vcf || [[ -n "$vcf" ]]; do
      if [[ -n "$vcf" ]]; then options+=(--vcf "$vcf"); fi
    done < "~{write_lines(vcfs)}"
    ikaros interpret "~{calls}" --out out ${options[@]+"${options[@]}"}
  >>>

  output {
    File result = glob("out/*.ikaros.json")[0]
  }

  runtime {
    cpu: 1
    memory: memory
    docker: docker
  }
}

task report {
  input {
    File result
    String memory = "300 MB"
    String docker
  }

  command <<<
    set -euo pipefail
    ikaros report "~{result}" --out out
  >>>

  output {
    File page = glob("out/*.report.html")[0]
    File exons = glob("out/*.exons.tsv")[0]
    File events = glob("out/*.cnv.vcf.gz")[0]
    File events_index = glob("out/*.cnv.vcf.gz.tbi")[0]
  }

  runtime {
    cpu: 1
    memory: memory
    docker: docker
  }
}
