#!/usr/bin/env python3
"""Draws healthy samples from a model of capture noise, as mosdepth tables.

usage: benches/accuracy/draw_normals.py LIKE.regions.bed.gz OUT [--samples N] [--seed N] [--depth X]

The targets are those of LIKE; nothing else is taken from it. The logarithm of a target's depth is the
sum of: its capture efficiency (sd 0.38), the sample's library size (0.28), what the three batches differ
by on it (0.045), three hidden factors that each sample has in its own amount (0.045 together), one of
which follows the target's length, and noise of its own (0.042). Fragments are then drawn from a Poisson
distribution, and the depth is what they cover. Half of the samples are male.
"""

import argparse
import gzip
import math
import pathlib
import random

PAR1_END = {"chrX": 2_781_479, "X": 2_699_520}
COVERED = 200
FACTORS = 3
BATCHES = 3


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("like", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--samples", type=int, default=48)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--depth", type=float, default=500.0)
    return parser.parse_args()


def targets(path):
    with gzip.open(path, "rt") as file:
        for line in file:
            contig, start, end, name = line.split("\t")[:4]
            yield contig, int(start), int(end), name


def copies(contig, end, is_male):
    """Copies of a target in a sample, over two."""
    if contig in ("chrY", "Y"):
        return 0.5 if is_male else 0.0
    if contig in PAR1_END and end > PAR1_END[contig] and is_male:
        return 0.5
    return 1.0


def poisson(chance, mean):
    if mean > 500:
        return max(0, round(chance.gauss(mean, math.sqrt(mean))))
    border, count, product = math.exp(-mean), 0, chance.random()
    while product > border:
        count += 1
        product *= chance.random()
    return count


def fragments_per_depth(length):
    short, long = min(length, COVERED), max(length, COVERED)
    return long * long / (COVERED * (long - short / 3))


def main():
    options = arguments()
    chance = random.Random(options.seed)
    panel = list(targets(options.like))
    draw = lambda sd: [chance.gauss(0, sd) for _ in panel]
    capture, batches = draw(0.38), [draw(0.045) for _ in range(BATCHES)]
    part = 0.045 / math.sqrt(FACTORS)
    factors = [draw(part) for _ in range(FACTORS - 1)]
    logs = [math.log(end - start) for _, start, end, _ in panel]
    mean = sum(logs) / len(logs)
    spread = math.sqrt(sum((x - mean) ** 2 for x in logs) / len(logs))
    factors.append([part * (x - mean) / spread for x in logs])
    options.out.mkdir(parents=True, exist_ok=True)
    for sample in range(options.samples):
        library, batch = chance.gauss(0, 0.28), batches[sample % BATCHES]
        amounts = [chance.gauss(0, 1) for _ in range(FACTORS)]
        path = options.out / f"DRAWN{sample + 1:03}.regions.bed.gz"
        with gzip.open(path, "wt") as file:
            for t, (contig, start, end, name) in enumerate(panel):
                shared = sum(a * factor[t] for a, factor in zip(amounts, factors))
                log = library + capture[t] + batch[t] + shared + chance.gauss(0, 0.042)
                depth = options.depth * math.exp(log) * copies(contig, end, sample % 2 == 1)
                worth = fragments_per_depth(end - start)
                depth = poisson(chance, depth * worth) / worth
                file.write(f"{contig}\t{start}\t{end}\t{name}\t{depth:.2f}\n")


if __name__ == "__main__":
    main()
