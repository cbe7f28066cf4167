"""Texts that repeat one another, told by shingles of five characters.

Near-equal pairs are proposed by MinHash signatures cut into bands (Broder, 1997;
Leskovec et al., Mining of Massive Datasets, 3.4) and confirmed on the shingles.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from fangan.nlp.shingles import SIZE, bare

Shingles = NDArray[np.uint64]

NEAR = 0.6
"""From this share of the shorter text's shingles on, two texts say the same."""

_BANDS, _ROWS = 10, 3  # proposes pairs from a Jaccard similarity of about .46 on
_SAMPLE = 16  # one shingle of so many stands for the rest of a document
_PRIME = np.uint64(1_099_511_628_211)


def shingles(text: str) -> Shingles:
    """The hashes of ``text``'s shingles, sorted, each once; a short text is one shingle."""
    codes = np.frombuffer(bare(text).encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    if not len(codes):
        return codes
    count = max(len(codes) - SIZE + 1, 1)
    made = np.zeros(count, dtype=np.uint64)
    with np.errstate(over="ignore"):
        for place in range(min(SIZE, len(codes))):
            made = (made ^ codes[place : place + count]) * _PRIME
            made ^= made >> np.uint64(29)
    return np.unique(made)


def containment(one: Shingles, other: Shingles) -> float:
    """The share of the smaller set that the other contains, 0 to 1."""
    least = min(len(one), len(other))
    return len(np.intersect1d(one, other, assume_unique=True)) / least if least else 0.0


def clusters(texts: Sequence[str], *, near: float = NEAR) -> list[int]:
    """For each text the position of the first text of its group of near-equal ones."""
    sets = [shingles(text) for text in texts]
    parents = list(range(len(texts)))
    for one, other in _candidates(sets):
        first, second = _root(parents, one), _root(parents, other)
        if first != second and containment(sets[one], sets[other]) >= near:
            parents[max(first, second)] = min(first, second)
    return [_root(parents, position) for position in range(len(texts))]


def repeating(documents: Iterable[tuple[str, str]], *, share: float = 0.3) -> dict[str, str]:
    """For each document's name the smallest name among documents that repeat one another.

    Two documents repeat when ``share`` of the shorter one's (sampled) shingles stands in
    the other: drafts of one text, local copies of a central one, the same report twice.
    """
    from scipy import sparse

    pairs = sorted(documents)
    names = [name for name, _ in pairs]
    places: dict[int, int] = {}
    columns: list[int] = []
    ends = [0]
    for _, text in pairs:
        sampled = [value for value in shingles(text).tolist() if value % _SAMPLE == 0]
        columns.extend(places.setdefault(value, len(places)) for value in sampled)
        ends.append(len(columns))
    shape = (len(names), max(len(places), 1))
    table = sparse.csr_matrix((np.ones(len(columns), np.float32), columns, ends), shape=shape)
    common = (table @ table.T).tocoo()
    sizes = np.diff(ends)
    parents = list(range(len(names)))
    for one, other, count in zip(common.row, common.col, common.data, strict=True):
        if one < other and count >= share * min(sizes[one], sizes[other]):
            first, second = _root(parents, one), _root(parents, other)
            parents[max(first, second)] = min(first, second)
    return {name: names[_root(parents, at)] for at, name in enumerate(names)}


def _candidates(sets: Sequence[Shingles]) -> set[tuple[int, int]]:
    random = np.random.default_rng(0)
    odd = random.integers(1, 2**63, _BANDS * _ROWS, dtype=np.uint64) | np.uint64(1)
    signatures = np.zeros((len(sets), _BANDS * _ROWS), dtype=np.uint64)
    with np.errstate(over="ignore"):
        for at, values in enumerate(sets):
            if len(values):
                mixed = values[:, None] * odd
                signatures[at] = (mixed ^ (mixed >> np.uint64(32))).min(axis=0)
    found: set[tuple[int, int]] = set()
    for band in range(_BANDS):
        bins: dict[bytes, list[int]] = defaultdict(list)
        for at, signature in enumerate(signatures[:, band * _ROWS : (band + 1) * _ROWS]):
            if len(sets[at]):
                bins[signature.tobytes()].append(at)
        for members in bins.values():
            # A chain joins a large group as well as all its pairs would.
            found.update(itertools.pairwise(members))
    return found


def _root(parents: list[int], at: int) -> int:
    while parents[at] != at:
        parents[at] = parents[parents[at]]
        at = parents[at]
    return at
