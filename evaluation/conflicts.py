"""Plant contradictions into real documents and count how many the checks find.

    python evaluation/conflicts.py [--part dev|held] [--show] [--write]

Every document is read twice: once with restatements of its own numbers that agree (the
twin), once with the same restatements with one number changed. The restated clauses are
found by a plain regular expression, not by the grammar under test. Nothing is stored:
the changed documents live in a temporary folder for the time of one reading. Documents
are parted by a hash of their name; the held-aside half was run once, for the result.

A planted fault counts as found when an error (a hint for a lost annex) of a fitting code
quotes the changed words. A false alarm is an error in the untouched document, or one in
the twin that quotes a restatement.
"""

from __future__ import annotations

import argparse
import html
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from plant import Edit, clauses, has_annex, planted

from fangan.document import Document
from fangan.extract import extract
from fangan.findings import Finding
from fangan.framework_file import load
from fangan.review.check import Material, findings
from fangan.review.measure import measure
from fangan.review.targets import link

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
RESULT = ROOT / "evaluation" / "results" / "conflicts.json"
FOLDERS = ("city_reports_2024_docx", "province_reports_2026", "policies_shandong",
           "policies_local", "policies_central", "state_reports", "govcn_2018_2019")  # fmt: skip
LEAST_CLAUSES = 2
DOCUMENTS = 40
"""Documents of each half."""

CODES = {
    "echo": {"text_text_conflict", "text_table_conflict"},
    "table": {"text_table_conflict", "text_text_conflict"},
    "growth": {"growth_arithmetic"},
    "increment": {"growth_arithmetic"},
    "sum": {"sum_mismatch"},
    "part": {"sum_mismatch"},
    "shared_out": {"sum_mismatch"},
    "counted": {"sum_mismatch"},
    "doubled": {"growth_arithmetic"},
    "annex": {"attachment_missing"},
}


def held_aside(name: str) -> bool:
    """Whether a document belongs to the half that nothing was mended on."""
    return sha256(name.encode()).digest()[0] % 2 == 1


def as_page(edit: Edit) -> str:
    """The document as HTML, which keeps tables."""
    out: list[str] = []
    for line in edit.lines:
        if isinstance(line, str):
            out.append(f"<p>{html.escape(line)}</p>")
            continue
        rows = ("".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in line)
        out.append("<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>")
    return "<html><head><meta charset='utf-8'></head><body>" + "\n".join(out) + "</body></html>"


def errors_of(document: Document) -> list[Finding]:
    """The errors and lost annexes of a document, without those that need its tags."""
    framework = load("shanxi-2020")
    indicators, _ = link(document, framework, measure(document, framework))
    return [one for one in findings(Material(document, framework, indicators))
            if one.severity == "error" or one.check == "attachment_missing"]  # fmt: skip


def meets(one: Finding, kind: str, words: str) -> bool:
    """Whether a finding has a fitting code and quotes the restatement."""
    if one.check not in CODES[kind]:
        return False
    quotes = (evidence.quote for evidence in one.evidence)
    return any(words in quote or (len(quote) > 5 and quote in words) for quote in quotes)


def documents(part: str) -> Iterator[tuple[str, Document]]:
    """Documents of a half that hold enough clauses, at most so many of one folder."""
    taken = 0
    each = Counter[str]()
    for path in sorted((path for folder in FOLDERS for path in (SHARED / "docs" / folder).iterdir()),
                       key=lambda path: sha256(path.stem.encode()).hexdigest()):  # fmt: skip
        if held_aside(path.stem) != (part == "held") or each[path.parent.name] >= DOCUMENTS // 2:
            continue
        document = extract(path)
        lines = document.text.split("\n")
        if len(clauses(lines)) < LEAST_CLAUSES and not has_annex(lines):
            continue
        each[path.parent.name] += 1
        taken += 1
        yield f"{path.parent.name}/{path.name}", document
        if taken == DOCUMENTS:
            return


def read(edit: Edit, folder: Path) -> Document:
    """The changed document as the reader of HTML gives it."""
    path = folder / "document.html"
    path.write_text(as_page(edit), encoding="utf-8")
    return extract(path)


def run(part: str, *, show: bool) -> dict[str, Any]:
    """Recall by kind, false alarms, over one half."""
    counts: dict[str, list[int]] = {kind: [0, 0] for kind in CODES}
    untouched = twins = restated = taken = 0
    folders: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as scratch:
        for name, document in documents(part):
            taken += 1
            folders[name.partition("/")[0]] += 1
            lines = document.text.split("\n")
            plain = [one for one in errors_of(document) if one.severity == "error"]
            untouched += len(plain)
            twin = planted(lines, name, fault=False)
            alarms = [one for one in errors_of(read(twin, Path(scratch)))
                      if any(meets(one, *mark) for mark in twin.marks)]  # fmt: skip
            twins += len(alarms)
            restated += len(twin.marks)
            fault = planted(lines, name, fault=True)
            said = errors_of(read(fault, Path(scratch)))
            for mark in fault.marks:
                hit = any(meets(one, *mark) for one in said)
                counts[mark[0]][0] += hit
                counts[mark[0]][1] += 1
                if show and not hit:
                    print("missed", name, *mark)
            if show:
                for one in (*plain, *alarms):
                    print("alarm", name, one.check, one.message)
    found, of = (sum(pair[at] for pair in counts.values()) for at in (0, 1))
    return {
        "documents": taken,
        "folders": dict(folders),
        "planted": of,
        "found": found,
        "recall": round(found / of, 3) if of else None,
        "by_kind": {kind: pair for kind, pair in counts.items() if pair[1]},
        "errors_in_untouched_documents": untouched,
        "restatements_that_agree": restated,
        "errors_on_them": twins,
    }


def main() -> int:
    """Print the figures of a half; with --write keep those of both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=("dev", "held"), default="dev")
    parser.add_argument("--show", action="store_true", help="print what is missed and each alarm")
    parser.add_argument("--write", action="store_true", help="write results of both halves")
    options = parser.parse_args()
    if not SHARED.is_dir():
        print("the folder ../shared is not here", file=sys.stderr)
        return 2
    parts = ("dev", "held") if options.write else (options.part,)
    result: dict[str, Any] = {"command": "python evaluation/conflicts.py --write"}
    result |= {part: run(part, show=options.show) for part in parts}
    text = json.dumps(result, ensure_ascii=False, indent=1)
    print(text)
    if options.write:
        RESULT.write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
