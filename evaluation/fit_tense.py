"""Fit the weights that tell targets from achievements (fangan/review/tense.py).

    python evaluation/fit_tense.py

Work reports of cities and provinces tell by their headings: the first half reviews a
year, the second sets out the next. Of plans (行动计划, 实施方案) nearly every number is
aimed at. Texts that the labels were drawn from are left out, so that the labelled
sentences, tuning share included, stay unseen. Prints the weights, and
the accuracy over five parts of the reports, each weighed by the other four.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from fangan.nlp.quantities import quantities
from fangan.nlp.sentences import sentences
from fangan.review.measure_names import clause_end, clause_start
from fangan.review.tense import signs

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
REPORTS = ("city_reports_2024_txt", "province_reports_2026")
PLANS = frozenset({"行动计划", "行动方案", "实施方案", "方案"})
_REVIEW = re.compile(".{0,14}(?:回顾|工作总结|完成情况)")
_NEXT = re.compile(
    ".{0,4}(?:20\\d{2}|今)年.{0,14}(?:工作|任务|目标|安排|重点|打算|部署)|.{0,10}(?:工作安排|重点任务|目标任务)"
)
_RIDGE = 3.0
_FOLDS = 5
_HEADING = 30
Row = tuple[str, bool, frozenset[str]]


def examples() -> Iterator[Row]:
    """The report, whether the quantity is a target, and its signs, for each measure."""
    labels = SHARED / "bench" / "labels" / "indicators.dev.jsonl"
    rows = labels.read_text(encoding="utf-8").splitlines()
    labelled = {json.loads(row)["source"] for row in rows}
    with (SHARED / "docs" / "index.tsv").open(encoding="utf-8", newline="") as lines:
        index = list(csv.DictReader(lines, delimiter="\t"))
    for entry in index:
        name = entry["path"].removeprefix("docs/")
        report = name.startswith(REPORTS)
        if name.endswith(".txt") and name not in labelled and (report or entry["kind"] in PLANS):
            yield from _of_text(SHARED / "docs" / name, None if report else True)


def _of_text(path: Path, target: bool | None) -> Iterator[Row]:  # noqa: FBT001 - None is a third
    for line in path.read_text(encoding="utf-8").splitlines():
        text = line.strip()
        if len(text) < _HEADING:
            if _REVIEW.match(text):
                target = False
            elif target is not None and _NEXT.match(text):
                target = True
        elif target is not None:
            for start, end in sentences(text):
                for found in _of_sentence(text[start:end]):
                    yield path.stem, target, found


def _of_sentence(text: str) -> Iterator[frozenset[str]]:
    inside = tuple(one for one in quantities(text) if one.role == "measure")
    for one in inside:
        left, right = clause_start(text, one.start, 0), clause_end(text, one.end, len(text))
        yield signs(text, text[left:right], one, inside)


def fit(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Weights of a logistic regression with a ridge; the last one is the bias.

    Targets and achievements weigh the same, however many there are of each.
    """
    share = y.mean()
    weight = np.where(y > 0, 0.5 / share, 0.5 / (1 - share))

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        score = x @ w
        error = weight * (1 / (1 + np.exp(-score)) - y)
        cost = (weight * (np.logaddexp(0, score) - y * score)).sum()
        kept = np.append(w[:-1], 0.0)
        return float(cost + _RIDGE * kept @ kept / 2), x.T @ error + _RIDGE * kept

    return minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B").x


def main() -> int:
    """Print the weights and how well they hold on reports they were not fitted on."""
    if not SHARED.is_dir():
        print("the folder ../shared is not here", file=sys.stderr)
        return 2
    rows = list(examples())
    names = sorted(frozenset().union(*(found for _, _, found in rows)))
    x = np.array([[*(name in found for name in names), True] for _, _, found in rows], dtype=float)
    y = np.array([target for _, target, _ in rows], dtype=float)
    reports = sorted({report for report, _, _ in rows})
    fold = np.array([reports.index(report) % _FOLDS for report, _, _ in rows])
    right = 0
    for part in range(_FOLDS):
        weights = fit(x[fold != part], y[fold != part])
        right += int((((x[fold == part] @ weights) > 0) == (y[fold == part] > 0)).sum())
    print(f"{len(reports)} texts, {len(rows)} quantities, {y.mean():.3f} of them targets")
    print(f"right on texts not fitted on: {right / len(rows):.4f}")
    for name, value in zip([*names, "bias"], fit(x, y), strict=True):
        print(f'    "{name}": {value:.2f},')
    return 0


if __name__ == "__main__":
    sys.exit(main())
