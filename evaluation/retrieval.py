"""Measures of ranked search, the sets they are taken on, and their uncertainty."""

from __future__ import annotations

import gzip
import hashlib
import json
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

Grades = Mapping[str, int]
DEPTH = 100
"""How far a ranking is looked at."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question with the grade of each passage that was judged for it."""

    id: str
    text: str
    grades: Grades
    kind: str = ""
    held: bool = False


@dataclass(frozen=True, slots=True)
class Collection:
    """Passages and the questions asked of them.

    ``pooled`` says that passages which no one looked at may be relevant too, so that it
    matters how many of those found were judged.
    """

    name: str
    ids: Sequence[str]
    titles: Sequence[str]
    texts: Sequence[str]
    queries: Sequence[Query]
    pooled: bool = False


def lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a .jsonl or .jsonl.gz file."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def is_held(query: str) -> bool:
    """Whether a query is of the half that nothing may be chosen on, by a hash of its id."""
    return hashlib.sha256(query.encode()).digest()[0] % 2 == 1


def bench(folder: Path) -> Collection:
    """One of the benchmark sets: its corpus and development queries."""
    passages = lines(folder / "corpus.jsonl.gz")
    grades: dict[str, dict[str, int]] = defaultdict(dict)
    qrels = folder / "qrels.dev.jsonl"
    for row in lines(qrels) if qrels.exists() else ():
        grades[row["query"]][row["doc"]] = row["grade"]
    queries = [
        Query(
            row["id"],
            row["text"],
            grades[row["id"]] if qrels.exists() else dict.fromkeys(row["relevant"], 1),
            row.get("kind", ""),
            is_held(row["id"]),
        )
        for row in lines(folder / "queries.dev.jsonl")
    ]
    return Collection(
        folder.name,
        [passage["id"] for passage in passages],
        [passage["title"] for passage in passages],
        [passage["text"] for passage in passages],
        queries,
        pooled=qrels.exists(),
    )


def discounted(gains: Iterable[int]) -> float:
    """Cumulated gain, discounted by the logarithm of the place (Järvelin and Kekäläinen, 2002)."""
    return sum(gain / math.log2(place + 2) for place, gain in enumerate(gains))


def measures(ranked: Sequence[str], grades: Grades, *, pooled: bool = False) -> dict[str, float]:
    """Recall, reciprocal rank and nDCG of one ranking of at least ``DEPTH`` passages.

    A pooled set adds ``judged@10``, the share of the ten best that were judged at all, and
    ``ndcg@10_judged``, for which passages that were not judged are taken out of the ranking.
    """
    relevant = {doc for doc, grade in grades.items() if grade > 0}
    ideal = discounted(sorted(grades.values(), reverse=True)[:10])
    first = next((place for place, doc in enumerate(ranked[:10], 1) if doc in relevant), None)
    found = {
        f"recall@{depth}": len(relevant.intersection(ranked[:depth])) / len(relevant)
        if relevant
        else 0.0
        for depth in (5, 10, DEPTH)
    }
    found["mrr@10"] = 1 / first if first else 0.0
    gain = discounted(grades.get(doc, 0) for doc in ranked[:10])
    found["ndcg@10"] = gain / ideal if ideal else 0.0
    if pooled:
        judged = [grades[doc] for doc in ranked if doc in grades][:10]
        found["judged@10"] = sum(doc in grades for doc in ranked[:10]) / 10
        found["ndcg@10_judged"] = discounted(judged) / ideal if ideal else 0.0
    return found


def interval(values: Sequence[float], *, rounds: int = 1000, seed: int = 0) -> tuple[float, float]:
    """The middle 95 in 100 of means over queries drawn anew with replacement."""
    drawn = np.random.default_rng(seed).choice(np.asarray(values), (rounds, len(values)))
    low, high = np.percentile(drawn.mean(axis=1), (2.5, 97.5))
    return float(low), float(high)


def means(rows: Sequence[Mapping[str, float]], *, intervals: bool = True) -> dict[str, Any]:
    """Each measure as its mean over queries, or as ``[mean, low, high]``."""
    made: dict[str, Any] = {"queries": len(rows)}
    for name in rows[0] if rows else ():
        values = [row[name] for row in rows]
        mean = round(sum(values) / len(values), 4)
        low, high = interval(values) if intervals else (0.0, 0.0)
        made[name] = [mean, round(low, 3), round(high, 3)] if intervals else mean
    return made


def summary(collection: Collection, rankings: Sequence[Sequence[str]]) -> dict[str, Any]:
    """Measures of all queries, of the held half, and of each kind of question."""
    rows = [
        measures(ranked, query.grades, pooled=collection.pooled)
        for ranked, query in zip(rankings, collection.queries, strict=True)
    ]
    paired = list(zip(collection.queries, rows, strict=True))
    made: dict[str, Any] = {"all": means(rows)}
    held = [row for query, row in paired if query.held]
    if 0 < len(held) < len(rows):
        made["held"] = means(held, intervals=False)
    kinds = sorted({query.kind for query in collection.queries} - {""})
    if kinds:
        made["kinds"] = {
            kind: means([row for query, row in paired if query.kind == kind]) for kind in kinds
        }
    return made
