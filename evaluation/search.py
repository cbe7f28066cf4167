"""How well are passages found: by words, by meaning, and by both together?

    python -m evaluation.search --models models/A models/B --cache FOLDER

On the development queries of ../shared/bench and on questions of our own as known-item
search. Weights of the fusion and whether passages are encoded with their titles are chosen
on the "dev" part of our own questions, never on the benchmarks. Of these, figures of the
half that no one looked at while models were made are given apart ("held"). Writes
results/search.json.
"""

from __future__ import annotations

import argparse
import json
import shlex
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from evaluation import encoders, fusion, known_item
from evaluation.retrieval import DEPTH, Collection, bench, means, measures, summary
from models.train import sparse

from fangan.search.tokens import without_asking

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
RESULT = Path(__file__).parent / "results" / "search.json"
BENCHES = ("stard", "covid_policy", "policy_mix", "staff")
_QUESTIONS = ROOT / "models" / "train" / "data" / "questions"
_WEIGHTS = [round(0.05 * step, 2) for step in range(21)]
_SCALES = ("minmax", "zscore", "lexmax")
_CHOSEN_BY = "ndcg@10"
Rankings = list[list[str]]


def ranked(collection: Collection, scores: Callable[[int], fusion.Scores]) -> Rankings:
    """The best passages of every query; ``scores`` gives those of one query by its place."""
    return [
        [collection.ids[at] for at in fusion.best(scores(number), DEPTH)]
        for number in range(len(collection.queries))
    ]


def lexical(collection: Collection, *, titles: bool) -> np.ndarray:
    """BM25 scores over pairs of characters (queries by passages)."""
    index = sparse.fit(_passages(collection, titles=titles))
    asked = [without_asking(query.text) for query in collection.queries]
    return np.stack(list(sparse.scores(index, asked)))


def dense(
    collection: Collection, encoder: encoders.Encoder, cache: Path, *, titles: bool
) -> np.ndarray:
    """Cosines (queries by passages)."""
    passages = encoders.vectors(encoder, _passages(collection, titles=titles), cache)
    return encoder.queries([query.text for query in collection.queries]) @ passages.T


def _passages(collection: Collection, *, titles: bool) -> list[str]:
    if not titles:
        return list(collection.texts)
    return [
        f"{title}\n{text}" if title else text
        for title, text in zip(collection.titles, collection.texts, strict=True)
    ]


def part_of(collection: Collection, *, held: bool) -> tuple[Collection, list[int]]:
    """The queries of one part, with their places among all."""
    places = [at for at, query in enumerate(collection.queries) if query.held == held]
    return replace(collection, queries=[collection.queries[at] for at in places]), places


def quality(collection: Collection, rankings: Rankings) -> float:
    rows = [
        measures(found, query.grades)
        for found, query in zip(rankings, collection.queries, strict=True)
    ]
    return float(means(rows, intervals=False)[_CHOSEN_BY])


def choose(
    own: Sequence[Collection], words: Sequence[np.ndarray], meaning: Sequence[np.ndarray]
) -> dict[str, dict[str, Any]]:
    """For each way of fusing the weight that is best on the dev part of our own questions."""
    parts = [part_of(collection, held=False) for collection in own]

    def tried(fuse: fusion.Fusion) -> float:
        found = []
        for (collection, places), lex, sem in zip(parts, words, meaning, strict=True):
            ranks = ranked(collection, lambda n, p=places, x=lex, y=sem: fuse(x[p[n]], y[p[n]]))
            found.append(quality(collection, ranks))
        return sum(found) / len(found)

    made: dict[str, dict[str, Any]] = {"rrf": {"dev": round(tried(fusion.reciprocal()), 4)}}
    for scale in _SCALES:
        scores = {weight: tried(fusion.weighted(weight, scale=scale)) for weight in _WEIGHTS}
        weight = max(scores, key=scores.__getitem__)
        made[scale] = {"weight": weight, "dev": round(scores[weight], 4)}
    return made


def fused(way: str, chosen: dict[str, dict[str, Any]]) -> fusion.Fusion:
    if way == "rrf":
        return fusion.reciprocal()
    return fusion.weighted(chosen[way]["weight"], scale=way)


def evaluate(
    own: Sequence[Collection],
    benches: Sequence[Collection],
    models: Sequence[encoders.Encoder],
    cache: Path,
) -> dict[str, Any]:
    """All figures: by words; by each model; both, in each way."""
    everything = [*own, *benches]
    sets: dict[str, dict[str, Any]] = {
        c.name: {"passages": len(c.ids), "queries": len(c.queries), "systems": {}}
        for c in everything
    }

    def note(collection: Collection, system: str, rankings: Rankings) -> None:
        found = summary(collection, rankings)
        sets[collection.name]["systems"][system] = found
        shown = {key: value[0] for key, value in found["all"].items() if key != "queries"}
        print(f"{collection.name:14}{system:42}{shown}", flush=True)

    words: list[np.ndarray] = []
    for collection in everything:
        plain = lexical(collection, titles=False)
        note(collection, "bm25", ranked(collection, plain.__getitem__))
        words.append(lexical(collection, titles=True) if any(collection.titles) else plain)
        note(collection, "bm25 with titles", ranked(collection, words[-1].__getitem__))
    fusions: dict[str, Any] = {}
    for model in models:
        by_titles = {}
        for titles in (False, True):
            meaning = [dense(c, model, cache, titles=titles) for c in own]
            by_titles[titles] = (meaning, choose(own, words[: len(own)], meaning))
        with_titles = max(by_titles, key=lambda t: max(w["dev"] for w in by_titles[t][1].values()))
        meaning, chosen = by_titles[with_titles]
        meaning = [*meaning, *(dense(c, model, cache, titles=with_titles) for c in benches)]
        best = max(chosen, key=lambda way: chosen[way]["dev"])
        fusions[model.name] = {"titles": with_titles, "ways": chosen, "best": best}
        for collection, lex, sem in zip(everything, words, meaning, strict=True):
            note(collection, model.name, ranked(collection, sem.__getitem__))
            for way in chosen:
                fuse = fused(way, chosen)
                rankings = ranked(collection, lambda n, f=fuse, x=lex, y=sem: f(x[n], y[n]))
                note(collection, f"{model.name} + bm25, {way}", rankings)
    return {"fusion": fusions, "sets": sets}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", nargs="*", default=[], help="FOLDER or NAME=FOLDER")
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--questions", type=Path, nargs="*", default=[_QUESTIONS])
    parser.add_argument("--sets", nargs="*", default=list(BENCHES))
    parser.add_argument("--cache", type=Path, help="where vectors are kept between runs")
    parser.add_argument("--out", type=Path, default=RESULT)
    options = parser.parse_args()
    if options.cache is None:
        from platformdirs import user_cache_path

        options.cache = user_cache_path("fangan") / "evaluation"
    own = known_item.collections(
        options.shared / "train", options.shared / "docs", options.questions
    )
    benches = [bench(options.shared / "bench" / name) for name in options.sets]
    models = [encoders.named(argument) for argument in options.models]
    found = evaluate(own, benches, models, options.cache)
    shown = [Path(a).name if "=" in a or Path(a).is_absolute() else a for a in sys.argv[1:]]
    found = {"command": shlex.join(["python", "-m", "evaluation.search", *shown])} | found
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
