"""Make the sample plans: ``sound`` and ``gaps``, each as DOCX and PDF from its Markdown.

The same source gives the same bytes: dates are fixed, archives carry no clock.
Run it with the project's development dependencies (python-docx, reportlab) and
the font package named in FONT_PACKAGE:

    python corpora/samples/make_samples.py [FOLDER]
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.styles.style import ParagraphStyle as WordStyle
    from docx.text.paragraph import Paragraph as WordParagraph
    from reportlab.pdfgen.canvas import Canvas
    from reportlab.platypus import BaseDocTemplate

HERE = Path(__file__).resolve().parent
PLANS = ("sound", "gaps")
FONT_PACKAGE = "fonts-wqy-microhei"
FONT_FILE = Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")  # Apache-2.0
FONT = "WenQuanYiMicroHei"
FIXED = datetime(2021, 7, 1, 9, 0, tzinfo=UTC)

_HEADING = re.compile(r"(#{1,6}) (.+)")
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_AUTO_NUMBER = re.compile(r"(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）)")
_SIGNATURE = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日|\S{2,12}人民政府")
_NUMERALS = "零一二三四五六七八九十"


class MissingPackage(SystemExit):
    """A package that only this script needs is not installed."""


@dataclass(frozen=True)
class Part:
    """A title, heading, paragraph, caption, signature or table of a plan."""

    kind: Literal["title", "heading", "paragraph", "caption", "signature", "table"]
    text: str = ""
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = field(default=())


def parts(markdown: str) -> Iterator[Part]:
    """The parts of a plan written in Markdown, in order."""
    rows: list[tuple[str, ...]] = []
    for line in [*markdown.splitlines(), ""]:
        if line.startswith("|"):
            cells = tuple(cell.strip() for cell in line.strip("|").split("|"))
            if not all(re.fullmatch(r":?-+:?", cell) for cell in cells):
                rows.append(cells)
            continue
        if rows:
            yield Part("table", rows=tuple(rows))
            rows = []
        if not line.strip():
            continue
        heading = _HEADING.fullmatch(line)
        if heading and len(heading[1]) == 1:
            yield Part("title", heading[2])
        elif heading:
            yield Part("heading", heading[2], level=len(heading[1]) - 1)
        elif re.fullmatch(r"表\d+ \S+", line):
            yield Part("caption", line)
        elif _SIGNATURE.fullmatch(line):
            yield Part("signature", line)
        else:
            yield Part("paragraph", line)


# ---------------------------------------------------------------- PDF


def font_file() -> Path:
    """The TrueType font; leaves with a plain sentence when its package is missing."""
    if FONT_FILE.is_file():
        return FONT_FILE
    raise MissingPackage(
        f"缺少中文字体：请先安装软件包 {FONT_PACKAGE}（apt-get install {FONT_PACKAGE}）。"
    )


def make_pdf(plan: list[Part], target: Path) -> None:
    """Write ``plan`` as an A4 PDF with its font embedded as a subset."""
    try:
        from reportlab.lib.colors import black
        from reportlab.lib.enums import TA_CENTER, TA_RIGHT
        from reportlab.lib.pagesizes import A4
        from reportlab.lib.styles import ParagraphStyle
        from reportlab.lib.units import mm
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfbase.ttfonts import TTFont
        from reportlab.platypus import (
            CondPageBreak,
            LongTable,
            Paragraph,
            SimpleDocTemplate,
            Spacer,
            TableStyle,
        )
    except ImportError as error:
        raise MissingPackage("缺少 Python 软件包 reportlab：请先安装开发依赖。") from error

    class Bold(Paragraph):
        """A paragraph whose strokes are thickened, as the font has no bold face."""

        def draw(self) -> None:
            self.canv.saveState()
            self.canv._code.append("2 Tr 0.35 w")  # noqa: SLF001 (no public call sets it outside a text object)
            super().draw()
            self.canv.restoreState()

    pdfmetrics.registerFont(TTFont(FONT, str(font_file()), subfontIndex=0))
    base: dict[str, Any] = {"fontName": FONT, "fontSize": 12, "leading": 22, "wordWrap": "CJK"}
    body = ParagraphStyle("body", **base, firstLineIndent=24)
    title = ParagraphStyle(
        "title", **{**base, "fontSize": 17, "leading": 30}, alignment=TA_CENTER, spaceAfter=14
    )
    heads = {
        1: ParagraphStyle("h1", **{**base, "fontSize": 15}, spaceBefore=8, firstLineIndent=24),
        2: ParagraphStyle("h2", **{**base, "fontSize": 13}, spaceBefore=4, firstLineIndent=24),
        3: ParagraphStyle("h3", **base, firstLineIndent=24),
    }
    heads = {
        level: ParagraphStyle(style.name, parent=style, keepWithNext=1)
        for level, style in heads.items()
    }
    caption = ParagraphStyle("caption", **base, alignment=TA_CENTER)
    right = ParagraphStyle("right", **base, alignment=TA_RIGHT, rightIndent=24)
    cell = ParagraphStyle("cell", **{**base, "fontSize": 9, "leading": 13})

    width = A4[0] - 52 * mm
    story: list[Any] = []
    for part in plan:
        text = escape(_BOLD.sub(r"\1", part.text))
        if part.kind == "title":
            story.append(Bold(text, title))
        elif part.kind == "heading":
            story.append(Bold(text, heads[part.level]))
        elif part.kind == "table":
            grid = [[Paragraph(escape(value), cell) for value in row] for row in part.rows]
            table = LongTable(grid, colWidths=_widths(part.rows, width), repeatRows=1)
            table.setStyle(
                TableStyle(
                    [
                        ("GRID", (0, 0), (-1, -1), 0.6, black),
                        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                    ]
                )
            )
            story += [table, Spacer(1, 10)]
        else:
            if part.kind == "caption":
                story.append(CondPageBreak(45 * mm))
            style = {"caption": caption, "signature": right}.get(part.kind, body)
            story.append(Paragraph(text, style))

    def number(canvas: Canvas, document: BaseDocTemplate) -> None:
        canvas.setFont(FONT, 10)
        canvas.drawCentredString(A4[0] / 2, 15 * mm, f"— {document.page} —")

    SimpleDocTemplate(
        str(target),
        pagesize=A4,
        leftMargin=26 * mm,
        rightMargin=26 * mm,
        topMargin=28 * mm,
        bottomMargin=25 * mm,
        title=plan[0].text,
        author="示例",
        invariant=1,
    ).build(story, onFirstPage=number, onLaterPages=number)


def _widths(rows: tuple[tuple[str, ...], ...], width: float) -> list[float]:
    """Column widths in proportion to the longest cell, none below three characters."""
    longest = [max(3, min(16, max(len(row[i]) for row in rows))) for i in range(len(rows[0]))]
    return [width * each / sum(longest) for each in longest]


# ---------------------------------------------------------------- DOCX


def make_docx(plan: list[Part], target: Path, *, styled: bool) -> None:
    """Write ``plan`` as DOCX: with Word's heading styles, or bold with automatic numbers.

    Without styles the numbers 一、 and （一） are Word's own and stand in no text run,
    as in many plans that offices hand in.
    """
    try:
        import docx
        from docx.shared import Pt
    except ImportError as error:
        raise MissingPackage("缺少 Python 软件包 python-docx：请先安装开发依赖。") from error

    document = docx.Document()
    _page_number(document)
    _font(document.styles["Normal"], "仿宋")
    document.styles["Normal"].font.size = Pt(14)
    for level in (1, 2, 3):
        _font(document.styles[f"Heading {level}"], "黑体")
    numbering = None if styled else _Numbering(document)
    for part in plan:
        if part.kind == "table":
            table = document.add_table(len(part.rows), len(part.rows[0]), style="Table Grid")
            for row, values in zip(table.rows, part.rows, strict=True):
                for place, value in zip(row.cells, values, strict=True):
                    place.text = value
        elif part.kind != "heading":
            _word_paragraph(document, part)
        elif numbering:
            numbering.add_heading(document, part)
        else:
            document.add_heading(part.text, level=part.level)
    properties = document.core_properties
    properties.author = properties.last_modified_by = "示例"
    properties.title = plan[0].text
    properties.comments = ""
    properties.created = properties.modified = FIXED.replace(tzinfo=None)
    document.save(str(target))
    _still_clock(target)


def _word_paragraph(document: WordDocument, part: Part) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph = document.add_paragraph()
    for index, piece in enumerate(_BOLD.split(part.text)):
        if piece:
            paragraph.add_run(piece).bold = index % 2 == 1 or part.kind == "title"
    if part.kind in {"title", "caption"}:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    elif part.kind == "signature":
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    else:
        paragraph.paragraph_format.first_line_indent = Pt(28)
    if part.kind == "title":
        paragraph.runs[0].font.size = Pt(22)


def _font(style: WordStyle, name: str) -> None:
    from docx.oxml.ns import qn

    style.font.name = name
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for slot in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(slot), None)
    fonts.set(qn("w:eastAsia"), name)


def _page_number(document: WordDocument) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run("— ")
    paragraph._p.append(  # noqa: SLF001 (python-docx has no call for fields)
        parse_xml(
            f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        )
    )
    paragraph.add_run(" —")


class _Numbering:
    """Automatic numbers 一、 and （一）; a number out of turn gets its own start value."""

    def __init__(self, document: WordDocument) -> None:
        from docx.oxml import parse_xml
        from docx.oxml.ns import nsdecls

        self._root = document.part.numbering_part.element
        levels = "".join(
            f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
            f'<w:suff w:val="nothing"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/></w:lvl>'
            for index, text in enumerate(("%1、", "（%2）"))
        )
        abstract = parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">'
            f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
        )
        self._root.insert(0, abstract)
        self._num = self._root.add_num(90).numId
        self._next = [1, 1]

    def add_heading(self, document: WordDocument, part: Part) -> None:
        """Add a bold heading, its number left to Word where it has one."""
        paragraph = document.add_paragraph()
        text = part.text
        if _AUTO_NUMBER.match(text):
            text = self._apply(paragraph, text, part.level)
        paragraph.add_run(text).bold = True

    def _apply(self, paragraph: WordParagraph, text: str, level: int) -> str:
        mark = _AUTO_NUMBER.match(text)
        if mark is None:
            raise ValueError(f"no number: {text}")
        wanted = _NUMERALS.index(mark[0].strip("（）、"))
        index = level - 1
        if wanted != self._next[index]:
            num = self._root.add_num(90)
            num.add_lvlOverride(ilvl=index).add_startOverride(wanted)
            self._num = num.numId
        self._next[index] = wanted + 1
        if index == 0:
            self._next[1] = 1
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()  # noqa: SLF001 (as above)
        properties.get_or_add_ilvl().val = index
        properties.get_or_add_numId().val = self._num
        return text[mark.end() :]


def _still_clock(path: Path) -> None:
    """Write the archive again with one fixed date, so that it depends on its content alone."""
    with ZipFile(path) as archive:
        members = [(name, archive.read(name)) for name in archive.namelist()]
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, data in members:
            info = ZipInfo(name, FIXED.timetuple()[:6])
            info.compress_type = ZIP_DEFLATED
            archive.writestr(info, data)


def main(folder: Path) -> None:
    """Make every sample in ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in PLANS:
        plan = list(parts((HERE / f"{name}.md").read_text(encoding="utf-8")))
        make_pdf(plan, folder / f"{name}.pdf")
        make_docx(plan, folder / f"{name}.docx", styled=name == "sound")
        for suffix in ("pdf", "docx"):
            made = folder / f"{name}.{suffix}"
            print(f"{made.name}\t{made.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
