"""Read many broken files: each must be read or refused, in time, and none may crash.

    python evaluation/fuzz.py [--mutants 5000] [--seed 1] [--seconds 20] [--write]
                              [--samples FOLDER] [--keep FOLDER] [--formats pdf,docx]

The samples are invented files of every format, those in corpora/samples and, where it
is there, the folder of real files beside the project. Recognition of pictures is left
out (it is another program's and slow). A child process reads; one that says nothing
for too long is ended, and what it was reading counts as a hang.
"""

from __future__ import annotations

import argparse
import json
import resource
import selectors
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import mutants
from extract_truth import docx_files, other_files, pdf_files
from extract_truth.content import plan, table

ROOT = Path(__file__).resolve().parents[1]
RESULT = ROOT / "evaluation" / "results" / "fuzz.json"
MEMORY = 6 * 1024**3  # of address space; onnxruntime and torch are not loaded here


def make_samples(folder: Path) -> None:
    """Small invented files of every format that we can write."""
    import random
    from zipfile import ZipFile

    items = plan(1, parts=1, deep=False, tables=(table(random.Random(1)),))
    numbered = plan(2, parts=1)
    pdf_files.typeset(folder / "ruled.pdf", items, pdf_files.Look())
    pdf_files.typeset(folder / "columns.pdf", numbered, pdf_files.Look(columns=2, size=10.5))
    for case in docx_files.cases(folder):
        if case.name not in ("styles", "auto_han", "tracked", "box", "controls", "merged"):
            case.path.unlink()
    for name, encoding in (("a", "utf-8"), ("b", "gb18030"), ("c", "utf-16")):
        text = other_files.text_form(items, wrap=30)
        (folder / f"{name}.txt").write_text(text, encoding=encoding)
    (folder / "a.md").write_text(other_files.markdown_form(items, marks=True), encoding="utf-8")
    page = other_files.SITE.format(
        charset="utf-8", title="方案", main=other_files.html_form(items, headings=True)
    )
    (folder / "a.html").write_text(page, encoding="utf-8")
    list(other_files.sheet_cases(folder))
    list(other_files.ofd_cases(folder))
    with ZipFile(folder / "package.zip", "w") as archive:
        archive.write(folder / "styles.docx", "方案.docx")
        archive.write(folder / "one.xlsx", "附件/指标表.xlsx")


def read_one(path: Path) -> str:
    """How the reading of one file ended."""
    from fangan.errors import FanganError
    from fangan.extract import extract

    try:
        document = extract(path)
    except FanganError as error:
        message = str(error)
        return "refused" if message and "\n" not in message else f"bug: message {message!r}"
    except BaseException:  # noqa: BLE001  # whatever it is, it should not have come out
        return "bug: " + " | ".join(traceback.format_exc().strip().splitlines()[-5:])
    blocks = document.blocks
    if any(block.end < block.start or block.end > len(document.text) for block in blocks):
        return "bug: a block outside of the text"
    return "read"


def child(folder: Path, samples: list[Path], formats: set[str], seed: int, numbers: range) -> None:
    """Make and read the mutants, one line of standard output for each."""
    from fangan.extract import scan

    warnings.simplefilter("ignore")
    scan.missing_packages = lambda: ("rapidocr",)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    found = mutants.samples_in(samples)
    found = {ending: paths for ending, paths in found.items() if not formats or ending in formats}
    for index in numbers:
        name, data = mutants.mutant(found, seed, index)
        path = folder / name.replace("/", "_")[-120:]
        path.write_bytes(data)
        print(json.dumps({"index": index, "name": path.name, "begins": True}), flush=True)
        started = time.perf_counter()
        outcome = read_one(path)
        took = round(time.perf_counter() - started, 2)
        line = {"index": index, "name": path.name, "outcome": outcome, "seconds": took}
        print(json.dumps(line), flush=True)
        if outcome in ("read", "refused"):
            path.unlink(missing_ok=True)


def lines_of(process: subprocess.Popen[bytes], seconds: float) -> Iterator[dict]:
    """What the child says; ends at its end, or raises TimeoutError where it falls silent."""
    assert process.stdout is not None
    held = b""
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while True:
            if not selector.select(seconds):
                raise TimeoutError
            piece = process.stdout.read1(65536)
            if not piece:
                return
            held += piece
            *whole, held = held.split(b"\n")
            yield from (json.loads(line) for line in whole)


def run(options: argparse.Namespace, folder: Path, samples: list[Path]) -> list[dict]:
    """Read all mutants; those that were neither read nor refused are kept in ``folder``."""
    results: list[dict] = []
    at = options.start
    end = options.start + options.mutants
    while at < end:
        command = [
            sys.executable, __file__, "--child", str(folder), "--seed", str(options.seed),
            "--start", str(at), "--mutants", str(end - at), "--formats", options.formats,
            "--samples", *map(str, samples),
        ]  # fmt: skip
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        current: dict = {"index": at, "name": "?"}
        outcome = "crash"
        try:
            # The first line also waits for the libraries to load.
            for line in lines_of(process, options.seconds + 10 * (at == options.start)):
                current = line
                if "outcome" in line:
                    results.append(line)
                    at = line["index"] + 1
        except TimeoutError:
            outcome = "hang"
        finally:
            process.kill()
            process.wait()
        if at < end:
            if "outcome" not in current:
                outcome = f"{outcome} {process.returncode if outcome == 'crash' else ''}".strip()
                results.append({**current, "outcome": outcome, "seconds": options.seconds})
            at = current["index"] + 1
    return results


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mutants", type=int, default=5000)
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--formats", default="", help="endings, such as pdf,docx")
    parser.add_argument("--samples", type=Path, nargs="*", help="folders, instead of all")
    parser.add_argument("--keep", type=Path, help="folder for mutants that show a bug")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    formats = set(filter(None, options.formats.split(",")))
    if options.child:
        numbers = range(options.start, options.start + options.mutants)
        child(options.child, options.samples, formats, options.seed, numbers)
        return 0
    with tempfile.TemporaryDirectory() as temporary:
        made, broken = Path(temporary) / "made", Path(temporary) / "broken"
        made.mkdir()
        broken.mkdir()
        samples = options.samples
        if not samples:
            make_samples(made)
            real = ROOT.parent / "shared" / "files"
            samples = [made, ROOT / "corpora" / "samples", *([real] if real.is_dir() else [])]
        started = time.perf_counter()
        results = run(options, broken, samples)
        bugs = [line for line in results if line["outcome"] not in ("read", "refused")]
        if options.keep and bugs:
            options.keep.mkdir(parents=True, exist_ok=True)
            for path in broken.iterdir():
                shutil.copy(path, options.keep)
    kinds = Counter(
        (line["name"].rpartition(".")[2], line["outcome"].split(":")[0].split(" ")[0])
        for line in results
    )
    result = {
        "command": f"python evaluation/fuzz.py --mutants {options.mutants} --seed {options.seed}",
        "mutants": len(results),
        **Counter(line["outcome"].split(":")[0].split(" ")[0] for line in results),
        "by_format": {
            ending: {outcome: n for (e, outcome), n in sorted(kinds.items()) if e == ending}
            for ending in sorted({e for e, _ in kinds})
        },
        "slowest": sorted((line["seconds"], line["name"]) for line in results)[-5:],
        "seconds": round(time.perf_counter() - started, 1),
        "bugs": bugs,
    }
    text = json.dumps(result, ensure_ascii=False, indent=1)
    print(text)
    if options.write:
        RESULT.write_text(text + "\n", encoding="utf-8")
    return 1 if bugs else 0


if __name__ == "__main__":
    sys.exit(main())
