"""Indicators (指标) of a plan: what it aims at and what it has reached, in numbers.

The grammar finds quantities (:mod:`fangan.nlp.quantities`); here each gets its
name, year, base, kind, scope, owner and evidence from its sentence, its table row
and its section.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from fangan.document import Block, Document
from fangan.findings import Evidence, Indicator, quote
from fangan.framework import Framework
from fangan.nlp import units
from fangan.nlp.quantities import Quantity, quantities
from fangan.nlp.sentences import sentences
from fangan.review.indicator_tables import cells_with_statements, table_indicators
from fangan.review.measure_names import Naming, clause_end, clause_start, name_of, parallel
from fangan.review.owners import Owners, owner_at, owners
from fangan.review.targets import asked_for

_YEAR = re.compile(
    r"(?<![\d.])(?:(?P<first>(?:19|20)\d{2})年?[-—–~～至])?(?P<year>(?:19|20)\d{2})年(?!以来|前后)"
)
_BASE_BEFORE = re.compile(r"(?:比|较|以|相比|相较于|对比|由|从|在)$")
_BASE_AFTER = re.compile(r"(?:底|末)?的?[^，。；到至]{0,12}(?:基础上|为基数|为底数|相比|为基期)")
_PLAN_END = re.compile(r"(?:到|至)?“?十([一二三四五])五”?(?:规划)?(?:期?末|末期)")
_FIVE_YEARS = re.compile(r"五年(?!以上|前|级|后|来)")
_DONE_AFTER = re.compile(
    r"[，,](?:力争|计划)?(?:到)?(?:(?:19|20)\d{2})年(?:\d{1,2}月)?(?:底|末)?(?:以?前)?[^，。；\d]{0,6}"
    r"(?:建成|投用|投产|完工|通车|交付|供|开通|竣工|投运|送电|达产|获批|完成|取得)"
)
_ACHIEVED = re.compile(
    r"已(?!批未)|截至|目前|现有|共有|去年|上年|全年|同比|累计完成|累计实现|获批|获评|入选|荣获|居全|位居|排名|完成了|实现了|达到了|达成|成功|圆满|"
    r"顺利|过去|以来|五年来|一年来|现状|增速居|通过了|得到|超额|连续"
)
_STANDING = re.compile(r"已(?:经|建成|有|达|完成|实现|获)|截至|目前|现有|现状|现存")
_TARGET = re.compile(
    r"力争|争取|确保|目标|预期|将(?!近)|要(?!素|求|闻|点|道|件)|到20\d{2}年(?:底|末)?[，,前]?|20\d{2}年(?:底)?前|加快|不低于|不少于|不超过|计划|规划|"
    r"新增.{0,12}以上|今年|明年|培育.{0,12}以上|左右"
)
_PAST_HEADING = re.compile(
    r"基础(?!设施|配套)|现状|回顾|成效|家底|底子|问题|形势|短板|不足|差距|承载|条件|背景|由来|概况|基本情况|面临|过去|优势|缘起|沿革"
)
_TO_DO = re.compile(
    r"补|强化|夯实|攻坚|破解|壮大|聚焦|抓|优化|推进|提升|加强|完善|弥补|解决|改善|做|打造|培育|建设|目标|任务|措施|保障|布局|定位|行动|举措|工程|安排"
)
_NOT_HERE = re.compile(r"不适用|不涉及|无适用|没有适用|不列|暂无|尚无|不具备")
_SCOPES: tuple[tuple[Literal["zone", "county", "province"], re.Pattern[str]], ...] = (
    ("province", re.compile(r"全省")),
    ("county", re.compile(r"全县|全市|全区(?!域)|我县|本县|县域")),
    ("zone", re.compile(r"集聚区|园区|开发区|区内|工业园|产业园|东区|片区")),
)


@dataclass(frozen=True, slots=True)
class _Context:
    """What stands above a sentence and holds in it where it says nothing itself."""

    made: int | None = None
    """The year of the document."""
    horizon: int | None = None
    past: bool = False
    aim: bool = False
    year: int | None = None
    subject: str = ""


@dataclass(frozen=True, slots=True)
class _Found:
    """An indicator before it has its evidence: ``start`` to ``end`` are the words to quote."""

    indicator: Indicator
    start: int
    end: int
    quantity: Quantity


def measure_text(text: str) -> tuple[Indicator, ...]:
    """The indicators of a text without a file; evidence offsets count in ``text``."""
    found = _measured(text, _Context(), None)
    return tuple(
        replace(one.indicator, evidence=Evidence(one.start, one.end, text[one.start : one.end]))
        for one in found
    )


def measure(document: Document, framework: Framework) -> tuple[Indicator, ...]:
    """The indicators of a document in reading order, those of its tables included.

    ``framework`` gives the horizon that 五年 and plan periods end with, and lets in
    statements that only its own targets make into indicators (全覆盖, 减按50%计入).
    """
    made = _made(document)
    known = owners(document)
    out: list[Indicator] = []
    for block in document.blocks:
        if block.kind in ("paragraph", "list"):
            out += _of_block(document, block, framework, made, known)
        elif block.kind == "table":
            rows = table_indicators(document, block, made=made, horizon=framework.horizon)
            if rows is not None:
                out += rows
            else:
                out += _of_cells(document, block, framework, made)
    return tuple(out)


def _made(document: Document) -> int | None:
    date = document.metadata.date or ""
    return int(date[:4]) if date[:4].isdigit() else None


def _of_block(
    document: Document, block: Block, framework: Framework, made: int | None, known: Owners
) -> Iterator[Indicator]:
    chain = document.section_at(block.start)
    start = block.start
    if chain and chain[-1].start <= start < chain[-1].heading_end <= block.end:
        start = chain[-1].heading_end
    text = document.text[start : block.end]
    if not text:
        return
    labels = [section.title for section in chain]
    context = _Context(
        made=made,
        horizon=framework.horizon,
        past=_is_past(labels),
        aim=not _is_past(labels),
        subject=labels[-1] if labels else "",
    )
    for one in _measured(text, context, framework):
        evidence = quote(document, start + one.start, start + one.end)
        owner = one.indicator.owner or owner_at(document, known, start + one.start)
        yield replace(one.indicator, evidence=evidence, owner=owner)


def _is_past(labels: list[str]) -> bool:
    """Whether the innermost heading that tells says that what follows is what is already there."""
    for label in reversed(labels):
        if _TO_DO.search(label):
            return False
        if _PAST_HEADING.search(label):
            return True
    return False


def _of_cells(
    document: Document, table: Block, framework: Framework, made: int | None
) -> Iterator[Indicator]:
    """Indicators stated in words inside the cells of a table of tasks."""
    for cell, row, year, owner in cells_with_statements(document, table):
        context = _Context(made=made, horizon=framework.horizon, aim=True, year=year)
        text = document.text[cell.start : cell.end]
        for one in _measured(text, context, framework):
            evidence = quote(document, row[0].start, row[-1].end)
            yield replace(one.indicator, evidence=evidence, owner=owner)


# Sentences ---------------------------------------------------------------------------------


def _measured(text: str, context: _Context, framework: Framework | None) -> list[_Found]:
    every = quantities(text)
    if not every:
        return []
    out: list[_Found] = []
    position = 0
    carried: int | None = context.year
    for start, end in sentences(text):
        inside: list[Quantity] = []
        while position < len(every) and every[position].start < end:
            if every[position].start >= start:
                inside.append(every[position])
            position += 1
        years = _years(text, start, end, context)
        here = replace(context, year=carried)
        out += _of_sentence(text, start, end, inside, years, here, framework)
        if context.aim and years and re.search(r"(?:到|至)$", text[max(0, years[0][0] - 1) : years[0][0]]):
            carried = years[0][2]
    return out


def _years(text: str, start: int, end: int, context: _Context) -> list[tuple[int, int, int]]:
    """The years a sentence names as its own time, each ``(start, end, year)``; no base years."""
    found: list[tuple[int, int, int]] = []
    for match in _YEAR.finditer(text, start, end):
        if _BASE_BEFORE.search(text[max(start, match.start() - 3) : match.start()]) and not re.match(
            "起|底前|前", text[match.end() : match.end() + 2]
        ):
            continue
        if _BASE_AFTER.match(text[match.end() : match.end() + 20]):
            continue
        found.append((match.start(), match.end(), int(match["year"])))
    if context.horizon is not None:
        for match in _PLAN_END.finditer(text, start, end):
            order = "一二三四五".index(match[1]) + 1
            found.append((match.start(), match.end(), 2005 + 5 * order))
        found += [
            (match.start(), match.end(), context.horizon)
            for match in _FIVE_YEARS.finditer(text, start, end)
        ]
    return sorted(found)


def _of_sentence(
    text: str,
    start: int,
    end: int,
    inside: list[Quantity],
    years: list[tuple[int, int, int]],
    context: _Context,
    framework: Framework | None,
) -> list[_Found]:
    out: list[_Found] = []
    floor = start
    previous: Naming | None = None
    for index, quantity in enumerate(inside):
        if quantity.role == "base":
            continue
        naming = _named(text, quantity, inside, index, floor, end, previous)
        if not _admitted(quantity, text[start:end], framework):
            if quantity.role in ("measure", "threshold"):
                floor = quantity.end if quantity.role == "measure" else floor
            continue
        found = _indicator(text, start, end, quantity, inside, years, context, naming)
        out.append(found)
        floor = quantity.end
        previous = naming
    return _based(out)


def _admitted(quantity: Quantity, sentence: str, framework: Framework | None) -> bool:
    """Whether a quantity is an indicator: a measure, or what a target of the framework asks for."""
    if quantity.role == "measure":
        return True
    if quantity.role == "implicit":
        if framework is None:
            return re.search("企业[^，。；]{0,12}全覆盖", sentence) is not None
        return asked_for(framework, quantity.unit, sentence)
    if quantity.role == "rule" and framework is not None and not _NOT_HERE.search(sentence):
        return asked_for(framework, quantity.unit, sentence, value=quantity.value)
    return False


def _named(
    text: str,
    quantity: Quantity,
    inside: list[Quantity],
    index: int,
    floor: int,
    end: int,
    previous: Naming | None,
) -> Naming:
    lead = max(min(quantity.lead, quantity.start), floor)
    counted = units.dimension(quantity.unit).startswith("count:")
    naming = name_of(
        text,
        start=quantity.start,
        lead=lead,
        end=quantity.end,
        floor=floor,
        ceiling=end if index + 1 == len(inside) else inside[index + 1].start,
        previous=previous,
        counted=counted,
    )
    following = inside[index + 1] if index + 1 < len(inside) else None
    first = index - quantity.listed
    if "分别" in text[max(0, inside[first].start - 24) : inside[first].start] and (
        quantity.listed or (following and following.listed)
    ):
        count = 1 + sum(1 for one in inside[first + 1 :] if one.listed)
        head = inside[first]
        whole = name_of(
            text,
            start=head.start,
            lead=min(head.lead, head.start),
            end=head.end,
            floor=min(floor, clause_start(text, head.start, 0)),
            ceiling=head.end,
            previous=None,
            counted=False,
        )
        names = parallel(re.sub("分别.*$", "", whole.name), count)
        if names and quantity.listed < len(names):
            naming = Naming(names[quantity.listed], whole.start)
    suffix = _change(quantity, naming.name)
    return Naming(naming.name + suffix, naming.start)


def _change(quantity: Quantity, name: str) -> str:
    """What a number of growth adds to the name of what grew."""
    if quantity.basis == "ratio" and not name.endswith(("倍数", "倍增")):
        return "增长倍数"
    if quantity.basis == "increment" and not name.endswith("幅"):
        return "增幅"
    if not quantity.growth or quantity.unit not in ("%", "百分点", "‰"):
        return ""
    if quantity.fall:
        return "" if name.endswith(("降幅", "降低", "下降")) else "降幅"
    return "" if re.search("增速|增长|增幅|涨幅|增长率$", name[-4:]) else "增速"


def _indicator(
    text: str,
    start: int,
    end: int,
    quantity: Quantity,
    inside: list[Quantity],
    years: list[tuple[int, int, int]],
    context: _Context,
    naming: Naming,
) -> _Found:
    year = _year(text, start, end, quantity, inside, years)
    sentence = text[start:end]
    clause = text[clause_start(text, quantity.start, start) : clause_end(text, quantity.end, end)]
    kind = _kind(sentence, clause, quantity, year, context)
    comparator = quantity.comparator
    if quantity.reached and kind == "achieved":
        comparator = "eq"
    if year is None and kind == "target":
        year = context.year
    left = clause_start(text, quantity.start, start)
    left = min(left, max(naming.start, start)) if quantity.start - naming.start < 80 else left
    right = clause_end(text, quantity.end, end)
    return _Found(
        Indicator(
            name=naming.name or context.subject,
            value=quantity.value,
            unit=quantity.unit,
            comparator=comparator,
            kind=kind,
            evidence=Evidence(left, right, ""),
            basis=quantity.basis,
            base_value=quantity.base_value,
            base_year=quantity.base_year,
            year=year,
            scope=_scope(text[max(start, quantity.start - 40) : quantity.end + 6]),
        ),
        left + (len(text[left:right]) - len(text[left:right].lstrip())),
        right,
        quantity,
    )


def _year(
    text: str,
    start: int,
    end: int,
    quantity: Quantity,
    inside: list[Quantity],
    years: list[tuple[int, int, int]],
) -> int | None:
    left = clause_start(text, quantity.start, start)
    right = clause_end(text, quantity.end, end)
    if quantity.listed or any(one.listed == 1 and one.start > quantity.end for one in inside):
        run = [year for at, until, year in years if left <= at and until <= quantity.start]
        count = 1 + sum(1 for one in inside if one.listed)
        if len(run) == count > 1 and "分别" in text[left : quantity.start]:
            return run[quantity.listed]
    before = [year for at, _, year in years if left <= at < quantity.start]
    if before:
        return before[-1]
    following = min((one.start for one in inside if one.start > quantity.start), default=right)
    after = [year for at, _, year in years if quantity.end <= at < min(right, following)]
    if after:
        return after[0]
    earlier = [year for at, _, year in years if at < left]
    if earlier:
        return earlier[-1]
    done = _DONE_AFTER.match(text[right : right + 24])
    if done:
        return next((year for at, _, year in years if at >= right), None)
    return None


def _kind(
    sentence: str, clause: str, quantity: Quantity, year: int | None, context: _Context
) -> Literal["target", "achieved"]:
    if context.past and not re.search(r"到20\d{2}年|力争", sentence):
        return "achieved"
    if year is not None and context.made is not None and year < context.made:
        return "achieved"
    if context.aim:
        return "achieved" if _STANDING.search(clause) else "target"
    aim, done = len(_TARGET.findall(sentence)), len(_ACHIEVED.findall(sentence))
    if quantity.comparator in ("ge", "le", "between") and not quantity.reached and not done:
        return "target"
    if aim != done:
        return "target" if aim > done else "achieved"
    return "target" if _imperative(sentence) else "achieved"


def _imperative(sentence: str) -> bool:
    """Whether a sentence opens with what is to be done (加快…, 推进…), as plans do."""
    return re.match(
        r"[^，。]{0,12}?(?:加快|推进|推动|加强|深入|持续|大力|积极|着力|支持|实施|做优|做强|培育|建设|打造|健全|完善|强化|深化|落实|促进|创建|抓好|统筹|开展|优化|构建|发展)",
        sentence,
    ) is not None


def _scope(words: str) -> Literal["zone", "county", "province"] | None:
    return next((name for name, pattern in _SCOPES if pattern.search(words)), None)


def _based(found: list[_Found]) -> list[_Found]:
    """A fact and a target of one thing in one sentence: the fact is the base of the target."""
    out = list(found)
    for index in range(1, len(out)):
        here, before = out[index], out[index - 1]
        if (
            here.indicator.base_value is None
            and here.indicator.year is not None
            and before.indicator.year is not None
            and before.indicator.year < here.indicator.year
            and before.indicator.name == here.indicator.name
            and not here.quantity.growth
            and not isinstance(before.indicator.value, tuple)
            and units.dimension(before.indicator.unit) == units.dimension(here.indicator.unit)
            and before.indicator.kind == "achieved"
        ):
            value = before.indicator.value * units.parse(before.indicator.unit).factor
            changed = replace(
                here.indicator,
                base_value=round(value / units.parse(here.indicator.unit).factor, 9),
                base_year=before.indicator.year,
            )
            out[index] = replace(here, indicator=changed)
    return out
