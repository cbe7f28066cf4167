"""Fit how sure a finding of a contradiction is, and say how often it is right when it says so.

    python evaluation/fit_sureness.py [--part dev|held]

Contradictions planted by ``conflicts.py`` in the development half are set against pairs of
values of one thing that differ in the untouched documents of that half, most of which are
of different years, scopes or kinds. The faults planted in the tuning plans are added. The
counts by make of arithmetic are right and wrong findings on all of them. ``--part held``
fits nothing: it measures the weights in use on the half held aside.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from unittest.mock import patch

import conflicts
import numpy as np
from agreement import overlaps
from fit_matching import fit
from plant import planted
from run import TUNED, reliability

from fangan.document import Document
from fangan.extract import extract
from fangan.framework_file import load
from fangan.review.check import sureness
from fangan.review.check.conflict import crowds_of
from fangan.review.comparable import Statement, agree, statements
from fangan.review.comparable import conflicts as contradictions
from fangan.review.measure import measure

_MOST = 4
"""Pairs of one thing in one document: a list of cases must not outweigh all others."""

Pair = tuple[Statement, Statement, int]


def pairs(document: Document) -> Iterator[Pair]:
    """Values of one thing, of any year and scope, that differ in different sentences."""
    made = statements(measure(document, load("shanxi-2020")))
    crowds = crowds_of(made)
    groups: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    for one in made:
        if one.core.subject:
            groups[one.core.subject, one.dimension].append(one)
    for key, group in groups.items():
        taken = 0
        for one, other in combinations(group, 2):
            first, second = sorted((one.evidence.start, other.evidence.start))
            between = document.text[first:second]
            if taken < _MOST and not agree(one, other) and set(between) & set("。！？\n"):
                taken += 1
                yield one, other, crowds[key]


def examples(part: str) -> tuple[list[tuple[float, ...]], list[bool], dict[str, Counter[bool]]]:
    """Signs and truth of pairs, and right and wrong findings by make of arithmetic."""
    rows: list[tuple[float, ...]] = []
    truth: list[bool] = []
    makes: dict[str, Counter[bool]] = defaultdict(Counter)
    with tempfile.TemporaryDirectory() as scratch:
        for name, document in conflicts.documents(part):
            lines = document.text.split("\n")
            for one, other, crowd in pairs(document):
                rows.append(sureness.signs(one, other, crowd=crowd))
                truth.append(False)
            for make in _makes(document):
                makes[make[0]][False] += 1
            edit = planted(lines, name, fault=True)
            changed = conflicts.read(edit, Path(scratch))
            marks = [words for kind, words in edit.marks if kind in {"echo", "table"}]
            for one, other, crowd in pairs(changed):
                if any(_within(one, words) != _within(other, words) for words in marks):
                    rows.append(sureness.signs(one, other, crowd=crowd))
                    truth.append(True)
            for make, quotes in _makes(changed):
                if any(words in quote or quote in words
                       for kind, words in edit.marks if kind not in {"echo", "table"}
                       for quote in quotes):  # fmt: skip
                    makes[make][True] += 1
    if part == "dev":
        _of_plans(rows, truth, makes)
    return rows, truth, makes


def _of_plans(
    rows: list[tuple[float, ...]], truth: list[bool], makes: dict[str, Counter[bool]]
) -> None:
    """Add what is found in the tuning plans: right when it meets a planted fault."""
    for name in TUNED:
        folder = conflicts.SHARED / "plans" / name
        gold = json.loads((folder / "gold.json").read_text(encoding="utf-8"))
        document = extract(folder / "plan.pdf")
        planted = [quote for fault in gold["planted"] for quote in fault["quotes"]]
        made = statements(measure(document, load("shanxi-2020")))
        crowds = crowds_of(made)
        for one, other in contradictions(document, made):
            crowd = crowds[one.core.subject, one.dimension]
            rows.append(sureness.signs(one, other, crowd=crowd))
            quotes = (one.evidence.quote, other.evidence.quote)
            truth.append(any(overlaps(quote, fault) for quote in quotes for fault in planted))
        for make, said in _makes(document):
            right = any(overlaps(quote, fault) for quote in said for fault in planted)
            makes[make][right] += 1


def _within(one: Statement, words: str) -> bool:
    return one.evidence.quote in words or words in one.evidence.quote


def _makes(document: Document) -> list[tuple[str, list[str]]]:
    """The makes of the findings of arithmetic in a document, with their quotations."""
    said: list[tuple[str, list[str]]] = []

    def noted(_: Document, make: str, evidence: tuple[object, ...]) -> float:
        said.append((make, [one.quote for one in evidence]))  # type: ignore[attr-defined]
        return 1.0

    with patch.object(sureness, "of_make", noted):
        conflicts.errors_of(document)
    return said


def main() -> int:
    """Print weights and counts to put into ``sureness.py``, or how the ones in use hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=("dev", "held"), default="dev")
    options = parser.parse_args()
    if not conflicts.SHARED.is_dir():
        print("the folder ../shared is not here", file=sys.stderr)
        return 2
    rows, truth, makes = examples(options.part)
    x, y = np.array(rows), np.array(truth)
    print(f"{len(y)} pairs, {int(y.sum())} of them planted")
    weights, bias = np.array(sureness.WEIGHTS), sureness.BIAS
    if options.part == "dev":
        weights, bias = fit(x, y, ridge=1.0)
        for name, weight in zip(sureness.SIGNS, weights, strict=True):
            print(f"  {name}: {weight:.2f}")
        print(f"  bias: {bias:.2f}")
    said = 1 / (1 + np.exp(-(x @ weights + bias)))
    print("calibration:", reliability(list(zip(said.tolist(), truth, strict=True))))
    print({make: (count[True], count[False]) for make, count in sorted(makes.items())})
    return 0


if __name__ == "__main__":
    sys.exit(main())
