"""How well indicators agree with labels: value, unit and comparator, year, kind, targets.

    python evaluation/measure.py [--part tune|held|all] [--show] [--write]

Labels are real sentences (bench/labels) and invented plans (plans) of the folder
``../shared``. Sentences are parted by a hash of their id (60 % to tune on), plans by
name. Values count after conversion. Labels of plans hold only what a plan aims at, so that facts (kind achieved)
are left out there. The baseline is a plain regular expression: a number and a unit.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import sys
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from fangan.nlp import units

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
RESULT = ROOT / "evaluation" / "results" / "indicators.json"
HELD_PLANS = frozenset({"a", "b", "19", "21", "22", "23"})
_DOWN = frozenset({"le", "lt"})
_BASELINE = re.compile(
    r"(\d+(?:\.\d+)?)(?:个)?(万亿|亿|万)?(元/亩|元|平方公里|平方米|公里|亩|吨|千瓦时|千瓦|%|％|倍|百分点|工作日|人|个|家|户|座|条|项|件|名|台|套|辆)"
)

Key = tuple[tuple[float, ...], str, bool]


def key(value: float | Iterable[float], unit: str | None, comparator: str | None) -> Key:
    """What counts as the same indicator: value and dimension after conversion, direction."""
    values = [value] if isinstance(value, (int, float)) else list(value)
    converted = [units.convert(float(one), unit) for one in values]
    numbers = tuple(float(f"{number:.8g}") for number, _ in converted)
    return numbers, converted[0][1], comparator in _DOWN


def _key(one: Any) -> Key:
    """The key of an indicator given as an object of the program or as its JSON."""
    if isinstance(one, Mapping):
        return key(one["value"], one.get("unit"), one.get("comparator"))
    return key(one.value, one.unit, one.comparator)


def _dated(one: Any) -> tuple[Key, int | None]:
    """The key together with the year."""
    return _key(one), one["year"] if isinstance(one, Mapping) else one.year


def score(
    found: Iterable[Any], gold: Iterable[Any], *, by: Callable[[Any], Hashable] = _key
) -> tuple[int, int, int]:
    """True positives, false positives and false negatives; each label is met once."""
    have, want = Counter(map(by, found)), Counter(map(by, gold))
    hit = sum((have & want).values())
    return hit, sum(have.values()) - hit, sum(want.values()) - hit


def f1(counts: tuple[int, int, int]) -> float:
    """F1 of pooled counts; 1 where there was nothing to find and nothing was found."""
    hit, extra, missed = counts
    return 2 * hit / (2 * hit + extra + missed) if hit + extra + missed else 1.0


def baseline(text: str) -> list[dict[str, Any]]:
    """A number and a unit by one regular expression, 以内 and 以下 read after it."""
    return [
        {
            "value": float(match[1]),
            "unit": (match[2] or "") + match[3].replace("％", "%"),
            "comparator": "le" if re.match("以内|以下", text[match.end() :]) else "eq",
        }
        for match in _BASELINE.finditer(text)
    ]


def held_out(identity: str) -> bool:
    """Whether a labelled sentence belongs to the 40 % that rules are never written on."""
    return int(sha256(identity.encode()).hexdigest(), 16) % 100 >= 60


def _add(one: tuple[int, int, int], other: tuple[int, int, int]) -> tuple[int, int, int]:
    return one[0] + other[0], one[1] + other[1], one[2] + other[2]


def _report(counts: tuple[int, int, int]) -> dict[str, Any]:
    hit, extra, missed = counts
    return {
        "f1": round(f1(counts), 4),
        "precision": round(hit / (hit + extra), 4) if hit + extra else 1.0,
        "recall": round(hit / (hit + missed), 4) if hit + missed else 1.0,
        "right": hit,
        "extra": extra,
        "missed": missed,
    }


def _differences(label: str, found: Iterable[Any], gold: Iterable[Any]) -> None:
    have, want = Counter(map(_key, found)), Counter(map(_key, gold))
    for sign, rest, side in (("+", have - want, found), ("-", want - have, gold)):
        for one in side:
            if rest[_key(one)] > 0:
                rest[_key(one)] -= 1
                quote = one.get("quote") if isinstance(one, Mapping) else one.evidence.quote
                print(f"  {label} {sign} {_key(one)} {quote}")


def sentences(part: str, *, show: bool) -> dict[str, Any]:
    """Agreement on the labelled sentences of a part."""
    from fangan.review.measure import measure_text

    path = SHARED / "bench" / "labels" / "indicators.dev.jsonl"
    ours = plain = dated = (0, 0, 0)
    kinds = {"sentence": Counter[bool](), "context": Counter[bool]()}
    count = bare = false_hits = years = right_years = 0
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if part != "all" and held_out(row["id"]) != (part == "held"):
            continue
        count += 1
        found, gold = measure_text(row["text"]), row["indicators"]
        ours = _add(ours, score(found, gold))
        dated = _add(dated, score(found, gold, by=_dated))
        plain = _add(plain, score(baseline(row["text"]), gold))
        if not gold:
            bare += 1
            false_hits += len(found)
            continue
        with_year = [one for one in gold if one["year"] is not None]
        years += len(with_year)
        right_years += score(found, with_year, by=_dated)[0]
        wanted = {_key(one): one["kind"] for one in gold}
        kinds[row["kind_from"]].update(
            wanted[_key(one)] == one.kind for one in found if _key(one) in wanted
        )
        if show:
            _differences(row["id"], found, gold)
    return {
        "sentences": count,
        "ours": _report(ours),
        "ours_with_year": _report(dated),
        "labels_with_a_year": [right_years, years],
        "sentences_without_an_indicator": bare,
        "false_hits_in_them": false_hits,
        "plain_regex": _report(plain),
        "kind_where_the_sentence_tells": _share(kinds["sentence"]),
        "kind_where_only_the_heading_tells": _share(kinds["context"]),
    }


def _share(counts: Counter[bool]) -> dict[str, Any]:
    """Right of all, and the 95 % interval of the share (Wilson)."""
    total, right = counts.total(), counts[True]
    if not total:
        return {"right": 0, "of": 0}
    share, z = right / total, 1.96
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    reach = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total**2))
    reach /= 1 + z * z / total
    return {
        "share": round(share, 4),
        "right": right,
        "of": total,
        "interval": [round(middle - reach, 3), round(middle + reach, 3)],
    }


def plans(part: str, *, show: bool) -> dict[str, Any]:
    """Agreement on the indicators of the invented plans of a part, and on their targets."""
    from fangan.extract import extract
    from fangan.framework_file import load
    from fangan.review.measure import measure
    from fangan.review.tag import tag
    from fangan.review.targets import link

    framework = load("shanxi-2020")
    ours = plain = with_facts = linked = (0, 0, 0)
    each: dict[str, float] = {}
    for folder in sorted((SHARED / "plans").iterdir()):
        if not folder.is_dir() or (
            part != "all" and (folder.name in HELD_PLANS) != (part == "held")
        ):
            continue
        gold = json.loads((folder / "gold.json").read_text(encoding="utf-8"))["indicators"]
        document = extract(folder / "plan.pdf")
        found = measure(document, framework)
        indicators, _ = link(document, framework, found, tag(document, framework))
        aims = [one for one in indicators if one.kind == "target"]
        counts = score(aims, gold)
        each[folder.name] = round(f1(counts), 4)
        ours = _add(ours, counts)
        with_facts = _add(with_facts, score(indicators, gold))
        plain = _add(plain, score(baseline(document.text), gold))
        linked = _add(linked, _linked(aims, gold))
        if show:
            _differences(folder.name, aims, gold)
    return {
        "plans": each,
        "mean_f1": round(sum(each.values()) / (len(each) or 1), 4),
        "ours": _report(ours),
        "ours_with_facts": _report(with_facts),
        "plain_regex": _report(plain),
        "target_links": _report(linked),
    }


def _linked(aims: Iterable[Any], gold: Iterable[Mapping[str, Any]]) -> tuple[int, int, int]:
    have = Counter((_key(one), one.target) for one in aims if one.target)
    want = Counter((_key(one), one["target"]) for one in gold if one["target"])
    hit = sum((have & want).values())
    return hit, have.total() - hit, want.total() - hit


def main() -> int:
    """Print the agreement; with --write keep it in evaluation/results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=("tune", "held", "all"), default="tune")
    parser.add_argument("--show", action="store_true", help="print every difference")
    parser.add_argument("--write", action="store_true", help="write results of both parts")
    options = parser.parse_args()
    if not SHARED.is_dir():
        print("the folder ../shared is not here", file=sys.stderr)
        return 2
    parts = ("tune", "held") if options.write else (options.part,)
    result: dict[str, Any] = {"command": "python evaluation/measure.py --write"}
    for part in parts:
        result[part] = {
            "real_sentences": sentences(part, show=options.show),
            "invented_plans": plans(part, show=options.show),
        }
    text = json.dumps(result, ensure_ascii=False, indent=2)
    print(text)
    if options.write:
        RESULT.write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
