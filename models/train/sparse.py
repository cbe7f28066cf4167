"""BM25 over pairs of characters as one sparse matrix: many queries at a time.

The product's own index (tantivy) answers one query at a time; mining negatives and
evaluation ask tens of thousands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fangan.search.tokens import bigrams

_AT_A_TIME = 64


@dataclass(frozen=True, slots=True)
class Bm25:
    """Weights of terms (rows) in passages (columns), and the row of each term."""

    weights: Any
    terms: dict[str, int]


def fit(texts: Sequence[str], *, k1: float = 1.2, b: float = 0.75) -> Bm25:
    """Weigh the terms of ``texts`` (Robertson's BM25 with the idf that Lucene uses)."""
    from scipy import sparse

    terms: dict[str, int] = {}
    columns: list[int] = []
    ends = [0]
    for text in texts:
        columns.extend(terms.setdefault(term, len(terms)) for term in bigrams(text))
        ends.append(len(columns))
    shape = (len(texts), max(len(terms), 1))
    counts = sparse.csr_matrix((np.ones(len(columns), np.float32), columns, ends), shape=shape)
    counts.sum_duplicates()
    lengths = np.diff(ends)
    norms = k1 * (1 - b + b * lengths / max(lengths.mean(), 1)) if len(texts) else lengths
    seen = np.bincount(counts.indices, minlength=shape[1])
    rarity = np.log(1 + (len(texts) - seen + 0.5) / (seen + 0.5))
    per_entry = np.repeat(norms, np.diff(counts.indptr))
    counts.data = (
        rarity[counts.indices] * counts.data * (k1 + 1) / (counts.data + per_entry)
    ).astype(np.float32)
    return Bm25(counts.T.tocsr(), terms)


def scores(index: Bm25, queries: Sequence[str]) -> Iterator[NDArray[np.float32]]:
    """The score of every passage, one array a query; each term of a query counts once."""
    from scipy import sparse

    for begun in range(0, len(queries), _AT_A_TIME):
        columns: list[int] = []
        ends = [0]
        for query in queries[begun : begun + _AT_A_TIME]:
            known = {index.terms[term] for term in bigrams(query) if term in index.terms}
            columns.extend(sorted(known))
            ends.append(len(columns))
        shape = (len(ends) - 1, index.weights.shape[0])
        asked = sparse.csr_matrix((np.ones(len(columns), np.float32), columns, ends), shape=shape)
        yield from (asked @ index.weights).toarray()


def top(index: Bm25, queries: Sequence[str], limit: int) -> Iterator[list[int]]:
    """The best ``limit`` passages of each query, best first; only such as share a term."""
    for found in scores(index, queries):
        count = min(limit, len(found))
        best = np.argpartition(-found, count - 1)[:count] if count else np.array([], dtype=int)
        order = best[np.lexsort((best, -found[best]))]
        yield [int(at) for at in order if found[at] > 0]
