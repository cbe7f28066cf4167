"""Indicators stated in sentences: name, year, base and kind from the words around a number."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from fangan.findings import Evidence, Indicator
from fangan.framework import Framework
from fangan.nlp import units
from fangan.nlp.numerals import five_year_plan_end
from fangan.nlp.quantities import Quantity, quantities
from fangan.nlp.sentences import sentences
from fangan.review.measure_names import (
    METRIC,
    Naming,
    clause_end,
    clause_start,
    name_of,
    parallel,
)
from fangan.review.targets import asked_for
from fangan.review.tense import leans, signs

YEAR = re.compile(
    r"(?<!\d)(?:(?P<first>(?:19|20)\d{2})年?[-—–~～至])?(?P<year>(?:19|20)\d{2})年(?!以来|前后)"
)
"""A year, or the last one of a span of years."""
_BASE_BEFORE = re.compile(r"(?:比|较|以|相比|相较于|对比|由|从)$")
_NO_BASE = re.compile("起|底前|前")
_BASE_AFTER = re.compile(r"(?:底|末)?的?[^，。；到至]{0,12}(?:基础上|为基数|为底数|相比|为基期)")
_PLAN_END = re.compile(r"(?:到|至)?“?十([一二三四五])五”?(?:规划)?(?:期?末|末期)")
_FIVE_YEARS = re.compile(r"五年(?!以上|前|级|后|来)")
_DONE_AFTER = re.compile(
    r"[，,](?:力争|计划)?(?:到)?(?:(?:19|20)\d{2})年(?:\d{1,2}月)?(?:底|末)?(?:以?前)?[^，。；\d]{0,6}"
    r"(?:建成|投用|投产|完工|通车|交付|供|开通|竣工|投运|送电|达产|获批|完成|取得)"
)
_STANDING = re.compile(r"已(?:经|建成|有|达|完成|实现|获)|截至|目前|现有|现状|现存")
_BY_YEAR = re.compile(r"(?:力争)?到20\d{2}年(?:底|末)?")
"""A sentence that opens so looks ahead, whatever numbers it gives."""
_WHOLE_OF_FIRMS = re.compile("企业[^，。；]{0,12}全覆盖")
_NOT_HERE = re.compile(r"不适用|不涉及|无适用|没有适用|不列|暂无|尚无|不具备")
Scope = Literal["zone", "county", "province"]
_SCOPES: tuple[tuple[Scope, re.Pattern[str]], ...] = (
    ("province", re.compile(r"全省")),
    ("county", re.compile(r"全县|全市|全区(?!域)|我县|本县|县域")),
    ("zone", re.compile(r"集聚区|园区|开发区|区内|工业园|产业园|东区|片区")),
)


@dataclass(frozen=True, slots=True)
class Context:
    """What stands above a sentence and holds in it where it says nothing itself.

    ``made`` is the year of the document, ``horizon`` the year its periods end with;
    ``past`` and ``aim`` say what the headings above speak of.
    """

    made: int | None = None
    horizon: int | None = None
    past: bool = False
    aim: bool = False
    year: int | None = None
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Stated:
    """An indicator whose evidence is still to be made: ``text[start:end]`` is to be quoted."""

    indicator: Indicator
    start: int
    end: int
    growth: bool


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence, its quantities and the years it names, each ``(start, end, year)``."""

    text: str
    start: int
    end: int
    quantities: tuple[Quantity, ...]
    years: tuple[tuple[int, int, int], ...]

    @property
    def words(self) -> str:
        return self.text[self.start : self.end]

    def clause(self, quantity: Quantity) -> tuple[int, int]:
        return (
            clause_start(self.text, quantity.start, self.start),
            clause_end(self.text, quantity.end, self.end),
        )


def stated(text: str, context: Context, framework: Framework | None) -> list[Stated]:
    """The indicators that ``text`` states, in order.

    Without a ``framework`` only measures count; with one also what its own targets ask
    for in words (全覆盖) or as a rule (减按50%计入).
    """
    every = quantities(text)
    if not every:
        return []
    out: list[Stated] = []
    position = 0
    carried = context.year
    for start, end in sentences(text):
        first = position
        while position < len(every) and every[position].start < end:
            position += 1
        years = _years(text, start, end, context)
        sentence = _Sentence(text, start, end, every[first:position], years)
        out += _of_sentence(sentence, replace(context, year=carried), framework)
        if context.aim and years and text.endswith(("到", "至"), 0, years[0][0]):
            carried = years[0][2]
    return out


def _years(text: str, start: int, end: int, context: Context) -> tuple[tuple[int, int, int], ...]:
    """The years a sentence names as its own time, each ``(start, end, year)``; no base years."""
    found: list[tuple[int, int, int]] = []
    for match in YEAR.finditer(text, start, end):
        before = text[max(start, match.start() - 3) : match.start()]
        after = text[match.end() : match.end() + 20]
        if _BASE_BEFORE.search(before) and not _NO_BASE.match(after):
            continue
        if not _BASE_AFTER.match(after):
            found.append((match.start(), match.end(), int(match["year"])))
    if context.horizon is not None:
        found += [
            (match.start(), match.end(), five_year_plan_end(match[1]))
            for match in _PLAN_END.finditer(text, start, end)
        ]
        found += [
            (match.start(), match.end(), context.horizon)
            for match in _FIVE_YEARS.finditer(text, start, end)
        ]
    return tuple(sorted(found))


def _of_sentence(
    sentence: _Sentence, context: Context, framework: Framework | None
) -> list[Stated]:
    out: list[Stated] = []
    floor = sentence.start
    previous: Naming | None = None
    for index, quantity in enumerate(sentence.quantities):
        admitted, target = _admitted(quantity, sentence.words, framework)
        if not admitted:
            continue
        naming = _named(sentence, index, floor, previous)
        made = _indicator(sentence, quantity, context, naming, target)
        names = _each(sentence, quantity, naming.name)
        out += [replace(made, indicator=replace(made.indicator, name=name)) for name in names]
        floor = quantity.end
        previous = naming
    return _based(out)


def _admitted(
    quantity: Quantity, sentence: str, framework: Framework | None
) -> tuple[bool, str | None]:
    """Whether a quantity is an indicator, and the target that alone makes it one."""
    if quantity.role == "measure":
        return True, None
    if quantity.role == "implicit":
        if framework is None:
            return _WHOLE_OF_FIRMS.search(sentence) is not None, None
        target = asked_for(framework, quantity.unit, sentence)
    elif quantity.role == "rule" and framework is not None and not _NOT_HERE.search(sentence):
        target = asked_for(framework, quantity.unit, sentence, value=quantity.value)
    else:
        target = None
    return target is not None, target


# Names -------------------------------------------------------------------------------------


def _named(sentence: _Sentence, index: int, floor: int, previous: Naming | None) -> Naming:
    inside = sentence.quantities
    quantity = inside[index]
    naming = _from_list(sentence, index, floor) or name_of(
        sentence.text,
        lead=max(min(quantity.lead, quantity.start), floor),
        span=(quantity.start, quantity.end),
        floor=floor,
        ceiling=inside[index + 1].start if index + 1 < len(inside) else sentence.end,
        previous=previous,
        counted=units.dimension(quantity.unit).startswith("count:"),
    )
    return Naming(naming.name + _change(quantity, naming.name), naming.start)


def _from_list(sentence: _Sentence, index: int, floor: int) -> Naming | None:
    """The name of a member of a list with 分别, whose nouns stand in the same order."""
    inside = sentence.quantities
    quantity = inside[index]
    first = index - quantity.listed
    head = inside[first]
    last = index
    while last + 1 < len(inside) and inside[last + 1].listed > inside[last].listed:
        last += 1
    if last == first or "分别" not in sentence.text[max(0, head.start - 24) : head.start]:
        return None
    whole = name_of(
        sentence.text,
        lead=min(head.lead, head.start),
        span=(head.start, head.end),
        floor=min(floor, clause_start(sentence.text, head.start, sentence.start)),
        ceiling=head.end,
        previous=None,
        counted=False,
    )
    names = parallel(re.sub("分别.*$", "", whole.name), last - first + 1)
    return Naming(names[quantity.listed], whole.start) if names else None


def _each(sentence: _Sentence, quantity: Quantity, name: str) -> tuple[str, ...]:
    """The measures that 均 or 都 gives one number to (产值、税收均增长8%), each by its name."""
    before = sentence.text[sentence.start : quantity.start]
    if "、" not in name or not re.search("(?:均|都)[^，。；、]{0,6}$", before):
        return (name,)
    parts = name.split("、")
    metrics = [part for part in parts if METRIC.search(part)]
    return tuple(parts) if len(metrics) == len(parts) else (name,)


def _change(quantity: Quantity, name: str) -> str:
    """What a number of growth adds to the name of what grew."""
    if quantity.basis == "ratio":
        return "" if name.endswith(("倍数", "倍增")) else "增长倍数"
    if quantity.basis == "increment":
        return "" if name.endswith("幅") else "增幅"
    if not quantity.growth or quantity.unit not in ("%", "百分点", "‰"):
        return ""
    if quantity.fall:
        return "" if name.endswith(("降幅", "降低", "下降")) else "降幅"
    return "" if re.search("增速|增长|增幅|涨幅|增长率$", name[-4:]) else "增速"


# Time and kind -----------------------------------------------------------------------------


def _indicator(
    sentence: _Sentence, quantity: Quantity, context: Context, naming: Naming, target: str | None
) -> Stated:
    text = sentence.text
    left, right = sentence.clause(quantity)
    year = _year(sentence, quantity)
    kind = _kind(sentence, text[left:right], quantity, year, context)
    if year is None and kind == "target":
        year = context.year
    if quantity.start - naming.start < 80:
        left = min(left, max(naming.start, sentence.start))
    while left < right and text[left].isspace():
        left += 1
    return Stated(
        Indicator(
            name=naming.name or context.subject,
            value=quantity.value,
            unit=quantity.unit,
            comparator="eq" if quantity.reached and kind == "achieved" else quantity.comparator,
            kind=kind,
            evidence=Evidence(left, right, text[left:right]),
            target=target,
            basis=quantity.basis,
            base_value=quantity.base_value,
            base_year=quantity.base_year,
            year=year,
            scope=_scope(text[max(sentence.start, quantity.start - 40) : quantity.end + 6]),
        ),
        left,
        right,
        quantity.growth,
    )


def _year(sentence: _Sentence, quantity: Quantity) -> int | None:
    """The year a quantity belongs to: of its own clause first, then of the ones before."""
    left, right = sentence.clause(quantity)
    years = sentence.years
    own = [year for at, _, year in years if left <= at < quantity.start]
    if len(own) > 1 and "分别" in sentence.text[left : quantity.start]:
        return own[min(quantity.listed, len(own) - 1)]
    if own:
        return own[-1]
    others = (one.start for one in sentence.quantities if one.start > quantity.start)
    until = min([*others, right])
    after = [year for at, _, year in years if quantity.end <= at < until]
    if after:
        return after[0]
    earlier = [year for at, _, year in years if at < left]
    if earlier:
        return earlier[-1]
    if _DONE_AFTER.match(sentence.text[right : right + 24]):
        return next((year for at, _, year in years if at >= right), None)
    return None


def _kind(
    sentence: _Sentence, clause: str, quantity: Quantity, year: int | None, context: Context
) -> Literal["target", "achieved"]:
    """What headings and dates say, and where they say nothing, the words and numbers."""
    words = sentence.words
    if context.past and not re.search(r"到20\d{2}年|力争", words):
        return "achieved"
    if year is not None and context.made is not None and year < context.made:
        return "achieved"
    standing = _STANDING.search(clause) is not None
    if context.aim:
        ahead = year is not None and context.made is not None and year >= context.made
        return "achieved" if standing and not ahead else "target"
    found = signs(words, clause, quantity, sentence.quantities)
    if standing and not found & {"aim_here", "bounded"}:
        return "achieved"
    if _BY_YEAR.match(words) and not found & {"past_time", "done"}:
        return "target"
    return "target" if leans(found) > 0 else "achieved"


def _scope(words: str) -> Scope | None:
    return next((name for name, pattern in _SCOPES if pattern.search(words)), None)


def _based(found: list[Stated]) -> list[Stated]:
    """A fact and a target of one thing in one sentence: the fact is the base of the target."""
    out = list(found)
    for index in range(1, len(out)):
        here, before = out[index].indicator, out[index - 1].indicator
        if out[index].growth or isinstance(before.value, tuple) or here.base_value is not None:
            continue
        if before.name != here.name or before.kind != "achieved":
            continue
        earlier = before.year is not None and here.year is not None and before.year < here.year
        if earlier and units.dimension(before.unit) == units.dimension(here.unit):
            value = before.value * units.parse(before.unit).factor / units.parse(here.unit).factor
            based = replace(here, base_value=round(value, 9), base_year=before.year)
            out[index] = replace(out[index], indicator=based)
    return out
