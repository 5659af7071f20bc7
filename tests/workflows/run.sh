#!/usr/bin/env bash
# All workflow tests; IKAROS_SKIP_WORKFLOWS=1 leaves them out, IKAROS=FILE names the binary to test.
# What cannot be installed here is skipped with its reason. What is installed for them goes to
# target/workflow-tests, Slurm to the system.
set -euo pipefail
if [[ ${IKAROS_SKIP_WORKFLOWS:-0} != 0 ]]; then
  echo "skipped: IKAROS_SKIP_WORKFLOWS is set"
  exit 0
fi
cd "$(dirname "$0")"
if [[ -z ${IKAROS:-} ]]; then
  # The static binary, as it is given to others; the target is named so that crt-static does not reach
  # procedural macros.
  target=$(rustc -vV | sed -n 's/^host: //p')
  (cd ../.. && RUSTFLAGS="-C target-feature=+crt-static" cargo build --locked --release --target "$target")
  IKAROS=${CARGO_TARGET_DIR:-$(cd ../.. && pwd)/target}/$target/release/ikaros
  export IKAROS
fi
failed=()
for test in packaging multiqc snakemake slurm cwl wdl nextflow; do
  echo "== $test"
  # A test that hangs must not hold up the others.
  timeout 900 bash "./$test.sh" || failed+=("$test")
done
if ((${#failed[@]})); then
  echo "FAILED: ${failed[*]}" >&2
  exit 1
fi
