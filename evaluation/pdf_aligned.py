"""Tables without rules on pages of many layouts, and pages that only look like tables.

    python evaluation/pdf_aligned.py [--shared ../shared] [--write] [-v]

The pages are invented and made anew in a temporary folder; cells are compared by their
text and place in the grid. Real PDFs beside the project are read for tables found where
no rule is drawn: a person must say of each whether it is one. ``--write`` puts the
figures into evaluation/results/pdf_aligned.json.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterable
from pathlib import Path

from aligned_layouts import EITHER, HEIGHT, LAYOUTS, TABLES, Grid, Sheet
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from fangan.errors import FanganError
from fangan.extract import pdf, scan
from fangan.extract.raw import Table

RESULT = Path(__file__).with_name("results") / "pdf_aligned.json"


def cells(grids: Iterable[Grid]) -> set[tuple[int, int, int, str]]:
    return {
        (number, r, c, text.replace(" ", ""))
        for number, grid in enumerate(grids)
        for r, row in enumerate(grid)
        for c, text in enumerate(row)
        if text
    }


def read_grids(path: Path) -> list[Grid]:
    return [
        tuple(tuple(cell.text for cell in row) for row in element.rows)
        for element in pdf.read(path).elements
        if isinstance(element, Table)
    ]


def f1(found: set[object], true: set[object]) -> float:
    both = len(found & true)
    return 2 * both / (len(found) + len(true)) if found or true else 1.0


def generated(folder: Path, *, verbose: bool) -> dict[str, float]:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    scores = {}
    for layout in (*LAYOUTS, *EITHER):
        name = layout.__name__
        canvas = Canvas(str(folder / f"{name}.pdf"), pagesize=(595.0, HEIGHT))
        true = layout(Sheet(canvas))
        canvas.save()
        found = read_grids(folder / f"{name}.pdf")
        scores[name] = round(f1(cells(found), cells(true)), 3)  # type: ignore[arg-type]
        if verbose and scores[name] < 1:
            print(name, scores[name], *found, sep="\n    ")
    return scores


def without_rules(folder: Path, *, verbose: bool) -> dict[str, int]:
    """Real files with tables found by alignment alone, and how many."""
    from fangan.extract import page_flow, pdf_aligned

    taken: list[Table] = []

    def counted(lines: list[object]) -> object:
        tables, rest = pdf_aligned.take_aligned(lines)  # type: ignore[arg-type]
        taken.extend(found.table for found in tables)
        return tables, rest

    page_flow.take_aligned = counted  # type: ignore[assignment]
    scan.missing_packages = lambda: ("rapidocr",)  # type: ignore[assignment]
    found = {}
    for path in sorted(folder.rglob("*.pdf")):
        taken.clear()
        try:
            pdf.read(path)
        except FanganError:
            continue
        if taken:
            found[str(path.relative_to(folder))] = len(taken)
        for table in taken if verbose else ():
            print(
                path.name, *(tuple(cell.text for cell in row) for row in table.rows), sep="\n    "
            )
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    root = Path(__file__).resolve().parents[1]
    parser.add_argument("--shared", type=Path, default=root.parent / "shared")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("-v", "--verbose", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        scores = generated(Path(folder), verbose=options.verbose)
    with_tables = [layout.__name__ for layout in LAYOUTS[:TABLES]]
    result = {
        "cell_f1": round(sum(scores[name] for name in with_tables) / len(with_tables), 3),
        "false_tables": [
            layout.__name__ for layout in LAYOUTS[TABLES:] if scores[layout.__name__] < 1
        ],
        "layouts": scores,
        "real_files_with_tables_without_rules": without_rules(
            options.shared, verbose=options.verbose
        )
        if options.shared.exists()
        else "not there",
        "samples": without_rules(root / "corpora" / "samples", verbose=options.verbose),
    }
    text = json.dumps(result, ensure_ascii=False, indent=2) + "\n"
    print(text)
    if options.write:
        RESULT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
