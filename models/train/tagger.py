"""Train the taggers: items of a sentence, areas of a paragraph, and general words.

    python -m models.train.tagger --out models/item-tagger

One logistic regression a label (liblinear) over TF-IDF of one to three characters. A
sentence counts for its item and for those in ``also``; near misses and sentences of no item
count against all. Areas that are optional for a paragraph leave it out of their regression;
sentences of no item count against every area. Restated sentences teach what general words
are, against all others that answer an item. Takes half a minute on one core.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fangan.framework_file import load
from fangan.nlp.tagger import Head, sequences, weighed

ROOT = Path(__file__).resolve().parents[2]
TRAINING = ROOT / "corpora" / "training"
FRAMEWORK = "shanxi-2020"
_SEED = 7

Truth = NDArray[np.int8]
Codes = NDArray[np.uint64]
Weights = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Rows:
    """Texts with their labels: 1 it is, 0 it is not, -1 it counts neither way."""

    texts: list[str]
    labels: tuple[str, ...]
    truth: Truth


def _read(folder: Path) -> list[dict[str, Any]]:
    return [
        json.loads(line)
        for path in sorted(folder.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


def item_rows(folder: Path = TRAINING) -> Rows:
    """The training sentences with the items they speak about."""
    rows = _read(folder / "items")
    labels = tuple(sorted({row["item"] for row in rows if row["item"]}))
    truth = np.zeros((len(rows), len(labels)), np.int8)
    for place, row in enumerate(rows):
        meant = {*row["also"], *([row["item"]] if row["status"] != "none" else [])}
        for label in meant & set(labels):
            truth[place, labels.index(label)] = 1
    return Rows([row["text"] for row in rows], labels, truth)


def area_rows(folder: Path = TRAINING) -> Rows:
    """The training paragraphs with the areas they speak about, then sentences of none."""
    rows = _read(folder / "areas")
    labels = tuple(sorted({area for row in rows for area in row["areas"]}))
    rows += [
        {"text": row["text"], "areas": [], "optional": []}
        for row in _read(folder / "items")
        if not row["item"]
    ]
    truth = [
        [1 if label in row["areas"] else -1 if label in row["optional"] else 0 for label in labels]
        for row in rows
    ]
    return Rows([row["text"] for row in rows], labels, np.array(truth, np.int8))


def general_rows(folder: Path = TRAINING) -> Rows:
    """The sentences that answer an item, and whether they do it in general words only."""
    rows = [row for row in _read(folder / "items") if row["status"] != "none"]
    truth = [[row["status"] == "restated"] for row in rows]
    return Rows([row["text"] for row in rows], ("general",), np.array(truth, np.int8))


def vocabulary(texts: Sequence[str], *, least: int) -> tuple[Codes, Weights]:
    """The sequences that ``least`` texts hold, sorted, and how rare each is (smoothed idf)."""
    owner, codes = sequences(texts)
    order = np.lexsort((owner, codes))
    owner, codes = owner[order], codes[order]
    new = np.ones(len(codes), bool)
    new[1:] = (codes[1:] != codes[:-1]) | (owner[1:] != owner[:-1])
    known, counts = np.unique(codes[new], return_counts=True)
    kept = counts >= least
    rarity = np.log((1 + len(texts)) / (1 + counts[kept])) + 1
    return known[kept], rarity.astype(np.float32)


def matrix(texts: Sequence[str], codes: Codes, rarity: Weights) -> Any:  # noqa: ANN401
    """TF-IDF as a sparse matrix of scipy, texts by sequences."""
    from scipy import sparse

    rows, columns, values = weighed(texts, codes, rarity)
    shape = (len(texts), len(codes))
    return sparse.csr_matrix((values.astype(np.float32), (rows, columns)), shape=shape)


def regressions(features: Any, truth: Truth, *, loose: float) -> tuple[Weights, Weights]:  # noqa: ANN401
    """Weights (features by labels) and biases; ``loose`` is liblinear's C."""
    import warnings

    from sklearn.linear_model import LogisticRegression

    weights = np.zeros((features.shape[1], truth.shape[1]), np.float32)
    bias = np.zeros(truth.shape[1], np.float32)
    for label in range(truth.shape[1]):
        rows = np.flatnonzero(truth[:, label] >= 0)
        model = LogisticRegression(
            solver="liblinear", dual=True, C=loose, tol=0.02, max_iter=200, random_state=_SEED
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # scikit-learn announces changes to come
            model.fit(features[rows], truth[rows, label])
        weights[:, label] = model.coef_[0]
        bias[label] = model.intercept_[0]
    return weights, bias


def trained(rows: Rows, names: Sequence[str], *, loose: float, least: int = 2) -> Head:
    """A head for ``rows``, its weights already in eight bits."""
    codes, rarity = vocabulary(rows.texts, least=least)
    weights, bias = regressions(matrix(rows.texts, codes, rarity), rows.truth, loose=loose)
    factors = np.abs(weights).max(axis=0) / 127
    small = np.round(weights / factors).astype(np.int8)
    return Head(rows.labels, tuple(names), codes, rarity, small, factors, bias)


def save(which: Head, path: Path) -> None:
    """Write a head; the same head makes the same bytes."""
    np.savez_compressed(
        path,
        labels=np.array(which.labels),
        names=np.array(which.names),
        codes=which.codes,
        rarity=which.rarity.astype(np.float16),
        weights=which.weights,
        factors=which.factors,
        bias=which.bias,
    )


def main() -> None:
    """Train the heads and write them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--training", type=Path, default=TRAINING)
    options = parser.parse_args()
    framework = load(FRAMEWORK)
    names = {one.id: one.name for one in (*framework.items, *framework.areas)}
    options.out.mkdir(parents=True, exist_ok=True)
    for name, rows, loose in (
        ("areas", area_rows(options.training), 40.0),
        ("general", general_rows(options.training), 10.0),
        ("items", item_rows(options.training), 10.0),
    ):
        made = trained(rows, [names.get(label, "") for label in rows.labels], loose=loose)
        path = options.out / f"{name}.npz"
        save(made, path)
        size = path.stat().st_size / 1e6
        print(f"{path}: {len(rows.texts)} texts, {len(made.codes)} sequences, {size:.2f} MB")


if __name__ == "__main__":
    main()
