"""The heads and cells of tables of numbers: what each column holds, what a cell says."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from fangan.document import Block, Document
from fangan.framework import Comparator
from fangan.nlp import units
from fangan.nlp.numerals import five_year_plan_end
from fangan.nlp.quantity_text import fold

YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)年?")
_YEAR_ONLY = re.compile(
    r"(?:19|20)\d{2}年?(?:底|末)?(?:[（(]?(?:基期|实际|目标|预计|规划)(?:值)?[）)]?)?"
)
_PLAN = re.compile(r"十([一二三四五])五")
_NAME = re.compile(r"指标|名称|内容|目标名|事项|项目$")
_UNIT = re.compile(r"^(?:计量)?单位$|^计量单位|^单位[（(]")
_NATURE = re.compile(r"属性|性质|类型$|^指标类型")
OWNER = re.compile(
    r"牵头|责任(?:单位|部门|人)|负责(?:单位|部门)|主责|实施主体|建设(?:主体|单位)|承担单位|项目单位|业主"
)
_NUMBER = re.compile(r"序号|编号")
BASE = re.compile(r"基期|基数|现状|实际|完成|基础值|现值")
_AIM = re.compile(r"目标|规划|计划|预期")
_RATE = re.compile(r"年均|增速|增长率|累计")
DEADLINE = re.compile(r"完成时限|时限|完成时间|时间|年限|工期|起止|期限|进度")
_INVESTMENT = re.compile(r"(?:总|计划|估算|概算)?投资(?:额|总额|规模|估算)?|资金(?:规模|需求)")
_PROJECT = re.compile(r"项目")
_IN_BRACKETS = re.compile(r"[（(\[]\s*(?:单位[：:])?\s*([^（）()\[\]]{1,12})[）)\]]")
_CAPTION_UNIT = re.compile(r"单位[：:]\s*([^\s，。；）)、]{1,10})")
VALUE = re.compile(
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
TOTAL = re.compile(r"^(?:合计|总计|小计|共计)")
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


def cell_text(document: Document, cell: Block) -> str:
    """The words of a cell without white space."""
    return re.sub(r"\s+", "", document.text[cell.start : cell.end])


def caption_of(document: Document, table: Block) -> str:
    """The words right above a table, where its unit may stand."""
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
    return any(VALUE.fullmatch(cell) and not _YEAR_ONLY.fullmatch(cell) for cell in row)


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
        if kinds[-1] == "year" and DEADLINE.search(title):
            kinds[-1] = "deadline"
    if "name" not in kinds:
        body = cells[depth] if len(cells) > depth else []
        for index, cell in enumerate(body):
            if kinds[index : index + 1] == ["other"] and cell and not VALUE.match(cell):
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
    dated = YEAR.search(title) is not None
    named = _NAME.search(title) is not None
    told: tuple[tuple[Column, bool], ...] = (
        ("number", _NUMBER.search(title) is not None),
        ("unit", _UNIT.search(title) is not None),
        ("investment", _INVESTMENT.search(title) is not None and not named),
        ("deadline", DEADLINE.search(title) is not None),
        ("rate", _RATE.search(title) is not None and not named),
        ("base", BASE.search(title) is not None),
        ("owner", OWNER.search(title) is not None),
        ("nature", _NATURE.search(title) is not None and not dated),
        ("name", named and not dated),
        ("aim", _AIM.search(title) is not None),
    )
    return next((column for column, true in told if true), "other")


def _year_of(title: str) -> int | None:
    found = YEAR.search(fold(title).text)
    if found:
        return int(found[1])
    plan = _PLAN.search(title)
    return five_year_plan_end(plan[1]) if plan and "末" in title else None


def _unit_in(title: str) -> str | None:
    for match in _IN_BRACKETS.finditer(title):
        if units.is_unit(match[1]):
            return match[1]
    return None


# Cells -----------------------------------------------------------------------------------


def cell_in(row: list[str], index: int | None) -> str:
    """The cell at a position; empty where the row has none."""
    return row[index] if index is not None and index < len(row) else ""


def unit_for(row: list[str], head: Head, column: int, name: str, caption: str) -> str | None:
    """The unit of a cell: its row's, its name's, its column's, else the whole table's."""
    written = cell_in(row, head.first("unit"))
    if written:
        return units.canonical(written)
    shared = _CAPTION_UNIT.search(caption)
    found = _unit_in(name) or head.units[column] or (shared[1] if shared else None)
    return units.canonical(found)


def without_unit(name: str) -> str:
    """A name without the unit in its brackets."""
    return _IN_BRACKETS.sub(lambda match: "" if units.is_unit(match[1]) else match[0], name)


def cell_value(cell: str) -> tuple[float | tuple[float, float], Comparator, str] | None:
    """Value, comparator and unit written in a cell; None for a blank or a word."""
    text = fold(cell).text.replace("％", "%")
    match = VALUE.match(text)
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
