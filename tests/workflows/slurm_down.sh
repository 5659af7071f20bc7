#!/usr/bin/env bash
# slurm_down.sh DIR: ends the daemons that slurm_up.sh started in DIR, and no other.
dir=$(readlink -f "${1:?}")
for file in "$dir"/run/slurmd.*.pid "$dir/run/slurmctld.pid"; do
  [[ -s $file ]] && kill "$(cat "$file")" 2>/dev/null
done
exit 0
