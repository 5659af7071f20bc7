# make demo   build and run the main job on test-data/ (a minute or two after the first build)
# make test   all tests
# make lint   formatting and clippy, warnings denied
# make sbom   bill of materials (CycloneDX JSON) beside Cargo.toml; needs cargo-cyclonedx
# make test-workflows   Snakemake, Slurm, CWL, WDL and Nextflow files (IKAROS_SKIP_WORKFLOWS=1 leaves them out)
# make test-browser     the pages in a browser (IKAROS_SKIP_BROWSER=1 leaves them out)
#
# All install the few Debian/Ubuntu packages that are missing and say so before they do.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help demo test test-workflows test-browser sbom lint packages-build packages-test

# rust-htslib builds htslib from source and reads its headers with libclang.
BUILD_PACKAGES := gcc make libclang-dev
# The tests compare with these programs; tests that miss one are skipped with a reason.
TEST_PACKAGES := $(BUILD_PACKAGES) samtools bcftools mosdepth libhts-dev

help:
	@sed -n 's/^# \(make .*\)/\1/p' Makefile

packages-build:
	@bash .ci/packages $(BUILD_PACKAGES)

packages-test:
	@bash .ci/packages $(TEST_PACKAGES)

demo: packages-build
	cargo build --release --locked
	cargo run --release --locked --quiet -- run test-data/run \
	  --targets test-data/panel.bed --normals test-data/normals.ikaros.tsv --out demo-out
	@echo
	@awk -F '\t' -f .ci/show-run.awk demo-out/run.tsv
	@echo
	@for report in demo-out/*.report.html; do echo "report: $$report"; done
	@echo "all columns: demo-out/run.tsv"

test: packages-test
	cargo test --locked

test-workflows:
	bash tests/workflows/run.sh

test-browser:
	bash tests/browser/run.sh

sbom:
	@cargo cyclonedx --version >/dev/null 2>&1 || { echo "first: cargo install --locked cargo-cyclonedx"; exit 1; }
	cargo cyclonedx --format json --spec-version 1.5

lint:
	cargo ci-fmt
	cargo ci-lint
