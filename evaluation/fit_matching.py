"""Fit the weights of :mod:`fangan.review.match` on the development plans.

    python evaluation/fit_matching.py [--plans ../shared/plans]

Every (unit, item) pair of the tuning plans is a row; it is positive when the unit is
among the item's true evidence. Prints the weights of a plain logistic regression for
several sets of signs, with what each gives on the tuning and the held-out plans: the
share of answered items whose evidence is ranked first and among the first three, and
how well the best probability tells missing items from the others (area under ROC).
"""

from __future__ import annotations

import argparse
import json
import statistics
from pathlib import Path
from typing import Any

import agreement
import numpy as np
from run import HELD_OUT, ROOT, TUNED
from scipy.optimize import minimize
from scipy.stats import rankdata

from fangan.extract import extract
from fangan.framework import Framework
from fangan.framework_file import load
from fangan.review.match import TAGGED, WORDS, features
from fangan.review.units import units

SETS = (
    ("terms",),
    WORDS,
    ("tagger",),
    ("tagger", "tagger_best", "tagger_neighbours"),
    TAGGED,
)


def _plan(folder: Path, framework: Framework) -> dict[str, Any]:
    gold = json.loads((folder / "gold.json").read_text(encoding="utf-8"))["items"]
    spans = units(extract(folder / "plan.pdf"))
    signs = features(framework, spans)
    truth = np.array(
        [
            [
                any(agreement.overlaps(span.text, quote) for quote in gold[item.id]["evidence"])
                for item in framework.county_items
            ]
            for span in spans
        ]
    )
    status = [gold[item.id]["status"] for item in framework.county_items]
    return {"signs": signs, "truth": truth, "status": status}


def _rows(plan: dict[str, Any], names: tuple[str, ...]) -> Any:
    return np.stack([plan["signs"][name].ravel() for name in names], axis=1)


def fit(rows: Any, truth: Any, *, ridge: float = 0.1) -> tuple[Any, float]:
    """Weights and bias of a logistic regression with a small ridge penalty."""
    sign = np.where(truth, 1.0, -1.0)

    def loss(point: Any) -> tuple[float, Any]:
        margin = sign * (rows @ point[:-1] + point[-1])
        slope = -sign / (1.0 + np.exp(margin))
        gradient = np.append(rows.T @ slope + ridge * point[:-1], slope.sum())
        return np.logaddexp(0.0, -margin).sum() + ridge / 2 * (point[:-1] ** 2).sum(), gradient

    found = minimize(loss, np.zeros(rows.shape[1] + 1), jac=True, method="L-BFGS-B").x
    return found[:-1], float(found[-1])


def _auc(scores: list[float], positive: list[bool]) -> float:
    ranks = rankdata(scores)
    count = sum(positive)
    rest = len(positive) - count
    if not count or not rest:
        return 1.0
    total = sum(rank for rank, true in zip(ranks, positive, strict=True) if true)
    return float((total - count * (count + 1) / 2) / (count * rest))


def _figures(plan: dict[str, Any], scores: Any) -> tuple[float, float, float]:
    answered = [
        column for column, status in enumerate(plan["status"]) if status in agreement.ANSWERED
    ]
    order = np.argsort(-scores, axis=0)
    hits = {
        first: statistics.fmean(
            plan["truth"][order[:first, column], column].any() for column in answered
        )
        for first in (1, 3)
    }
    there = [status != "missing" for status in plan["status"]]
    return hits[1], hits[3], _auc(scores.max(axis=0).tolist(), there)


def main() -> None:
    """Fit each set of signs and print what it gives."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plans", type=Path, default=ROOT.parent / "shared" / "plans")
    options = parser.parse_args()
    framework = load("shanxi-2020")
    plans = {name: _plan(options.plans / name, framework) for name in (*TUNED, *HELD_OUT)}
    truth = np.concatenate([plans[name]["truth"].ravel() for name in TUNED])
    for names in SETS:
        rows = np.concatenate([_rows(plans[name], names) for name in TUNED])
        weights, bias = fit(rows, truth)
        print(names, np.round(weights, 2).tolist(), round(bias, 2))
        for group in (TUNED, HELD_OUT):
            figures = [
                _figures(
                    plans[n],
                    (_rows(plans[n], names) @ weights).reshape(-1, len(framework.county_items)),
                )
                for n in group
            ]
            means = np.round(np.mean(figures, axis=0), 3).tolist()
            print(
                f"  {len(group)} plans: first {means[0]}, first three {means[1]}, missing {means[2]}"
            )


if __name__ == "__main__":
    main()
