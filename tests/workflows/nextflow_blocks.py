"""Runs the script: and stub: blocks of the Nextflow modules in bash, as Nextflow would write them, and
looks for every file that output: declares. Knows just the Groovy that these modules use; anything else
is an error, so that a module cannot leave what is tested."""

import glob
import pathlib
import re
import subprocess
import sys

SHELL = ["bash", "-C", "-e", "-u", "-o", "pipefail"]


def section(text, name, ends):
    """Text of one section of a process."""
    match = re.search(rf"^    {name}:\n(.*?)(?=^    (?:{'|'.join(ends)}):|^}})", text, re.S | re.M)
    assert match, f"no section {name}"
    return match.group(1)


def truth(value):
    return bool(value)


def interpolate(text, names):
    """A double-quoted Groovy string: ${name}, ${name.member}, and backslashes."""

    def value(match):
        found = names
        for part in match.group(1).split("."):
            found = found[part]
        return " ".join(map(str, found)) if isinstance(found, list) else str(found)

    out = re.sub(r"(?<!\\)\$\{([\w.]+)\}", value, text)
    assert not re.search(r"(?<!\\)\$\w", out), f"an interpolation that is not known: {out}"
    return out.replace("\\$", "$").replace("\\\\", "\\")


def literal(text, names):
    text = text.strip()
    if text.startswith("'"):
        return text.strip("'")
    assert text.startswith('"') and text.endswith('"'), f"not a string: {text}"
    return interpolate(text[1:-1], names)


def block(body, names):
    """The command that a script: or stub: section gives."""
    names = dict(names)
    head, command = body.split('"""', 1)
    command = command.rsplit('"""', 1)[0]
    for line in filter(None, map(str.strip, head.splitlines())):
        elvis = re.fullmatch(r"def (\w+) = task\.ext\.(\w+) \?: (.+)", line)
        choice = re.fullmatch(r"def (\w+) = (\w+) \? (.+) : (.+)", line)
        if elvis:
            names[elvis[1]] = names["task"]["ext"].get(elvis[2]) or literal(elvis[3], names)
        elif choice:
            names[choice[1]] = literal(choice[3] if truth(names[choice[2]]) else choice[4], names)
        else:
            raise AssertionError(f"a line that is not known: {line}")
    return interpolate(command, names)


def run(module, kind, names, folder):
    text = (module / "main.nf").read_text()
    command = block(section(text, kind, ["stub"]), names)
    folder.mkdir(parents=True)
    done = subprocess.run(SHELL + ["-c", command], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, f"{module.name} {kind}: {done.stderr}\n{command}"
    outputs = section(text, "output", ["when", "script"])
    patterns = re.findall(r'path\("([^"]+)"\).*?emit: \w+(, optional: true)?$', outputs, re.M)
    assert patterns, f"{module.name}: no output"
    there = []
    for pattern, optional in patterns:
        found = glob.glob(str(folder / pattern))
        assert found or optional, f"{module.name} {kind}: {pattern} gives nothing"
        there += [pattern] * bool(found)
    for version in re.findall(r'eval\("([^"]+)"\)', outputs):
        line = subprocess.run(SHELL + ["-c", version], capture_output=True, text=True).stdout
        assert re.fullmatch(r"\d+\.\d+\.\d+\n", line), f"{module.name}: version is {line!r}"
    print(f"{module.name} {kind}: {', '.join(there)}")
    return lambda ending: glob.glob(str(folder / f"*{ending}"))[0]


def main():
    modules, cohort, work, fasta = (pathlib.Path(argument).resolve() for argument in sys.argv[1:5])
    run_folder = cohort / "run"
    task = {"ext": {}, "cpus": 1}
    common = {"task": task, "meta": {"id": "TUM01"}, "fasta": [], "fai": [], "alignment": [], "index": []}
    reads = run_folder / "TUM01.bam"
    first = run(
        modules / "depth",
        "script",
        common | {"alignment": reads, "index": f"{reads}.csi", "targets": cohort / "panel.bed"},
        work / "depth",
    )
    # Members of a panel, under other names: all reads of patients, and a part of them, since one sample
    # counts once. That they are patients a panel does not tell.
    depths = []
    for name in ("TUM01", "TUM06", "TUM09", "TUM12"):
        for copy in ("a", "b"):
            alias = f"{name}{copy}"
            alignment = run_folder / f"{name}.bam"
            if copy == "b":
                part = work / f"{alias}.bam"
                thinned = ["samtools", "view", "-b", "-s", "7.8", "--write-index", "-o", str(part), str(alignment)]
                subprocess.run(thinned, check=True)
                alignment = part
            names = {"alignment": alignment, "index": [], "targets": cohort / "panel.bed"}
            one = {"task": {"ext": {"prefix": alias}, "cpus": 1}, "meta": {"id": alias}}
            depths.append(run(modules / "depth", "script", common | names | one, work / f"d{alias}")(".depth.tsv.gz"))
    panel = common | {"meta": {"id": "panel"}, "depths": depths}
    run(modules / "normals", "script", panel, work / "normals")
    normals = cohort / "normals.ikaros.tsv"
    call = common | {"depth": first(".depth.tsv.gz"), "normals": normals}
    call["task"] = {"ext": {"args": "--sex F --blasts 80"}, "cpus": 1}
    calls = run(modules / "call", "script", call, work / "call")(".calls.json")
    vcfs = [run_folder / f"TUM01.{caller}.vcf.gz" for caller in ("mutect2", "vardict")]
    result = run(
        modules / "interpret", "script", common | {"calls": calls, "vcfs": vcfs}, work / "interpret"
    )
    run(modules / "interpret", "script", common | {"calls": calls, "vcfs": []}, work / "no-vcf")
    if fasta.exists():
        merged = {"vcfs": vcfs, "fasta": fasta, "alignment": reads}
        merged = run(modules / "interpret", "script", common | {"calls": calls} | merged, work / "merge")
        assert merged(".variants.vcf.gz"), "no merged small variants"
    else:
        print(f"skipped: interpret with a reference, {fasta} is not there")
    json = result(".ikaros.json")
    assert '"4-7"' in pathlib.Path(json).read_text(), "TUM01 has a deletion of exons 4-7"
    again = run(modules / "report", "script", common | {"results": json}, work / "report")
    for ending in (".report.html", ".exons.tsv"):
        same = pathlib.Path(again(ending)).read_bytes() == pathlib.Path(result(ending)).read_bytes()
        assert same, f"{ending} of 'report' differs from that of 'interpret'"
    calls = run(modules / "call", "script", call | {"depth": depths[2]}, work / "call-2")(".calls.json")
    second = run(modules / "interpret", "script", common | {"calls": calls, "vcfs": []}, work / "second")
    both = common | {"results": [json, second(".ikaros.json")]}
    both["task"] = {"ext": {"args": "--forms html,tsv,vcf,multiqc"}, "cpus": 1}
    page = pathlib.Path(run(modules / "report", "script", both, work / "reports")("run.html"))
    assert 'href="TUM01.report.html"' in page.read_text(), "the page of the run has no link"
    for module in sorted(modules.iterdir()):
        run(module, "stub", common, work / f"stub-{module.name}")


main()
