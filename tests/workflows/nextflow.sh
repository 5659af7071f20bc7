#!/usr/bin/env bash
# The Nextflow modules without Nextflow: parsed by reftrace, their descriptions compared with them, their
# script: and stub: blocks run in bash on test-data/, and the files that they declare looked for.
source "$(dirname "$0")/lib.sh"
python_packages reftrace pyyaml
binary

case=$work/nextflow
rm -rf "$case"
mkdir -p "$case"
flows=$root/workflows/nextflow
(cd "$flows" && reftrace lint -r "$here/nextflow_rules.py" -d .) >"$case/lint.log" 2>&1 ||
  { cat "$case/lint.log"; fail "reftrace lint"; }
! grep -iE 'error|failed|traceback' "$case/lint.log" || fail "reftrace found mistakes"
# The rules can fail.
mkdir -p "$case/broken/modules/x"
sed 's/process_single/process_tiny/' "$flows/modules/ikaros/depth/main.nf" >"$case/broken/modules/x/main.nf"
if (cd "$case/broken" && reftrace lint -r "$here/nextflow_rules.py" -d .) >"$case/broken.log" 2>&1; then
  fail "reftrace accepts a wrong label"
fi

python3 - "$flows" <<'PY'
import pathlib, re, sys, yaml
flows = pathlib.Path(sys.argv[1])
for path in sorted(flows.glob("modules/ikaros/*/main.nf")):
    text, meta = path.read_text(), yaml.safe_load((path.parent / "meta.yml").read_text())
    emitted = set(re.findall(r"emit: (\w+)", text))
    assert emitted == set(meta["output"]), f"{path}: {emitted} but meta.yml has {set(meta['output'])}"
    section = re.search(r"input:\n(.*?)\n\n", text, re.S)[1]
    declared = [re.findall(r"(?:val|path)\((\w+)", line) for line in section.splitlines()]
    described = [[name for part in row for name in part] for row in meta["input"]]
    assert declared == described, f"{path}: {declared} but meta.yml has {described}"
    assert meta["name"] == f"ikaros_{path.parent.name}", meta["name"]
    env = yaml.safe_load((path.parent / "environment.yml").read_text())
    assert env["dependencies"] == ["bioconda::ikaros=0.1.0"], env
    test = (path.parent / "tests/main.nf.test").read_text()
    assert test.count("{") == test.count("}") and "-stub" in test, path
print("descriptions equal the modules")
PY
for file in "$cohort"/ref/mini.fa.gz*; do [[ ! -e $file ]] || cp "$file" "$case/"; done
python3 "$here/nextflow_blocks.py" "$flows/modules/ikaros" "$root/test-data" "$case/run" "$case/mini.fa.gz"
echo "1 passed, 0 failed: Nextflow modules (not run under Nextflow)"
