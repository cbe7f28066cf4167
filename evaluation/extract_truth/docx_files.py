"""DOCX files with known truth: by python-docx, and by hand where Word does more than it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from extract_truth.content import Case, Grid, Heading, Item, Para, Title, plan, table

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def by_library(path: Path, items: list[Item], *, styles: bool, header: str = "") -> None:
    """With heading styles, or with bold text as most offices do."""
    import docx
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    document: Any = docx.Document()
    if header:
        document.sections[0].header.paragraphs[0].text = header
        document.sections[0].footer.paragraphs[0].text = "第 1 页"
    for item in items:
        if isinstance(item, Title):
            for line in item.lines:
                paragraph = document.add_paragraph()
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
                run = paragraph.add_run(line)
                run.bold, run.font.size = True, docx.shared.Pt(22)
        elif isinstance(item, Heading):
            if styles and not item.rest:
                document.add_heading(item.text, item.level)
            else:
                document.add_paragraph().add_run(item.text).bold = not item.rest
        elif isinstance(item, Grid):
            _grid(document, item)
        else:
            paragraph = document.add_paragraph(item.text)
            if item.place == "right":
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.save(path)


def _grid(document: Any, grid: Grid) -> None:
    made = document.add_table(len(grid.rows), len(grid.rows[0]))
    for r, row in enumerate(grid.rows):
        for c, cell in enumerate(row):
            if cell == ">":
                made.cell(r, c - 1).merge(made.cell(r, c))
            elif cell == "^":
                made.cell(r - 1, c).merge(made.cell(r, c))
    for r, row in enumerate(grid.rows):
        for c, cell in enumerate(row):
            if cell not in (">", "^"):
                made.cell(r, c).paragraphs[0].text = cell


def by_hand(path: Path, body: str, *, numbering: str = "", notes: str = "") -> None:
    """A DOCX whose document part holds ``body``."""
    parts = {"document": ("word/document.xml", f"<w:body>{body}</w:body>")}
    if numbering:
        parts["numbering"] = ("word/numbering.xml", numbering)
    if notes:
        parts["footnotes"] = ("word/footnotes.xml", notes)
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{TYPES}.'
        f'{"document.main" if kind == "document" else kind}+xml"/>'
        for kind, (name, _) in parts.items()
    )
    links = "".join(
        f'<Relationship Id="r{kind}" Type="{RELATIONS}/{kind}" Target="{name[5:]}"/>'
        for kind, (name, _) in parts.items()
        if kind != "document"
    )
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
            f'Type="{RELATIONS}/officeDocument" Target="word/document.xml"/></Relationships>',
        )
        archive.writestr(
            "word/_rels/document.xml.rels",
            f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>',
        )
        for kind, (name, content) in parts.items():
            archive.writestr(name, f'<w:{kind} xmlns:w="{W}">{content}</w:{kind}>')


def _p(inner: str, properties: str = "") -> str:
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{inner}</w:p>"


def _r(text: str, properties: str = "") -> str:
    given = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{given}<w:t xml:space="preserve">{text}</w:t></w:r>'


def _body(items: list[Item], *, numbered: bool = False) -> list[str]:
    """The paragraphs; ``numbered`` leaves the numbers to Word."""
    made = []
    for item in items:
        if isinstance(item, Title):
            made.append(_p(_r(item.text, '<w:b/><w:sz w:val="44"/>'), '<w:jc w:val="center"/>'))
        elif isinstance(item, Heading):
            text = item.title + (f"。{item.rest}" if item.rest else "") if numbered else item.text
            place = (
                f'<w:numPr><w:ilvl w:val="{item.level - 1}"/><w:numId w:val="1"/></w:numPr>'
                if numbered
                else ""
            )
            made.append(_p(_r(text, "" if item.rest else "<w:b/>"), place))
        elif isinstance(item, Grid):
            made.append(_xml_grid(item))
        else:
            jc = '<w:jc w:val="right"/>' if item.place == "right" else ""
            made.append(_p(_r(item.text), jc))
    return made


def _xml_grid(grid: Grid) -> str:
    rows = []
    for row in grid.rows:
        cells = []
        for index, cell in enumerate(row):
            if cell == ">":
                continue
            span = 1
            while index + span < len(row) and row[index + span] == ">":
                span += 1
            merge = "<w:vMerge/>" if cell == "^" else ""
            if cell != "^" and any(r[index] == "^" for r in grid.rows):
                merge = '<w:vMerge w:val="restart"/>'
            wide = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
            text = "" if cell == "^" else cell
            cells.append(f"<w:tc><w:tcPr>{wide}{merge}</w:tcPr>{_p(_r(text))}</w:tc>")
        rows.append(f"<w:tr>{''.join(cells)}</w:tr>")
    columns = '<w:gridCol w:w="2000"/>' * len(grid.rows[0])
    return f"<w:tbl><w:tblPr/><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"


def _numbering(*levels: tuple[str, str]) -> str:
    made = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:suff w:val="nothing"/><w:lvlText w:val="{text}"/></w:lvl>'
        for i, (form, text) in enumerate(levels)
    )
    return (
        f'<w:abstractNum w:abstractNumId="0">{made}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )


def cases(folder: Path) -> Iterator[Case]:
    rng = random.Random(8)
    head = "食用菌专班编印"
    for name, items, styles, header in (
        ("styles", plan(31, tables=(table(rng),)), True, ""),
        ("bold", plan(32, tables=(table(rng, rows=9),)), False, ""),
        ("header", plan(33, style="chapter"), True, head),
        ("run_in", plan(34, run_in=True), False, head),
        ("merged", plan(35, style="paren", tables=(_merged(),)), True, ""),
        ("decimal", plan(36, style="decimal"), True, ""),
    ):
        path = folder / f"{name}.docx"
        by_library(path, items, styles=styles, header=header)
        furniture = [header, "第 1 页"] if header else []
        yield Case(name, "docx", path, items, furniture, [], ("ruled",))
    yield from _automatic(folder)
    yield _tracked(folder)
    yield _boxed(folder)
    yield _hidden(folder)
    yield _controls(folder)


def _merged() -> Grid:
    return Grid(
        (
            ("类别", "指标", "目标", ">"),
            ("^", "^", "2023年", "2025年"),
            ("生产", "鲜菇产量", "3.2", "5.5"),
            ("^", "菇棚数量", "4100", "5200"),
        )
    )


def _automatic(folder: Path) -> Iterator[Case]:
    """Numbers that only numbering.xml holds."""
    kinds = {
        "auto_han": ("han", (("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."))),
        "auto_decimal": ("decimal", (("decimal", "%1 "), ("decimal", "%1.%2 "), ("decimal", "%1.%2.%3 "))),
        "auto_chapter": (
            "chapter",
            (("chineseCounting", "第%1章 "), ("chineseCounting", "第%2节 "), ("chineseCounting", "%3、")),
        ),
    }  # fmt: skip
    for seed, (name, (style, levels)) in enumerate(kinds.items(), 40):
        items = plan(seed, style=style)
        path = folder / f"{name}.docx"
        body = "".join(_body(items, numbered=True))
        by_hand(path, body, numbering=_numbering(*levels))
        yield Case(name, "docx", path, items, traits=("numbering",))


def _tracked(folder: Path) -> Case:
    """Insertions count, deletions do not."""
    items = plan(45, parts=3)
    made = _body(items)
    at = next(i for i, item in enumerate(items) if isinstance(item, Para) and len(item.text) > 80)
    text = items[at].text
    who = 'w:id="1" w:author="甲" w:date="2021-01-01T00:00:00Z"'
    made[at] = _p(
        _r(text[:20])
        + f"<w:ins {who}>{_r(text[20:40])}</w:ins>"
        + f"<w:del {who}><w:r><w:delText>删去的旧话</w:delText></w:r></w:del>"
        + _r(text[40:])
    )  # fmt: skip
    path = folder / "tracked.docx"
    by_hand(path, "".join(made))
    return Case("tracked", "docx", path, items, [], ["删去的旧话"], ("tracked",))


def _boxed(folder: Path) -> Case:
    """A text box, and a table within a cell of a table."""
    items = plan(46, parts=3)
    made = _body(items)
    box = Para("专栏：县菌业研究所已选育高温菇种三个，供各乡镇试种。")
    made.insert(
        4,
        _p(
            '<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox>'
            f"<w:txbxContent>{_p(_r(box.text))}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
        ),
    )
    items.insert(4, box)
    path = folder / "box.docx"
    by_hand(path, "".join(made))
    return Case("box", "docx", path, items, traits=("box",))


def _hidden(folder: Path) -> Case:
    """Word's hidden text is no evidence; a footnote is text."""
    items = plan(47, parts=3)
    made = _body(items)
    made.insert(5, _p(_r("隐藏的批注不可采信", "<w:vanish/>")))
    path = folder / "hidden.docx"
    by_hand(path, "".join(made))
    return Case("hidden", "docx", path, items, [], ["隐藏的批注不可采信"], ("hidden",))


def _controls(folder: Path) -> Case:
    """Content controls around paragraphs, and a hyperlink within one."""
    items = plan(48, parts=3)
    made = _body(items)
    for at in (3, 6):
        made[at] = f"<w:sdt><w:sdtPr/><w:sdtContent>{made[at]}</w:sdtContent></w:sdt>"
    path = folder / "controls.docx"
    by_hand(path, "".join(made))
    return Case("controls", "docx", path, items, traits=("controls",))
