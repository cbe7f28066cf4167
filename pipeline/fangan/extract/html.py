"""Reads web pages: the text itself, without menus, links around it and hidden parts.

The text stands in the smallest element that holds most of the letters which are
not links; within it, blocks that are nearly all links are menus.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from lxml import etree
from lxml import html as markup

from fangan.document import Notice
from fangan.errors import DamagedFileError, NoTextError, UnknownKindError
from fangan.extract import lines as plain
from fangan.extract.decoding import damage, decode
from fangan.extract.docx_numbering import format_number
from fangan.extract.html_clutter import FILE, is_clutter, offers_files
from fangan.extract.html_hidden import find_hidden
from fangan.extract.html_labels import HeadTable, head_table, known_title, meta_labels
from fangan.extract.pinyin import pinyin_lines, without_pinyin
from fangan.extract.raw import Aside, Element, Fragment, Paragraph, Reading
from fangan.extract.tables import make_table
from fangan.extract.titles import with_title

_DROPPED = {
    "script", "style", "noscript", "template", "nav", "footer", "aside", "button", "select",
    "option", "textarea", "input", "iframe", "object", "embed", "svg", "canvas", "audio",
    "video", "map", "head", "link", "meta", "rt", "rp", "rtc", "datalist", "dialog",
}  # fmt: skip
_BLOCKS = {
    "address", "article", "blockquote", "body", "caption", "center", "dd", "details", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "form", "h1", "h2", "h3", "h4", "h5",
    "h6", "header", "hr", "html", "legend", "li", "main", "ol", "p", "pre", "section",
    "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip
_CONTAINERS = {
    "body", "div", "section", "article", "main", "td", "table", "tbody", "tr", "form",
    "center", "span",
}  # fmt: skip
_PRUNED = {
    "div", "ul", "ol", "section", "table", "td", "tr", "p", "dl", "header", "form",
}  # fmt: skip
_MAIN_SHARE = 0.7
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)")
_CENTRED_STYLE = re.compile(r"text-align\s*:\s*center")
_PLACE = re.compile(r"您?(?:的|当前|所在|现在)*位置\s*[:：]")
_SITE = re.compile(r"\s*[_|｜]\s*|\s+[-–—]\s+|\s*[-–—]{2}\s*")
_BLANKS = re.compile(r"[ \t\r\n\f]+")
# A line end in the source is no blank between Chinese characters.
_LINE_END = re.compile(
    r"(?<=[\u3000-\u9fff\uff00-\uffef“”‘’—…])[ \t]*[\r\n][ \t\r\n]*(?=[\u3000-\u9fff\uff00-\uffef“”‘’—…])"
)
_MAX_SPAN = 200
_MAX_CELL = 1000
_LIST_STYLES = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}


@dataclass(frozen=True, slots=True)
class _Look:
    """What the elements around some text say of it."""

    level: int | None = None
    bold: bool = False
    centred: bool = False
    kind: Literal["caption"] | None = None
    verbatim: bool = False


@dataclass
class _Writer:
    """Collects paragraphs while the tree is walked."""

    elements: list[Element] = field(default_factory=list)
    pieces: list[tuple[str, bool]] = field(default_factory=list)
    look: _Look = field(default_factory=_Look)
    label: str = ""
    hidden: list[str] = field(default_factory=list)
    weights: dict[etree._Element, tuple[int, int, int]] = field(default_factory=dict)
    aside: HeadTable | None = None
    prose: int = 0
    unseen: set[etree._Element] = field(default_factory=set)

    def flush(self) -> None:
        """End the paragraph."""
        text = without_pinyin(_tidy("".join(piece for piece, _ in self.pieces)))
        if text:
            solid = [bold for piece, bold in self.pieces if piece.strip()]
            self.elements.append(
                Paragraph(
                    (Fragment(self.label + text),),
                    level=self.look.level,
                    bold=bool(solid) and all(solid),
                    centred=self.look.centred,
                    kind="list" if self.label.startswith("•") else self.look.kind,
                )
            )
            self.label = ""
        self.pieces = []

    def say(self, text: str | None, look: _Look) -> None:
        """Add letters; in preformatted text a line break ends the paragraph."""
        if not text:
            return
        if not look.verbatim:
            self.pieces.append((text, look.bold))
            return
        first, *rest = text.split("\n")
        self.pieces.append((first, look.bold))
        for line in rest:
            self.flush()
            self.pieces.append((line, look.bold))

    def walk(self, element: etree._Element, look: _Look) -> None:
        """Write the contents of ``element``."""
        self.say(element.text, look)
        number = 0
        for child in element:
            if isinstance(child.tag, str):
                if child.tag == "li":
                    number += 1
                self.add(child, look, number)
            self.say(child.tail, look)

    def add(self, child: etree._Element, look: _Look, number: int) -> None:
        """Write ``child``, item ``number`` of its list, unless it is no part of the text."""
        tag = child.tag
        if tag in _DROPPED or self._is_menu(child):
            return
        if self.aside is not None and child is self.aside.element:
            self._block_edge(look)
            self.elements.append(Aside("header", self.aside.text))
            return
        if child in self.unseen:
            self.hide(child)
            return
        inner = _looked(child, look)
        if tag == "br":
            self._break()
        elif tag == "table" and is_data(child):
            self._block_edge(look)
            self._table(child)
        elif tag in _BLOCKS:
            self._block_edge(inner)
            if tag == "li":
                self.label = _item_label(child, number)
            self.walk(child, inner)
            self._block_edge(look)
        else:
            self.walk(child, inner)

    def hide(self, element: etree._Element) -> None:
        """Keep the words of an element that is not shown, for the notice."""
        text = _tidy(_letters(element))
        if text:
            self.hidden.append(text)

    def _block_edge(self, look: _Look) -> None:
        self.flush()
        self.look = look

    def _break(self) -> None:
        # Within a heading a break only balances its lines.
        if self.look.level or self.look.centred:
            self.pieces.append((" ", False))
        else:
            self.flush()

    def _table(self, table: etree._Element) -> None:
        caption = next((c for c in table.iterchildren("caption")), None)
        if caption is not None:
            self.add(caption, _Look(kind="caption"), 0)
        rows = list(_rows(table, self))
        if any(text for row in rows for text in row):
            self.elements.append(make_table(rows))

    def _is_menu(self, element: etree._Element) -> bool:
        if element not in self.weights:
            return False
        letters, linked, links = self.weights[element]
        if self.prose and is_clutter(element, letters - linked, self.prose):
            return True
        if element.tag not in _PRUNED:
            return False
        if links >= 1 and letters < 80 and _PLACE.match(_tidy(_letters(element))):
            return True
        return links >= 5 and linked > 0.8 * letters


def read(path: Path) -> Reading:
    """Read a web page.

    Raises:
        NoTextError: the page holds no text.
    """
    text = decode(path.read_bytes())
    if text is None:
        raise UnknownKindError(
            f"文件 {path.name} 的文字编码无法识别，请用浏览器另存为 UTF-8 网页后再试。"
        )
    root = _parse(text)
    if root is None:
        raise NoTextError(f"网页文件 {path.name} 里没有可读的文字，请检查是否保存完整。")
    try:
        reading = _read(root)
    except RecursionError as error:
        raise DamagedFileError(
            f"网页文件 {path.name} 的结构层次过深，无法读取，请另存为 DOCX 或 PDF 后再试。"
        ) from error
    return replace(reading, warnings=(*reading.warnings, *damage(text)))


def fragment(source: str) -> list[Element]:
    """The elements of a piece of HTML that stands in another text."""
    root = _parse(source)
    writer = _Writer(unseen=set() if root is None else find_hidden(root))
    if root is not None:
        writer.walk(root, _Look())
        writer.flush()
    return writer.elements


def _parse(text: str) -> etree._Element | None:
    parser = markup.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return markup.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _read(root: etree._Element) -> Reading:
    body = root.find("body")
    body = root if body is None else body
    unseen = find_hidden(root)
    weights = _weigh(body, unseen)
    main = _main(body, weights)
    head = head_table(body)
    letters, linked, _ = weights[body]
    writer = _Writer(weights=weights, aside=head, prose=letters - linked, unseen=unseen)
    writer.walk(main, _looked(main, _Look()))
    writer.flush()
    for annexes in _file_lists(main, body):
        writer.add(annexes, _Look(), 0)
        writer.flush()
    elements = with_title(_without_readings(writer.elements))
    labels = {**meta_labels(root), **dict(head.labels if head else ())}
    title = known_title(labels) or _title(root)
    if title and main is not body and not _opens_with(elements, title):
        elements.insert(0, Paragraph((Fragment(title),), centred=True, kind="title"))
    warnings: tuple[Notice, ...] = ()
    if writer.hidden:
        count = sum(map(len, writer.hidden))
        warnings = (
            Notice(
                "hidden_text",
                f"网页正文中有隐藏文字，共 {count} 字，如“{writer.hidden[0][:20]}”，未作为正文。",
            ),
        )
    return Reading(tuple(elements), warnings=warnings, title=title, labels=tuple(labels.items()))


def _without_readings(elements: list[Element]) -> list[Element]:
    """The elements without lines of pinyin above or below the words that they are read for."""
    lines = [e.text if isinstance(e, Paragraph) else "" for e in elements]
    dropped = pinyin_lines(lines)
    return [element for index, element in enumerate(elements) if index not in dropped]


def _weigh(
    body: etree._Element, unseen: set[etree._Element]
) -> dict[etree._Element, tuple[int, int, int]]:
    """For each element: its letters, those of them that are links, and its links."""
    weights: dict[etree._Element, tuple[int, int, int]] = {}
    for _, element in etree.iterwalk(body, events=("end",)):
        if not isinstance(element.tag, str) or element.tag in _DROPPED or element in unseen:
            weights[element] = (0, 0, 0)
            continue
        letters = len(_BLANKS.sub("", element.text or ""))
        linked = links = 0
        for child in element:
            inner = weights.get(child, (0, 0, 0))
            letters += inner[0] + len(_BLANKS.sub("", child.tail or ""))
            linked += inner[1]
            links += inner[2]
        # Links to files are the annexes of a text, not a menu.
        if element.tag == "a" and letters and not FILE.search(element.get("href") or ""):
            linked, links = letters, 1
        weights[element] = (letters, linked, links)
    return weights


def _main(
    body: etree._Element, weights: dict[etree._Element, tuple[int, int, int]]
) -> etree._Element:
    """The smallest element that holds most of the text that is not links."""

    def prose(element: etree._Element) -> int:
        letters, linked, _ = weights.get(element, (0, 0, 0))
        return letters - linked

    main = body
    while True:
        inner = [
            child
            for child in main
            if child.tag in _CONTAINERS and not (child.tag == "table" and is_data(child))
        ]
        best = max(inner, key=prose, default=None)
        if best is None or prose(best) < _MAIN_SHARE * prose(body):
            return main
        main = best


def _file_lists(main: etree._Element, body: etree._Element) -> Iterator[etree._Element]:
    """The lists of annexes that stand beside the text, after it."""
    for element in (main, *main.iterancestors()):
        if element is body:
            return
        for sibling in element.itersiblings():
            if isinstance(sibling.tag, str) and offers_files(sibling):
                yield sibling


def is_data(table: etree._Element) -> bool:
    """Whether a table holds data; older pages use tables to lay out the page."""
    if table.find(".//table") is not None:
        return False
    rows = list(_row_elements(table))
    widest = max((len(row) for row in rows), default=0)
    if len(rows) < 2 or widest < 2:
        return False
    return all(
        len(_letters(cell)) < _MAX_CELL and len(cell.findall(".//p")) < 12
        for row in rows
        for cell in row
    )


def _row_elements(table: etree._Element) -> Iterator[list[etree._Element]]:
    for part in table:
        if part.tag == "tr":
            yield [cell for cell in part if cell.tag in {"td", "th"}]
        elif part.tag in {"thead", "tbody", "tfoot"}:
            yield from _row_elements(part)


def _rows(table: etree._Element, page: _Writer) -> Iterator[list[str]]:
    """The texts of a table, cells under a merge left empty."""
    below: dict[int, int] = {}
    for cells in _row_elements(table):
        row: list[str] = []
        pending = list(reversed(cells))
        while (pending or any(column >= len(row) for column in below)) and len(row) < _MAX_SPAN:
            column = len(row)
            if column in below:
                below[column] -= 1
                if not below[column]:
                    del below[column]
                row.append("")
                continue
            if not pending:
                row.append("")
                continue
            cell = pending.pop()
            writer = _Writer(hidden=page.hidden, unseen=page.unseen)
            if cell in page.unseen:
                writer.hide(cell)
            else:
                writer.walk(cell, _Look())
            writer.flush()
            width, height = _span(cell, "colspan"), _span(cell, "rowspan")
            row.append(without_pinyin(_cell_text(writer)))
            row.extend([""] * (width - 1))
            if height > 1:
                below.update((column + step, height - 1) for step in range(width))
        yield row


def _cell_text(writer: _Writer) -> str:
    text = ""
    for element in writer.elements:
        piece = element.text if isinstance(element, Paragraph) else ""
        text += (" " if text and plain.opens_item(piece) else plain.glue(text, piece)) + piece
    return text


def _span(cell: etree._Element, name: str) -> int:
    text = (cell.get(name) or "").strip()
    return max(1, min(int(text[:6]), _MAX_SPAN)) if text.isdecimal() else 1


def _looked(element: etree._Element, look: _Look) -> _Look:
    tag = str(element.tag)
    style = (element.get("style") or "").lower()
    if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
        look = replace(look, level=int(tag[1]))
    elif tag in {"caption", "figcaption"}:
        look = replace(look, kind="caption")
    elif tag == "pre":
        look = replace(look, verbatim=True)
    if tag in {"b", "strong", "th"} or _BOLD_STYLE.search(style):
        look = replace(look, bold=True)
    align = (element.get("align") or "").lower()
    if tag == "center" or align == "center" or _CENTRED_STYLE.search(style):
        look = replace(look, centred=True)
    elif align or "text-align" in style:
        look = replace(look, centred=False)
    return look


def _item_label(item: etree._Element, number: int) -> str:
    parent = item.getparent()
    if parent is None or parent.tag != "ol":
        return "• "
    start = parent.get("start") or "1"
    first = int(start[:6]) if start.isdecimal() else 1
    style = _LIST_STYLES.get(parent.get("type") or "", "decimal")
    return f"{format_number(first + number - 1, style)}. "


def _title(root: etree._Element) -> str | None:
    """The title by the page's own account, without the name of the site."""
    stated = next(
        (
            meta.get("content") or ""
            for meta in root.iterfind(".//meta")
            if {meta.get("name"), meta.get("property")} & {"og:title", "title"}
            and (meta.get("content") or "").strip()
        ),
        None,
    )
    if stated is None:
        found = root.find(".//title")
        stated = _letters(found) if found is not None else ""
    return _without_site(_tidy(stated), root) or None


def _without_site(title: str, root: etree._Element) -> str:
    """A page's title without the site's name: the longest start of it that is in the page."""
    body = root.find("body")
    text = "".join(_letters(root if body is None else body).split())
    ends = [len(title), *(found.start() for found in reversed(list(_SITE.finditer(title))))]
    for end in ends:
        if len(title[:end]) > 3 and "".join(title[:end].split()) in text:
            return title[:end]
    return max(_SITE.split(title)[:2], key=len)


def _opens_with(elements: list[Element], title: str) -> bool:
    def letters(text: str) -> str:
        return "".join(text.split())

    head = "".join(letters(e.text) for e in elements[:8] if isinstance(e, Paragraph))
    return letters(title) in head


def _letters(element: etree._Element) -> str:
    return "".join(str(text) for text in element.itertext())


def _tidy(text: str) -> str:
    """``text`` with its blanks as a reader sees them."""
    return plain.clean(_BLANKS.sub(" ", _LINE_END.sub("", text)))
