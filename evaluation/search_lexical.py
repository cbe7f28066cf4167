"""Which terms should the lexical index hold? Pairs of characters, dictionary words, or both.

Ranks the development queries of ../shared/bench and prints nDCG@10 and recall@10 for
each way, with a BM25 written out here as a peer. Writes results/search_lexical.json.

    python evaluation/search_lexical.py
"""

from __future__ import annotations

import gzip
import json
import math
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

import numpy as np

from fangan.search.lexical import Analysis, Row, build, rank
from fangan.search.tokens import bigrams, without_asking

ROOT = Path(__file__).resolve().parents[1]
BENCH = ROOT.parent / "shared" / "bench"
RESULT = Path(__file__).parent / "results" / "search_lexical.json"
WAYS: tuple[Analysis, ...] = ("bigrams", "words", "both")
Ranker = Callable[[str], list[int]]
Judged = list[tuple[str, dict[str, int]]]


def corpus(name: str) -> list[dict[str, str]]:
    with gzip.open(BENCH / name / "corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def read_lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def judged(name: str) -> Judged:
    """Queries with the grade of each passage that was judged."""
    queries = read_lines(BENCH / name / "queries.dev.jsonl")
    grades: dict[str, dict[str, int]] = defaultdict(dict)
    qrels = BENCH / name / "qrels.dev.jsonl"
    for row in read_lines(qrels) if qrels.exists() else ():
        grades[row["query"]][row["doc"]] = row["grade"]
    return [
        (q["text"], grades[q["id"]] if qrels.exists() else dict.fromkeys(q["relevant"], 1))
        for q in queries
    ]


def ndcg(ranked: list[str], grades: dict[str, int]) -> float:
    gained = sum(grades.get(doc, 0) / math.log2(place + 2) for place, doc in enumerate(ranked[:10]))
    best = sorted(grades.values(), reverse=True)[:10]
    ideal = sum(grade / math.log2(place + 2) for place, grade in enumerate(best))
    return gained / ideal if ideal else 0.0


def recall(ranked: list[str], grades: dict[str, int]) -> float:
    relevant = {doc for doc, grade in grades.items() if grade > 0}
    return len(relevant & set(ranked[:10])) / len(relevant) if relevant else 0.0


def peer(texts: list[str], *, k1: float = 1.2, b: float = 0.75) -> Ranker:
    """BM25 over pairs of characters of the text alone, as the textbook has it."""
    postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
    lengths = np.zeros(len(texts))
    for row, text in enumerate(texts):
        counts = Counter(bigrams(text))
        lengths[row] = counts.total()
        for term, count in counts.items():
            postings[term].append((row, count))
    norm = k1 * (1 - b + b * lengths / lengths.mean())

    def ranker(query: str) -> list[int]:
        scores = np.zeros(len(texts))
        for term in set(bigrams(without_asking(query))):
            if term not in postings:
                continue
            rows, counts = np.array(postings[term]).T
            rarity = math.log(1 + (len(texts) - len(rows) + 0.5) / (len(rows) + 0.5))
            scores[rows] += rarity * counts * (k1 + 1) / (counts + norm[rows])
        return np.argsort(-scores, kind="stable")[:10].tolist()

    return ranker


def score(ranker: Ranker, ids: list[str], queries: Judged) -> dict[str, float]:
    begun = time.perf_counter()
    ranked = [[ids[row] for row in ranker(text)] for text, _ in queries]
    spent = time.perf_counter() - begun
    pairs = list(zip(ranked, (grades for _, grades in queries), strict=True))
    return {
        "ndcg@10": round(sum(ndcg(*pair) for pair in pairs) / len(pairs), 4),
        "recall@10": round(sum(recall(*pair) for pair in pairs) / len(pairs), 4),
        "ms_per_query": round(1000 * spent / len(queries), 2),
    }


def main() -> None:
    results: dict[str, dict] = {}
    for name in ("staff", "policy_mix"):
        passages, queries = corpus(name), judged(name)
        ids = [passage["id"] for passage in passages]
        ways: dict[str, dict] = {}
        for way in WAYS:
            rows = (Row(i, p["title"], "", p["text"]) for i, p in enumerate(passages))
            begun = time.perf_counter()
            index = build(rows, analysis=way)
            seconds = time.perf_counter() - begun
            found = score(lambda q, i=index: [r for r, _ in rank(i, q, limit=10)], ids, queries)
            ways[way] = found | {"seconds_to_index": round(seconds, 1)}
        ways["peer: plain BM25, bigrams, no title"] = score(
            peer([passage["text"] for passage in passages]), ids, queries
        )
        results[name] = {"passages": len(ids), "queries": len(queries), "ways": ways}
        for way, figures in ways.items():
            print(f"{name:12}{way:38}{figures}")
    RESULT.parent.mkdir(exist_ok=True)
    for found in results.values():
        for figures in found["ways"].values():  # times change from run to run, and tell nothing
            figures.pop("ms_per_query")
            figures.pop("seconds_to_index", None)
    RESULT.write_text(json.dumps(results, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
