"""Scores of labels for short texts: linear models over characters, pairs and triples.

A head (``models/item-tagger/<name>.npz``) holds the character sequences it knows, how rare
each is, and a logistic regression for each of its labels over TF-IDF weights with
logarithmic counts; weights are kept in eight bits with a factor a label. Nothing but numpy
is needed to apply one, and it was trained by ``models/train/tagger.py`` with the very
functions of this module, so that training and use cannot drift apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from fangan.settings import data_folder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Codes = NDArray[np.uint64]
    Places = NDArray[np.int64]
    Matrix = NDArray[np.float64]

LONGEST = 3
"""Characters of the longest sequence counted; on cross-validated sentences four did worse."""
_BITS = 21  # a code point fits, so that three make one number without loss
_AT_A_TIME = 256
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_DROPPED = str.maketrans("", "", "|“”\"'‘’")


@dataclass(frozen=True, slots=True)
class Head:
    """A trained set of labels. ``names`` say what each label meant when it was trained."""

    labels: tuple[str, ...]
    names: tuple[str, ...]
    codes: Codes
    """Known sequences, sorted."""
    rarity: NDArray[np.float32]
    weights: NDArray[np.int8]
    """Sequences by labels."""
    factors: NDArray[np.float32]
    bias: NDArray[np.float32]


@lru_cache(maxsize=4)
def head(name: str) -> Head:
    """The head that ships under ``name``.

    Raises:
        DataFolderError: the program's models are not there.
        OSError: the file is missing or cannot be read.
    """
    import numpy as np

    with np.load(data_folder("models") / "item-tagger" / f"{name}.npz", allow_pickle=False) as kept:
        return Head(
            tuple(kept["labels"].tolist()),
            tuple(kept["names"].tolist()),
            kept["codes"],
            kept["rarity"].astype(np.float32),
            kept["weights"],
            kept["factors"],
            kept["bias"],
        )


def columns_of(which: Head, wanted: Sequence[tuple[str, str]]) -> tuple[int, ...]:
    """The column of each label and name, -1 where the head was trained for no such one.

    A label that has another name now means something else than the head learned.
    """
    known = {pair: at for at, pair in enumerate(zip(which.labels, which.names, strict=True))}
    return tuple(known.get(pair, -1) for pair in wanted)


def plain(text: str) -> str:
    """Widths folded, letters lowered, numbers made 0; no white space, quotes or table rules."""
    folded = unicodedata.normalize("NFKC", text).lower().translate(_DROPPED)
    return _DIGITS.sub("0", "".join(folded.split()))


def sequences(texts: Sequence[str]) -> tuple[Places, Codes]:
    """Every sequence of one to ``LONGEST`` characters: the text it stands in, and its code."""
    import numpy as np

    folded = [plain(text) for text in texts]
    points = np.frombuffer("".join(folded).encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    owner = np.repeat(np.arange(len(folded)), [len(text) for text in folded])
    codes, places = points, [owner]
    found = [points]
    for size in range(2, LONGEST + 1):
        if len(points) < size:
            break
        codes = (codes[:-1] << np.uint64(_BITS)) | points[size - 1 :]
        inside = owner[: len(codes)] == owner[size - 1 :]
        found.append(codes[inside])
        places.append(owner[: len(codes)][inside])
    return np.concatenate(places), np.concatenate(found)


def weighed(
    texts: Sequence[str], codes: Codes, rarity: NDArray[np.float32]
) -> tuple[Places, Places, Matrix]:
    """TF-IDF of ``texts`` over known ``codes``: text, place in ``codes`` and weight, in order.

    Weights of one text make a vector of length one.
    """
    import numpy as np

    owner, found = sequences(texts)
    at = np.minimum(np.searchsorted(codes, found), max(len(codes) - 1, 0))
    known = codes[at] == found if len(codes) else np.zeros(len(found), dtype=bool)
    keys, counts = np.unique(owner[known] * len(codes) + at[known], return_counts=True)
    rows, columns = np.divmod(keys, max(len(codes), 1))
    values = (1.0 + np.log(counts)) * rarity[columns]
    lengths = np.sqrt(np.bincount(rows, values * values, minlength=len(texts)))
    return rows, columns, values / lengths[rows]


def scores(which: Head, texts: Sequence[str]) -> Matrix:
    """Log-odds of every label for every text (texts by labels), as the regressions give them."""
    import numpy as np

    made = np.zeros((len(texts), len(which.labels)))
    for begun in range(0, len(texts), _AT_A_TIME):
        some = texts[begun : begun + _AT_A_TIME]
        rows, columns, values = weighed(some, which.codes, which.rarity)
        if not len(rows):
            continue
        parts = which.weights[columns] * values[:, None].astype(np.float32)
        first = np.flatnonzero(np.diff(rows, prepend=-1))
        made[begun + rows[first]] = np.add.reduceat(parts, first, axis=0)
    result: Matrix = made * which.factors + which.bias
    return result
