#!/usr/bin/env python3
"""Runs CNVkit and ikaros on the same depth tables with known truth, and prints one table.

usage: benches/accuracy/compare_cnvkit.py COHORT [--work DIR] [--ikaros PROGRAM] [--normals-called N]

COHORT holds depth/SAMPLE.regions.bed.gz and truth/samples.tsv, truth/exons.tsv. CNVkit is installed
from PyPI into DIR/venv when it is not there. Both see the same normals; a normal is left out of the
panel (ikaros) and of the reference (CNVkit) while it is called. CNVkit runs as its manual advises for
tumours without a matched normal: segmentation by hidden Markov model, `call`, and `bintest` for
single bins; an exon is deleted where a segment over it has fewer than two copies or bintest finds it
low. An event is found when at least half of its exons are; exact when no exon of the gene differs.
"""

import argparse
import collections
import concurrent.futures
import csv
import gzip
import json
import math
import os
import pathlib
import subprocess
import sys

HOUSE = pathlib.Path(__file__).resolve().parents[2]
CLONES = ((0.5, 1.01), (0.3, 0.5), (0.2, 0.3), (0.0, 0.2))
SIZES = ((1, 1), (2, 3), (4, 99))


def run(command, **options):
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, **options)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done.stdout


def rows(path):
    with open(path, newline="") as file:
        reader = csv.reader(file, delimiter="\t")
        header = [name.lstrip("#") for name in next(reader)]
        return [dict(zip(header, row)) for row in reader]


def depths(path):
    with gzip.open(path, "rt") as file:
        return [line.rstrip("\n").split("\t") for line in file]


def write_coverage(path, table):
    with open(path, "w") as out:
        out.write("chromosome\tstart\tend\tgene\tdepth\tlog2\n")
        for chrom, start, end, name, depth in table:
            log2 = math.log2(float(depth)) if float(depth) > 0 else -20.0
            out.write(f"{chrom}\t{start}\t{end}\t{name or '-'}\t{depth}\t{log2:.6f}\n")


class Cnvkit:
    def __init__(self, work, tables, normals):
        self.work, self.normals = work, normals
        self.program = work / "venv" / "bin" / "cnvkit.py"
        if not self.program.exists():
            run([sys.executable, "-m", "venv", work / "venv"])
            run([work / "venv" / "bin" / "pip", "install", "--quiet", "cnvkit"])
        self.version = run([self.program, "version"]).strip()
        self.coverage = {}
        for sample, table in tables.items():
            self.coverage[sample] = work / f"{sample}.targetcoverage.cnn"
            write_coverage(self.coverage[sample], table)
        self.empty = work / "empty.antitargetcoverage.cnn"
        self.empty.write_text("chromosome\tstart\tend\tgene\tdepth\tlog2\n")
        self.whole = self.reference("whole", normals)

    def reference(self, name, normals):
        path = self.work / f"{name}.reference.cnn"
        run([self.program, "reference", "--no-gc", "--no-edge", "--no-rmask", "-o", path]
            + [self.coverage[n] for n in normals])
        return path

    def deleted_and_gained(self, sample, exons):
        reference = self.whole
        if sample in self.normals:
            reference = self.reference(sample, [n for n in self.normals if n != sample])
        ratios, segments = self.work / f"{sample}.cnr", self.work / f"{sample}.cns"
        calls, bins = self.work / f"{sample}.call.cns", self.work / f"{sample}.bintest.cns"
        run([self.program, "fix", self.coverage[sample], self.empty, reference, "--no-gc",
             "--no-edge", "--no-rmask", "-o", ratios])
        run([self.program, "segment", "-m", "hmm-tumor", ratios, "-o", segments])
        run([self.program, "call", segments, "-o", calls])
        run([self.program, "bintest", ratios, "-s", segments, "-o", bins])
        low, high = [], []
        for row in rows(calls):
            copies = int(row["cn"])
            if copies != 2:
                (low if copies < 2 else high).append(row)
        for row in rows(bins):
            (low if float(row["log2"]) < 0 else high).append(row)
        def over(exon, found):
            return any(r["chromosome"] == exon[0] and int(r["start"]) < exon[2]
                       and exon[1] < int(r["end"]) for r in found)
        return {key: "del" if over(place, low) else "gain" if over(place, high) else "normal"
                for key, place in exons.items()}


class Ikaros:
    def __init__(self, work, program, files, normals):
        self.work = work
        self.version = run([program, "-V"]).strip()
        panel = work / "normals.ikaros.tsv"
        run([program, "normals", "build", "--out", panel] + [files[n] for n in normals])
        out = work / "calls"
        run([program, "call", "--normals", panel, "--out", out] + list(files.values()))
        self.calls = out

    def deleted_and_gained(self, sample, exons):
        calls = json.loads((self.calls / f"{sample}.calls.json").read_text())
        states = {"het_del": "del", "hom_del": "del", "gain": "gain"}
        found = {(gene["gene"], exon["exon"]): states.get(exon["state"], "normal")
                 for gene in calls["genes"] for exon in gene["exons"]}
        return {key: found.get(key, "normal") for key in exons}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("cohort", type=pathlib.Path)
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path("cnvkit-comparison"))
    parser.add_argument("--ikaros", default=HOUSE / "target" / "release" / "ikaros")
    parser.add_argument("--normals-called", type=int, default=10**6,
                        help="how many normals are called for their false exons (each needs a reference)")
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    samples = rows(args.cohort / "truth" / "samples.tsv")
    truth = collections.defaultdict(dict)
    places, fractions = {}, {}
    for row in rows(args.cohort / "truth" / "exons.tsv"):
        # Backbone, and codons of genes whose small variants alone are of interest.
        if row["gene"].startswith("BB_") or row["exon"].startswith("codon"):
            continue
        key = (row["gene"], row["exon"])
        places[key] = (row["chrom"], int(row["start"]), int(row["end"]))
        ratio = float(row["mean_copies"]) / float(row["reference_copies"])
        state = "del" if ratio < 0.999 else "gain" if ratio > 1.001 else "normal"
        truth[row["sample"]][key] = state
        fractions[row["sample"], key] = float(row["purity"]) * float(row["clonal_fraction"] or 0)
    files = {s["sample"]: args.cohort / "depth" / f"{s['sample']}.regions.bed.gz" for s in samples}
    normals = [s["sample"] for s in samples if s["role"] == "normal"]
    tables = {sample: depths(path) for sample, path in files.items()}
    called = set(normals[:: max(1, -(-len(normals) // args.normals_called))])
    samples = [s for s in samples if s["role"] != "normal" or s["sample"] in called]
    tools = {
        "CNVkit": Cnvkit(args.work, tables, normals),
        "ikaros": Ikaros(args.work, args.ikaros, files, normals),
    }
    for name, tool in tools.items():
        print(f"# {name}: {tool.version}")
    print("tool\tgenes\texons deleted\tclone fraction\tevents\tfound\texact")
    false = {}
    for name, tool in tools.items():
        names = [s["sample"] for s in samples]
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            states = pool.map(lambda sample: tool.deleted_and_gained(sample, places), names)
            found = dict(zip(names, states))
        counts = collections.defaultdict(lambda: [0, 0, 0])
        false[name] = {"normal": 0, "tumour": 0}
        for sample in samples:
            own, seen = truth[sample["sample"]], found[sample["sample"]]
            wrong = [key for key in own if own[key] == "normal" and seen[key] != "normal"]
            false[name][sample["role"]] += len(wrong)
            if sample["role"] != "tumour" or sample["qc"] not in (".", "", "ok"):
                continue
            genes = collections.defaultdict(list)
            for key, state in own.items():
                if state == "del":
                    genes[key[0]].append(key)
            for gene, lost in genes.items():
                clone = max(fractions[sample["sample"], key] for key in lost)
                size = next(s for s in SIZES if s[0] <= len(lost) <= s[1])
                band = next(c for c in CLONES if c[0] <= clone < c[1])
                count = counts["IKZF1" if gene == "IKZF1" else "others", size, band]
                hit = sum(seen[key] == "del" for key in lost)
                count[0] += 1
                count[1] += 2 * hit >= len(lost)
                of_gene = [key for key in own if key[0] == gene]
                count[2] += all((seen[key] == "del") == (own[key] == "del") for key in of_gene)
        for (genes, size, band), (events, hits, exact) in sorted(counts.items()):
            label = f"{size[0]}" if size[0] == size[1] else f"{size[0]}-{size[1]}"
            print(f"{name}\t{genes}\t{label.replace('-99', ' or more')}\t{band[0]:.1f}-{min(band[1], 1):.1f}"
                  f"\t{events}\t{hits / events:.2f}\t{exact / events:.2f}")
    tumours = len(samples) - len(called)
    print("\ntool\tfalse exons per normal\tfalse exons per tumour")
    for name, count in false.items():
        print(f"{name}\t{count['normal'] / len(called):.2f}\t{count['tumour'] / tumours:.2f}")


if __name__ == "__main__":
    main()
