#!/bin/sh
# Merges three VCFs of N records each, without reads, and prints wall seconds and largest memory.
#   benches/variants/merge.sh IKAROS [RECORDS]
# Needs python3, samtools (faidx) and GNU time. The reference has GRCh38's name and length of
# chromosome 7 and bases by chance; the records are SNVs, insertions and deletions spread over it.
set -eu
ikaros=$1
records=${2:-200000}
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
python3 - "$folder" "$records" <<'PY'
import random, sys
folder, records = sys.argv[1], int(sys.argv[2])
length = 159345973
chance = random.Random(7)
# A block by chance, repeated: the merge reads it in pieces like any other sequence.
block = "".join(chance.choices("ACGT", k=999983))
sequence = (block * (length // len(block) + 1))[:length]
with open(f"{folder}/r.fa", "w") as out:
    out.write(">chr7\n")
    for start in range(0, length, 100):
        out.write(sequence[start:start + 100] + "\n")
sites = sorted(chance.sample(range(10000, length - 10000), records))
head = "##fileformat=VCFv4.2\n##source={}\n##contig=<ID=chr7,length=%d>\n" % length
columns = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tP1\n"
for source in ("Mutect2", "VarDict_v1.8.2", "freeBayes v1.3.6"):
    name = source.split("_")[0].split()[0].lower()
    with open(f"{folder}/{name}.vcf", "w") as out:
        out.write(head.format(source) + columns)
        for site in sites:
            if chance.random() < 0.2:
                site += 1
            kind, reference = site % 10, sequence[site]
            if kind == 0:
                alleles = sequence[site:site + 3], reference
            elif kind == 1:
                alleles = reference, reference + "GA"
            else:
                alleles = reference, "ACGT"[("ACGT".index(reference) + 1 + site % 3) % 4]
            alt = 5 + site % 90
            sample = {"mutect2": ("GT:AD:AF:DP", f"0/1:{300 - alt},{alt}:{alt / 300:.3f}:300"),
                      "vardict": ("GT:DP:VD:AD:AF", f"0/1:300:{alt}:{300 - alt},{alt}:{alt / 300:.4f}"),
                      "freebayes": ("GT:DP:RO:AO", f"0/1:300:{300 - alt}:{alt}")}[name]
            info = "DP=300;ECNT=1;MBQ=34,34;MFRL=190,188;MMQ=60,60;MPOS=25;POPAF=7.3;TLOD=88.14"
            out.write(f"chr7\t{site + 1}\t.\t{alleles[0]}\t{alleles[1]}\t.\tPASS\t{info}\t{sample[0]}\t{sample[1]}\n")
PY
samtools faidx "$folder/r.fa"
/usr/bin/time -f '%e s wall, %U s CPU, %M kB' "$ikaros" --quiet variants --fasta "$folder/r.fa" \
    --out "$folder/out" "$folder/mutect2.vcf" "$folder/vardict.vcf" "$folder/freebayes.vcf"
gzip -dc "$folder/out/P1.variants.vcf.gz" | grep -vc '^#'
