"""How likely a sentence or table row speaks about each item.

Six signs are weighed: the item's terms found in the text (on characters, so no
segmentation can lose one); the likeness of the text to the item's name, demand and
terms (TF-IDF over character pairs); the headings above, whose subject a sentence
inherits; the log-odds that a tagger trained on sentences for this item gives the text
(:mod:`fangan.nlp.tagger`); whether it gives this item the most; and the area that the
neighbours speak about. A framework's item for which no tagger was trained, or which
means something else now than it did then, is judged by words alone: the item that the
text fits best takes the tagger's place. Weights come from ``evaluation/fit_matching.py``,
a logistic regression over the development plans.
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from fangan.framework import Framework, Item
from fangan.nlp.tagger import columns_of, head, scores
from fangan.review.units import Unit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

WORDS = ("terms", "likeness", "headings", "best", "neighbours")
"""The signs of an item that no tagger knows."""
WORDS_WEIGHTS = (2.16, 13.91, 4.29, 3.1, 3.02)
WORDS_BIAS = -7.49
TAGGED = ("terms", "likeness", "headings", "tagger", "tagger_best", "tagger_neighbours")
"""The signs of an item that the tagger knows."""
TAGGED_WEIGHTS = (2.05, 1.36, 4.91, 0.68, 3.66, 2.89)
TAGGED_BIAS = -4.86
_NEIGHBOURS = ((-2, 0.5), (-1, 1.0), (1, 1.0), (2, 0.5))
_HEADING_SHARE = 0.3  # what a heading counts against the text itself when areas are weighed


@dataclass(frozen=True)
class Lexicon:
    """A framework's items made ready for matching."""

    items: tuple[Item, ...]
    terms: dict[str, tuple[tuple[str, tuple[tuple[int, float], ...]], ...]]
    """Terms by their first two characters, each with the items it announces."""
    pairs: dict[str, tuple[tuple[int, float], ...]]
    rarity: dict[str, float]
    unknown: float


_DROPPED = dict.fromkeys(map(ord, "“”\"'‘’"))


def fold(text: str) -> str:
    """Full-width forms folded, letters lowered, white space and quotation marks dropped."""
    return "".join(unicodedata.normalize("NFKC", text).lower().translate(_DROPPED).split())


def _pairs(text: str) -> list[str]:
    return [text[i : i + 2] for i in range(len(text) - 1) if text[i : i + 2].isalnum()]


@lru_cache(maxsize=8)
def lexicon(framework: Framework) -> Lexicon:
    """Terms and character pairs of the items a county answers for, with their weights."""
    items = framework.county_items
    shared: Counter[str] = Counter(term for item in items for term in set(map(fold, item.terms)))
    terms: dict[str, list[tuple[int, float]]] = {}
    profiles: list[Counter[str]] = []
    for index, item in enumerate(items):
        for term in set(map(fold, item.terms)):
            # a longer term says more; one that several items share says less of each
            weight = min(1.0, 0.35 + 0.15 * len(term)) / math.sqrt(shared[term])
            terms.setdefault(term, []).append((index, weight))
        profile: Counter[str] = Counter()
        for text, times in ((item.name, 2), (item.ask, 1), *((term, 1) for term in item.terms)):
            for pair in _pairs(fold(text)):
                profile[pair] += times
        profiles.append(profile)
    seen = Counter(pair for profile in profiles for pair in profile)
    rarity = {pair: math.log((len(items) + 1) / count) for pair, count in seen.items()}
    pairs: dict[str, list[tuple[int, float]]] = {}
    for index, profile in enumerate(profiles):
        weights = {pair: (1 + math.log(n)) * rarity[pair] for pair, n in profile.items()}
        norm = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        for pair, weight in weights.items():
            pairs.setdefault(pair, []).append((index, weight / norm))
    starts: dict[str, list[tuple[str, tuple[tuple[int, float], ...]]]] = {}
    for term, announced in terms.items():
        starts.setdefault(term[:2], []).append((term, tuple(announced)))
    return Lexicon(
        items,
        {start: tuple(known) for start, known in starts.items()},
        {pair: tuple(found) for pair, found in pairs.items()},
        rarity,
        math.log(len(items) + 1),
    )


def _text_scores(words: Lexicon, text: str) -> tuple[dict[int, float], dict[int, float]]:
    """Term score and likeness of ``text``, by item position; zeros left out."""
    text = fold(text)
    missed: dict[int, float] = {}
    seen: set[str] = set()
    for at in range(len(text) - 1):
        for term, found in words.terms.get(text[at : at + 2], ()):
            if term not in seen and text.startswith(term, at):
                seen.add(term)
                for index, weight in found:
                    missed[index] = missed.get(index, 1.0) * (1.0 - 0.8 * weight)
    likeness: dict[int, float] = {}
    total = 0.0
    for pair, count in Counter(_pairs(text)).items():
        weight = (1 + math.log(count)) * words.rarity.get(pair, words.unknown)
        total += weight * weight
        for index, share in words.pairs.get(pair, ()):
            likeness[index] = likeness.get(index, 0.0) + weight * share
    norm = math.sqrt(total) or 1.0
    return (
        {index: 1.0 - rest for index, rest in missed.items()},
        {index: value / norm for index, value in likeness.items()},
    )


def _heading_scores(words: Lexicon, path: tuple[str, ...]) -> dict[int, float]:
    """The nearest heading counts whole, the one above it half, and so on."""
    scores: dict[int, float] = {}
    for distance, heading in enumerate(reversed(path)):
        terms, likeness = _text_scores(words, heading)
        for index in {*terms, *likeness}:
            value = (terms.get(index, 0.0) + likeness.get(index, 0.0)) / (1 + distance)
            scores[index] = max(scores.get(index, 0.0), min(1.0, value))
    return scores


def features(framework: Framework, spans: tuple[Unit, ...]) -> dict[str, Matrix]:
    """Every sign, each a matrix of units by items (``framework.county_items``).

    Those of the tagger are zero for an item that it does not know.
    """
    import numpy as np

    words = lexicon(framework)
    shape = (len(spans), len(words.items))
    terms, likeness, headings = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    above: dict[tuple[str, ...], dict[int, float]] = {}
    for row, span in enumerate(spans):
        if span.path not in above:
            above[span.path] = _heading_scores(words, span.path)
        found = _text_scores(words, span.text)
        for matrix, values in zip(
            (terms, likeness, headings), (*found, above[span.path]), strict=True
        ):
            for index, value in values.items():
                matrix[row, index] = value
    text = terms + likeness
    known = tagged_items(framework)
    odds = _tagger_odds(framework, spans)
    chance = np.where(known, 1.0 / (1.0 + np.exp(-odds)), 0.0)
    lent = _HEADING_SHARE * headings
    return {
        "terms": terms,
        "likeness": likeness,
        "headings": headings,
        "best": _share_of_best(text),
        "neighbours": _neighbours(framework, spans, text + lent),
        "tagger": odds,
        "tagger_best": _share_of_best(chance),
        "tagger_neighbours": _neighbours(framework, spans, chance + np.where(known, lent, 0.0)),
    }


def _share_of_best(scores: Matrix) -> Matrix:
    """Each score as a share of the highest in its row."""
    import numpy as np

    most = scores.max(axis=1, keepdims=True) if scores.size else np.ones((len(scores), 1))
    result: Matrix = np.divide(scores, most, out=np.zeros(scores.shape), where=most > 0)
    return result


@lru_cache(maxsize=8)
def _columns(framework: Framework) -> tuple[int, ...]:
    """The tagger's column of each county item, -1 where it has none of this id and name."""
    return columns_of(head("items"), [(item.id, item.name) for item in framework.county_items])


def tagged_items(framework: Framework) -> NDArray[np.bool_]:
    """Which of ``framework.county_items`` the tagger was trained for."""
    import numpy as np

    return np.array(_columns(framework), dtype=int) >= 0


def _tagger_odds(framework: Framework, spans: tuple[Unit, ...]) -> Matrix:
    """The tagger's log-odds, units by county items; 0 where it does not know the item."""
    import numpy as np

    columns = np.array(_columns(framework), dtype=int)
    odds = scores(head("items"), [span.text for span in spans])
    result: Matrix = np.where(columns >= 0, odds[:, columns], 0.0)
    return result


def _neighbours(framework: Framework, spans: tuple[Unit, ...], scores: Matrix) -> Matrix:
    """For each unit and item: the share of the item's area in what stands around the unit."""
    import numpy as np

    names = [item.area for item in framework.county_items]
    areas = list(dict.fromkeys(names))
    column = np.array([areas.index(name) for name in names], dtype=int)
    strongest = np.stack([scores[:, column == at].max(axis=1) for at in range(len(areas))], axis=1)
    around = np.zeros_like(strongest)
    numbers: dict[tuple[str, ...], int] = {}
    section = np.array([numbers.setdefault(span.path, len(numbers)) for span in spans], dtype=int)
    for step, weight in _NEIGHBOURS:
        here = np.arange(max(0, -step), len(spans) - max(0, step))
        here = here[section[here] == section[here + step]]
        around[here] += weight * strongest[here + step]
    shares: Matrix = around / (around.sum(axis=1, keepdims=True) + 1e-9)
    return shares[:, column]


def match(framework: Framework, spans: tuple[Unit, ...]) -> Matrix:
    """The probability that each unit speaks about each item: units by county items."""
    import numpy as np

    if not spans:
        return np.zeros((0, len(framework.county_items)))
    signs = features(framework, spans)
    known = tagged_items(framework)
    total = np.zeros((len(spans), len(known)))
    for columns, names, weights, bias in (
        (known, TAGGED, TAGGED_WEIGHTS, TAGGED_BIAS),
        (~known, WORDS, WORDS_WEIGHTS, WORDS_BIAS),
    ):
        if columns.any():
            total[:, columns] = bias + sum(
                weight * signs[name][:, columns]
                for name, weight in zip(names, weights, strict=True)
            )
    result: Matrix = 1.0 / (1.0 + np.exp(-total))
    return result
