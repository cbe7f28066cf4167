"""Review the plans with known truth and report how far the reviews agree with it.

    python evaluation/run.py [--plans ../shared/plans] [--format pdf] [--json FILE]

The plans are in two halves: the first served to choose weights and thresholds, the
second did not. The keyword baseline (an item's keyword found makes it concrete, with
a number in the same sentence quantified) is reported beside ours.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import sys
from pathlib import Path
from typing import Any

import agreement
import measure
import yaml

from fangan.document import Document
from fangan.extract import extract
from fangan.framework_file import load
from fangan.review import review
from fangan.review.report import as_json
from fangan.review.units import units

ROOT = Path(__file__).resolve().parents[1]
TUNED = ("11", "12", "13", "15", "16", "17", "18")
HELD_OUT = ("a", "b", "19", "21", "22", "23")
CHECKS = {
    "placeholder",
    "target_year",
    "too_many_leading_industries",
    "heading_jump",
    "copied_from_master",
    "text_table_conflict",
    "text_text_conflict",
    "growth_arithmetic",
    "sum_mismatch",
    "no_owner",
}


def keyword_baseline(document: Document, keywords: dict[str, list[str]]) -> dict[str, Any]:
    """States and quotes by keywords alone."""
    spans = units(document)
    made: dict[str, Any] = {}
    for id_, words in keywords.items():
        hits = [span.text for span in spans if any(word in span.text for word in words)]
        numbered = [text for text in hits if re.search(r"\d", text)]
        status = "quantified" if numbered else "concrete" if hits else "missing"
        made[id_] = {"status": status, "quotes": (numbered or hits)[:3]}
    return made


def one_plan(folder: Path, kind: str, keywords: dict[str, list[str]]) -> dict[str, Any]:
    """All figures of one plan, counts where they will be pooled."""
    gold = json.loads((folder / "gold.json").read_text(encoding="utf-8"))
    document = extract(folder / f"plan.{kind}")
    made = as_json(review(document, load("shanxi-2020")))
    status = {item["id"]: item["status"] for item in made["items"]}
    quotes = {item["id"]: [e["quote"] for e in item["evidence"]] for item in made["items"]}
    simple = keyword_baseline(document, keywords)
    simple_status = {id_: simple[id_]["status"] for id_ in gold["items"]}
    return {
        "states": agreement.states(status, gold),
        "gaps": agreement.gaps(status, gold),
        "evidence": agreement.evidence(quotes, gold),
        "evidence_first": agreement.evidence(quotes, gold, first=1),
        "parts": agreement.parts({part["id"]: part["status"] for part in made["parts"]}, gold),
        "indicators": measure.score(
            [one for one in made["indicators"] if one["kind"] == "target"], gold["indicators"]
        ),
        "indicators_and_facts": measure.score(made["indicators"], gold["indicators"]),
        "faults": agreement.faults(made["findings"], gold, CHECKS),
        "baseline": {
            "states": agreement.states(simple_status, gold),
            "gaps": agreement.gaps(simple_status, gold),
            "evidence": agreement.evidence(
                {id_: simple[id_]["quotes"] for id_ in gold["items"]}, gold
            ),
        },
        "confidence": [
            (item["confidence"], item["status"] == gold["items"][item["id"]]["status"])
            for item in made["items"]
        ],
    }


def _mean(plans: list[dict[str, Any]], name: str) -> float:
    return round(statistics.fmean(plan[name] for plan in plans), 3)


def _pooled(plans: list[dict[str, Any]], name: str) -> tuple[int, int, int]:
    first, second, third = (sum(plan[name][i] for plan in plans) for i in range(3))
    return first, second, third


def reliability(pairs: list[tuple[float, bool]], *, bins: int = 5) -> dict[str, Any]:
    """Expected calibration error, and for each bin of confidence: mean, accuracy, count."""
    rows, error = [], 0.0
    for index in range(bins):
        low, high = index / bins, (index + 1) / bins
        held = [(c, ok) for c, ok in pairs if low <= c < high or (c == 1.0 and high == 1.0)]
        if held:
            said = statistics.fmean(c for c, _ in held)
            right = statistics.fmean(ok for _, ok in held)
            rows.append([round(said, 3), round(right, 3), len(held)])
            error += abs(said - right) * len(held) / len(pairs)
    return {"ece": round(error, 3), "bins": rows}


def summary(plans: list[dict[str, Any]]) -> dict[str, Any]:
    """The figures of a group of plans: means, and F1 over pooled counts."""
    hit, false, missed = _pooled(plans, "faults")
    return {
        "plans": len(plans),
        "state_accuracy": _mean(plans, "states"),
        "gap_f1": round(agreement.f1(*_pooled(plans, "gaps")), 3),
        "evidence": _mean(plans, "evidence"),
        "evidence_first": _mean(plans, "evidence_first"),
        "parts": _mean(plans, "parts"),
        "indicator_f1": round(agreement.f1(*_pooled(plans, "indicators")), 3),
        "indicator_f1_with_facts": round(agreement.f1(*_pooled(plans, "indicators_and_facts")), 3),
        "planted_found": hit,
        "planted_missed": missed,
        "findings_beyond": false,
        "confidence": reliability([pair for plan in plans for pair in plan["confidence"]]),
        "keyword_baseline": {
            "state_accuracy": _mean([plan["baseline"] for plan in plans], "states"),
            "gap_f1": round(agreement.f1(*_pooled([p["baseline"] for p in plans], "gaps")), 3),
            "evidence": _mean([plan["baseline"] for plan in plans], "evidence"),
        },
    }


def main() -> int:
    """Run over all plans, print and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plans", type=Path, default=ROOT.parent / "shared" / "plans")
    parser.add_argument("--format", default="pdf", choices=["docx", "pdf", "md"])
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    source = options.plans.parent / "masterplan" / "framework.yaml"
    data = yaml.safe_load(source.read_text(encoding="utf-8"))
    keywords = {item["id"]: item["keywords"] for item in data["items"]}
    figures = {
        name: one_plan(options.plans / name, options.format, keywords)
        for name in (*TUNED, *HELD_OUT)
    }
    result = {
        "command": f"python evaluation/run.py --format {options.format}",
        "tuned": summary([figures[name] for name in TUNED]),
        "held_out": summary([figures[name] for name in HELD_OUT]),
        "by_plan": {
            name: {
                key: plan[key]
                for key in ("states", "gaps", "evidence", "parts", "indicators", "faults")
            }
            for name, plan in figures.items()
        },
    }
    text = json.dumps(result, ensure_ascii=False, indent=1)
    if options.json:
        options.json.write_text(text + "\n", encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
