"""Reads DOCX from its XML, since what a reader sees is more and less than its runs.

Automatic numbers, tracked insertions, content controls and text boxes are read;
deletions, field codes, tables of contents and hidden text are not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from lxml import etree

from fangan.document import Notice
from fangan.extract import lines as plain
from fangan.extract.docx_names import MC, R, W
from fangan.extract.docx_numbering import Numbering, read_numbering
from fangan.extract.docx_runs import BREAK, Listener, Piece, Said, alternative
from fangan.extract.docx_styles import (
    ParagraphFormat,
    Style,
    Styles,
    is_dark,
    paragraph_format,
    read_styles,
    toggle,
    value,
)
from fangan.extract.parts import PartError, Parts, damaged, open_parts
from fangan.extract.raw import Aside, AsideKind, Element, Fragment, Paragraph, Reading, Table
from fangan.extract.tables import make_table

_THROUGH = {
    W + name for name in ("ins", "moveTo", "customXml", "smartTag", "sdt", "sdtContent")
} | {MC + "AlternateContent"}
_CONTENTS_HEADINGS = frozenset({"目录", "目次", "目錄", "contents"})
_MAX_COLUMNS = 200
_LABEL = "DOCX 文件"
_MAIN = "word/document.xml"
_WRAPPED_SHARE = 0.1
_UNREAD = {
    "picture": "{count} 幅图片（图片里的文字未读取）",
    "chart": "{count} 个图表",
    "diagram": "{count} 个示意图",
    "object": "{count} 个嵌入对象",
    "import": "{count} 处引入的外部内容",
    "subdocument": "{count} 个子文档",
    "comment": "{count} 条批注（不属于正文）",
}


Kind = Literal["title", "caption"] | None


@dataclass
class _Reader:
    """The state of one reading: lists count and fields stay open from block to block."""

    styles: Styles
    numbering: Numbering
    listener: Listener
    footnotes: dict[str, etree._Element] = field(default_factory=dict)
    endnotes: dict[str, etree._Element] = field(default_factory=dict)
    cited: list[str] = field(default_factory=list)
    sections: list[etree._Element] = field(default_factory=list)
    carried: list[Piece] = field(default_factory=list)
    pending_notes: list[Paragraph] = field(default_factory=list)
    passed_contents: bool = False

    def blocks(self, container: etree._Element) -> Iterator[Element]:
        """The elements of a body, cell, note, header or text box."""
        for child in container:
            tag = child.tag
            if tag == W + "p":
                yield from self._paragraph(child)
            elif tag == W + "tbl":
                yield from self._table(child)
                yield from self._take_notes()
            elif tag == W + "sdt" and _is_contents(child):
                self.passed_contents = True
            elif tag in _THROUGH:
                inner = alternative(child)
                yield from () if inner is None else self.blocks(inner)
            elif tag == W + "altChunk":
                self.listener.unread["import"] += 1
            elif tag == W + "sectPr":
                self.sections.append(child)

    def _paragraph(self, element: etree._Element) -> Iterator[Element]:
        properties = element.find(W + "pPr")
        style_id = None if properties is None else value(properties.find(W + "pStyle"))
        style = self.styles.paragraph(style_id)
        form = paragraph_format(properties).over(style.format)
        ground = self.listener.on_ground
        self.listener.on_ground = ground or bool(form.shaded)
        said = self.listener.listen(element, form.run)
        self.listener.on_ground = ground
        said.pieces[:0] = self.carried
        self.carried = []
        mark = None
        if properties is not None:
            section = properties.find(W + "sectPr")
            if section is not None:
                self.sections.append(section)
            mark = properties.find(W + "rPr")
        if mark is not None and mark.find(W + "del") is not None:
            # The mark is deleted, so the letters belong to the paragraph that follows.
            self.carried = said.pieces
        elif style.role == "toc" or (said.contents and not said.pieces):
            self.passed_contents = True
        elif said.pieces or not (said.silenced or _is_hidden(mark)):
            label, bullet = self.numbering.label(form, style_id)
            yield from _paragraphs(said, form, style, label, bullet=bullet)
        for box in said.boxes:
            self.listener.on_ground = True
            yield from self.blocks(box)
            self.listener.on_ground = ground
        self.cited.extend(said.endnotes)
        # Reading a note empties the list, so its paragraphs are added when all are read.
        notes = list(self._notes(said.footnotes, self.footnotes))
        self.pending_notes.extend(notes)
        yield from self._take_notes()

    def _take_notes(self) -> Iterator[Paragraph]:
        yield from self.pending_notes
        self.pending_notes = []

    def _notes(self, ids: Iterable[str], notes: dict[str, etree._Element]) -> Iterator[Paragraph]:
        for note_id in ids:
            note = notes.pop(note_id, None)
            if note is not None:
                text = plain.join(_texts(self.blocks(note)))
                if text:
                    yield Paragraph((Fragment(text),), kind="note")

    def endnote_paragraphs(self) -> Iterator[Paragraph]:
        """The endnotes in the order in which they were cited."""
        yield from self._notes(self.cited, self.endnotes)

    def _table(self, element: etree._Element) -> Iterator[Element]:
        rows = [row for row in _children(element, "tr") if not _is_deleted(row)]
        if len(rows) == 1 and len(cells := list(_children(rows[0], "tc"))) == 1:
            # A table of one cell is a frame around text, not a table.
            yield from self.blocks(cells[0])
            return
        shaded = self._table_is_shaded(element)
        notes: list[Paragraph] = []
        texts: list[list[str]] = []
        for row in rows:
            properties = row.find(W + "trPr")
            line = [""] * _span(properties, "gridBefore", least=0)
            for cell in _children(row, "tc"):
                details = cell.find(W + "tcPr")
                text = self._cell(cell, details, shaded=shaded)
                notes.extend(self._take_notes())
                line.append("" if _is_covered(details) else text)
                line.extend([""] * (_span(details, "gridSpan", least=1) - 1))
            line.extend([""] * _span(properties, "gridAfter", least=0))
            texts.append(line[:_MAX_COLUMNS])
        self.pending_notes.extend(notes)
        if any(text for line in texts for text in line):
            yield make_table(texts)

    def _cell(self, cell: etree._Element, details: etree._Element | None, *, shaded: bool) -> str:
        ground = self.listener.on_ground
        own = None if details is None else details.find(W + "shd")
        self.listener.on_ground = is_dark(own) if own is not None else shaded or ground
        text = ""
        for piece in _texts(self.blocks(cell)):
            # Items of a list in a cell stay apart; other lines are one text.
            gap = " " if text and plain.opens_item(piece) else plain.glue(text, piece)
            text += gap + piece
        self.listener.on_ground = ground
        return text

    def _table_is_shaded(self, table: etree._Element) -> bool:
        properties = table.find(W + "tblPr")
        if properties is None:
            return False
        own = properties.find(W + "shd")
        if own is not None and is_dark(own):
            return True
        return value(properties.find(W + "tblStyle")) in self.styles.shaded_tables


def read(path: Path) -> Reading:
    """Read the DOCX at ``path``.

    Raises:
        DamagedFileError: the package or its body is broken.
        EncryptedFileError: it asks for a password.
        TooLargeError: it would unpack beyond the limits.
    """
    package = open_parts(path, _LABEL)
    with package.archive:
        try:
            return _read(package)
        except (PartError, RecursionError) as error:
            damaged(path, _LABEL, error)


def _read(package: Parts) -> Reading:
    main = package.main_part(_MAIN)
    root = package.xml(main)
    body = None if root is None else root.find(W + "body")
    if root is None or body is None:
        raise PartError(main)
    relations = package.relations(main)
    broken: list[str] = []

    def part(kind: str) -> etree._Element | None:
        target = next((r.target for r in relations.values() if r.kind == kind), "")
        try:
            return package.xml(target) if target else None
        except PartError:
            broken.append(kind)
            return None

    styles = read_styles(part("styles"))
    begun = Counter(mark.get(W + "fldCharType") for mark in body.iter(W + "fldChar"))
    reader = _Reader(
        styles,
        read_numbering(part("numbering"), styles),
        Listener(styles, whole_fields=begun["begin"] == begun["end"]),
        _note_elements(part("footnotes")),
        _note_elements(part("endnotes")),
    )
    elements: list[Element] = []
    for element in reader.blocks(body):
        if reader.passed_contents and elements and _heads_contents(elements[-1]):
            elements.pop()
        reader.passed_contents = False
        elements.append(element)
    elements.extend(reader.endnote_paragraphs())
    elements = _unwrapped(elements)
    headers, footers = _furniture(package, reader, part("settings"), broken)
    return Reading(
        (*headers, *elements, *footers), warnings=tuple(_notices(reader.listener, broken))
    )


def _paragraphs(
    said: Said, form: ParagraphFormat, style: Style, label: str, *, bullet: bool
) -> Iterator[Paragraph]:
    """The paragraph, cut at its line breaks unless these only balance a heading."""
    heading = bool(form.level) or style.role == "title" or bool(form.centred)
    rows: list[list[Piece]] = [[]]
    for piece in said.pieces:
        if piece.text == BREAK:
            rows.append([])
        else:
            rows[-1].append(piece)
    if heading:
        texts = [plain.clean("".join(piece.text for piece in row)) for row in rows]
        merged = plain.join(texts)
        lines = [(merged, [piece for row in rows for piece in row])] if merged else []
    else:
        lines = [(plain.clean("".join(piece.text for piece in row)), row) for row in rows]
    for position, (text, pieces) in enumerate((t, p) for t, p in lines if t):
        first = position == 0
        front = f"{label} " if first and bullet else label if first else ""
        # 1. before 5G would read as 1.5G.
        space = " " if front[-1:] == "." and text[0].isdecimal() else ""
        is_title = style.role == "title"
        kind: Kind = "title" if is_title else "caption" if style.role == "caption" else None
        yield Paragraph(
            (Fragment(front + space + text),),
            level=(form.level or None) if first and not is_title else None,
            bold=all(bool(piece.form.bold) for piece in pieces if piece.text.strip()),
            centred=bool(form.centred),
            size=_main_size(pieces),
            kind="list" if bullet else kind,
        )


def _main_size(pieces: Iterable[Piece]) -> float | None:
    sizes: Counter[float | None] = Counter()
    for piece in pieces:
        sizes[piece.form.size] += len(piece.text)
    return sizes.most_common(1)[0][0] if sizes else None


def _texts(elements: Iterable[Element]) -> Iterator[str]:
    """The texts of nested content, a row of an inner table as one."""
    for element in elements:
        if isinstance(element, Table):
            for row in element.rows:
                yield " ".join(cell.text for cell in row if cell.text)
        else:
            yield element.text


def _heads_contents(element: Element) -> bool:
    """Whether a paragraph is the heading over a table of contents that was passed over."""
    if not isinstance(element, Paragraph):
        return False
    return "".join(element.text.split()).lower() in _CONTENTS_HEADINGS


def _unwrapped(elements: list[Element]) -> list[Element]:
    """Join paragraphs that are the printed lines of a page, as pasted from a PDF."""
    texts = [element.text if isinstance(element, Paragraph) else "" for element in elements]
    numbers = plain.page_numbers(texts)
    kept = [index for index in range(len(elements)) if index not in numbers]
    fixed = [not _is_plain(elements[index]) for index in kept]
    goes_on = plain.continues([texts[index] for index in kept], fixed=fixed)
    wrapped = sum(goes_on) > _WRAPPED_SHARE * len(kept)
    joined: list[Element] = []
    place = 0
    last = -1  # where the paragraph stands that may go on
    for index, element in enumerate(elements):
        if index in numbers:
            joined.append(Aside("page_number", texts[index]))
            continue
        before = joined[last] if last >= 0 else None
        if wrapped and goes_on[place] and isinstance(before, Paragraph):
            whole = plain.join((before.text, texts[index]))
            joined[last] = Paragraph((Fragment(whole),), size=before.size)
        else:
            last = len(joined) if isinstance(element, Paragraph) else last
            joined.append(element)
        place += 1
    return joined


def _is_plain(element: Element) -> bool:
    return (
        isinstance(element, Paragraph)
        and element.level is None
        and element.kind is None
        and not element.bold
        and not element.centred
    )


def _furniture(
    package: Parts, reader: _Reader, settings: etree._Element | None, broken: list[str]
) -> tuple[list[Aside], list[Aside]]:
    """Headers and footers that are printed on some page, each once."""
    relations = package.relations(package.main_part(_MAIN))
    even = settings is not None and toggle(settings.find(W + "evenAndOddHeaders"))
    headers: list[Aside] = []
    footers: list[Aside] = []
    seen: set[str] = set()
    for section in tuple(reader.sections):
        first = toggle(section.find(W + "titlePg"))
        for reference in section:
            if reference.tag not in {W + "headerReference", W + "footerReference"}:
                continue
            use = reference.get(W + "type")
            relation = relations.get(reference.get(R + "id", ""))
            if relation is None or relation.external or relation.target in seen:
                continue
            if (use == "first" and not first) or (use == "even" and not even):
                continue
            seen.add(relation.target)
            try:
                root = package.xml(relation.target)
            except PartError:
                broken.append(relation.target)
                continue
            kind: AsideKind = "header" if reference.tag == W + "headerReference" else "footer"
            asides = headers if kind == "header" else footers
            for text in _texts(reader.blocks(root)) if root is not None else ():
                aside = Aside("page_number" if _is_number(text) else kind, text)
                if aside not in asides:
                    asides.append(aside)
    return headers, footers


def _is_number(text: str) -> bool:
    return text.isdecimal() or bool(plain.page_numbers([text]))


def _note_elements(root: etree._Element | None) -> dict[str, etree._Element]:
    if root is None:
        return {}
    return {
        note.get(W + "id", ""): note for note in root if note.get(W + "type") in {None, "normal"}
    }


def _notices(listener: Listener, broken: list[str]) -> Iterator[Notice]:
    if listener.hidden:
        count = sum(len(text) for text in listener.hidden)
        sample = plain.clean("".join(listener.hidden))[:20]
        yield Notice(
            "hidden_text",
            f"文中有隐藏文字（隐藏格式、白色或极小字号），共 {count} 字，如“{sample}”，未作为正文。",
        )
    unread = [
        sentence.format(count=listener.unread[kind])
        for kind, sentence in _UNREAD.items()
        if listener.unread[kind]
    ]
    if unread:
        yield Notice("content_not_read", f"文中有{'、'.join(unread)}，未计入正文。")
    if broken:
        yield Notice(
            "part_damaged", "文件的部分附属内容（样式、编号、脚注或页眉页脚）已损坏，未能读取。"
        )


def _is_contents(control: etree._Element) -> bool:
    """Whether a content control holds Word's table of contents."""
    gallery = control.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    return value(gallery) == "Table of Contents"


def _children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Rows or cells; content controls and tracked insertions may stand around them."""
    for child in element:
        if child.tag == W + name:
            yield child
        elif child.tag in _THROUGH:
            yield from _children(child, name)


def _is_deleted(row: etree._Element) -> bool:
    return row.find(f"{W}trPr/{W}del") is not None


def _is_covered(details: etree._Element | None) -> bool:
    """Whether a cell lies under one that is merged over it."""
    if details is None:
        return False
    merges = (details.find(W + "vMerge"), details.find(W + "hMerge"))
    return any(merge is not None and value(merge) != "restart" for merge in merges)


def _is_hidden(mark: etree._Element | None) -> bool:
    return mark is not None and bool(toggle(mark.find(W + "vanish")))


def _span(properties: etree._Element | None, name: str, *, least: int) -> int:
    text = None if properties is None else value(properties.find(W + name))
    if text is None or not text.isdecimal():
        return least
    return max(min(int(text[:6]), _MAX_COLUMNS), least)
