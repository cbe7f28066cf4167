"""What official language says everywhere, and what a text says of its own.

General words (大力推进, 不断完善) are made of character pairs that official documents
use again and again; names, places, goods and procedures of a county are not. The
number of *uncommon* pairs in a sentence therefore tells a sentence of the plan's own
from one that any plan could hold. The table of common pairs is counted on published
official documents (``models/official-pairs``); it knows nothing of any master plan.
"""

from __future__ import annotations

import gzip
from collections.abc import Set as AbstractSet
from functools import lru_cache

from fangan.nlp.shingles import bare
from fangan.settings import data_folder


@lru_cache(maxsize=1)
def common_pairs() -> frozenset[str]:
    """The character pairs that official documents use often."""
    packed = (data_folder("models") / "official-pairs" / "pairs.txt.gz").read_bytes()
    text = gzip.decompress(packed).decode()
    return frozenset(text[i : i + 2] for i in range(0, len(text), 2))


def own_pairs(text: str, *, known: AbstractSet[str] = frozenset()) -> int:
    """How many character pairs of ``text`` are uncommon, those in ``known`` not counted."""
    common = common_pairs()
    folded = bare(text)
    return sum(
        (pair := folded[i : i + 2]) not in common and pair not in known and not pair.isdecimal()
        for i in range(len(folded) - 1)
    )
