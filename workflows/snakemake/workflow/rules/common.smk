import csv
import os
import re

from snakemake.exceptions import WorkflowError
from snakemake.utils import validate

validate(config, "../schemas/config.schema.yaml")


def read_samples(path):
    """Rows of the table of samples by name; a name twice is an error."""
    rows = {}
    with open(path, encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            row = {key: (value or "").strip() for key, value in row.items() if key}
            validate(row, workflow.source_path("../schemas/samples.schema.yaml"))
            if row["sample"] in rows:
                raise WorkflowError(
                    f"{path}: sample {row['sample']} stands in two rows"
                )
            rows[row["sample"]] = row
    if not rows:
        raise WorkflowError(f"{path}: no sample")
    return rows


OUT = config["outdir"].rstrip("/")
SAMPLES = read_samples(config["samples"])
NORMALS = sorted(name for name, row in SAMPLES.items() if row["role"] == "normal")
TUMOURS = sorted(name for name, row in SAMPLES.items() if row["role"] == "tumour")
PANEL = config["normals"] or f"{OUT}/normals.ikaros.tsv"

if not config["normals"] and len(NORMALS) < 5:
    raise WorkflowError(
        f"{len(NORMALS)} samples with role 'normal': at least 5 are needed to build a panel of"
        " normals, or name one built before as 'normals' in the configuration"
    )


wildcard_constraints:
    sample="|".join(re.escape(name) for name in SAMPLES),


def alignment(wildcards):
    return SAMPLES[wildcards.sample]["alignment"]


def vcfs(wildcards):
    listed = SAMPLES[wildcards.sample].get("vcfs", "").split(";")
    return [path.strip() for path in listed if path.strip()]


def option(name, key):
    """An option of ikaros from the configuration; nothing where it is empty."""
    return [name, config[key]] if config[key] else []


def merging(wildcards):
    """How the small variants of a sample are merged; nothing without a reference or VCFs."""
    if not config["reference"] or not vcfs(wildcards):
        return []
    return (
        ["--reference", config["reference"], "--bam", alignment(wildcards)]
        + ["--min-mapq", config["min_mapq"], "--min-baseq", config["min_baseq"]]
        + option("--population", "population")
        + option("--panel-of-normals", "panel_of_normals")
    )


def stated(wildcards):
    """What the table states of a sample, as options of 'ikaros call'."""
    row = SAMPLES[wildcards.sample]
    options = ["--role", row["role"]]
    if row.get("sex"):
        options += ["--sex", row["sex"]]
    if row.get("blast_percent"):
        options += ["--blasts", row["blast_percent"]]
        if row.get("blast_method"):
            options += ["--blast-method", row["blast_method"]]
    return options


def sexes():
    return [
        word
        for name in NORMALS
        if SAMPLES[name].get("sex")
        for word in ("--sex", f"{name}={SAMPLES[name]['sex']}")
    ]


def more_memory(first):
    """Memory that grows with each attempt, for jobs that a cluster stopped."""
    return lambda wildcards, attempt: first * attempt
