"""Character shingles: fingerprints by which near-copies of a text are found.

A shingle is a run of ``SIZE`` letters, digits or Han characters after
normalising width and dropping punctuation; it is kept as its CRC-32, so a set
of shingles says whether a text contains a passage without holding the passage.
"""

from __future__ import annotations

import base64
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from zlib import crc32

import numpy as np

SIZE = 5
"""Characters a shingle. Four collide on set phrases, six break on every typing slip."""


def bare(text: str) -> str:
    """The letters, digits and Han characters of ``text``: width folded, case lowered."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).lower()))


def letters(text: str) -> tuple[str, list[int]]:
    """What :func:`bare` gives, with the offset in ``text`` of each."""
    kept: list[str] = []
    offsets: list[int] = []
    for offset, char in enumerate(text):
        for folded in _letters_of(char):
            kept.append(folded)
            offsets.append(offset)
    return "".join(kept), offsets


@lru_cache(maxsize=1 << 14)
def _letters_of(char: str) -> str:
    return bare(char)


def _hashes(folded: str) -> list[int]:
    return [crc32(folded[index : index + SIZE].encode()) for index in range(len(folded) - SIZE + 1)]


@dataclass(frozen=True)
class ShingleSet:
    """The shingles of a text, for asking how much of another text it contains."""

    values: frozenset[int] = field(default_factory=frozenset)

    def __bool__(self) -> bool:
        return bool(self.values)

    @classmethod
    def of(cls, texts: Iterable[str]) -> ShingleSet:
        """The shingles of ``texts``; none crosses from one text to the next."""
        return cls(frozenset(value for text in texts for value in _hashes(bare(text))))

    @classmethod
    def decode(cls, packed: str) -> ShingleSet:
        """Read what :meth:`encode` wrote. Raises ValueError on anything else."""
        raw = base64.b64decode(packed, validate=True)
        if len(raw) % 4:
            raise ValueError("not a packed shingle set")
        return cls(frozenset(np.frombuffer(raw, dtype="<u4").tolist()))

    def encode(self) -> str:
        """The set as base64 of sorted little-endian 32-bit numbers."""
        return base64.b64encode(np.array(sorted(self.values), dtype="<u4").tobytes()).decode()

    def share(self, text: str) -> float:
        """The share of ``text``'s shingles that are in the set, 0 to 1."""
        hashes = _hashes(bare(text))
        if not hashes:
            return 0.0
        return sum(value in self.values for value in hashes) / len(hashes)

    def covered(self, text: str, *, least: int = SIZE) -> int:
        """How many letters of ``text`` stand in unbroken runs of ``least`` letters or more."""
        total = size = 0
        for value in (*_hashes(bare(text)), None):
            if value is not None and value in self.values:
                size = size + 1 if size else SIZE
                continue
            total += size if size >= least else 0
            size = 0
        return total

    def runs(self, text: str, *, gap: int = SIZE) -> Iterator[tuple[int, int]]:
        """Spans of ``text`` that stand in the set, as half-open offsets.

        Up to ``gap`` unknown shingles in a row are bridged: one changed character
        makes ``SIZE`` of them.
        """
        folded, offsets = letters(text)
        start = last = -1
        for index, value in enumerate(_hashes(folded)):
            if value not in self.values:
                continue
            if start >= 0 and index - last > gap + 1:
                yield offsets[start], offsets[last + SIZE - 1] + 1
                start = -1
            if start < 0:
                start = index
            last = index
        if start >= 0:
            yield offsets[start], offsets[last + SIZE - 1] + 1
