#!/usr/bin/env bash
# Time, memory and disk of 'ikaros run' over 1 to 1,000 patients from depth tables, as a table.
# usage: run.sh IKAROS DEPTH_FOLDER [SIZES...]; the folder holds NORM*.regions.bed.gz and TUM*.regions.bed.gz
set -euo pipefail
ikaros=$(readlink -f "$1")
depth=$(readlink -f "$2")
shift 2
sizes=("$@")
((${#sizes[@]})) || sizes=(1 10 100 1000)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$ikaros" normals build "$depth"/NORM*.regions.bed.gz --out "$work/normals.tsv" 2>/dev/null

echo "| patients | wall s | CPU s | CPU s a patient | largest memory MB | files MB | again, wall s |"
echo "|---|---|---|---|---|---|---|"
for size in "${sizes[@]}"; do
  rm -rf "$work/in" "$work/out"
  mkdir "$work/in"
  tables=("$depth"/TUM*.regions.bed.gz)
  for ((i = 0; i < size; i++)); do
    # The same patients under other names: every one is worked on.
    cp "${tables[i % ${#tables[@]}]}" "$work/in/$(printf 'P%04d' "$i").regions.bed.gz"
  done
  python3 - "$ikaros" "$work" "$size" <<'PY'
import os, resource, subprocess, sys, time
ikaros, work, size = sys.argv[1], sys.argv[2], int(sys.argv[3])
command = [ikaros, "run", f"{work}/in", "--normals", f"{work}/normals.tsv", "--out", f"{work}/out", "-q"]
def run():
    begin, before = time.time(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.time() - begin, cpu, after.ru_maxrss / 1024
wall, cpu, memory = run()
rows = sum(1 for _ in open(f"{work}/out/run.tsv")) - 1
assert rows == size, f"{rows} rows"
bytes_ = sum(os.path.getsize(os.path.join(d, f)) for d, _, fs in os.walk(f"{work}/out") for f in fs)
again, _, _ = run()
print(f"| {size} | {wall:.1f} | {cpu:.1f} | {cpu / size:.2f} | {memory:.0f} | {bytes_ / 1e6:.0f} | {again:.1f} |")
PY
done
