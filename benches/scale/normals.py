#!/usr/bin/env python3
"""Time and memory of building panels of more and more normals, and of one call with each, as a table.

usage: normals.py IKAROS DEPTH_FOLDER [SIZES...]; the folder holds NORM*.regions.bed.gz and TUM*.regions.bed.gz.
Normals beyond those of the folder are the same ones with 3 % of noise by chance.
"""

import glob
import gzip
import random
import sys
import tempfile

from cost import cost


def normal(source, target, chance):
    with gzip.open(source, "rt") as lines, gzip.open(target, "wt") as out:
        for line in lines:
            *fields, depth = line.rstrip("\n").split("\t")
            print(*fields, f"{float(depth) * chance.gauss(1, 0.03):.2f}", sep="\t", file=out)


def main():
    ikaros, folder = sys.argv[1:3]
    sizes = [int(size) for size in sys.argv[3:]] or [25, 100, 200]
    sources = sorted(glob.glob(f"{folder}/NORM*.regions.bed.gz"))
    patient = sorted(glob.glob(f"{folder}/TUM*.regions.bed.gz"))[0]
    print("| normals | build CPU s | build MB | one call CPU s | call MB |")
    print("|---|---|---|---|---|")
    for size in sizes:
        with tempfile.TemporaryDirectory() as work:
            chance = random.Random(3)
            for i in range(size):
                normal(sources[i % len(sources)], f"{work}/N{i:04}.regions.bed.gz", chance)
            panel = f"{work}/normals.tsv"
            members = sorted(glob.glob(f"{work}/N*.gz"))
            build = cost([ikaros, "normals", "build", *members, "--out", panel])
            call = cost([ikaros, "call", patient, "--normals", panel, "--out", work, "-t", "1"])
            print(f"| {size} | {build[0]:.1f} | {build[1]:.0f} | {call[0]:.2f} | {call[1]:.0f} |", flush=True)


main()
