#!/usr/bin/env python3
"""Time and memory of an exome: a panel of 8 normals and one call, as a table.

usage: exome.py IKAROS DEPTH_FOLDER [TARGETS]; the folder holds NORM*.regions.bed.gz of one panel, GRCh38 names with chr.
Targets are added between those of the panel, each with a capture of its own and 7 % of noise.
"""

import glob
import gzip
import random
import sys
import tempfile

from cost import cost

# Megabases of the autosomes, rounded down.
LENGTHS = [248, 242, 198, 190, 181, 170, 159, 145, 138, 133, 135, 133, 114, 107, 101, 90, 83, 80, 58, 64, 46, 50]


def read(path):
    with gzip.open(path, "rt") as lines:
        rows = [line.rstrip("\n").split("\t") for line in lines]
    return [(row[0], int(row[1]), int(row[2]), row[3], float(row[4])) for row in rows]


def added(panel, wanted, chance):
    taken = {}
    for contig, start, end, *_ in panel:
        taken.setdefault(contig, []).append((start, end))
    rows = []
    for number, length in enumerate(LENGTHS, 1):
        contig = f"chr{number}"
        count = wanted * length // sum(LENGTHS)
        step = (length * 1_000_000 - 1_000_000) // count
        for i in range(count):
            start = 10_000 + i * step
            if all(end < start or start + 150 < begin for begin, end in taken.get(contig, [])):
                rows.append((contig, start, start + 150, "exome", chance.lognormvariate(0, 0.4)))
    return rows


def write(path, panel, exome, chance):
    middle = sorted(row[4] for row in panel)[len(panel) // 2]
    noise = [(*row[:4], max(0.0, middle * row[4] * chance.gauss(1, 0.07))) for row in exome]
    order = {f"chr{name}": rank for rank, name in enumerate([*range(1, 23), "X", "Y"])}
    with gzip.open(path, "wt") as out:
        for row in sorted(panel + noise, key=lambda row: (order[row[0]], row[1])):
            print(*row[:4], f"{row[4]:.2f}", sep="\t", file=out)


def main():
    ikaros, folder = sys.argv[1:3]
    wanted = int(sys.argv[3]) if len(sys.argv) > 3 else 250_000
    sources = sorted(glob.glob(f"{folder}/NORM*.regions.bed.gz"))[:9]
    chance = random.Random(3)
    exome = added(read(sources[0]), wanted, chance)
    with tempfile.TemporaryDirectory() as work:
        paths = []
        for i, source in enumerate(sources):
            paths.append(f"{work}/N{i}.regions.bed.gz")
            write(paths[-1], read(source), exome, chance)
        panel = f"{work}/normals.tsv"
        build = cost([ikaros, "normals", "build", *paths[:8], "--assembly", "GRCh38", "--out", panel])
        call = cost([ikaros, "call", paths[8], "--assembly", "GRCh38", "--normals", panel, "--out", work, "-t", "1"])
    print("| targets | build CPU s | build MB | one call CPU s | call MB |")
    print("|---|---|---|---|---|")
    print(f"| {len(exome)} | {build[0]:.1f} | {build[1]:.0f} | {call[0]:.2f} | {call[1]:.0f} |")


main()
