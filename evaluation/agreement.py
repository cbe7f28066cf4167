"""How far a review agrees with the truth of a plan, by the rules of the contract.

``gold`` is a plan's gold.json; every function takes one plan and returns counts or a
share, so that the caller decides what is pooled and what is averaged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

GAPS = ("missing", "restated")
ANSWERED = ("quantified", "concrete")


def _grams(text: str) -> set[str]:
    kept = "".join(char for char in text if not char.isspace() and char != "|")
    return {kept[i : i + 4] for i in range(len(kept) - 3)} or {kept}


def overlaps(first: str, second: str) -> bool:
    """Whether half of the character 4-grams of the shorter text stand in the other."""
    left, right = _grams(first), _grams(second)
    return 2 * len(left & right) >= min(len(left), len(right))


def states(found: Mapping[str, str], gold: Mapping[str, Any]) -> float:
    """Share of the items with the exact state."""
    return sum(found[id_] == item["status"] for id_, item in gold["items"].items()) / len(
        gold["items"]
    )


def gaps(found: Mapping[str, str], gold: Mapping[str, Any]) -> tuple[int, int, int]:
    """True positives, false positives and false negatives of the class of gaps."""
    pairs = [(found[id_] in GAPS, item["status"] in GAPS) for id_, item in gold["items"].items()]
    return (
        sum(said and true for said, true in pairs),
        sum(said and not true for said, true in pairs),
        sum(true and not said for said, true in pairs),
    )


def evidence(quotes: Mapping[str, list[str]], gold: Mapping[str, Any], *, first: int = 3) -> float:
    """Share of the answered items for which one of the first quotes is a true one."""
    answered = {id_: item for id_, item in gold["items"].items() if item["status"] in ANSWERED}
    hits = sum(
        any(overlaps(said, true) for said in quotes[id_][:first] for true in item["evidence"])
        for id_, item in answered.items()
    )
    return hits / len(answered) if answered else 1.0


def parts(found: Mapping[str, str], gold: Mapping[str, Any]) -> float:
    """Share of the required parts with the exact state."""
    return sum(found[id_] == status for id_, status in gold["parts"].items()) / len(gold["parts"])


def faults(
    found: Iterable[Mapping[str, Any]], gold: Mapping[str, Any], checks: set[str]
) -> tuple[int, int, int]:
    """Planted faults found, findings that are no planted fault, planted faults missed.

    ``found`` are the findings of the JSON form; only codes in ``checks`` count. A
    finding meets a planted fault of its code when a quote of one overlaps a quote of
    the other; several findings may meet one fault.
    """
    said = [finding for finding in found if finding["check"] in checks]
    planted = [fault for fault in gold["planted"] if fault["kind"] in checks]

    def meets(finding: Mapping[str, Any], fault: Mapping[str, Any]) -> bool:
        return finding["check"] == fault["kind"] and any(
            overlaps(evidence["quote"], quote)
            for evidence in finding["evidence"]
            for quote in fault["quotes"]
        )

    hit = sum(any(meets(finding, fault) for finding in said) for fault in planted)
    false = sum(not any(meets(finding, fault) for fault in planted) for finding in said)
    return hit, false, len(planted) - hit


def f1(true: int, false: int, missed: int) -> float:
    """F1 of pooled counts; 1 where there was nothing to find and nothing was said."""
    total = 2 * true + false + missed
    return 2 * true / total if total else 1.0
