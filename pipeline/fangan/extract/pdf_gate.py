"""Whether a page's text layer says what the page shows, told from its characters alone.

A font with a wrong or missing code table gives characters that nobody wrote, and no
engine remarks on it. Such characters are rare ones, or common ones in an order that no
text has. Traditional and Japanese text is neither: most of its characters are common in
official Chinese too, and the rest are common in their own standard.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice
from typing import Literal

from fangan.extract.pdf_chars import HYPHEN, Run
from fangan.nlp.commonplace import common_pairs

Verdict = Literal["good", "doubtful", "garbled"]

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_STRETCH = re.compile(f"[{_HAN}]+")
_RUNNING = 5  # characters in a row; pairs in fewer are of names, which have no usual ones
_TELLING = re.compile("[^\x20-\x7e\u2010-\u2027\u3000-\u303f\uff00-\uff5e\\s]")
_SOUP = re.compile("[\u00a1-\u00ff]{2,}")
_CODE = re.compile(r"\(cid:\d+\)")
_TONES = frozenset("ˇˉˊˋ˙")

# The Chinese characters' shares: in official prose at least .96 are known and .58 of the
# pairs; in Traditional text .6 and .2; in lists of rare names or herbs .33 and none. Under
# a wrong code table at most .31 are known and no pairs, at times .5.
_KNOWN = 0.3
_RARE = 0.3
_LINKED = 0.03
_PAIRS = 40  # so many must be seen to say that their order is none
_LOOKED_AT = 120  # pairs of one text
_FEW = 4  # Chinese characters; fewer tell nothing
_ENOUGH = 8  # so many, and not the same again and again, can condemn a page
_ODD = 0.1  # of the letters
_MIXED = 3  # parts of Unicode that have nothing to do with each other
_CLEARLY = 0.15  # how much more likely another reading must be to be taken instead
_AGREED = 0.6  # of the characters, where two readings are of the same text

_RANK = {"garbled": 0, "doubtful": 1, "good": 2}


@dataclass(frozen=True, slots=True)
class Signs:
    """What the characters of a text are.

    ``known`` and ``rare`` are shares of the Chinese characters, ``linked`` is one of
    their pairs, ``odd`` one of all letters; ``kana`` is the share of kana among kana
    and Chinese characters, ``different`` how many characters are used.
    """

    letters: int = 0
    han: int = 0
    different: int = 0
    known: float = 1.0
    rare: float = 0.0
    pairs: int = 0
    linked: float = 1.0
    odd: float = 0.0
    kana: float = 0.0

    @property
    def verdict(self) -> Verdict:
        """What they say of the text."""
        told = self.han >= _FEW and self.kana < _ODD
        strange = told and self.known < _KNOWN
        disordered = self.pairs >= _PAIRS // 2 and self.linked < _LINKED / 2
        certain = self.han >= _ENOUGH and self.different >= _ENOUGH - 2
        if self.odd > 3 * _ODD or (strange and certain and (self.rare >= _RARE or disordered)):
            return "garbled"
        # The more of the characters are official ones, the more of the pairs should be.
        least = max(_LINKED, 0.25 * self.known**4)
        unlinked = told and self.pairs >= _PAIRS and self.linked < least
        return "doubtful" if strange or unlinked or self.odd > _ODD else "good"

    @property
    def likely(self) -> float:
        """How much like a text; of two readings of one page the higher is the better."""
        if not self.letters:
            return -9.0
        share = self.han / self.letters
        return share * (self.known - 2 * self.rare + min(self.linked, _KNOWN)) - 3 * self.odd


def signs(text: str) -> Signs:
    """The signs of ``text``."""
    if not _TELLING.search(text) and "(cid:" not in text:
        return Signs(letters=len(text))
    if "(cid:" in text:  # how pdfminer names a glyph without a code
        text = _CODE.sub("\ufffd", text)
    stretches = _STRETCH.findall(text)
    han = len("".join(stretches))
    kinds: Counter[str] = Counter()
    blocks: set[int] = set()
    found = set(text)
    for char in found - _ordinary():
        kind = _kind(char)
        kinds[kind] += text.count(char)
        if kind == "other":
            blocks.add(ord(char) >> 8)
    odd = kinds["odd"] + kinds["old"]
    if kinds["latin"]:
        odd += sum(map(len, _SOUP.findall(text)))
    if len(blocks) >= _MIXED:
        odd += kinds["other"]
    letters = len("".join(text.split()))
    pairs = list(islice(_pairs(stretches), _LOOKED_AT))
    rare = kinds["rare"] + kinds["old"]
    return Signs(
        letters,
        han,
        different=len(found),
        known=1 - (kinds["standard"] + rare) / max(han, 1),
        rare=rare / max(han, 1),
        pairs=len(pairs),
        linked=sum(map(common_pairs().__contains__, pairs)) / len(pairs) if pairs else 1.0,
        odd=odd / letters if odd > 2 else 0.0,
        kana=kinds["kana"] / max(kinds["kana"] + han, 1),
    )


def page_verdict(text: str, runs: Sequence[Run]) -> Verdict:
    """The verdict on a page: that on its whole text, and on each of its fonts.

    A code table belongs to a font; one bad font makes the page doubtful, and garbled
    where it holds much of the text.
    """
    whole = signs(text)
    verdict = whole.verdict
    if verdict != "good" or (whole.known > 0.9 and whole.linked > 0.3) or whole.han < _ENOUGH:
        return verdict
    fonts: dict[str, list[str]] = {}
    for run in runs:
        fonts.setdefault(run.font, []).append("".join([char[2] for char in run.chars]))
    if len(fonts) < 2:
        return verdict
    bad = 0
    for parts in fonts.values():
        own = signs("\n".join(parts))
        if own.verdict == "garbled":
            bad += own.han
    if bad > 0.5 * whole.han:
        return "garbled"
    return "doubtful" if bad > _ODD * whole.han else "good"


def second_is_better(first: str, verdict: Verdict, second: str, other: Verdict) -> bool:
    """Which of two engines' texts of a page, each with its verdict, is the more plausible."""
    if _RANK[verdict] != _RANK[other]:
        return _RANK[other] > _RANK[verdict]
    return signs(second).likely > signs(first).likely + _CLEARLY


def uncoded(text: str) -> bool:
    """Whether most of the text are glyphs whose characters the engine does not know."""
    return text.count("\ufffd") > 0.5 * len("".join(text.split()))


def same_text(texts: Iterable[str], others: Iterable[str]) -> bool:
    """Whether two readings of a page, whatever their order, are of the same text."""
    mine, theirs = (
        Counter(char for text in side for char in text if char.isalnum())
        for side in (texts, others)
    )
    return (mine & theirs).total() > _AGREED * max(mine.total(), theirs.total(), 1)


def _pairs(stretches: Iterable[str]) -> Iterator[str]:
    for stretch in stretches:
        if len(stretch) < _RUNNING:
            continue
        for index in range(len(stretch) - 1):
            yield stretch[index : index + 2]


@cache
def _ordinary() -> frozenset[str]:
    """What stands on every page: the characters of the table of common pairs, and ASCII."""
    return frozenset("".join(common_pairs())) | {chr(code) for code in range(0x20, 0x7F)}


@lru_cache(maxsize=30_000)
def _kind(char: str) -> str:
    """What a character is that is not among the ordinary ones."""
    code = ord(char)
    if 0xA0 < code < 0x100:
        return "latin"
    if _STRETCH.match(char):
        # Those of the first supplement are in hardly any text, but under many wrong tables.
        return "old" if code < 0x4E00 else "standard" if _is_standard(char) else "rare"
    if 0x3040 <= code < 0x3100:
        return "kana"
    if (
        unicodedata.category(char) in ("Cc", "Co", "Cn")
        or char == "\ufffd"
        or 0xFF61 <= code < 0xFFA0  # half-width kana: what Chinese codes look like as Japanese
        or (0x2B0 <= code < 0x300 and char not in _TONES)
    ):
        return "plain" if char in "\r\n\t" or char == HYPHEN else "odd"
    return "other" if code > 0x500 and char.isalpha() else "plain"


def _is_standard(char: str) -> bool:
    """Whether a standard of China, Taiwan or Japan has the character in its common part."""
    for encoding, first, last in (
        ("gb2312", b"\xb0\xa1", b"\xd7\xff"),
        ("big5", b"\xa4\x40", b"\xc6\x7e"),
        ("shift_jis", b"\x88\x9f", b"\x98\x72"),
    ):
        try:
            code = char.encode(encoding)
        except UnicodeEncodeError:
            continue
        if len(code) == 2 and first <= code <= last:
            return True
    return False
