"""no_owner: tasks that name nobody who is responsible, where a reader would expect it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fangan.document import Block, Document, Section
from fangan.findings import Evidence, Finding, quote
from fangan.review.check.material import Material
from fangan.review.check.wording import caption, shortened
from fangan.review.owners import owners
from fangan.review.table_heads import cell_text

_TASKS = re.compile("任务|行动|举措|抓手|专班|工程|攻坚|项目|做法|路径|主要工作|重点工作")
_NO_TASKS = re.compile(
    "保障|组织|要求|目标|定位|布局|基础|条件|投资|资金|进度|考核|附件|附表|背景|形势"
)
_SET_ASIDE = re.compile("暂不|不列|不适用|不作安排|有关说明|其他事项")
_OWNER = re.compile(
    "牵头|责任(?:单位|部门|人|领导|主体)|负责(?:单位|部门|人)|主责|承办单位|落实单位|挂帅"
)
_BLANK = frozenset({"", "-", "—", "——", "－", "/", "无", "待定"})
_TOTAL = re.compile("合计|总计|小计|共计")
_MOST_NAMED = 0.6
"""Share of neighbouring tasks that name somebody, from which one that does not stands out."""
_FEW = 1 / 3


@dataclass(frozen=True, slots=True)
class _Duties:
    """A table of tasks with a column of who is responsible (责任分工表)."""

    table: Block
    rows: tuple[tuple[str, ...], ...]
    column: int
    blank: tuple[tuple[Block, ...], ...]

    def covers(self, words: str) -> bool:
        """Whether a row on ``words`` names somebody."""
        return any(
            row[self.column] not in _BLANK
            for row in self.rows
            if any(_alike(words, cell) for cell in row)
        )


def check(material: Material) -> list[Finding]:
    """One warning for a plan whose tasks name nobody, else one for each section that stands out."""
    document = material.document
    duties = [one for table in document.tables if (one := _duties(document, table))]
    found = [_blank_cells(document, one) for one in duties if one.blank]
    chapters = [
        section
        for section in _chapters(document.root)
        if _TASKS.search(section.title) and not _NO_TASKS.search(section.label)
    ]
    chapters = [section for section in chapters if len(section.children) > 1]
    if not chapters:
        return found
    known = owners(document)
    stated = [at for at, _ in known.stated]
    spoken = [at for at, _ in known.spoken]
    tasks = [child for chapter in chapters for child in chapter.children]
    told = [task for task in tasks if _within(task, stated)]
    said = [task for task in tasks if _within(task, spoken)]
    if not told and len(said) < _FEW * len(tasks):
        return found if duties else [*found, _of_plan(document, chapters)]
    places = sorted(stated + spoken)
    for section in (one for chapter in chapters for one in chapter.walk()):
        silent = [one for one in _silent(section, places) if not _answered(one, duties)]
        if silent:
            found.append(_of_section(document, section, silent))
    return found


def _chapters(root: Section) -> tuple[Section, ...]:
    """The sections of the highest level that has more than one."""
    while len(root.children) == 1:
        root = root.children[0]
    return root.children


def _within(section: Section, places: Sequence[int]) -> bool:
    return any(section.start <= at < section.end for at in places)


def _silent(section: Section, places: Sequence[int]) -> Iterator[Section]:
    """The parts of a section that name nobody while most of their neighbours do.

    A line at the very end stands in the last part but holds for all of them.
    """
    parts = [one for one in section.children if not _SET_ASIDE.search(one.title)]
    named = [one for one in parts if _within(one, places)]
    if len(named) < 2 or len(named) < _MOST_NAMED * len(parts):
        return
    yield from (one for one in parts if one not in named)


def _answered(section: Section, duties: Sequence[_Duties]) -> bool:
    return any(one.covers(section.title) for one in duties)


def _duties(document: Document, table: Block) -> _Duties | None:
    """A table with a column of responsibility, most of it filled; no table of projects."""
    rows = [tuple(cell_text(document, cell) for cell in row) for row in table.rows]
    if len(rows) < 3:
        return None
    column = next((at for at, title in enumerate(rows[0]) if _OWNER.search(title)), None)
    if column is None:
        return None
    body = [
        (words, blocks)
        for words, blocks in zip(rows[1:], table.rows[1:], strict=True)
        if column < len(words) and any(words) and not _TOTAL.match(next(filter(None, words)))
    ]
    blank = [blocks for words, blocks in body if words[column] in _BLANK]
    if not body or 2 * len(blank) > len(body):
        return None
    return _Duties(table, tuple(words for words, _ in body), column, tuple(blank))


def _alike(words: str, cell: str) -> bool:
    """Whether a cell names what a title names: most of the shorter one's character pairs."""
    one, other = _pairs(words), _pairs(cell)
    least = min(len(one), len(other))
    return least > 0 and len(one & other) >= max(0.6 * least, 1)


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}


def _blank_cells(document: Document, duties: _Duties) -> Finding:
    where = caption(document, duties.table.start) or "分工表"
    rows = tuple(quote(document, row[0].start, row[-1].end) for row in duties.blank)
    message = f"{where}有{len(rows)}行没有写责任单位，其余各行都写了"
    return Finding("no_owner", "warning", message, rows)


def _of_plan(document: Document, chapters: Sequence[Section]) -> Finding:
    names = "、".join(f"“{shortened(one.label, 16)}”" for one in chapters)
    message = f"{names}各项任务都没有写牵头单位或责任单位，也没有责任分工表"
    places = [one for chapter in chapters for one in (chapter, *chapter.children)]
    evidence = tuple(quote(document, one.start, one.heading_end) for one in places)
    return Finding("no_owner", "warning", message, evidence)


def _of_section(document: Document, section: Section, silent: Sequence[Section]) -> Finding:
    names = "、".join(f"“{shortened(one.label, 16)}”" for one in silent)
    message = f"“{shortened(section.label, 16)}”中{names}没有写责任单位，同级其他任务都写了"
    evidence = tuple(_opening(document, one) for one in silent)
    return Finding("no_owner", "warning", message, evidence)


def _opening(document: Document, section: Section) -> Evidence:
    """A heading and, where it runs on in its paragraph, what follows there."""
    block = document.block_at(section.start)
    end = block.end if block and block.end > section.heading_end else section.heading_end
    return quote(document, section.start, min(end, section.end))
