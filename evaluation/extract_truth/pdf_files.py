"""PDF files with known truth, set as offices set them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extract_truth.content import Case, Grid, Heading, Item, Para, Title, plan, table

FONT = "STSong-Light"
CLOSERS = "，。、；：）%！？”"


@dataclass
class Look:
    """How a file is set."""

    page: tuple[float, float] = (595.0, 842.0)
    header: str = ""
    footer: str = "— {n} —"
    columns: int = 1
    doubled: bool = False
    size: float = 15.6
    pitch: float = 25.0
    rotate: int = 0
    spaced_title: bool = False
    lying: int = 0  # the text is turned by so many degrees; only the footer stands upright


class Press:
    """Draws items one below the other, page after page."""

    def __init__(self, path: Path, look: Look) -> None:
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfbase.cidfonts import UnicodeCIDFont
        from reportlab.pdfgen.canvas import Canvas

        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
        self.look = look
        # reportlab swaps the sides of a page that it rotates.
        paper = look.page[::-1] if look.lying or look.rotate % 180 else look.page
        self.canvas: Any = Canvas(str(path), pagesize=paper)
        self.number = 0
        self.left, self.top, self.foot = 80.0, 90.0, 90.0
        gap = 2 * look.size
        self.width = (look.page[0] - 2 * self.left - gap * (look.columns - 1)) / look.columns
        if look.columns == 1:  # whole letters fill the line
            self.width = int(self.width / look.size) * look.size
        self.column = 0
        self.y = self.top
        self.begin()

    def begin(self) -> None:
        self.number += 1
        self.y, self.column = self.top, 0
        if self.look.rotate:
            self.canvas.setPageRotation(self.look.rotate)
        if self.look.header:
            self.at(self.left, 45, self.look.header, 9)
        if self.look.footer:
            text = self.look.footer.format(n=self.number)
            if self.look.lying:
                self.canvas.setFont(FONT, 10.5)
                self.canvas.drawCentredString(self.look.page[1] / 2, 40, text)
            else:
                middle = (self.look.page[0] - self.measure(text, 10.5)) / 2
                self.at(middle, self.look.page[1] - 50, text, 10.5)
        if self.look.lying:  # the paper turns under the text
            wide, tall = self.look.page
            self.canvas.translate(*((tall, 0) if self.look.lying == 90 else (0, wide)))
            self.canvas.rotate(90 if self.look.lying == 90 else -90)

    def measure(self, text: str, size: float) -> float:
        return float(self.canvas.stringWidth(text, FONT, size))

    def at(self, x: float, top: float, text: str, size: float) -> None:
        self.canvas.setFont(FONT, size)
        self.canvas.drawString(x, self.look.page[1] - top - 0.88 * size, text)

    @property
    def x(self) -> float:
        return self.left + self.column * (self.width + 2 * self.look.size)

    def room(self, height: float) -> None:
        """Go on to the next column or page where ``height`` does not fit."""
        if self.y + height <= self.look.page[1] - self.foot:
            return
        if self.column + 1 < self.look.columns:
            self.column += 1
            self.y = self.top
        else:
            self.canvas.showPage()
            self.begin()

    def wrapped(self, text: str, indent: float) -> Iterator[tuple[float, str]]:
        size = self.look.size
        line, x = "", indent
        for char in text:
            full = x + self.measure(line + char, size) > self.width + 0.1
            hangs = char in CLOSERS and x + self.measure(line, size) <= self.width + 0.1
            if full and not hangs:
                yield x, line
                line, x = "", 0.0
            line += char
        yield x, line

    def paragraph(self, text: str, *, indent: float = 2.0, bold: bool = False) -> None:
        for x, line in self.wrapped(text, indent * self.look.size):
            self.room(self.look.pitch)
            self.at(self.x + x, self.y, line, self.look.size)
            if bold and self.look.doubled:
                self.at(self.x + x + 0.35, self.y, line, self.look.size)
            self.y += self.look.pitch

    def centred(self, lines: tuple[str, ...], size: float) -> None:
        for line in lines:
            text = " ".join(line) if self.look.spaced_title else line
            whole = self.look.page[0] - 2 * self.left
            self.at(self.left + (whole - self.measure(text, size)) / 2, self.y, text, size)
            self.y += 1.5 * size
        self.y += 10

    def right(self, text: str) -> None:
        self.room(self.look.pitch)
        end = self.x + self.width - 2 * self.look.size - self.measure(text, self.look.size)
        self.at(end, self.y, text, self.look.size)
        self.y += self.look.pitch

    def grid(self, grid: Grid) -> None:
        size, tall = 10.5, 20.0
        columns = len(grid.rows[0])
        broad = self.width / columns
        self.y += 6
        for index in range(len(grid.rows)):
            before = self.number
            self.room(tall)
            if self.number != before and index:
                self.row(grid, 0, broad=broad, size=size, tall=tall)
            self.row(grid, index, broad=broad, size=size, tall=tall)
        self.y += 10

    def row(self, grid: Grid, index: int, *, broad: float, size: float, tall: float) -> None:
        row = grid.rows[index]
        height = self.look.page[1]
        for place, cell in enumerate(row):
            if cell in (">", "^"):
                continue
            span = 1
            while place + span < len(row) and row[place + span] == ">":
                span += 1
            down = 1
            while index + down < len(grid.rows) and grid.rows[index + down][place] == "^":
                down += 1
            x = self.x + place * broad
            if grid.ruled:
                self.canvas.rect(x, height - self.y - down * tall, span * broad, down * tall)
            self.at(x + 4, self.y + (tall - size) / 2 - 1, cell, size)
        self.y += tall

    def close(self) -> None:
        self.canvas.showPage()
        self.canvas.save()


def typeset(path: Path, items: list[Item], look: Look) -> int:
    """Set ``items``; the number of pages."""
    press = Press(path, look)
    for item in items:
        if isinstance(item, Title):
            press.centred(item.lines, 22)
        elif isinstance(item, Heading):
            press.paragraph(item.text, bold=not item.rest)
        elif isinstance(item, Grid):
            press.grid(item)
        elif item.place == "right":
            press.right(item.text)
        else:
            press.paragraph(item.text, indent=0 if item.place == "left" else 2)
    pages = press.number
    press.close()
    return pages


def _furniture(look: Look, pages: int) -> list[str]:
    numbers = [look.footer.format(n=n) for n in range(1, pages + 1)] if look.footer else []
    return [*numbers, *([look.header] if look.header else [])]


MERGED = Grid(
    (
        ("类别", "指标", "目标", ">"),
        ("^", "^", "2023年", "2025年"),
        ("生产", "鲜菇产量", "3.2", "5.5"),
        ("^", "菇棚数量", "4100", "5200"),
        ("加工", "加工转化率", "35", "52"),
    )
)


def cases(folder: Path) -> Iterator[Case]:
    import random

    rng = random.Random(5)
    long_title = ("青禾县人民政府关于加快推进食用菌特色产业", "集聚区建设的实施方案")
    wanted: list[tuple[str, list[Item], Look, tuple[str, ...]]] = [
        ("plain", plan(1), Look(), ()),
        ("two_line_title", plan(2, title=long_title), Look(header="内部资料 注意保存"), ("header",)),
        ("page_of_pages", plan(3), Look(footer="第 {n} 页", header="食用菌专班编"), ("header",)),
        ("chapter", plan(4, style="chapter"), Look(), ("numbering",)),
        ("decimal", plan(5, style="decimal"), Look(footer="{n}"), ("numbering",)),
        ("arabic", plan(6, style="arabic"), Look(footer="- {n} -"), ("numbering",)),
        ("part", plan(7, style="part"), Look(), ("numbering",)),
        ("run_in", plan(8, run_in=True), Look(), ("numbering",)),
        ("ruled", plan(9, tables=(table(rng, rows=6), table(rng, rows=9))), Look(), ("ruled",)),
        ("long_table", plan(10, parts=3, tables=(table(rng, rows=60),)), Look(), ("ruled",)),
        ("merged", plan(11, tables=(MERGED,)), Look(), ("ruled",)),
        ("borderless", plan(12, tables=(table(rng, ruled=False),)), Look(), ("borderless",)),
        (
            "borderless_two",
            plan(13, tables=(table(rng, rows=8, ruled=False), table(rng, rows=4, ruled=False))),
            Look(header="食用菌专班编"),
            ("borderless", "header"),
        ),
        ("columns", plan(14, signed=False), Look(columns=2, size=10.5, pitch=17), ("columns",)),
        ("doubled", plan(15), Look(doubled=True), ("bold",)),
        ("landscape", plan(16, tables=(table(rng),)), Look(page=(842.0, 595.0)), ("ruled",)),
        ("rotated", plan(17), Look(rotate=90), ("rotated",)),
        ("rotated_back", plan(21), Look(rotate=270), ("rotated",)),
        (
            "lying",
            plan(22, tables=(table(rng),)),
            Look(page=(842.0, 595.0), lying=90),
            ("rotated", "ruled"),
        ),
        (
            "lying_back",
            plan(23, tables=(table(rng, rows=7),)),
            Look(page=(842.0, 595.0), lying=270),
            ("rotated", "ruled"),
        ),
        ("spaced_title", plan(18, title=("青禾县产业方案",)), Look(spaced_title=True), ()),
    ]  # fmt: skip
    for name, items, look, traits in wanted:
        path = folder / f"{name}.pdf"
        pages = typeset(path, items, look)
        yield Case(name, "pdf", path, items, _furniture(look, pages), [], traits)
    yield _hidden(folder)
    yield _with_note(folder)


def _hidden(folder: Path) -> Case:
    """White, invisible and tiny text beside what can be seen."""
    items = plan(19, parts=2)
    path = folder / "hidden.pdf"
    look = Look(footer="")
    press = Press(path, look)
    for top, mode, colour, size, text in (
        (60.0, 0, 1.0, 12.0, "白色隐藏字样甲"),
        (70.0, 3, 0.0, 12.0, "不可见字样乙"),
        (78.0, 0, 0.0, 0.8, "极小字样丙"),
    ):
        lines = press.canvas.beginText(press.left, look.page[1] - top)
        lines.setFont(FONT, size)
        lines.setTextRenderMode(mode)
        lines.setFillGray(colour)
        lines.textOut(text)
        lines.setTextRenderMode(0)
        lines.setFillGray(0)
        press.canvas.drawText(lines)
    for item in items:
        if isinstance(item, Title):
            press.centred(item.lines, 22)
        elif isinstance(item, Para) and item.place == "right":
            press.right(item.text)
        elif not isinstance(item, Grid):
            press.paragraph(item.text, indent=0 if getattr(item, "place", "") == "left" else 2)
    press.close()
    hidden = ["白色隐藏字样甲", "不可见字样乙", "极小字样丙"]
    return Case("hidden", "pdf", path, items, [], hidden, ("hidden",))


def _with_note(folder: Path) -> Case:
    """Notes under a table."""
    import random

    items = plan(20, parts=3, tables=(table(random.Random(6)),))
    at = next(i for i, item in enumerate(items) if isinstance(item, Grid))
    items.insert(at + 1, Para("注：本表数据由县农业农村局汇总，截至2020年末。"))
    path = folder / "note.pdf"
    pages = typeset(path, items, Look())
    return Case("note", "pdf", path, items, _furniture(Look(), pages), [], ("ruled", "note"))
