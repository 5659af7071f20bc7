#!/usr/bin/env bash
# The WDL workflow: checked by miniwdl, and run by it without containers on part of the cohort.
source "$(dirname "$0")/lib.sh"
[[ -d $cohort ]] || skip "$cohort is not there"
python_packages miniwdl miniwdl-backend-bare
binary

case=$work/wdl
rm -rf "$case"
mkdir -p "$case"
cd "$case"
miniwdl check --strict --no-shellcheck "$root/workflows/wdl/ikaros.wdl" >check.log 2>&1 ||
  { cat check.log; fail "miniwdl check"; }
cp "$cohort"/ref/mini.fa.gz* .
python3 - "$cohort" >inputs.json <<'PY'
import json, pathlib, sys
cohort = pathlib.Path(sys.argv[1]).resolve()
reads = lambda name: {"alignment": str(cohort / f"bam/{name}.bam"),
                      "alignment_index": str(cohort / f"bam/{name}.bam.bai")}
vcfs = lambda name, callers: [str(cohort / f"vcf/{name}.{c}.vcf.gz") for c in callers]
json.dump({
    **{f"ikaros.{name}": str(pathlib.Path("mini.fa.gz" + ending).resolve())
       for name, ending in (("fasta", ""), ("fai", ".fai"), ("gzi", ".gzi"))},
    "ikaros.targets": str(cohort / "ref/targets.bed"),
    "ikaros.normals": [reads(f"NORM{i:02}") for i in range(1, 13)],
    "ikaros.patients": [{**reads(p), "vcfs": vcfs(p, c)} for p, c in
                        (("TUM01", ["mutect2", "vardict"]), ("TUM06", ["mutect2"]), ("TUM12", []))],
}, sys.stdout)
PY
# The commands run on this machine: its PATH holds the binary under test.
MINIWDL__SCHEDULER__CONTAINER_BACKEND=bare MINIWDL__FILE_IO__OUTPUT_HARDLINKS=false \
  miniwdl run "$root/workflows/wdl/ikaros.wdl" -i inputs.json --dir run/. >run.log 2>&1 ||
  { tail -40 run.log; fail "the workflow"; }
mkdir results
find -L run/out -name '*.ikaros.json' -exec cp {} results/ \;
expect_categories results TUM01 TUM06 TUM12
[[ $(find -L run/out -name '*.report.html' | wc -l) -eq 3 ]] || fail "3 reports are expected"
[[ $(find -L run/out -name run.html | wc -l) -eq 1 ]] || fail "the page over all patients"
[[ $(find -L run/out -name '*.variants.vcf.gz' | wc -l) -eq 2 ]] || fail "2 merged VCFs are expected"
echo "1 passed, 0 failed: WDL"
