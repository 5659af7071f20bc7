#!/usr/bin/env bash
# The Snakemake workflow through a real Slurm of three nodes on this machine: 24 samples by sbatch, a job
# killed, the workflow recovers, the final reports equal the truth and those of a run without Slurm.
source "$(dirname "$0")/lib.sh"
[[ -d $cohort ]] || skip "$cohort is not there"
[[ $(id -u) -eq 0 ]] || skip "starting Slurm's daemons needs root"
debian_packages slurm-wlm munge
python_packages 'snakemake>=8' snakemake-executor-plugin-slurm
binary
if pgrep -x slurmctld >/dev/null; then skip "another Slurm runs on this machine"; fi

case=$work/slurm
rm -rf "$case"
mkdir -p "$case/run/config" "$case/slurm"
conf=/etc/slurm/slurm.conf
[[ ! -e $conf ]] || skip "$conf belongs to another Slurm"

stop() {
  local code=$?
  bash "$here/slurm_down.sh" "$case/slurm" || true
  [[ $(readlink "$conf" 2>/dev/null) != "$case/slurm/slurm.conf" ]] || rm -f "$conf"
  exit "$code"
}
trap stop EXIT
bash "$here/slurm_up.sh" "$case/slurm" 3 2 >"$case/up.log" 2>&1 || { cat "$case/up.log"; skip "Slurm does not start here"; }
mkdir -p /etc/slurm
# Snakemake removes SLURM_CONF from the environment of its jobs, so the file must be at its place.
ln -sfn "$case/slurm/slurm.conf" "$conf"

cd "$case/run"
cp -r "$root/workflows/snakemake/workflow" .
snakemake_samples config/samples.tsv
cat >config/config.yaml <<YAML
samples: config/samples.tsv
targets: $cohort/ref/targets.bed
reference: mini.fa.gz
YAML
cp "$cohort"/ref/mini.fa.gz* .
# Says where it ran, and makes one job slow enough to be killed on its first attempt.
mkdir -p "$case/bin"
cat >"$case/bin/ikaros" <<SH
#!/usr/bin/env bash
echo "\${SLURMD_NODENAME:-none} \$1" >>"$case/nodes.txt"
if [[ "\$*" == *TUM03.bam* && ! -e "$case/second" ]]; then
  touch "$case/second"
  sleep 120
fi
exec "$work/bin/ikaros" "\$@"
SH
chmod +x "$case/bin/ikaros"
export PATH=$case/bin:$PATH

# The first job of TUM03 is killed as soon as it sleeps.
(
  for _ in $(seq 600); do
    if [[ -e $case/second ]]; then
      sleep 2
      for id in $(squeue -h -t R -o '%i %k' | awk '/TUM03/ { print $1 }'); do
        scancel "$id" && echo "$id" >"$case/killed"
      done
      [[ -s $case/killed ]] && exit 0
    fi
    sleep 0.5
  done
) &
killer=$!
snakemake --executor slurm --slurm-no-account --slurm-status-command squeue \
  --slurm-init-seconds-before-status-checks 3 --seconds-between-status-checks 2 \
  --latency-wait 10 --jobs 10 --retries 2 --rerun-incomplete \
  --default-resources slurm_partition=main mem_mb=300 runtime=10 \
  >run.log 2>&1 || { tail -60 run.log; fail "the workflow did not recover"; }
kill "$killer" 2>/dev/null || true

[[ -s $case/killed ]] || fail "no job was killed"
grep -q CANCELLED "$case/slurm/log/jobcomp.txt" || fail "Slurm does not know of a cancelled job"
nodes=$(awk '$1 != "none" { print $1 }' "$case/nodes.txt" | sort -u | wc -l)
[[ $nodes -eq 3 ]] || fail "jobs ran on $nodes nodes, not on 3"
depths=$(grep -c ' depth$' "$case/nodes.txt")
[[ $depths -ge 25 ]] || fail "$depths depth jobs, 24 and one again are expected"
expect_categories results/results
if [[ -d $work/snakemake/results ]]; then
  for folder in depth calls reports; do
    diff -rq "results/$folder" "$work/snakemake/results/$folder" ||
      fail "$folder differs between Slurm and this machine"
  done
  cmp results/normals.ikaros.tsv "$work/snakemake/results/normals.ikaros.tsv" || fail "the panels differ"
fi
echo "1 passed, 0 failed: Slurm, $(wc -l <"$case/nodes.txt") commands on $nodes nodes, job $(cat "$case/killed") killed"
