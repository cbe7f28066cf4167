"""TXT, Markdown, HTML, sheets and OFD with known truth."""

from __future__ import annotations

import random
from collections.abc import Iterator
from html import escape
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from extract_truth.content import Case, Grid, Heading, Item, Para, Title, plan, table


def _wrapped(text: str, width: int, indent: str) -> str:
    lines, line = [], indent
    for char in text:
        if len(line) >= width and char not in "，。、；：）%":
            lines.append(line)
            line = ""
        line += char
    return "\n".join([*lines, line])


def text_form(items: list[Item], *, wrap: int = 0, blank: bool = True) -> str:
    """Plain text, hard-wrapped at ``wrap`` characters where that is set."""
    parts = []
    for item in items:
        text = item.text
        if wrap and isinstance(item, Title):
            text = " " * max(0, wrap - len(text)) + text
        elif wrap and not isinstance(item, Grid):
            left = isinstance(item, Para) and item.place == "left"
            right = isinstance(item, Para) and item.place == "right"
            text = "　" * 18 + text if right else _wrapped(text, wrap, "" if left else "　　")
        parts.append(text)
    return ("\n\n" if blank else "\n").join(parts) + "\n"


def markdown_form(items: list[Item], *, marks: bool) -> str:
    parts = []
    for item in items:
        if isinstance(item, Title):
            parts.append(f"# {item.text}" if marks else item.text)
        elif isinstance(item, Heading) and marks and not item.rest:
            parts.append(f"{'#' * (item.level + 1)} {item.text}")
        elif isinstance(item, Grid):
            rows = [f"| {' | '.join(row)} |" for row in item.cells]
            parts.append("\n".join([rows[0], "|" + "---|" * len(item.rows[0]), *rows[1:]]))
        else:
            parts.append(item.text)
    return "\n\n".join(parts) + "\n"


def html_form(items: list[Item], *, headings: bool) -> str:
    """The main part of a web page."""
    parts = []
    for item in items:
        text = escape(item.text)
        if isinstance(item, Title):
            parts.append(f"<h1>{text}</h1>")
        elif isinstance(item, Heading) and headings and not item.rest:
            parts.append(f"<h{item.level + 1}>{text}</h{item.level + 1}>")
        elif isinstance(item, Heading):
            parts.append(f"<p><strong>{text}</strong></p>" if not item.rest else f"<p>{text}</p>")
        elif isinstance(item, Grid):
            rows = "".join(
                "<tr>" + "".join(f"<td>{escape(c)}</td>" for c in row) + "</tr>"
                for row in item.cells
            )
            parts.append(f"<table>{rows}</table>")
        else:
            right = ' style="text-align:right"' if item.place == "right" else ""
            parts.append(f"<p{right}>　　{text}</p>")
    return "\n".join(parts)


SITE = """<!DOCTYPE html><html><head><meta charset="{charset}"><title>{title}_青禾县人民政府</title>
<meta name="ArticleTitle" content="{title}"><style>p{{text-indent:2em}}</style></head><body>
<div class="nav"><ul><li><a href="/">网站首页甲</a></li><li><a href="/a">政务公开乙</a></li>
<li><a href="/b">办事服务丙</a></li><li><a href="/c">互动交流丁</a></li></ul></div>
<div class="position">当前位置：<a href="/">首页</a> &gt; <a href="/a">政策文件</a></div>
<div class="content" id="zoom">{main}</div>
<div class="share"><a href="#">打印本页戊</a> <a href="#">关闭窗口己</a></div>
<div class="footer"><p>主办：青禾县人民政府办公室 <a href="/m">网站地图庚</a></p><p>备案序号00000000号</p></div>
<script>document.write("脚本写出的字")</script></body></html>"""
AROUND = ["网站首页甲", "政务公开乙", "打印本页戊", "关闭窗口己", "网站地图庚", "脚本写出的字"]


def cases(folder: Path) -> Iterator[Case]:
    yield from _texts(folder)
    yield from _markdowns(folder)
    yield from _pages(folder)
    yield from sheet_cases(folder)


def _texts(folder: Path) -> Iterator[Case]:
    for name, encoding, items, wrap, blank in (
        ("utf8", "utf-8", plan(51), 0, True),
        ("gb18030", "gb18030", plan(52, style="chapter"), 0, False),
        ("utf16", "utf-16", plan(53), 0, False),
        ("bom", "utf-8-sig", plan(54, style="paren"), 0, True),
        ("wrapped", "utf-8", plan(55), 35, False),
        ("wrapped_gb", "gb18030", plan(56, run_in=True), 40, False),
    ):
        path = folder / f"{name}.txt"
        path.write_bytes(text_form(items, wrap=wrap, blank=blank).encode(encoding))
        yield Case(name, "txt", path, items)


def _markdowns(folder: Path) -> Iterator[Case]:
    rng = random.Random(9)
    for name, items, marks in (
        ("marks", plan(61, tables=(table(rng),), signed=False), True),
        ("plain", plan(62, tables=(table(rng),)), False),
        ("decimal", plan(63, style="decimal", signed=False), True),
    ):
        path = folder / f"{name}.md"
        path.write_text(markdown_form(items, marks=marks), encoding="utf-8")
        yield Case(name, "md", path, items, traits=("ruled",))


def _pages(folder: Path) -> Iterator[Case]:
    rng = random.Random(10)
    for name, items, headings, charset in (
        ("site", plan(71, tables=(table(rng),)), False, "utf-8"),
        ("headings", plan(72, style="chapter"), True, "utf-8"),
        ("gbk", plan(73), False, "gbk"),
        ("run_in", plan(74, run_in=True, tables=(table(rng, rows=8),)), True, "utf-8"),
    ):
        page = SITE.format(
            charset=charset, title=items[0].text, main=html_form(items, headings=headings)
        )
        path = folder / f"{name}.html"
        path.write_bytes(page.encode(charset))
        yield Case(name, "html", path, items, AROUND, traits=("ruled",))


def sheet_cases(folder: Path) -> Iterator[Case]:
    import openpyxl

    rng = random.Random(12)
    for name, tables in (("one", (table(rng),)), ("two", (table(rng, rows=9), table(rng, rows=4)))):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for index, grid in enumerate(tables):
            sheet = book.create_sheet(f"表{index + 1}")
            for row in grid.rows:
                sheet.append([float(c) if c.replace(".", "").isdigit() else c for c in row])
        path = folder / f"{name}.xlsx"
        book.save(path)
        items: list[Item] = []
        for index, grid in enumerate(tables):  # a sheet's name heads its table
            items += [Para(f"表{index + 1}"), grid]
        yield Case(name, "xlsx", path, items, traits=("ruled", "sheet"))
    grid = table(rng, rows=7)
    path = folder / "rows.csv"
    path.write_bytes("\r\n".join(",".join(row) for row in grid.rows).encode("gb18030"))
    yield Case("rows", "csv", path, [Para("rows"), grid], traits=("ruled", "sheet"))


OFD = "http://www.ofdspec.org/2016"


def ofd_cases(folder: Path) -> Iterator[Case]:
    """Minimal OFD files: a page of text objects, one a printed line."""
    for name, items, look in (
        ("plain", plan(81), "— {n} —"),
        ("chapter", plan(82, style="chapter"), "{n}"),
        ("run_in", plan(83, run_in=True), "第 {n} 页"),
    ):
        path = folder / f"{name}.ofd"
        pages = _write_ofd(path, items, look)
        furniture = [look.format(n=n) for n in range(1, pages + 1)]
        yield Case(name, "ofd", path, items, furniture)


def _ofd_lines(items: list[Item]) -> Iterator[tuple[float, float, str]]:
    """Left edge in millimetres, size and text of each line."""
    size, width = 5.5, 28
    for item in items:
        if isinstance(item, Title):
            yield 105 - len(item.text) * 7.8 / 2, 7.8, item.text
            continue
        if isinstance(item, Para) and item.place == "right":
            yield 28 + (width - 2 - len(item.text)) * size, size, item.text
            continue
        indent = 0 if isinstance(item, Para) and item.place == "left" else 2
        line, used = "", float(indent)
        x = 28 + indent * size
        for char in item.text:
            broad = 0.5 if char.isascii() else 1.0
            if used + broad > width and char not in "，。、；：）%":
                yield x, size, line
                line, used, x = "", 0.0, 28.0
            line += char
            used += broad
        yield x, size, line


def _write_ofd(path: Path, items: list[Item], footer: str) -> int:
    rows = 26
    lines = list(_ofd_lines(items))
    pages = [lines[i : i + rows] for i in range(0, len(lines), rows)]
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr(
            "OFD.xml",
            f'<ofd:OFD xmlns:ofd="{OFD}" Version="1.0" DocType="OFD"><ofd:DocBody>'
            "<ofd:DocInfo><ofd:DocID>1</ofd:DocID></ofd:DocInfo>"
            "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        )
        listed = "".join(
            f'<ofd:Page ID="{i + 10}" BaseLoc="Pages/Page_{i}/Content.xml"/>'
            for i in range(len(pages))
        )
        archive.writestr(
            "Doc_0/Document.xml",
            f'<ofd:Document xmlns:ofd="{OFD}"><ofd:CommonData><ofd:MaxUnitID>9000</ofd:MaxUnitID>'
            "<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
            "<ofd:PublicRes>PublicRes.xml</ofd:PublicRes></ofd:CommonData>"
            f"<ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
        )
        archive.writestr(
            "Doc_0/PublicRes.xml",
            f'<ofd:Res xmlns:ofd="{OFD}" BaseLoc="Res"><ofd:Fonts>'
            '<ofd:Font ID="2" FontName="宋体" FamilyName="宋体"/></ofd:Fonts></ofd:Res>',
        )
        for index, page in enumerate(pages):
            number = footer.format(n=index + 1)
            objects = [
                _object(x, 32 + row * 8.9, size, text) for row, (x, size, text) in enumerate(page)
            ]
            objects.append(_object(105 - len(number) * 1.2, 280, 3.7, number))
            archive.writestr(
                f"Doc_0/Pages/Page_{index}/Content.xml",
                f'<ofd:Page xmlns:ofd="{OFD}"><ofd:Content><ofd:Layer ID="100">'
                f"{''.join(objects)}</ofd:Layer></ofd:Content></ofd:Page>",
            )
    return len(pages)


_ids = iter(range(200, 10**6))


def _object(x: float, top: float, size: float, text: str) -> str:
    steps = " ".join(f"{size * (0.5 if char.isascii() else 1):.3f}" for char in text[:-1])
    broad = sum(size * (0.5 if char.isascii() else 1) for char in text)
    return (
        f'<ofd:TextObject ID="{next(_ids)}" Boundary="{x:.2f} {top:.2f} {broad:.2f} {size:.2f}" '
        f'Font="2" Size="{size}"><ofd:TextCode X="0" Y="{size * 0.88:.3f}"'
        f"{f' DeltaX={chr(34)}{steps}{chr(34)}' if steps else ''}>{escape(text)}</ofd:TextCode>"
        "</ofd:TextObject>"
    )
