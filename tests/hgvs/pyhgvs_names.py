#!/usr/bin/env python3
"""HGVS c. names by pyhgvs, an implementation of its own, for changes over IKZF1 and PAX5.

    python3 -m venv v && v/bin/pip install pyhgvs==0.11.1 pysam
    v/bin/python tests/hgvs/pyhgvs_names.py GRCh38.fa src/knowledge/data/genes.tsv > tests/hgvs/pyhgvs.tsv

GRCh38.fa is any reference with the exons of both genes and some bases around them. The output is
what `tests/variants_hgvs.rs` holds the names of this project against.
"""

import random
import sys

import pysam
from pyhgvs import format_hgvs_name
from pyhgvs.utils import make_transcript

GENES = ("IKZF1", "PAX5")
CHANGES = 2400
MARGIN = 12


class Chromosome:
    def __init__(self, fasta, name):
        self.fasta, self.name = fasta, name

    def __getitem__(self, place):
        return self.fasta.fetch(self.name, max(place.start, 0), place.stop).upper()


class Genome:
    def __init__(self, path):
        self.fasta = pysam.FastaFile(path)

    def __getitem__(self, name):
        return Chromosome(self.fasta, name)

    def __contains__(self, name):
        return name in self.fasta.references


def exons(path):
    """(gene, transcript, strand, chrom, exons, coding parts), GRCh38, 0-based and half-open."""
    rows = [line.rstrip("\n").split("\t") for line in open(path) if not line.startswith("#")]
    head = rows[0]
    found = {}
    for row in (dict(zip(head, row)) for row in rows[1:]):
        gene = found.setdefault(row["gene"], (row, [], []))
        gene[1].append((int(row["GRCh38_start"]), int(row["GRCh38_end"]))) if row["GRCh38_start"].isdigit() else None
        if row["GRCh38_cds_start"].isdigit():
            gene[2].append((int(row["GRCh38_cds_start"]), int(row["GRCh38_cds_end"])))
    return found


def transcript(row, parts, coding):
    parts = sorted(parts)
    return make_transcript({
        "chrom": "chr" + row["chrom"],
        "start": parts[0][0],
        "end": parts[-1][1],
        "id": row["transcript"],
        "strand": row["strand"],
        "cds_start": min(start for start, _ in coding),
        "cds_end": max(end for _, end in coding),
        "gene_name": row["gene"],
        "exons": parts,
        "exon_frames": [],
    })


def changes(chance, genome, row, coding):
    """One change of one base, a deletion, an insertion or a duplication."""
    chromosome = genome["chr" + row["chrom"]]
    start, end = coding[chance.randrange(len(coding))]
    at = start - MARGIN + chance.randrange(end - start + 2 * MARGIN)
    around = chromosome[at:at + 24]
    if len(around) < 24 or set(around) - set("ACGT"):
        return None
    length = 1 + chance.randrange(9)
    kind = chance.randrange(8)
    if kind < 4:
        return at, around[0], chance.choice([b for b in "ACGT" if b != around[0]])
    if kind < 6:
        return at, around[:length + 1], around[0]
    if kind == 6:
        return at, around[0], around[0] + "".join(chance.choice("ACGT") for _ in range(length))
    return at, around[0], around[:length + 1]


def main():
    genome, found = Genome(sys.argv[1]), exons(sys.argv[2])
    chance = random.Random(20261)
    seen = set()
    print("# pyhgvs 0.11.1: c. names of changes over IKZF1 and PAX5; made by tests/hgvs/pyhgvs_names.py")
    print("gene\tchrom\tpos\tref\talt\thgvs_c")
    while len(seen) < CHANGES:
        gene = GENES[len(seen) % 2]
        row, parts, coding = found[gene]
        change = changes(chance, genome, row, coding)
        if change is None or (gene, change) in seen:
            continue
        seen.add((gene, change))
        at, reference, alternative = change
        name = format_hgvs_name("chr" + row["chrom"], at + 1, reference, alternative, genome,
                                transcript(row, parts, coding), use_gene=False,
                                max_allele_length=100)
        print(gene, "chr" + row["chrom"], at + 1, reference, alternative, name.split(":", 1)[1], sep="\t")


main()
