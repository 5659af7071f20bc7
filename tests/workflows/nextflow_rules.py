"""Rules for reftrace: what every module here must have."""

from reftrace import Module
from reftrace.linting import LintError, LintResults, rule

LABELS = {"process_single", "process_low", "process_medium", "process_high"}


@rule
def one_process_with_all_directives(module: Module, results: LintResults):
    if "/modules/" not in module.path and not module.path.startswith("modules/"):
        return
    if len(module.processes) != 1:
        results.errors.append(LintError(line=1, error="a module holds one process"))
    for process in module.processes:
        labels = [label.label for label in process.labels]
        if len(labels) != 1 or labels[0] not in LABELS:
            results.errors.append(LintError(line=process.line, error=f"labels are {labels}"))
        containers = [container.simple_name for container in process.containers]
        if len(containers) != 1 or ":" not in (containers[0] or ""):
            results.errors.append(
                LintError(line=process.line, error=f"containers are {containers}")
            )
        if not process.name.startswith("IKAROS_"):
            results.errors.append(LintError(line=process.line, error=f"name is {process.name}"))
