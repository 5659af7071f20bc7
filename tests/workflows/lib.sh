# Sourced by the workflow tests: where things are, and how to install what they need.
# shellcheck shell=bash
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
work=${IKAROS_WORKFLOW_DIR:-${CARGO_TARGET_DIR:-$root/target}/workflow-tests}
cohort=$root/../shared/data/panel-cohort
mkdir -p "$work"
work=$(cd "$work" && pwd)

skip() {
  echo "skipped: $*"
  exit 0
}

fail() {
  echo "FAILED: $*" >&2
  exit 1
}

# The binary under test: IKAROS, or a build of this tree.
binary() {
  local found=${IKAROS:-}
  if [[ -z $found ]]; then
    (cd "$root" && cargo build --locked --release) >&2
    found=${CARGO_TARGET_DIR:-$root/target}/release/ikaros
  fi
  [[ -x $found ]] || fail "$found is not a program"
  mkdir -p "$work/bin"
  cp -f "$found" "$work/bin/ikaros"
  PATH=$work/bin:$PATH
}

# A virtual environment with packages of PyPI; skips when they cannot be installed.
python_packages() {
  local venv=$work/venv
  command -v python3 >/dev/null || skip "python3 is not there"
  [[ -x $venv/bin/python ]] || python3 -m venv "$venv" 2>/dev/null || skip "python3 -m venv fails"
  "$venv/bin/pip" install -q --disable-pip-version-check "$@" >"$work/pip.log" 2>&1 ||
    skip "pip cannot install $* (see $work/pip.log)"
  PATH=$venv/bin:$PATH
}

# Debian packages; skips when they cannot be installed.
debian_packages() {
  command -v apt-get >/dev/null || skip "not a Debian or Ubuntu machine: $* are needed"
  bash "$root/.ci/packages" "$@" >"$work/apt.log" 2>&1 ||
    skip "apt-get cannot install $* (see $work/apt.log)"
}

# Writes the table of samples of the Snakemake workflow from the cohort's own sheet.
snakemake_samples() { # FILE
  python3 - "$cohort" "$1" <<'PY'
import csv, pathlib, sys
cohort, target = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2]
with open(target, "w") as out:
    print("sample", "role", "alignment", "sex", "blast_percent", "vcfs", sep="\t", file=out)
    for row in csv.DictReader(open(cohort / "samplesheet.csv")):
        vcfs = [str(cohort / row[k]) for k in ("mutect2", "vardict", "freebayes") if row.get(k)]
        role = "normal" if row["role"] == "normal" else "tumour"
        print(row["sample"], role, cohort / row["bam"], row["sex"], "", ";".join(vcfs), sep="\t", file=out)
PY
}

# The truth of the cohort: the IKZF1 category of every tumour, compared with the final results.
expect_categories() { # FOLDER OF SAMPLE.ikaros.json, SAMPLES...
  python3 - "$cohort/truth/samples.tsv" "$@" <<'PY'
import csv, json, pathlib, sys
truth, folder, samples = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3:]
rows = list(csv.DictReader(open(truth), delimiter="\t"))
want = {(row.get("#sample") or row.get("sample")): row["ikzf1_deletion"] for row in rows}
samples = samples or sorted(name for name in want if name.startswith("TUM"))
assert samples, "no sample to compare"
for sample in samples:
    result = json.load(open(folder / f"{sample}.ikaros.json"))
    got = result["interpretation"]["ikzf1"]["category"]
    got = got if isinstance(got, str) else json.dumps(got)
    assert want[sample] in got, f"{sample}: IKZF1 {got}, truth {want[sample]}"
print(f"{len(samples)} reports equal the truth")
PY
}
