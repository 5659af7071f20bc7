#!/usr/bin/env bash
# slurm_up.sh DIR NODES CPUS: a throw-away Slurm on this machine, without systemd; root only.
set -euo pipefail
dir=${1:?} nodes=${2:-3} cpus=${3:-2}
mkdir -p "$dir"/{state,log,run}
dir=$(readlink -f "$dir")
host=$(hostname -s)

# Munge, by hand: its service does not run in a container.
for folder in /run/munge /var/log/munge /var/lib/munge; do
  mkdir -p "$folder"
  chown munge:munge "$folder"
done
chmod 755 /run/munge
munge_works() { munge -n </dev/null 2>/dev/null | unmunge >/dev/null 2>&1; }
munge_works || runuser -u munge -- /usr/sbin/munged
for _ in $(seq 50); do
  munge_works && break
  sleep 0.1
done

memory=$(($(awk '/MemTotal/ { print int($2 / 1024) }' /proc/meminfo) - 500))
{
  cat <<CONF
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=16817
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
CredType=cred/munge
MpiDefault=none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SwitchType=switch/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerType=sched/backfill
ReturnToService=2
SlurmdParameters=config_overrides
MinJobAge=3600
KillWait=3
InactiveLimit=0
StateSaveLocation=$dir/state
SlurmctldPidFile=$dir/run/slurmctld.pid
SlurmctldLogFile=$dir/log/slurmctld.log
SlurmdSpoolDir=$dir/state/slurmd.%n
SlurmdPidFile=$dir/run/slurmd.%n.pid
SlurmdLogFile=$dir/log/slurmd.%n.log
JobCompType=jobcomp/filetxt
JobCompLoc=$dir/log/jobcomp.txt
AccountingStorageType=accounting_storage/none
CONF
  # Several nodes on one machine: one daemon each, on its own port.
  for i in $(seq "$nodes"); do
    echo "NodeName=n$i NodeHostname=$host NodeAddr=127.0.0.1 Port=$((17000 + i)) CPUs=$cpus" \
      "CoresPerSocket=$cpus Sockets=1 ThreadsPerCore=1 RealMemory=$((memory / nodes)) State=UNKNOWN"
  done
  echo "PartitionName=main Nodes=n[1-$nodes] Default=YES MaxTime=INFINITE State=UP"
} >"$dir/slurm.conf"

export SLURM_CONF=$dir/slurm.conf
/usr/sbin/slurmctld -c
for i in $(seq "$nodes"); do
  mkdir -p "$dir/state/slurmd.n$i"
  /usr/sbin/slurmd -N "n$i"
done
for _ in $(seq 150); do
  if [[ $(sinfo -h -N -t idle -o %N 2>/dev/null | wc -l) -eq $nodes ]]; then
    sinfo -N -l
    exit 0
  fi
  sleep 0.2
done
echo "nodes are not idle:" >&2
sinfo -N -l >&2 || true
tail -n 5 "$dir"/log/*.log >&2
exit 1
