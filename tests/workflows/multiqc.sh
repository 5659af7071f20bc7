#!/usr/bin/env bash
# MultiQC of PyPI reads what 'ikaros report --forms multiqc' writes, and shows every sample.
source "$(dirname "$0")/lib.sh"
binary
python_packages multiqc

out=$work/multiqc
rm -rf "$out"
mkdir -p "$out"
ikaros --quiet run "$root/test-data/run" --targets "$root/test-data/panel.bed" \
  --normals "$root/test-data/normals.ikaros.tsv" --out "$out/run"
ikaros --quiet report "$out"/run/TUM{06,09,12}.ikaros.json --forms multiqc --out "$out/forms"
multiqc --quiet --no-version-check --outdir "$out/report" "$out/forms" >"$work/multiqc.log" 2>&1 ||
  fail "multiqc stopped (see $work/multiqc.log)"

python3 - "$out/report" <<'PY'
import json, pathlib, sys
folder = pathlib.Path(sys.argv[1])
page = (folder / "multiqc_report.html").read_text()
data = json.loads((folder / "multiqc_data" / "multiqc_data.json").read_text())
text = json.dumps(data)
for sample in ("TUM06", "TUM09", "TUM12"):
    assert sample in page, f"{sample} is not in the page"
    assert sample in text, f"{sample} is not in the data"
assert "IKZF1" in page, "no IKZF1 in the page"
print("MultiQC shows 3 samples with their IKZF1 result")
PY
