"""Which way of tagging sentences is best, and how the areas of real paragraphs come out.

    python -m evaluation.tagging [--encoder FOLDER] [--json FILE]

Items: three folds of the training sentences, near-equal ones together, by TF-IDF of
characters (one to three, one to four, the same hashed into 65,536 places), by the vectors
of an encoder where one is given, and by the mean of the best of the words and the encoder.
Areas: `fangan tag` on the labelled development paragraphs of ../shared/bench/labels.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from models.train import near, tagger

from fangan.nlp.tagger import plain

ROOT = Path(__file__).resolve().parents[1]
LABELS = ROOT.parent / "shared" / "bench" / "labels"
RESULT = Path(__file__).parent / "results" / "tagging.json"
_FOLDS = 3
_PLACES = 2**16
_SEED = 7

Way = Callable[[list[str], list[str]], tuple[Any, Any]]
"""Makes features of the texts to learn from and of those to judge."""


def _characters(longest: int) -> Way:
    from sklearn.feature_extraction.text import TfidfVectorizer

    def made(known: list[str], new: list[str]) -> tuple[Any, Any]:
        way = TfidfVectorizer(
            analyzer="char", ngram_range=(1, longest), min_df=2, sublinear_tf=True, dtype=np.float32
        )
        return way.fit_transform(map(plain, known)), way.transform(map(plain, new))

    return made


def _hashed(known: list[str], new: list[str]) -> tuple[Any, Any]:
    from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer

    way = HashingVectorizer(
        analyzer="char", ngram_range=(1, 3), n_features=_PLACES, alternate_sign=False, norm=None
    )
    rarity = TfidfTransformer(sublinear_tf=True)
    return (
        rarity.fit_transform(way.transform(map(plain, known))),
        rarity.transform(way.transform(map(plain, new))),
    )


def _encoded(folder: Path) -> Way:
    from fangan.nlp.embed import load

    encoder = load(folder.resolve())
    return lambda known, new: (encoder.passages(known), encoder.passages(new))


def folds(texts: list[str], *, seed: int = _SEED) -> np.ndarray:
    """The fold of each text; near-equal texts share one."""
    groups = near.clusters(texts, near=0.5)
    random = np.random.default_rng(seed)
    drawn = {group: int(random.integers(_FOLDS)) for group in sorted(set(groups))}
    return np.array([drawn[group] for group in groups])


def out_of_fold(rows: tagger.Rows, fold: np.ndarray, way: Way, *, loose: float) -> np.ndarray:
    """Log-odds of every text by models that have not seen it."""
    made = np.zeros(rows.truth.shape)
    for held in range(_FOLDS):
        train, test = np.flatnonzero(fold != held), np.flatnonzero(fold == held)
        known, new = way([rows.texts[at] for at in train], [rows.texts[at] for at in test])
        weights, bias = tagger.regressions(known, rows.truth[train], loose=loose)
        made[test] = new @ weights + bias
    return made


def figures(rows: tagger.Rows, odds: np.ndarray) -> dict[str, float]:
    """How often the best, and one of the best three, is right; precision averaged over all."""
    from sklearn.metrics import average_precision_score

    some = np.flatnonzero(rows.truth.any(axis=1))
    best = np.argsort(-odds[some], axis=1)[:, :3]
    hits = np.take_along_axis(rows.truth[some], best, axis=1)
    return {
        "first": round(float(hits[:, 0].mean()), 3),
        "first_three": round(float(hits.any(axis=1).mean()), 3),
        "average_precision": round(
            float(average_precision_score(rows.truth.ravel(), odds.ravel())), 3
        ),
    }


def compare(encoder: Path | None) -> dict[str, Any]:
    """Every way of tagging items, cross-validated."""
    rows = tagger.item_rows()
    fold = folds(rows.texts)
    ways: list[tuple[str, Way, float]] = [
        ("characters 1-3", _characters(3), 10.0),
        ("characters 1-4", _characters(4), 10.0),
        ("characters 1-3, hashed", _hashed, 10.0),
    ]
    if encoder:
        ways.append((f"encoder {encoder.name}", _encoded(encoder), 40.0))
    odds = {name: out_of_fold(rows, fold, way, loose=loose) for name, way, loose in ways}
    if encoder:
        names = [name for name, _, _ in ways]
        odds["mean of characters 1-3 and the encoder"] = (odds[names[0]] + odds[names[-1]]) / 2
    return {name: figures(rows, values) for name, values in odds.items()}


def real_areas() -> dict[str, Any]:
    """Macro F1 of areas on real paragraphs, and paragraphs of no area that get one."""
    from fangan.framework_file import load
    from fangan.workspace import Workspace

    rows = [
        json.loads(line)
        for name in ("tags.dev.jsonl", "tags_none.dev.jsonl")
        for line in (LABELS / name).read_text(encoding="utf-8").splitlines()
    ]
    tags = list(Workspace(None).tag_texts(row["text"] for row in rows))
    said = [{scored.id for scored in tag.areas} for tag in tags]
    by_area: dict[str, list[int]] = {}
    for area in (area.id for area in load("shanxi-2020").areas):
        counted = [
            (area in found, area in row["areas"])
            for found, row in zip(said, rows, strict=True)
            if area not in row["optional"]
        ]
        by_area[area] = [
            sum(yes and true for yes, true in counted),
            sum(yes and not true for yes, true in counted),
            sum(true and not yes for yes, true in counted),
        ]
    f1 = [2 * t / max(1, 2 * t + f + m) for t, f, m in by_area.values()]
    none = [(found, row) for found, row in zip(said, rows, strict=True) if not row["areas"]]
    listed = [(item, tag) for row, tag in zip(rows, tags, strict=True) for item in row["items"]]
    return {
        "paragraphs": len(rows),
        "macro_f1": round(float(np.mean(f1)), 3),
        "true_false_missed": by_area,
        "no_area": len(none),
        "false_alarms": sum(bool(found - set(row["optional"])) for found, row in none),
        "listed_items": len(listed),
        "listed_items_found": sum(item in {s.id for s in tag.items} for item, tag in listed),
    }


def main() -> None:
    """Compare, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--encoder", type=Path)
    parser.add_argument("--json", type=Path, default=RESULT)
    options = parser.parse_args()
    result = {
        "command": "python -m evaluation.tagging",
        "items_cross_validated": compare(options.encoder),
        "areas_of_real_paragraphs": real_areas(),
    }
    text = json.dumps(result, ensure_ascii=False, indent=1)
    options.json.write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
