"""How strong a statement is: a commitment, measures of the plan's own, or general words.

Applied to one sentence or table row at a time; what it speaks about is decided
elsewhere (:mod:`fangan.review.match`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from fangan.framework import Framework
from fangan.nlp.commonplace import own_pairs
from fangan.nlp.shingles import bare
from fangan.review.units import Unit

Kind = Literal["quantified", "concrete", "restated", "not_applicable"]

OWN_LEAST = 8
"""Uncommon character pairs from which a sentence counts as the plan's own: on the
training sentences 97% of the concrete and 15% of the restated ones reach it."""
COPY_SHARE = 0.5
"""Share of the master plan's shingles from which a sentence counts as its words."""
_COPY_LETTERS = 12  # shorter sentences share set phrases with the master plan by chance

PLACEHOLDER = re.compile(
    r"(?<![A-Za-z])[Xx×＊*]{2,}(?![A-Za-z])|【[\s　]*】|（[\s　]+）|\([\s　]+\)|待定|待填|待补充|_{2,}|＿{2,}"
)
"""Marks of a blank that was meant to be filled (占位)."""

_NOT_APPLICABLE = re.compile(
    r"不适用|不涉及|不属于|不具备[^，。；]{0,14}条件|条件[^，。；]{0,6}(?:不具备|不成熟|尚未成熟)"
    r"|(?:不符合|达不到|未达到|不够|不满足)[^，。；]{0,14}(?:条件|门槛|要求|标准)"
    r"|(?:没有|尚无|暂无|并无|无)[^，。；]{0,22}(?:需求|适用对象|需要|基础|科研院所|院所|用不上)"
    r"|(?:本期|暂|本方案|本轮|目前|现阶段)[^，。；]{0,8}不(?:再)?(?:作|列|安排|设|报|申报|考虑|单列|开展|提|纳入|搞)"
    r"|不(?:再)?(?:列入?|单列|另设|申报|安排|作(?:专项)?安排|提)(?=[，。；]|$|[^，。；]{0,10}(?:任务|事项|项目|目标))"
)
_YEAR = re.compile(r"(?:20\d\d|二[〇○零]二[〇○零一二三四五六七八九])年")
_DEADLINE = re.compile(r"(?:前|底|末|起|内|中旬|上旬|下旬|季度|月|当年|年)")
_NUMBER = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Strength:
    """``own`` counts uncommon character pairs; ``copied`` is the master plan's share, 0 to 1."""

    kind: Kind
    own: int
    copied: float
    committed: bool


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
    from fangan.nlp.numerals import chinese_integer

    years = [match.group()[:-1] for match in _YEAR.finditer(text)]
    return max((chinese_integer(year) or 0 for year in years), default=0) or None


def strength(
    span: Unit, framework: Framework, *, measured: bool, achieved: bool, written: int
) -> Strength:
    """How strong ``span`` is.

    ``measured`` says that it holds a number aimed at, ``achieved`` that it only reports
    numbers; ``written`` is the year of the plan, before which a date is no deadline.
    """
    text = span.text
    own = own_pairs(text, known=_vocabulary(framework))
    copied = framework.shingles.share(text) if len(bare(text)) >= _COPY_LETTERS else 0.0
    year = year_of(text)
    dated = year is not None and year >= written and bool(_DEADLINE.search(text))
    blank = bool(PLACEHOLDER.search(text))
    if span.kind == "row":
        committed = bool(_NUMBER.search(text)) and not blank
    else:
        committed = (measured and not blank) or (dated and not achieved and own >= OWN_LEAST // 2)
    kind: Kind
    if span.kind == "sentence" and _NOT_APPLICABLE.search(text):
        kind = "not_applicable"
    elif copied >= COPY_SHARE:
        kind = "restated"
    elif committed:
        kind = "quantified"
    elif own >= OWN_LEAST or (span.kind == "row" and own >= OWN_LEAST // 2):
        kind = "concrete"
    else:
        kind = "restated"
    return Strength(kind, own, copied, committed)
