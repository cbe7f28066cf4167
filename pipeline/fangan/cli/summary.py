"""A review in the terminal: the verdict first, then what is missing and why.

Readable without colour, at 80 columns and in a GBK console: states are words,
bars are characters that such a console has, and no word of the plan is taken
for markup or reaches the terminal as a control code.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from rich import box
from rich.console import Group, RenderableType
from rich.table import Column, Table
from rich.text import Text

from fangan.findings import AreaFinding, ItemFinding, Review
from fangan.review.report import words

_BAR_CELLS = 20
_SEVERITY_ORDER = {code: rank for rank, code in enumerate(words.SEVERITIES)}
_STYLES = {
    "complete": "bold green",
    "incomplete": "bold red",
    "unreadable": "bold red",
    "present": "green",
    "thin": "yellow",
    "missing": "red",
    "restated": "yellow",
    "error": "red",
    "warning": "yellow",
    "hint": "dim",
}


def summary(review: Review) -> RenderableType:
    """What a person wants to know of a review at first sight."""
    gaps = [finding for finding in review.items if words.severity_of(finding) == "缺项"]
    return Group(
        *_verdict(review),
        *_titled("必备部分", _parts(review)),
        *_titled("各领域必备条目落实", _areas(review)),
        _counts(review),
        *_titled(f"缺项 {len(gaps)} 条", _gaps(gaps) if gaps else None),
        *_titled(f"问题 {len(review.findings)} 处", _problems(review) if review.findings else None),
    )


def _plain(text: str, style: str = "") -> Text:
    return Text(words.one_line(words.clean(text)), style=style)


def _titled(title: str, body: RenderableType | None) -> list[RenderableType]:
    if body is None:
        return []
    return [Text(), Text(title, style="bold"), body]


def _verdict(review: Review) -> list[RenderableType]:
    document = review.document
    name = document.source.filename
    title = words.display_title(document)
    length = f"{len(document.pages)} 页，" if document.pages else ""
    about = [
        _plain(title, "bold"),
        _plain(f"文件 {name}（{length}{len(document.text)} 字符）", "dim"),
        _plain(f"对照 {review.framework.title}", "dim"),
        Text(),
        Text(f"结论：{words.headline(review)}", style=_STYLES[review.verdict]),
    ]
    listed = [
        Text(f"  {n}. ").append_text(_plain(r)) for n, r in enumerate(words.reasons(review), 1)
    ]
    also = [Text("  - ").append_text(_plain(remark)) for remark in words.remarks(review)]
    notices = [Text("  ! ").append_text(_plain(notice.message)) for notice in document.warnings]
    return [*about, *listed, *also, *notices]


def _grid(*columns: str) -> Table:
    """A table whose last column takes the room that is left."""
    table = Table(box=box.SIMPLE_HEAD, expand=False, pad_edge=False, show_edge=False)
    for column in columns[:-1]:
        table.add_column(column, no_wrap=True)
    table.add_column(columns[-1], ratio=1, overflow="fold")
    return table


def _let_wrap(column: Column, *, at: int) -> None:
    column.no_wrap = False
    column.overflow = "fold"
    column.max_width = at


def _parts(review: Review) -> RenderableType:
    table = _grid("部分", "状态", "理由")
    for part in review.parts:
        table.add_row(
            _plain(f"{part.id} {part.name}"),
            Text(words.PART_STATES[part.status], style=_STYLES[part.status]),
            _plain(part.reason),
        )
    return table


def _areas(review: Review) -> RenderableType:
    table = Table(box=None, show_header=False, pad_edge=False)
    for justify in ("left", "left", "right", "right"):
        table.add_column(justify=justify, no_wrap=True)
    for area in review.areas:
        table.add_row(
            _plain(f"{area.id} {area.name}"),
            Text(_bar(area)),
            Text(f"{area.must_met} / {area.must_total}"),
            Text(words.percent(area.coverage)),
        )
    return table


def _bar(area: AreaFinding) -> str:
    full = int(_BAR_CELLS * area.coverage)
    return "█" * full + "·" * (_BAR_CELLS - full)


def _counts(review: Review) -> RenderableType:
    counts: Counter[str] = Counter(finding.status for finding in review.items)
    states = "  ".join(f"{word} {counts[code]}" for code, word in words.ITEM_STATES.items())
    return Text(f"\n全部 {len(review.items)} 条：{states}")


def _gaps(gaps: Iterable[ItemFinding]) -> RenderableType:
    table = _grid("编号", "条目", "状态", "理由")
    _let_wrap(table.columns[1], at=26)
    for finding in gaps:
        reason = _plain(finding.reason)
        if words.is_doubtful(finding):
            reason.append("（请人工核对）")
        table.add_row(
            _plain(finding.item.id),
            _plain(finding.item.name),
            Text(words.ITEM_STATES[finding.status], style=_STYLES[finding.status]),
            reason,
        )
    return table


def _problems(review: Review) -> RenderableType:
    table = _grid("程度", "问题", "说明")
    _let_wrap(table.columns[1], at=20)
    for finding in sorted(review.findings, key=lambda f: _SEVERITY_ORDER[f.severity]):
        message = _plain(finding.message)
        pages = [evidence.page for evidence in finding.evidence if evidence.page is not None]
        if pages:
            message.append(f"（第 {words.numbers(pages)} 页）")
        table.add_row(
            Text(words.SEVERITIES[finding.severity], style=_STYLES[finding.severity]),
            Text(words.CHECKS.get(finding.check, finding.check)),
            message,
        )
    return table
