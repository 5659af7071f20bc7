#!/usr/bin/env bash
# The CWL workflow by cwltool on part of the cohort: valid, run, compared with the truth.
source "$(dirname "$0")/lib.sh"
[[ -d $cohort ]] || skip "$cohort is not there"
python_packages cwltool
binary

case=$work/cwl
rm -rf "$case"
mkdir -p "$case"
cd "$case"
for file in "$root"/workflows/cwl/*.cwl; do
  cwltool --validate "$file" >validate.log 2>&1 || { cat validate.log; fail "$file is not valid"; }
  ! grep -i warning validate.log || fail "$file: warnings"
done
cp "$cohort"/ref/mini.fa.gz* .
python3 - "$cohort" >job.json <<'PY'
import json, pathlib, sys
cohort = pathlib.Path(sys.argv[1]).resolve()
file = lambda path: {"class": "File", "path": str(path)}
patients = ["TUM01", "TUM06", "TUM12"]
json.dump({
    "reference": {**file("mini.fa.gz"), "secondaryFiles": [file(f"mini.fa.gz.{e}") for e in ("fai", "gzi")]},
    "targets": file(cohort / "ref/targets.bed"),
    "normal_alignments": [file(cohort / f"bam/NORM{i:02}.bam") for i in range(1, 13)],
    "alignments": [file(cohort / f"bam/{p}.bam") for p in patients],
    "vcfs": [[file(cohort / f"vcf/{p}.{c}.vcf.gz") for c in callers]
             for p, callers in zip(patients, (["mutect2", "vardict"], ["mutect2"], []))],
}, sys.stdout)
PY
cwltool --no-container --outdir out --quiet "$root/workflows/cwl/ikaros.cwl" job.json >run.json 2>run.log ||
  { tail -40 run.log; fail "the workflow"; }
expect_categories out TUM01 TUM06 TUM12
for sample in TUM01 TUM06 TUM12; do
  for kind in report.html exons.tsv cnv.vcf.gz cnv.vcf.gz.tbi; do
    [[ -s out/$sample.$kind ]] || fail "$sample.$kind is not there"
  done
done
[[ -s out/TUM01.variants.vcf.gz && ! -e out/TUM12.variants.vcf.gz ]] || fail "the merged VCFs"
[[ $(wc -l <out/run.tsv) -eq 4 && -s out/run.html ]] || fail "the page over the three patients"
[[ $(python3 -c 'import json; print(len(json.load(open("out/TUM01.ikaros.json"))["variant_files"]))') -eq 2 ]] ||
  fail "TUM01 has two VCFs"
echo "1 passed, 0 failed: CWL"
