#!/usr/bin/env bash
# The Snakemake workflow on the cohort, on this machine: lint, run, run again, compare with the truth.
source "$(dirname "$0")/lib.sh"
[[ -d $cohort ]] || skip "$cohort is not there"
python_packages "snakemake>=8" snakefmt
binary

case=$work/snakemake
rm -rf "$case"
mkdir -p "$case/config"
cp -r "$root/workflows/snakemake/workflow" "$case/"
cd "$case"
snakemake_samples config/samples.tsv
cat >config/config.yaml <<YAML
samples: config/samples.tsv
targets: $cohort/ref/targets.bed
reference: mini.fa.gz
YAML
cp "$cohort"/ref/mini.fa.gz* .
snakefmt --check workflow/Snakefile workflow/rules || fail "snakefmt would change the workflow"
snakemake --lint >lint.log 2>&1 || { cat lint.log; fail "snakemake --lint"; }
snakemake --cores 2 -q all >run.log 2>&1 || { tail -40 run.log; fail "the workflow"; }
expect_categories results/results
[[ $(find results/reports -name '*.report.html' | wc -l) -eq 12 ]] || fail "12 reports are expected"
# The page over all patients links to their reports, and knows them all.
[[ $(grep -o 'href="TUM[0-9]*.report.html"' results/reports/run.html | sort -u | wc -l) -eq 12 ]] ||
  fail "the page of the run does not link to 12 reports"
[[ $(wc -l <results/reports/run.tsv) -eq 13 && -s results/reports/ikaros_mqc.json ]] || fail "the tables of the run"
[[ $(find results/results -name '*.variants.vcf.gz' | wc -l) -eq 12 ]] || fail "12 merged VCFs are expected"
for file in results/reports/*.report.html results/reports/*.exons.tsv; do
  cmp -s "$file" "results/results/${file##*/}" || fail "$file differs from the result of 'interpret'"
done
snakemake --cores 2 -n 2>&1 | grep -q 'Nothing to be done' || fail "a second run would do something"

# Mistakes in the configuration are said, not run.
echo 'min_mapq: 9999' >>config/config.yaml
! snakemake --cores 2 -n >wrong.log 2>&1 || fail "min_mapq: 9999 was accepted"
grep -q 9999 wrong.log || fail "the message does not name the value"

# The wrapper: one sample in somebody else's workflow.
mkdir -p wrapped && cd wrapped
cp "$root"/test-data/{panel.bed,normals.ikaros.tsv} "$root"/test-data/run/TUM01.bam* .
sed "s|master/bio/ikaros|file:$root/workflows/snakemake/wrapper|" \
  "$root/workflows/snakemake/wrapper/test/Snakefile" >Snakefile
snakemake --cores 1 ikaros/TUM01.ikaros.json >run.log 2>&1 || { tail -40 run.log; fail "the wrapper"; }
for kind in ikaros.json report.html exons.tsv; do
  [[ -s ikaros/TUM01.$kind ]] || fail "the wrapper gives no $kind"
done
grep -q '"4-7"' ikaros/TUM01.ikaros.json || fail "TUM01 has a deletion of exons 4-7"
sed -i 's/report=/page=/' Snakefile
! snakemake --cores 1 --forceall ikaros/TUM01.ikaros.json >wrong.log 2>&1 || fail "an unknown output was accepted"
grep -q "outputs are named json, report" wrong.log || fail "the message does not name the outputs"
echo "1 passed, 0 failed: Snakemake"
