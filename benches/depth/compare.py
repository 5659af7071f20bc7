#!/usr/bin/env python3
"""Times ikaros depth against samtools and mosdepth on a panel of 5 million pairs.

usage: benches/depth/compare.py [--rounds 5] [--pairs 5000000] [--work DIR]

Makes the data once (about 3 GB in DIR), runs every command once a round, in turn, on one thread,
and prints the median CPU seconds (user + system) and the largest memory of each. Needs ikaros
built for release, samtools, and mosdepth.
"""

import argparse
import os
import pathlib
import shutil
import statistics
import subprocess
import sys

HOUSE = pathlib.Path(__file__).resolve().parents[2]
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", HOUSE / "target")) / "release"
CRAMS = {"3.0": "version=3.0,embed_ref=2", "3.1": "version=3.1,embed_ref=2"}


def make(work, pairs):
    """The BAMs, the CRAMs of the binned one, their indexes and BED files."""
    subprocess.run(
        ["cargo", "build", "--release", "--locked", "--bin", "ikaros", "--example", "depth_panel"],
        cwd=HOUSE, check=True,
    )
    for kind, name in (("BINS", "bins"), ("LEVELS", "levels")):
        bam = work / f"{name}.bam"
        if not bam.exists():
            example = TARGET / "examples" / "depth_panel"
            subprocess.run([example, work, str(pairs), kind, "1"], check=True)
        if not bam.with_suffix(".bam.bai").exists():
            subprocess.run(["samtools", "index", bam], check=True)
    for version, options in CRAMS.items():
        cram = work / f"bins.{version}.cram"
        if not cram.with_suffix(".cram.crai").exists():
            command = ["samtools", "view", "-O", f"cram,{options}", "-o", cram, work / "bins.bam"]
            subprocess.run(command, check=True)
            subprocess.run(["samtools", "index", cram], check=True)


def jobs(work):
    """(job, program, command); a job's first program is ikaros."""
    ikaros = [TARGET / "ikaros", "depth", "--threads", "1", "-q", "--out", work / "out"]
    strict = ["samtools", "depth", "-s", "-q", "30", "-Q", "30"]
    for name in ("bins", "levels"):
        reads = work / f"{name}.bam"
        for what in ("all", "panel"):
            bed = work / f"{what}.bed"
            job = f"BAM, {name}, {what}"
            yield job, "ikaros", [*ikaros, "--targets", bed, reads]
            yield job, "mosdepth -Q 30", ["mosdepth", "-n", "-Q", "30", "--by", bed, work / "m", reads]
            yield job, "samtools bedcov -Q 30", ["samtools", "bedcov", "-Q", "30", bed, reads]
            if what == "panel":
                yield job, "samtools depth -s -q 30 -Q 30", [*strict, "-b", bed, reads]
    for version in CRAMS:
        reads, bed = work / f"bins.{version}.cram", work / "panel.bed"
        job = f"CRAM {version}, bins, panel"
        yield job, "ikaros", [*ikaros, "--targets", bed, reads]
        yield job, "samtools depth -s -q 30 -Q 30", [*strict, "-b", bed, reads]


def measure(command):
    """CPU seconds and peak memory in MB of one run."""
    with open(os.devnull, "w") as nothing:
        child = subprocess.Popen(list(map(str, command)), stdout=nothing, stderr=subprocess.PIPE)
        errors = child.stderr.read()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: {errors.decode()}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pairs", type=int, default=5_000_000)
    parser.add_argument("--work", type=pathlib.Path, default=TARGET.parent / "depth-bench")
    options = parser.parse_args()
    for program in ("samtools", "mosdepth"):
        if shutil.which(program) is None:
            sys.exit(f"{program} is not installed")
    options.work.mkdir(parents=True, exist_ok=True)
    make(options.work, options.pairs)
    runs = list(jobs(options.work))
    figures = {(job, program): [] for job, program, _ in runs}
    for _ in range(options.rounds):
        for job, program, command in runs:
            figures[job, program].append(measure(command))
    print("| job | program | CPU s | ikaros / program | MB |")
    print("|---|---|---|---|---|")
    for (job, program), found in figures.items():
        seconds = statistics.median(cpu for cpu, _ in found)
        own = statistics.median(cpu for cpu, _ in figures[job, "ikaros"])
        memory = max(megabytes for _, megabytes in found)
        print(f"| {job} | {program} | {seconds:.2f} | {own / seconds:.2f} | {memory:.0f} |")


if __name__ == "__main__":
    main()
