"""Read files of every format with known truth, and real ones, and report how well it went.

    python evaluation/extract.py [--only pdf,docx] [--shared ../shared] [--write] [-v]

The files are invented and made anew in a temporary folder (see extract_truth); the real
files and plans beside the project are read where they are. Edits are counted without
white space. ``--write`` puts the figures into evaluation/results/extract.json. Times of
scans are not kept, since their pages may come from the cache (see bench_scan.py).
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import extract_score as score
from extract_truth import docx_files, office_files, other_files, pdf_files, scan_files
from extract_truth.content import Case, Grid, Heading, Item, Para

from fangan.document import Document
from fangan.errors import FanganError
from fangan.extract import extract

ROOT = Path(__file__).resolve().parents[1]
RESULT = ROOT / "evaluation" / "results" / "extract.json"
SECONDS = 240  # for one real file, recognition included
RECOGNISED = {"scan", "image", "plans-scan"}
TARGETS = {
    "pdf": 0.001, "docx": 0.001, "scan": 0.005, "image": 0.005,
}  # fmt: skip


def generated(folder: Path, only: set[str]) -> Iterator[Case]:
    makers = {
        "pdf": pdf_files.cases,
        "docx": docx_files.cases,
        "other": other_files.cases,
        "ofd": other_files.ofd_cases,
        "office": office_files.cases,
        "scan": scan_files.cases,
    }
    for name, make in makers.items():
        if not only or name in only:
            yield from make(folder)


def shared_plans(folder: Path, *, scans: bool) -> Iterator[Case]:
    """The invented plans beside the project; their Markdown source is the truth."""
    for source in sorted(folder.glob("*/plan.md")):
        items = plain_items(source.read_text(encoding="utf-8"))
        for kind in ("docx", "pdf"):
            yield Case(
                f"plans/{source.parent.name}",
                f"plans-{kind}",
                source.with_suffix(f".{kind}"),
                items,
            )
        scan = source.with_name("scan.pdf")
        if scans and scan.is_file():
            yield Case(f"plans/{source.parent.name}", "plans-scan", scan, items)


def plain_items(text: str) -> list[Item]:
    """Paragraphs and pipe tables; headings are not told apart."""
    items: list[Item] = []
    rows: list[tuple[str, ...]] = []
    for line in [*text.split("\n"), ""]:
        if line.startswith("|"):
            rows.append(tuple(cell.strip() for cell in line.strip().strip("|").split("|")))
            continue
        if rows:  # the second row is the rule below the head
            items.append(Grid((rows[0], *rows[2:])))
            rows = []
        if line.strip():
            items.append(Para(line.lstrip("#").strip()))
    return items


def one(case: Case) -> dict[str, Any]:
    """All figures of one file."""
    started = time.perf_counter()
    try:
        document = extract(case.path)
    except FanganError as error:
        return {"refused": str(error)}
    figures: dict[str, Any] = {"seconds": round(time.perf_counter() - started, 2)}
    figures["edits"], figures["length"] = score.characters(case, document)
    if any(isinstance(item, Heading) for item in case.items):
        figures["headings"] = score.headings(case, document)
    figures["tables"] = score.tables(case, document)
    figures["left_in"] = score.left_in(case, document)
    if document.pages and (case.kind in ("pdf", "plans-pdf") or case.source):
        figures["quotes"] = score.quotes(case, document)
    return figures


def ratio(part: float, whole: float) -> float | None:
    return round(part / whole, 4) if whole else None


def summary(kind: str, files: list[dict[str, Any]]) -> dict[str, Any]:
    """Counts pooled over the files of one format."""
    read = [figures for figures in files if "edits" in figures]
    made: dict[str, Any] = {"files": len(files), "refused": len(files) - len(read)}
    made["character_error"] = ratio(sum(f["edits"] for f in read), sum(f["length"] for f in read))
    heads = [f["headings"] for f in read if "headings" in f]
    if heads:
        made["headings_exact"] = ratio(sum(h[0] for h in heads), sum(h[1] for h in heads))
        made["headings_beyond"] = sum(h[2] for h in heads)
    pooled: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for figures in read:
        for ruled, counts in figures["tables"].items():
            pooled[ruled] = [a + b for a, b in zip(pooled[ruled], counts, strict=True)]
    for ruled, (right, found, wanted) in pooled.items():
        made[f"table_f1_{ruled}"] = ratio(2 * right, found + wanted)
    made["left_in_body"] = sum(len(f["left_in"]) for f in read)
    asked = [f["quotes"] for f in read if "quotes" in f]
    if asked:
        tried = sum(q["tried"] for q in asked)
        made["quotes"] = tried
        made["quote_boxes_right"] = ratio(sum(q["right"] for q in asked), tried)
        made["quote_boxes_exact"] = ratio(sum(q["exact"] for q in asked), tried)
    if kind not in RECOGNISED:
        made["seconds"] = round(sum(f["seconds"] for f in read), 1)
    return made


def _try(path: Path, pipe: Any) -> None:
    try:
        document: Document = extract(path)
        pipe.send(("read", len(document.text)))
    except FanganError as error:
        pipe.send(("refused", f"{type(error).__name__}: {error}"))
    except BaseException as error:  # noqa: BLE001  # a crash is what is looked for
        pipe.send(("crashed", repr(error)[:200]))


def survive(path: Path) -> tuple[str, Any]:
    """Read one real file in a process of its own: read, refused, crashed or hung."""
    ours, theirs = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.get_context("fork").Process(target=_try, args=(path, theirs))
    child.start()
    theirs.close()
    try:
        outcome: tuple[str, Any] = ours.recv() if ours.poll(SECONDS) else ("hung", SECONDS)
    except EOFError:
        outcome = ("crashed", "the process ended")
    child.kill()
    child.join()
    return outcome


def real_files(shared: Path) -> dict[str, Any]:
    """Every real file: how many were read, and why the others were not."""
    folders = [shared / "files", shared / "docs" / "city_reports_2024_docx"]
    paths = sorted(p for f in folders for p in f.rglob("*") if p.is_file() and p.suffix != ".tsv")
    counts: dict[str, int] = defaultdict(int)
    faults: list[str] = []
    refusals: dict[str, int] = defaultdict(int)
    for path in paths:
        outcome, detail = survive(path)
        counts[outcome] += 1
        if outcome == "refused":
            refusals[detail.split(":")[0]] += 1
        elif outcome != "read":
            faults.append(f"{path.relative_to(shared)}: {outcome} {detail}")
        elif detail == 0:
            counts["read_without_text"] += 1
    return {"files": len(paths), **counts, "refusals": dict(refusals), "faults": faults}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--only", default="", help="pdf, docx, other, ofd, office, scan, plans, real"
    )
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("-v", "--verbose", action="store_true")
    options = parser.parse_args()
    only = set(filter(None, options.only.split(",")))
    by_kind: dict[str, dict[str, Any]] = defaultdict(dict)
    with tempfile.TemporaryDirectory() as folder:
        for case in generated(Path(folder), only):
            by_kind[case.kind][case.name] = one(case)
            if options.verbose:
                print(
                    case.kind,
                    case.name,
                    json.dumps(by_kind[case.kind][case.name], ensure_ascii=False),
                )
    if (not only or "plans" in only) and (options.shared / "plans").is_dir():
        for case in shared_plans(options.shared / "plans", scans=not only or "scan" in only):
            by_kind[case.kind][case.name] = one(case)
    result: dict[str, Any] = {
        "command": "python evaluation/extract.py --write",
        "generated_files": sum(len(f) for k, f in by_kind.items() if not k.startswith("plans")),
        "formats": {kind: summary(kind, list(files.values())) for kind, files in by_kind.items()},
    }
    if (not only or "real" in only) and (options.shared / "files").is_dir():
        result["real_files"] = real_files(options.shared)
    result["imperfect"] = {
        f"{kind}/{name}": {key: value for key, value in figures.items() if key != "seconds"}
        for kind, files in by_kind.items()
        for name, figures in files.items()
        if "refused" in figures or figures["edits"] or figures["left_in"]
        or ("headings" in figures and figures["headings"][0] < figures["headings"][1])
    }  # fmt: skip
    text = json.dumps(result, ensure_ascii=False, indent=1)
    print(text)
    if options.write:
        RESULT.write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
