#!/usr/bin/env bash
# Mean depth over targets under the definitions of several programs, relative to mosdepth -Q 30.
# usage: definitions.sh ikaros BAM BED
set -euo pipefail
ikaros=$1 bam=$2 bed=$3 work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
sort -k1,1V -k2,2n -u "$bed" | cut -f1-3 | awk 'BEGIN{OFS="\t"} $1!=c||$2>e{if(c)print c,s,e;c=$1;s=$2;e=$3;next} $3>e{e=$3} END{print c,s,e}' > "$work/t.bed"
bases=$(awk '{n+=$3-$2} END{print n}' "$work/t.bed")
say() { awk -v name="$1" -v bases="$bases" '{n+=$1} END{printf "%.2f\t%s\n", n/bases, name}'; }
regions() { zcat "$1" | awk '{print $NF*($3-$2)}'; }
mos() { MOSDEPTH_PRECISION=6 mosdepth -n "$@" --by "$work/t.bed" "$work/m" "$bam"; regions "$work/m.regions.bed.gz"; }
own() { "$ikaros" depth "$bam" --targets "$work/t.bed" --out "$work/$1" --definition "$1" -q 2>/dev/null; regions "$work/$1"/*.regions.bed.gz; }
sam() { samtools depth -b "$work/t.bed" "$@" "$bam" | cut -f3; }
cov() { samtools bedcov "$@" "$work/t.bed" "$bam" | awk '{print $NF}'; }
{
mos -Q 30 | say 'mosdepth -Q 30'
own mosdepth | say 'ikaros depth --definition mosdepth'
own either-mate | say 'ikaros depth (either-mate)'
own samtools-depth | say 'ikaros depth --definition samtools-depth'
sam -s -q 30 -Q 30 | say 'samtools depth -s -q 30 -Q 30'
sam -s -Q 30 | say 'samtools depth -s -Q 30'
sam -q 30 -Q 30 | say 'samtools depth -q 30 -Q 30'
sam -Q 30 | say 'samtools depth -Q 30'
sam -J -Q 30 | say 'samtools depth -J -Q 30'
mos -x -Q 30 | say 'mosdepth -x -Q 30'
mos | say 'mosdepth'
cov -Q 30 | say 'samtools bedcov -Q 30'
cov -j -Q 30 | say 'samtools bedcov -j -Q 30'
cov -g DUP,QCFAIL,SECONDARY | say 'samtools bedcov -g DUP,QCFAIL,SECONDARY'
} | awk -F'\t' 'NR==1{r=$1} {printf "%8.2f  %.4f  %s\n", $1, $1/r, $2}'
