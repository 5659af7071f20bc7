#!/usr/bin/env bash
# The pages in a browser. IKAROS=FILE names the binary to test; IKAROS_SKIP_BROWSER=1 leaves the
# tests out. What cannot be installed here is skipped with its reason; what is installed for them
# goes to target/browser-tests, Debian's chromium to the system.
set -euo pipefail

skip() {
  echo "skipped: browser tests: $*"
  exit 0
}

[[ ${IKAROS_SKIP_BROWSER:-0} == 0 ]] || skip "IKAROS_SKIP_BROWSER is set"
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
target=${CARGO_TARGET_DIR:-$root/target}
work=$target/browser-tests
mkdir -p "$work"
work=$(cd "$work" && pwd)

command -v npm >/dev/null || skip "npm is not there"
version=$(node -p 'process.versions.node.split(".")[0]')
((version >= 20)) || skip "node $version is older than 20"
if ! command -v chromium >/dev/null; then
  [[ $(id -u) -eq 0 ]] && command -v apt-get >/dev/null ||
    skip "chromium is not there; as root, run: apt-get install chromium"
  bash "$root/.ci/packages" chromium || skip "chromium cannot be installed"
fi

cp "$here"/{package.json,package-lock.json,.npmrc} "$here"/*.mjs "$work/"
(cd "$work" && npm ci --silent --no-progress >npm.log 2>&1) ||
  skip "npm ci failed: $(tail -n 1 "$work/npm.log")"

if [[ -z ${IKAROS:-} ]]; then
  (cd "$root" && cargo build --locked --release)
  IKAROS=$target/release/ikaros
fi

# The demonstration; the same with a file that is cut; and a comparison with ratios as MLPA would
# give them, made of the demonstration's own.
pages=$work/pages
rm -rf "$pages"
mkdir -p "$pages/cut"
panel=(--targets "$root/test-data/panel.bed" --normals "$root/test-data/normals.ikaros.tsv")
"$IKAROS" --quiet run "$root/test-data/run" "${panel[@]}" --out "$pages/demo"
cp "$root"/test-data/run/*.bam* "$pages/cut/"
truncate -s -40000 "$pages/cut/TUM06.bam"
code=0
"$IKAROS" --quiet run "$pages/cut" "${panel[@]}" --out "$pages/failed" 2>/dev/null || code=$?
((code == 3)) || { echo "a run with a cut file ended with $code, not with 3" >&2; exit 1; }
awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
  $at["ratio"] != "." { print $at["sample"], $at["gene"], $at["exon"], $at["ratio"] }' OFS='\t' \
  "$pages"/demo/*.exons.tsv | { printf 'sample\tgene\texon\tratio\n'; grep -v '^sample'; } \
  >"$pages/mlpa.tsv"
"$IKAROS" --quiet compare --ngs "$pages/demo" --mlpa "$pages/mlpa.tsv" --out "$pages/compare"

cd "$work"
IKAROS_PAGES=$pages CHROMIUM=$(command -v chromium) node --test --test-concurrency=1 ./*.test.mjs
