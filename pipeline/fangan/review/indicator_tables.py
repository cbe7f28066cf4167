"""Tables of indicators (指标表) and of projects (项目表), read by their heads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from fangan.document import Block, Document
from fangan.findings import Indicator, quote
from fangan.framework import Comparator
from fangan.nlp import units
from fangan.nlp.numerals import five_year_plan_end
from fangan.nlp.quantity_text import fold
from fangan.review.owners import owner_in

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)年?")
_VALUE = re.compile(r"[<>≥≤＞＜约]?\d[\d,，.]*[%％]?")
_YEAR_ONLY = re.compile(
    r"(?:19|20)\d{2}年?(?:底|末)?(?:[（(]?(?:基期|实际|目标|预计|规划)(?:值)?[）)]?)?"
)
_PLAN = re.compile(r"十([一二三四五])五")
_NAME = re.compile(r"指标|名称|内容|目标名|事项|项目$")
_UNIT = re.compile(r"^(?:计量)?单位$|^计量单位|^单位[（(]")
_NATURE = re.compile(r"属性|性质|类型$|^指标类型")
_OWNER = re.compile(
    r"牵头|责任(?:单位|部门|人)|负责(?:单位|部门)|主责|实施主体|建设(?:主体|单位)|承担单位|项目单位|业主"
)
_NUMBER = re.compile(r"序号|编号")
_BASE = re.compile(r"基期|基数|现状|实际|完成|基础值|现值")
_AIM = re.compile(r"目标|规划|计划|预期")
_RATE = re.compile(r"年均|增速|增长率|累计")
_DEADLINE = re.compile(r"完成时限|时限|完成时间|时间|年限|工期|起止|期限|进度")
_INVESTMENT = re.compile(r"(?:总|计划|估算|概算)?投资(?:额|总额|规模|估算)?|资金(?:规模|需求)")
_PROJECT = re.compile(r"项目")
_IN_BRACKETS = re.compile(r"[（(\[]\s*(?:单位[：:])?\s*([^（）()\[\]]{1,12})[）)\]]")
_CAPTION_UNIT = re.compile(r"单位[：:]\s*([^\s，。；）)、]{1,10})")
_VALUE = re.compile(
    r"(?P<force>≥|>=|≧|不低于|不少于|大于等于|>|大于|超过|突破|≤|<=|≦|不超过|不高于|小于等于|<|小于|低于|约|达到)?"
    r"(?P<open>[\[〔【(（])?(?P<sign>[-－−])?(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?:[-—~～至](?P<upper>\d+(?:\.\d+)?))?(?P<close>[\]〕】)）])?(?P<unit>[^\d\s]{0,8}?)"
    r"(?P<after>以上|左右|以内|以下|\+)?$"
)
_FORCES: dict[str, Comparator] = {
    "≥": "ge", ">=": "ge", "≧": "ge", "不低于": "ge", "不少于": "ge", "大于等于": "ge", "达到": "ge",
    ">": "gt", "大于": "gt", "超过": "gt", "突破": "gt", "以上": "ge", "+": "gt",
    "≤": "le", "<=": "le", "≦": "le", "不超过": "le", "不高于": "le", "小于等于": "le", "以内": "le", "以下": "le",
    "<": "lt", "小于": "lt", "低于": "lt", "约": "approx", "左右": "approx",
}  # fmt: skip
_CONTENT = re.compile("(?:建设|主要|项目)(?:内容|规模)|内容(?:和|及|与)规模")
_TOTAL = re.compile(r"^(?:合计|总计|小计|共计)")
Column = Literal[
    "name",
    "unit",
    "nature",
    "owner",
    "number",
    "year",
    "aim",
    "base",
    "rate",
    "deadline",
    "investment",
    "other",
]


@dataclass(frozen=True, slots=True)
class Head:
    """What a table's columns hold. ``years`` is parallel to ``columns``."""

    columns: tuple[Column, ...]
    years: tuple[int | None, ...]
    units: tuple[str | None, ...]
    rows: int
    titles: tuple[str, ...] = field(default=())

    def first(self, kind: Column) -> int | None:
        """Position of the first column of a kind."""
        return self.columns.index(kind) if kind in self.columns else None


def table_indicators(
    document: Document, table: Block, *, made: int | None, horizon: int
) -> list[Indicator] | None:
    """The indicators of a table by its head; None when its head is of neither kind."""
    cells = [[_text(document, cell) for cell in row] for row in table.rows]
    head = read_head(cells)
    if head is None:
        return None
    caption = _caption(document, table)
    if "investment" in head.columns and "year" not in head.columns:
        return _projects(document, table, cells, head, caption)
    if {"year", "aim"} & set(head.columns):
        return _rows(document, table, cells, head, caption, made=made, horizon=horizon)
    return None


def _text(document: Document, cell: Block) -> str:
    return re.sub(r"\s+", "", document.text[cell.start : cell.end])


def _caption(document: Document, table: Block) -> str:
    return document.text[max(0, table.start - 80) : table.start]


# Heads -------------------------------------------------------------------------------------


def read_head(cells: list[list[str]]) -> Head | None:
    """Read the head of a table from its first rows; None when it is no table of numbers."""
    for depth in range(1, min(4, len(cells))):
        if depth > 1 and _holds_values(cells[depth - 1]):
            return None  # the body has begun
        if sum(_YEAR_ONLY.fullmatch(cell) is not None for cell in cells[depth]) > 1:
            continue  # the next row still names years: it belongs to the head
        head = _head(_stacked(cells[:depth]), depth, cells)
        if {"year", "aim", "investment"} & set(head.columns) and "name" in head.columns:
            return head
    return None


def _holds_values(row: list[str]) -> bool:
    """Whether a row holds a number that is no year."""
    return any(_VALUE.fullmatch(cell) and not _YEAR_ONLY.fullmatch(cell) for cell in row)


def _stacked(rows: list[list[str]]) -> tuple[str, ...]:
    """Titles of the columns under a head of several rows; a merged cell's text goes right."""
    width = max(len(row) for row in rows)
    titles = [""] * width
    for row in rows:
        last = ""
        for index in range(width):
            cell = row[index] if index < len(row) else ""
            below = len(rows) > 1 and row is not rows[-1]
            last = cell or (last if below and index and not titles[index] else "")
            if last and last not in titles[index]:
                titles[index] += last
    return tuple(titles)


def _head(titles: tuple[str, ...], depth: int, cells: list[list[str]]) -> Head:
    columns = [_column(title) for title in titles]
    years = [_year_of(title) for title in titles]
    kinds: list[Column] = []
    for column, year, title in zip(columns, years, titles, strict=True):
        kinds.append("year" if column in ("other", "aim", "base") and year else column)
        if kinds[-1] == "year" and _DEADLINE.search(title):
            kinds[-1] = "deadline"
    if "name" not in kinds:
        body = cells[depth] if len(cells) > depth else []
        for index, cell in enumerate(body):
            if kinds[index : index + 1] == ["other"] and cell and not _VALUE.match(cell):
                kinds[index] = "name"
                break
    if kinds.count("name") > 1:
        kinds = _one_name(kinds, titles)
    found = [_unit_in(title) for title in titles]
    return Head(tuple(kinds), tuple(years), tuple(found), depth, titles)


def _one_name(kinds: list[Column], titles: tuple[str, ...]) -> list[Column]:
    """Among columns that may name the row keep the one that says so most plainly."""
    best = max(
        (index for index, kind in enumerate(kinds) if kind == "name"),
        key=lambda index: (
            "名称" in titles[index],
            titles[index] in {"指标", "项目", "主要指标", "具体指标"},
            index,
        ),
    )
    return [
        "other" if kind == "name" and index != best else kind for index, kind in enumerate(kinds)
    ]


def _column(title: str) -> Column:
    dated = _YEAR.search(title) is not None
    named = _NAME.search(title) is not None
    told: tuple[tuple[Column, bool], ...] = (
        ("number", _NUMBER.search(title) is not None),
        ("unit", _UNIT.search(title) is not None),
        ("investment", _INVESTMENT.search(title) is not None and not named),
        ("deadline", _DEADLINE.search(title) is not None),
        ("rate", _RATE.search(title) is not None and not named),
        ("base", _BASE.search(title) is not None),
        ("owner", _OWNER.search(title) is not None),
        ("nature", _NATURE.search(title) is not None and not dated),
        ("name", named and not dated),
        ("aim", _AIM.search(title) is not None),
    )
    return next((column for column, true in told if true), "other")


def _year_of(title: str) -> int | None:
    found = _YEAR.search(fold(title).text)
    if found:
        return int(found[1])
    plan = _PLAN.search(title)
    return five_year_plan_end(plan[1]) if plan and "末" in title else None


def _unit_in(title: str) -> str | None:
    for match in _IN_BRACKETS.finditer(title):
        if units.is_unit(match[1]):
            return match[1]
    return None


# Rows --------------------------------------------------------------------------------------


def _cell(row: list[str], index: int | None) -> str:
    return row[index] if index is not None and index < len(row) else ""


def _unit_for(row: list[str], head: Head, column: int, name: str, caption: str) -> str | None:
    written = _cell(row, head.first("unit"))
    if written:
        return units.canonical(written)
    shared = _CAPTION_UNIT.search(caption)
    found = _unit_in(name) or head.units[column] or (shared[1] if shared else None)
    return units.canonical(found)


def _rows(
    document: Document,
    table: Block,
    cells: list[list[str]],
    head: Head,
    caption: str,
    *,
    made: int | None,
    horizon: int,
) -> list[Indicator]:
    out: list[Indicator] = []
    base = _base_column(head, made)
    for row, blocks in zip(cells[head.rows :], table.rows[head.rows :], strict=True):
        name = _cell(row, head.first("name"))
        if not name or _VALUE.fullmatch(name):
            continue
        start = _value(_cell(row, base)) if base is not None else None
        for column, kind in enumerate(head.columns):
            if column == base or kind not in ("year", "aim", "rate") or column >= len(row):
                continue
            read = _value(row[column])
            if read is None:
                continue
            value, comparator, inside = read
            unit = (
                units.canonical(inside) if inside else _unit_for(row, head, column, name, caption)
            )
            if kind == "rate":
                if not (inside == "%" or "%" in head.titles[column] or "增" in head.titles[column]):
                    continue
                unit = "%"
            year = head.years[column] or (horizon if kind in ("aim", "rate") else None)
            past = made is not None and year is not None and year < made
            nature = _cell(row, head.first("nature"))
            out.append(
                Indicator(
                    name=_bare(name) + ("年均增速" if kind == "rate" else ""),
                    value=value,
                    unit=unit,
                    comparator=comparator,
                    kind="achieved" if past else "target",
                    evidence=quote(document, blocks[0].start, blocks[-1].end),
                    base_value=start[0]
                    if start and kind != "rate" and not isinstance(start[0], tuple)
                    else None,
                    base_year=head.years[base] if base is not None else None,
                    year=year,
                    owner=_cell(row, head.first("owner")) or None,
                    nature="约束性" if "约束" in nature else "预期性" if "预期" in nature else None,
                )
            )
    return out


def _base_column(head: Head, made: int | None) -> int | None:
    """The column of the base: marked as such, else the last year before the plan."""
    marked = [
        index
        for index, title in enumerate(head.titles)
        if _BASE.search(title) and head.columns[index] in ("base", "year")
    ]
    if marked:
        return marked[-1]
    dated = [
        (year, index)
        for index, year in enumerate(head.years)
        if year and head.columns[index] == "year"
    ]
    if len({year for year, _ in dated}) < 2:
        return None
    if made is None:
        year, column = min(dated)
        return column if year % 5 == 0 else None  # plans count from the end of a five-year plan
    past = [one for one in dated if one[0] < made]
    return max(past)[1] if past and len(past) < len(dated) else None


def _bare(name: str) -> str:
    return _IN_BRACKETS.sub(lambda match: "" if units.is_unit(match[1]) else match[0], name)


def _value(cell: str) -> tuple[float | tuple[float, float], Comparator, str] | None:
    """Value, comparator and unit written in a cell; None for a blank or a word."""
    text = fold(cell).text.replace("％", "%")
    match = _VALUE.match(text)
    if match is None:
        return None
    written = match["unit"].strip("。；")
    if written and not units.is_unit(written):
        return None
    value = float(match["number"].replace(",", ""))
    if match["sign"]:
        value = -value
    comparator: Comparator = _FORCES.get(match["force"] or "", "eq")
    if match["after"]:
        comparator = _FORCES[match["after"]]
    if match["upper"]:
        return (value, float(match["upper"])), "between", written
    return value, comparator, written


# Projects ----------------------------------------------------------------------------------


def _projects(
    document: Document, table: Block, cells: list[list[str]], head: Head, caption: str
) -> list[Indicator]:
    """Each project's investment, and the total, as indicators with the year of completion."""
    column = head.first("investment")
    if column is None:
        return []
    out: list[Indicator] = []
    for row, blocks in zip(cells[head.rows :], table.rows[head.rows :], strict=True):
        read = _value(_cell(row, column))
        if read is None:
            continue
        value, comparator, inside = read
        total = next((cell for cell in row if _TOTAL.match(cell)), None)
        name = "重点项目总投资合计" if total else f"{_cell(row, head.first('name'))}总投资"
        unit = units.canonical(inside) if inside else _unit_for(row, head, column, "", caption)
        years = _YEAR.findall(fold(_cell(row, head.first("deadline"))).text)
        out.append(
            Indicator(
                name=name,
                value=value,
                unit=unit,
                comparator=comparator,
                kind="target",
                evidence=quote(document, blocks[0].start, blocks[-1].end),
                year=int(years[-1]) if years and not total else None,
                owner=None if total else _cell(row, head.first("owner")) or None,
            )
        )
    return out


# Tables of tasks ---------------------------------------------------------------------------


def cells_with_statements(
    document: Document, table: Block, *, every: bool
) -> Iterator[tuple[Block, tuple[Block, ...], int | None, str | None]]:
    """Cells of a table that may state an indicator in words: ``every`` one, or those of contents.

    Each with its row, the year of the row's deadline and who is responsible for it.
    """
    if len(table.rows) < 2:
        return
    titles = [_text(document, cell) for cell in table.rows[0]]
    owner_column = next((i for i, title in enumerate(titles) if _OWNER.search(title)), None)
    time_column = next((i for i, title in enumerate(titles) if _DEADLINE.search(title)), None)
    for row in table.rows[1:]:
        texts = [_text(document, cell) for cell in row]
        years = _YEAR.findall(fold(_cell(texts, time_column)).text)
        owner = _cell(texts, owner_column) or owner_in("".join(texts))
        for index, cell in enumerate(row):
            if index in (owner_column, time_column) or len(texts[index]) < 6:
                continue
            if not every and not _CONTENT.search(_cell(titles, index)):
                continue
            yield cell, row, int(years[-1]) if years else None, owner or None
