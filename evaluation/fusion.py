"""Plain ways to join two rankings: by places, or by scores brought to one scale."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]
Fusion = Callable[[Scores, Scores], Scores]
_CANDIDATES = 1000


def best(scores: Scores, limit: int) -> NDArray[np.intp]:
    """The places of the ``limit`` highest scores, highest first, equal ones in order."""
    limit = min(limit, len(scores))
    chosen = np.argpartition(-scores, limit - 1)[:limit]
    return chosen[np.lexsort((chosen, -scores[chosen]))]


def reciprocal(constant: float = 60.0) -> Fusion:
    """Reciprocal rank fusion (Cormack, Clarke and Büttcher, 2009) of the best thousand of each."""

    def fuse(lexical: Scores, dense: Scores) -> Scores:
        made = np.zeros(len(lexical), dtype=np.float32)
        for scores in (lexical, dense):
            order = best(scores, _CANDIDATES)
            order = order[scores[order] > 0]
            made[order] += 1 / (constant + 1 + np.arange(len(order), dtype=np.float32))
        return made

    return fuse


def weighted(weight: float, *, scale: str) -> Fusion:
    """``weight`` of the dense score, the rest of the lexical one.

    Scale "minmax" sets the best of a ranking to 1 and the thousandth to 0; "zscore"
    subtracts the mean over all passages and divides by the deviation, "lexmax" divides the
    lexical score by its best and leaves the cosine as it is.
    """

    def minmax(scores: Scores) -> Scores:
        top = np.partition(scores, max(len(scores) - _CANDIDATES, 0))
        low, high = top[max(len(scores) - _CANDIDATES, 0)], scores.max()
        return np.clip((scores - low) / max(high - low, 1e-9), 0, 1)

    def zscore(scores: Scores) -> Scores:
        return (scores - scores.mean()) / max(float(scores.std()), 1e-9)

    def fuse(lexical: Scores, dense: Scores) -> Scores:
        if scale == "lexmax":
            return weight * dense + (1 - weight) * lexical / max(float(lexical.max()), 1e-9)
        change = minmax if scale == "minmax" else zscore
        return weight * change(dense) + (1 - weight) * change(lexical)

    return fuse
