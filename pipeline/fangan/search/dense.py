"""Ranking by meaning: nearest sentence vectors, in faiss.

The vectors come from :mod:`fangan.nlp.embed`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from fangan.nlp.embed import Encoder


@dataclass(frozen=True, slots=True)
class DenseIndex:
    """Vectors of rows, known by their position, and the encoder that made them."""

    engine: Any
    encoder: Encoder


def build(texts: Sequence[str], encoder: Encoder) -> DenseIndex | None:
    """Index ``texts`` (exact inner product over unit vectors); None where there are none."""
    if not texts:
        return None
    import faiss

    vectors = encoder.passages(texts)
    engine = faiss.IndexFlatIP(vectors.shape[1])
    engine.add(vectors)
    return DenseIndex(engine, encoder)


def rank(
    index: DenseIndex, query: str, *, limit: int, rows: Collection[int]
) -> list[tuple[int, float]]:
    """The rows nearest to ``query`` among ``rows``, best first, each with its cosine."""
    if not rows or limit < 1:
        return []
    import faiss
    import numpy as np

    chosen = faiss.IDSelectorBatch(np.fromiter(sorted(rows), dtype=np.int64))
    options = faiss.SearchParameters(sel=chosen)  # type: ignore[call-arg] # the stub lacks it
    found, at = index.engine.search(
        index.encoder.queries([query]), min(limit, len(rows)), params=options
    )
    pairs: Iterable[tuple[int, float]] = zip(at[0].tolist(), found[0].tolist(), strict=True)
    return [(row, score) for row, score in pairs if row >= 0]
