"""Takes out the readings (pinyin) that web copies hold between characters or above lines.

What an author glosses himself, 亳（bó）州, stays: only readings that follow one another,
or stand bare between characters, are no part of the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

_HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇"
_VOWELS = "āáǎăàēéěĕèīíǐĭìōóǒŏòūúǔŭùǖǘǚǜüńňǹḿêɑɡ"
_LETTER = f"A-Za-z{_VOWELS}{_VOWELS.upper()}\u0300-\u030c"
_WORD = re.compile(
    rf"(?<![{_LETTER}])[{_LETTER}]++(?:[\s'’·][{_LETTER}]++)*+[1-5]?+(?![{_LETTER}0-9])"
)
_BEFORE = re.compile(
    rf"(?P<han>[{_HAN}](?:\s?[{_HAN}]){{0,15}})(?P<gap>\s*(?P<open>[（(\[]?)\s*)\Z"
)
_CLOSED = re.compile(r"\s*[)）\]]")
_NEAR = 50  # characters before a word in which the ones stand that it may be read for
_LETTERS = re.compile(f"[{_LETTER}]")
_BETWEEN = re.compile(r"[\s，。；：、！？“”‘’《》（）()—…,.;:!?\d]*")
_FINALS = (
    r"(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|an|ao|ei|en|er|ia|ie|in|iu|ou|ua|ui|un|"
    r"uo|ue|ve|üe|a|e|o|i|u|v|ü)"
)
_SYLLABLE = re.compile(
    rf"(?:(?:[bpmfdtnlgkhjqxrzcsyw]|[zcs]h){_FINALS}|(?:a|ai|an|ang|ao|e|ei|en|eng|er|o|ou)|n|ng|m)"
)
_TONES = frozenset("\u0300\u0301\u0304\u0306\u030c")
_LONGEST_WORD = 24
_RUN = 3


@dataclass(frozen=True, slots=True)
class _Reading:
    """A stretch of letters that may be the reading of the characters before it."""

    start: int
    end: int
    before: int  # where its characters begin
    syllables: int
    characters: int
    toned: bool
    bracketed: bool
    letters: int

    @property
    def exact(self) -> bool:
        return self.syllables == self.characters


def without_pinyin(text: str) -> str:
    """``text`` without readings between its characters."""
    if not _LETTERS.search(text):
        return text
    spans = [(r.start, r.end) for run in _runs(text) for r in run if _is_inserted(run, r)]
    if not spans:
        return text
    kept: list[str] = []
    last = 0
    for start, end in spans:
        piece = text[last:start]
        kept.append(piece.lstrip() if last else piece)
        last = end
    rest = text[last:]
    return "".join([*kept, rest.lstrip() if re.match(rf"\s+[{_HAN}]", rest) else rest])


def pinyin_lines(lines: Sequence[str]) -> frozenset[int]:
    """Positions of lines that only give the readings of the line below or above."""
    found: set[int] = set()
    for index, line in enumerate(lines):
        words = line.split()
        if len(words) < _RUN or not all(_count(word) for word in words):
            continue
        if 2 * sum(_is_toned(word) for word in words) < len(words):
            continue
        syllables = sum(_count(word) for word in words)
        near = (lines[i] for i in (index + 1, index - 1) if 0 <= i < len(lines))
        if any(syllables == len(re.findall(f"[{_HAN}]", other)) for other in near):
            found.add(index)
    return frozenset(found)


def _is_inserted(run: Sequence[_Reading], reading: _Reading) -> bool:
    if reading.toned and not reading.bracketed:
        return True
    if len(run) < _RUN and not (len(run) > 1 and all(r.toned for r in run)):
        return False
    # Letters of a list, (a) … (e), are syllables too, but never of two letters.
    return 2 * sum(r.letters > 1 for r in run) >= len(run)


def _runs(text: str) -> Iterator[list[_Reading]]:
    """Readings that follow one another, with only their own characters between them."""
    run: list[_Reading] = []
    for reading in _readings(text):
        joined = (
            run
            and run[-1].bracketed == reading.bracketed
            and _BETWEEN.fullmatch(text, run[-1].end, reading.before)
        )
        if run and not (joined and reading.exact):
            yield run
            run = []
        run.append(reading)
    if run:
        yield run


def _readings(text: str) -> Iterator[_Reading]:
    for word in _WORD.finditer(text):
        before = _BEFORE.search(text, max(0, word.start() - _NEAR), word.start())
        if before is None:
            continue
        letters = word[0]
        syllables = _count(letters)
        characters = len(re.findall(f"[{_HAN}]", before["han"]))
        toned = _is_toned(letters)
        if not 0 < syllables <= characters or not (toned or letters == letters.lower()):
            continue
        closed = _CLOSED.match(text, word.end()) if before["open"] else None
        yield _Reading(
            before.start("gap"),
            closed.end() if closed else word.end(),
            before.start("han"),
            syllables,
            characters,
            toned,
            bool(before["open"]),
            len(letters),
        )


def _is_toned(letters: str) -> bool:
    return any(char in _TONES for char in unicodedata.normalize("NFD", letters))


def _count(letters: str) -> int:
    """How many syllables the letters are, 0 where they are none."""
    plain = unicodedata.normalize("NFD", letters.lower()).replace("ɑ", "a").replace("ɡ", "g")
    plain = "".join(char for char in plain if char not in _TONES).replace("u\u0308", "ü")
    words = re.split(r"[\s'’·]+", plain.rstrip("12345").replace("e\u0302", "e"))
    counts = [_split(word) if len(word) <= _LONGEST_WORD else 0 for word in words]
    return sum(counts) if all(counts) else 0


@lru_cache(maxsize=4096)
def _split(word: str) -> int:
    """The fewest syllables that make up ``word``, 0 where none do."""
    best = [0, *[len(word) + 1] * len(word)]
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - 6), end):
            if best[start] <= start and _SYLLABLE.fullmatch(word, start, end):
                best[end] = min(best[end], best[start] + 1)
    return best[-1] if best[-1] <= len(word) else 0
