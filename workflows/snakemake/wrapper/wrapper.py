"""One sample with ikaros: reads, or a depth table, to the files that the rule names as its output."""

__license__ = "MIT OR Apache-2.0"

import shutil
import tempfile
from pathlib import Path

from snakemake.shell import shell

# What follows the sample's name in the name of each output.
ENDINGS = {
    "json": ".ikaros.json",
    "report": ".report.html",
    "exons": ".exons.tsv",
    "vcf": ".cnv.vcf.gz",
    "tbi": ".cnv.vcf.gz.tbi",
}

extra = snakemake.params.get("extra", "")
log = snakemake.log_fmt_shell(stdout=False, stderr=True)
sample = snakemake.input.get("alignment") or snakemake.input.depth
reference = snakemake.input.get("reference", "")
reference = f"--reference '{reference}'" if reference else ""

unknown = set(snakemake.output.keys()) - set(ENDINGS)
if unknown or not snakemake.output.keys():
    raise ValueError(f"outputs are named {', '.join(ENDINGS)}; found {sorted(unknown) or 'none'}")

with tempfile.TemporaryDirectory() as folder:
    shell(
        "ikaros run {sample:q} --targets {snakemake.input.targets:q}"
        " --normals {snakemake.input.normals:q} --out {folder:q}"
        " --threads {snakemake.threads} {reference} {extra} {log}"
    )
    for name, path in snakemake.output.items():
        (found,) = Path(folder).glob(f"*{ENDINGS[name]}")
        shutil.move(found, path)
