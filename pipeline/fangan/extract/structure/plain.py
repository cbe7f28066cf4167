"""Headings without numbers: lines that stand alone, and short sentences that open siblings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from fangan.extract.structure.facts import (
    BULLET,
    CAPTION,
    NOTE,
    ONLY_DATE,
    SALUTATION,
    Facts,
    is_organ,
)
from fangan.extract.structure.shape import first_stop, substance

_KNOWN_PARTS: Final = re.compile(
    r"前\s*言|引\s*言|序\s*言|总\s*则|附\s*则|指导思想|基本原则|总体要求|总体思路|总体目标|发展目标|主要目标|工作目标|"
    r"发展定位|功能定位|空间布局|重点任务|主要任务|工作任务|重点工作|重点项目|重点工程|保障措施|组织领导|组织保障|"
    r"政策措施|实施步骤|工作要求|有关要求|工作安排|进度安排|发展基础|现状与形势|面临形势|建设内容|建设目标"
)
_BACK_MATTER: Final = re.compile(
    r"(?:相关|有关|主要)?(?:名词|术语|用语)(?:注释|解释|说明)?[：:]?|参考文献|结\s*束\s*语|结\s*语|附\s*注|.{0,20}名词(?:注释|解释|说明)|注\s*释"
)
_PREFACE: Final = re.compile(r"前\s*言|引\s*言|序\s*言?|编者按|摘\s*要|导\s*语|编制说明")
_UNFIT: Final = re.compile(
    r"[。；;，,！!？?、：:…]$|[：:]|[。；]|^[”’）)》，。、；：%‰]|^\W|https?:|@|\d{4}[-/.]\d{1,2}|^\d+$"
)
_CONTINUED: Final = re.compile(r"[。！？；：!?;:”’）)》.…>】\]]$")
_RUN_IN_UNFIT: Final = re.compile(
    r"[，,：:]|是|^\d+\W|^(?:我们|同时|此外|其中|另外|因此|为此|所以|但|而|这|那|该|本|其|一年来|五年来|几年来|今年|去年|明年|"
    r"过去|当前|目前|近年|近期|今后|未来|下一步|各位|同志|第|到20|到二|截至|截止|根据|按照|为|对于|关于|由于|据|在|"
    r"当|从|自|如|若|凡|上述|以上|以下|附|注|\d{2,4}年|新华社|本报|图)|(?:了|的|如下|等|呢|吗|吧|啊|所示)$"
)
_SPREAD: Final = re.compile(r"(?:\w[\s　]+){3,}\w")
_LONGEST_RUN_IN: Final = 22
_OTHER_KINDS: Final = ("list", "note", "caption")
_NEAR: Final = 6
"""How far a neighbour is looked for, past page furniture."""
_SHORTEST_PLAIN: Final = 4
_LONGEST_PLAIN: Final = 30
_LONGEST_STYLED: Final = 45


@dataclass(frozen=True, slots=True)
class Look:
    """How a document sets its text: the usual size, and whether it sets headings apart."""

    size: float | None
    styled: bool
    levels: bool


def look_of(facts: Sequence[Facts]) -> Look:
    """The document's own habits of form."""
    sizes = Counter[float]()
    styled = stated = stated_long = words = 0
    for fact in facts:
        p = fact.paragraph
        if not p or not fact.words:
            continue
        words += 1
        styled += p.bold
        if p.size:
            sizes[p.size] += len(fact.text)
        if p.level is not None:
            stated += 1
            stated_long += len(fact.text) > 80 and "。" in fact.text[40:-1]
    # Some typists give every paragraph a heading style: then the levels say nothing.
    levels = (
        bool(stated) and stated_long * 3 <= stated and not (words >= 10 and stated * 10 > words * 6)
    )
    return Look(
        size=sizes.most_common(1)[0][0] if sizes else None,
        styled=0 < styled * 2 < words or len(sizes) > 1,
        levels=levels,
    )


def is_back_matter(fact: Facts) -> bool:
    """The heading of glossaries and notes, which follow the last chapter."""
    return fact.short and len(fact.text) <= 30 and bool(_BACK_MATTER.fullmatch(fact.text))


def is_preface(text: str) -> bool:
    """A heading before the first chapter that holds nothing but its own text."""
    return bool(_PREFACE.fullmatch(text))


def plain_style(facts: Sequence[Facts], index: int, look: Look) -> str | None:
    """The style of an unnumbered line that stands alone as a heading, or None."""
    fact = facts[index]
    p = fact.paragraph
    if not p or not fact.short or fact.mark or fact.attachment or p.kind in _OTHER_KINDS:
        return None
    stated = look.levels and p.level is not None
    larger = bool(p.size and look.size and p.size > look.size * 1.1)
    apart = p.bold or larger or (p.centred and len(fact.text) <= _LONGEST_PLAIN)
    if not _words_fit(fact, styled=stated or apart):
        return None
    following = next((f for f in facts[index + 1 : index + _NEAR] if f.words or f.table), None)
    style: str | None = None
    if stated:
        style = f"plain{p.level}"
    elif following and apart and (following.prose or following.table or following.mark):
        style = f"plain-{'l' if larger else ''}{'c' if p.centred else ''}{'b' if p.bold else ''}"
    elif following and _stands_out(facts, index, following, look):
        style = "plain"
    return style


def lost_number(facts: Sequence[Facts], inside: Sequence[int], *, run_in: bool) -> int | None:
    """The one paragraph of ``inside`` that reads as a heading whose number was lost.

    Asked where a number is missing among siblings. ``run_in`` says that these run on
    in their paragraphs; then only the first one is looked at.
    """
    if run_in:
        first = next((i for i in inside if facts[i].words), None)
        fit = first is not None and not facts[first].mark and run_in_end(facts[first].text) >= 0
        return first if fit else None
    found = [
        i
        for i in inside
        if facts[i].short
        and len(facts[i].text) >= _SHORTEST_PLAIN
        and not (facts[i].mark or facts[i].attachment)
        and _words_fit(facts[i], styled=False)
    ]
    return found[0] if len(found) == 1 and found[0] < inside[-1] else None


def _stands_out(facts: Sequence[Facts], index: int, following: Facts, look: Look) -> bool:
    """A line of the usual form that reads as a heading between what is around it."""
    fact = facts[index]
    known = bool(_KNOWN_PARTS.fullmatch(fact.text))
    if look.styled and not known:
        return False
    before = next((f for f in reversed(facts[max(index - _NEAR, 0) : index]) if f.words), None)
    if before is None:
        closed = True
    elif before.short:
        closed = known or before.mark is not None
    else:
        closed = bool(_CONTINUED.search(before.text))
    opens = following.prose or (following.mark is not None and following.mark.ordinal == 1)
    return closed and opens and (known or _SHORTEST_PLAIN <= len(fact.text) <= _LONGEST_PLAIN)


def _words_fit(fact: Facts, *, styled: bool) -> bool:
    text = fact.text
    longest = _LONGEST_STYLED if styled else _LONGEST_PLAIN
    han = sum("\u4e00" <= char <= "\u9fff" for char in text)
    return bool(
        2 <= len(text) <= longest
        and han >= 2
        and han * 2 >= len(text.replace(" ", ""))
        and (
            not _UNFIT.search(text)
            or (styled and not re.search("[。；;，,！!？?、]$|^\\W{2}", text))
        )
        and not _SPREAD.fullmatch(text)
        and not ONLY_DATE.fullmatch(text)
        and not is_organ(text)
        and not SALUTATION.fullmatch(text)
        and not CAPTION.match(text)
        and not NOTE.match(text)
        and not BULLET.match(text)
        and (styled or "，" not in text)
    )


def run_in_end(text: str) -> int:
    """Where a short opening sentence, fit to be a title, ends (before its full stop), or -1."""
    stop = first_stop(text, 0, "。！")
    if not 3 <= stop <= _LONGEST_RUN_IN or _RUN_IN_UNFIT.search(text[:stop]):
        return -1
    if BULLET.match(text) or substance(text[stop + 1 :]) < 15:
        return -1
    return stop


def _broken_off(facts: Sequence[Facts], index: int) -> bool:
    """Whether a paragraph stops in the middle of a sentence: the next one only goes on."""
    return index >= 0 and facts[index].prose and not _CONTINUED.search(facts[index].text)


def run_in_titles(facts: Sequence[Facts], positions: Sequence[int]) -> dict[int, int]:
    """Unnumbered titles that run on, among the paragraphs directly under one heading.

    One short opening sentence is chance, several siblings that open so are titles:
    at least two, and most of the paragraphs from the first of them on. Returns the
    position of each with the end of its title.
    """
    prose = [i for i in positions if facts[i].words and not facts[i].short]
    ends = {
        i: end
        for i in prose
        if facts[i].mark is None
        and (end := run_in_end(facts[i].text)) >= 0
        # the rest of a sentence that broke off on the line above begins inside a word (化、…)
        and not (_broken_off(facts, i - 1) and facts[i].text[1:2] == "、")
    }
    if len(ends) < 2:
        return {}
    first = min(ends)
    after = [i for i in prose if i >= first]
    closing = 0
    for i in reversed(after):
        if i in ends:
            break
        closing += 1
    counted = len(after) - min(closing, 2)
    if len(ends) * 5 < counted * 3:
        return {}
    return ends
