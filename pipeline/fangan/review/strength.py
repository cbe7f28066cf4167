"""How strong a statement is: a commitment, measures of the plan's own, or general words.

Applied to one sentence or table row at a time; what it speaks about is decided
elsewhere (:mod:`fangan.review.match`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from fangan.framework import Framework
from fangan.nlp.commonplace import own_pairs
from fangan.nlp.numerals import chinese_integer
from fangan.nlp.shingles import bare
from fangan.nlp.tagger import head, scores
from fangan.review.units import Unit

Kind = Literal["quantified", "concrete", "restated"]

OWN_IN_ROW = 3
"""Uncommon character pairs, beyond those that stand in any text of its length, from which
a table row counts as the plan's own."""
OWN_BESIDE_BLANK = 6
"""The same for a sentence with a blank left to be filled."""
GENERAL_FROM = -1.8
"""Log-odds from which a sentence holds only general words. Fitted on the true evidence of
the tuning plans, beside the uncommon pairs, which then added nothing: area under ROC .99
with the tagger, .89 with the pairs."""
CLEAR = 3.0
"""Log-odds beyond which a sentence's being general words, or not, is not in doubt."""
_BY_CHANCE = 0.1
"""Uncommon pairs for each letter of general words."""
COPY_SHARE = 0.5
"""Share of the master plan's shingles from which a sentence counts as its words."""
_COPY_LETTERS = 12  # shorter sentences share set phrases with the master plan by chance

PLACEHOLDER = re.compile(
    r"(?<![A-Za-z])[Xx×＊*]{2,}(?![A-Za-z])|【[\s　]*】|（[\s　]+）|\([\s　]+\)|待定|待填|待补充|_{2,}|＿{2,}"
)
"""Marks of a blank that was meant to be filled (占位)."""

_REFUSED = re.compile(
    r"不适用|不涉及(?=[，。；]|$)|不具备[^，。；]{0,14}条件|条件[^，。；]{0,6}(?:不具备|不成熟|尚未成熟)"
    r"|(?:不符合|达不到|未达到|不够|不满足)[^，。；]{0,14}(?:条件|门槛|要求|标准)(?!的)"
    r"|(?:没有|尚无|暂无|并无|无)[^，。；]{0,22}(?:需求|适用对象|需要|基础|科研院所|院所|用不上)"
    r"|(?:本期|暂|本方案|本轮|目前|现阶段)[^，。；]{0,8}不(?:再)?(?:作|列|安排|设|报|申报|考虑|单列|开展|提|纳入|搞)"
    r"|不(?:再)?(?:列入?|单列|另设|申报|安排|作(?:专项)?安排|提)(?=[，。；]|$|[^，。；]{0,10}(?:任务|事项|项目|目标))"
)
"""Words by which a plan leaves something out (不作安排), with the condition that fails."""
_UNTOUCHED = re.compile("不涉及|不属于")
"""The same, where the words may also speak of something else (不涉及水源保护区)."""
_YEAR = re.compile(r"(?:20\d\d|二[〇○零]二[〇○零一二三四五六七八九])年")
_NUMBER = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Strength:
    """``copied`` is the master plan's share, 0 to 1.

    ``denies`` says that the statement names a condition that does not hold: where an item
    is conditional, that answers it, and ``kind`` does not count. ``refuses``: it says so
    of the task itself (不作安排) and not of something else.
    """

    kind: Kind
    copied: float
    denies: bool
    refuses: bool = False
    margin: float = CLEAR
    """Log-odds by which it is, or is not, general words; ``CLEAR`` where that was not asked."""


@lru_cache(maxsize=8)
def _vocabulary(framework: Framework) -> frozenset[str]:
    """The character pairs of the framework itself: a plan that uses them says nothing new."""
    texts = [framework.subject]
    for item in framework.items:
        texts += [item.name, item.ask, *item.terms]
    return frozenset(
        folded[i : i + 2] for folded in map(bare, texts) for i in range(len(folded) - 1)
    )


def year_of(text: str) -> int | None:
    """The last year that ``text`` names, read in digits or Chinese."""
    years = [match.group()[:-1] for match in _YEAR.finditer(text)]
    return max((chinese_integer(year) or 0 for year in years), default=0) or None


def generality(spans: Sequence[Unit]) -> list[float]:
    """For each unit the log-odds that it holds only general words."""
    made: list[float] = scores(head("general"), [span.text for span in spans])[:, 0].tolist()
    return made


def strength(
    span: Unit,
    framework: Framework,
    *,
    measured: bool,
    achieved: bool,
    written: int,
    general: float,
) -> Strength:
    """How strong ``span`` is.

    ``measured`` says that it holds a number aimed at, ``achieved`` that it only reports
    numbers; ``written`` is the year of the plan, before which a date is no deadline;
    ``general`` are the log-odds that it holds only general words (:func:`generality`).
    """
    text = span.text
    letters = len(bare(text))
    own = own_pairs(text, known=_vocabulary(framework)) - _BY_CHANCE * letters
    copied = framework.shingles.share(text) if letters >= _COPY_LETTERS else 0.0
    blank = bool(PLACEHOLDER.search(text))
    is_row = span.kind == "row"
    if is_row:
        committed = bool(_NUMBER.search(_without_serial(text))) and not blank
    else:
        committed = (measured and not blank) or (
            not achieved and _is_dated(text, written) and own >= 0
        )
    kind: Kind
    refused = not is_row and bool(_REFUSED.search(text))
    if copied >= COPY_SHARE or refused:
        kind = "restated"
    elif committed:
        kind = "quantified"
    elif own >= OWN_IN_ROW if is_row else _says_own(general, own, blank=blank):
        kind = "concrete"
    else:
        kind = "restated"
    denies = refused or (not is_row and bool(_UNTOUCHED.search(text)))
    asked = not is_row and not committed and not refused and copied < COPY_SHARE
    margin = min(CLEAR, abs(general - GENERAL_FROM)) if asked else CLEAR
    return Strength(kind, copied, denies, refused, margin)


def _says_own(general: float, own: float, *, blank: bool) -> bool:
    """Whether a sentence holds more than general words; a blank is nothing of its own."""
    return general < GENERAL_FROM and (not blank or own >= OWN_BESIDE_BLANK)


def _is_dated(text: str, written: int) -> bool:
    """Whether ``text`` names a time that was ahead when the plan was written."""
    year = year_of(text)
    return year is not None and year >= written


def _without_serial(row: str) -> str:
    """A row without the serial number (序号) in its first cell."""
    first, _, rest = row.partition("\t")
    return rest if rest and first.strip(" .、（）()").isdecimal() else row
