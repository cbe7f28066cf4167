"""Indicators (指标) of a plan: what it aims at and what it has reached, in numbers.

The grammar finds quantities (:mod:`fangan.nlp.quantities`), sentences and tables make
them indicators (:mod:`.statements`, :mod:`.indicator_tables`); here a whole document is
gone through, and each indicator gets its evidence and who is responsible.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from fangan.document import Block, Document
from fangan.findings import Indicator, quote
from fangan.framework import Framework
from fangan.nlp.numerals import chinese_integer
from fangan.nlp.quantities import quantities
from fangan.review.indicator_tables import cells_with_statements, table_indicators
from fangan.review.measure_names import clause_end, clause_start
from fangan.review.owners import Owners, owner_at, owners
from fangan.review.statements import YEAR, Context, stated
from fangan.review.targets import levels

_PAST = (
    "基础(?!设施|配套)|现状|回顾|成效|家底|底子|问题|形势|短板|不足|差距|承载(?:条件|能力$|力$)|条件(?:论证|分析)?$|背景|由来|概况|基本情况|面临|过去|"
    "优势$|缘起|沿革"
)
_SPELT_YEAR = re.compile("(?:一九|二[〇○零])[一二三四五六七八九〇○零]{2}(?=年)")
_PERIOD = 5
"""Years that a plan looks ahead."""
_PAST_HEADING = re.compile(_PAST)
_PAST_NAME = re.compile(
    f"(?:建设|发展|现实|产业|工作|现有|已有|创建|有利|支撑|突出|存在的?|主要|面临的?|良好)*(?:{_PAST})"
)
_TO_DO = re.compile(
    r"补|健全|提高|增强|扩大|拓展|深化|构建|筑牢|厚植|重塑|激活|守住|强化|夯实|攻坚|破解|壮大|聚焦|抓|优化|推进|提升|加强|完善|弥补|解决|改善|做|打造|培育|建设|目标|任务|措施|保障|"
    r"布局|定位|行动|举措|工程|安排"
)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What holds for the whole document."""

    document: Document
    framework: Framework
    owners: Owners
    made: int | None
    horizon: int | None
    levels: tuple[tuple[str, re.Pattern[str]], ...]


def measure_text(text: str) -> tuple[Indicator, ...]:
    """The indicators of a text without a file; evidence offsets count in ``text``."""
    return tuple(one.indicator for one in stated(text, Context(), None))


def measure(document: Document, framework: Framework) -> tuple[Indicator, ...]:
    """The indicators of a document in reading order, those of its tables included.

    ``framework`` gives the horizon that 五年 and plan periods end with, and lets in
    statements that only its own targets make into indicators (全覆盖, 减按50%计入).
    """
    date = document.metadata.date or ""
    made = int(date[:4]) if date[:4].isdigit() else None
    horizon = framework.horizon if _reaches(document, framework.horizon) else None
    plan = _Plan(document, framework, owners(document), made, horizon, levels(framework))
    out: list[Indicator] = []
    for block in document.blocks:
        if block.kind in ("paragraph", "list", "heading"):
            out += _of_block(plan, block)
        elif block.kind == "table":
            rows = table_indicators(document, block, made=made, horizon=framework.horizon)
            out += rows or ()
            out += _of_cells(plan, block, every=rows is None)
    return tuple(out)


def _reaches(document: Document, horizon: int) -> bool:
    """Whether 五年 may end with the framework's horizon: not in a document of other years."""
    years = {int(one["year"]) for one in YEAR.finditer(document.text)}
    spelt = _SPELT_YEAR.findall(document.text)
    years |= {year for word in spelt if (year := chinese_integer(word)) is not None}
    return not years or any(horizon - _PERIOD < year <= horizon + _PERIOD for year in years)


def _of_block(plan: _Plan, block: Block) -> Iterator[Indicator]:
    document = plan.document
    start = block.start
    text = document.text[start : block.end]
    labels = [section.title for section in document.section_at(start)]
    past = _is_past(labels) if labels else _before_sections(document, start)
    if not past:
        yield from _of_levels(plan, start, text)
    context = Context(
        made=plan.made,
        horizon=plan.horizon,
        past=past,
        aim=not past,
        subject=labels[-1] if labels else "",
    )
    for one in stated(text, context, plan.framework):
        yield replace(
            one.indicator,
            evidence=quote(document, start + one.start, start + one.end),
            owner=owner_at(document, plan.owners, start + one.start),
        )


def _before_sections(document: Document, offset: int) -> bool:
    """Whether a paragraph stands before the first section: what led to the plan, not its aims."""
    children = document.root.children
    return bool(children) and offset < children[0].start


def _is_past(labels: list[str]) -> bool:
    """Whether the innermost heading that tells says that what follows is already there."""
    for label in reversed(labels):
        name = _PAST_NAME.match(label)
        if name and not _TO_DO.search(label, name.end()):
            return True
        if _TO_DO.search(label):
            return False
        if _PAST_HEADING.search(label):
            return True
    return False


def _of_levels(plan: _Plan, start: int, text: str) -> Iterator[Indicator]:
    """A level that a plan sets out to reach with no number (升为省级孵化器): one of the thing."""
    for identity, pattern in plan.levels:
        for match in pattern.finditer(text):
            left = clause_start(text, match.start(), 0)
            right = clause_end(text, match.end(), len(text))
            if quantities(text[match.end() : right]):
                continue
            years = [one["year"] for one in YEAR.finditer(text, left, right)]
            yield Indicator(
                name=(match["thing"] or "") + (match["rise"] or "") or match.group(),
                value=1.0,
                unit="个",
                comparator="eq",
                kind="target",
                evidence=quote(plan.document, start + left, start + right),
                target=identity,
                year=int(years[-1]) if years else None,
                owner=owner_at(plan.document, plan.owners, start + left),
            )


def _of_cells(plan: _Plan, table: Block, *, every: bool) -> Iterator[Indicator]:
    """Indicators stated in words inside cells: all of a table of tasks, else those of contents."""
    document = plan.document
    for cell, row, year, owner in cells_with_statements(document, table, every=every):
        context = Context(made=plan.made, horizon=plan.horizon, aim=True, year=year)
        for one in stated(document.text[cell.start : cell.end], context, plan.framework):
            evidence = quote(document, row[0].start, row[-1].end)
            yield replace(one.indicator, evidence=evidence, owner=owner)
