"""sum_mismatch: a stated total (合计) that the parts in the table do not add up to."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fangan.document import Block, Document
from fangan.findings import Finding, quote
from fangan.review.check import sureness
from fangan.review.check.material import Material
from fangan.review.check.sums_in_text import text_findings
from fangan.review.check.wording import amount, caption
from fangan.review.table_heads import cell_text

_TOTAL = re.compile(
    "^(?:合计|总计|共计|总和|总[　]*计|合[　]*计)(?:数|额)?$|^(?:合计|总计|共计)[（(].*[）)]$"
)
_SUBTOTAL = re.compile("小计|^其中|分计")
_NUMBER = re.compile(r"[-－−]?\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|[-－−]?\d+(?:\.\d+)?")
_COUNTED = re.compile(r"(?:共|共计)?(\d+)(?:个|项)(?:项目)?")
_NO_SUM = re.compile(
    "序号|编号|率|比例|占比|比重|强度|人均|亩均|均|增速|增幅|年限|工期|起止|时限|时间|年份|电话|%"
)
_SHARE = re.compile("占比|比重|比例|%|％")
_BLANKS = frozenset({"", "-", "—", "——", "－", "/"})


@dataclass(frozen=True, slots=True)
class _Row:
    cells: tuple[str, ...]
    start: int
    end: int

    @property
    def label(self) -> str:
        """The first word of the row."""
        return next((cell for cell in self.cells if cell), "")

    @property
    def is_total(self) -> bool:
        return any(_TOTAL.match(cell) for cell in self.cells[:2])


def check(material: Material) -> list[Finding]:
    """One error for each total of a table or of the text that its parts do not give."""
    document = material.document
    found = [fault for table in document.tables for fault in _of_table(document, table)]
    return found + text_findings(material)


def _of_table(document: Document, table: Block) -> list[Finding]:
    rows = [
        _Row(tuple(cell_text(document, cell) for cell in row), row[0].start, row[-1].end)
        for row in table.rows
        if row
    ]
    totals = [index for index, row in enumerate(rows) if row.is_total]
    if len(totals) != 1 or len(rows) < 4:
        return []
    at = totals[0]
    head = rows[0]
    parts = rows[at + 1 :] if at == 1 else rows[1:at]
    parts = [row for row in parts if any(row.cells)]
    if len(parts) < 2 or len({len(row.cells) for row in (*parts, rows[at])}) > 1:
        return []
    found: list[Finding] = []
    for column in range(1, len(rows[at].cells)):
        title = head.cells[column] if column < len(head.cells) else ""
        fault = _of_column(document, rows[at], parts, column, title)
        if fault:
            found.append(fault)
    return found or _of_count(document, rows[at], parts)


def _of_column(
    document: Document, total: _Row, parts: list[_Row], column: int, title: str
) -> Finding | None:
    stated = _number(total.cells[column])
    shares = _SHARE.search(title) is not None and stated == 100
    if stated is None or (_NO_SUM.search(title) and not shares):
        return None
    written = [row.cells[column] for row in parts]
    read = [_number(cell) for cell in written]
    if any(
        value is None and cell not in _BLANKS for value, cell in zip(read, written, strict=True)
    ):
        return None  # a part that is no number: the sum is open
    values = [value for value in read if value is not None]
    if len(values) < 2:
        return None
    digits = max(_decimals(cell) for cell in (total.cells[column], *written))
    slack = 0.5 * 10.0**-digits * (len(values) + 1) + (1.0 if shares else 0.0)
    if digits == 0 and _counts(title):
        slack = 0.0
    if any(abs(stated - way) <= slack + 1e-9 for way in _sums(parts, read)):
        return None
    unit = _unit_of(title, total.cells[column])
    name = title or "该列"
    summed = sum(values)
    message = (
        f"{caption(document, total.start) or '表格'}“{name}”合计写{amount(stated, unit)}，"
        f"所列{len(values)}项相加为{amount(summed, unit)}，相差{amount(abs(stated - summed), unit)}"
    )
    evidence = [quote(document, total.start, total.end)]
    evidence += [quote(document, row.start, row.end) for row in parts]
    close = min(abs(stated - way) for way in _sums(parts, read)) < 2 * slack
    sure = sureness.of_make(document, "sum_close" if close else "sum", evidence)
    return Finding("sum_mismatch", "error", message, tuple(evidence), sure)


def _sums(parts: list[_Row], read: list[float | None]) -> list[float]:
    """The ways in which rows may add up: all, without or only those that sum others."""
    pairs = [(row, value) for row, value in zip(parts, read, strict=True) if value is not None]
    numbered = [
        value
        for row, value in pairs
        if re.match("[一二三四五六七八九十]+[、.]?|（[一二三四五六七八九十]+）", row.label)
    ]
    others = [
        value
        for row, value in pairs
        if not re.match("[一二三四五六七八九十]+[、.]?|（[一二三四五六七八九十]+）", row.label)
    ]
    sub = [value for row, value in pairs if any(_SUBTOTAL.search(cell) for cell in row.cells)]
    plain = [value for row, value in pairs if not any(_SUBTOTAL.search(cell) for cell in row.cells)]
    ways = [sum(value for _, value in pairs)]
    ways += [
        sum(group) for group in (numbered, others, sub, plain) if group and len(group) < len(pairs)
    ]
    if sub or numbered:
        ways.append(sum(value for _, value in pairs) / 2)
    return ways


def _of_count(document: Document, total: _Row, parts: list[_Row]) -> list[Finding]:
    """An error when a total row counts other than the rows there are (合计 12个)."""
    stated = next((match for cell in total.cells if (match := _COUNTED.fullmatch(cell))), None)
    if stated is None or any(_SUBTOTAL.search(cell) for row in parts for cell in row.cells):
        return []
    numbers = [
        int(row.cells[0]) for row in parts if row.cells[0].isascii() and row.cells[0].isdigit()
    ]
    if numbers != list(range(1, len(parts) + 1)) or int(stated[1]) == len(parts):
        return []
    message = f"{caption(document, total.start) or '表格'}合计写{stated[0]}，所列只有{len(parts)}项"
    if int(stated[1]) < len(parts):
        message = message.replace("只有", "有")
    evidence = (
        quote(document, total.start, total.end),
        quote(document, parts[-1].start, parts[-1].end),
    )
    sure = sureness.of_make(document, "count", evidence)
    return [Finding("sum_mismatch", "error", message, evidence, sure)]


def _number(cell: str) -> float | None:
    match = _NUMBER.match(cell)
    if match is None or not re.fullmatch(r"[%％万亿元个户家人亩吨]*", cell[match.end() :]):
        return None
    return float(re.sub("[,，]", "", match[0]).replace("－", "-").replace("−", "-"))


def _decimals(cell: str) -> int:
    match = _NUMBER.match(cell)
    return len(match[0].partition(".")[2]) if match else 0


def _counts(title: str) -> bool:
    return re.search("数量|个数|户数|家数|人数|[（(](?:个|户|家|人|项|座)[）)]", title) is not None


def _unit_of(title: str, cell: str) -> str:
    inside = re.search(r"[（(](?:单位[:：])?([^（）()]{1,6})[）)]$", title)
    if inside:
        return inside[1]
    match = _NUMBER.match(cell)
    return cell[match.end() :] if match else ""
