"""Reads XLSX from its XML, as a stream: sheets may hold a million empty, formatted rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from lxml import etree

from fangan.document import Notice
from fangan.errors import UnknownKindError
from fangan.extract.parts import BROKEN_ZIP, PartError, Parts, damaged, open_parts
from fangan.extract.raw import Reading
from fangan.extract.sheet import Place, Sheet, check_count, make_reading, one_line
from fangan.extract.sheet_format import GENERAL, built_in, iso, shown

_LABEL = "XLSX 文件"
_MAIN = "xl/workbook.xml"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_WHITE = {"FFFFFFFF", "00FFFFFF", "FFFFFF"}


@dataclass(frozen=True, slots=True)
class _Look:
    """How a cell is shown."""

    code: str = GENERAL
    unseen: bool = False


@dataclass
class _Workbook:
    path: Path
    parts: Parts
    texts: list[str] = field(default_factory=list)
    looks: list[_Look] = field(default_factory=list)
    from_1904: bool = False
    cells: int = 0


def read(path: Path) -> Reading:
    """Read the workbook at ``path``.

    Raises:
        DamagedFileError: the package or its directory of sheets is broken.
        EncryptedFileError: it asks for a password.
        TooLargeError: it goes over the limits.
        UnknownKindError: it is in the binary form (XLSB).
    """
    parts = open_parts(path, _LABEL)
    with parts.archive:
        main = parts.main_part(_MAIN)
        if main.endswith(".bin"):
            raise UnknownKindError(
                f"文件 {path.name} 是二进制格式的工作簿（XLSB），请用 Excel 或 WPS 另存为 XLSX 后再试。"
            )
        try:
            return _read(path, parts, main)
        except (PartError, etree.XMLSyntaxError, RecursionError, *BROKEN_ZIP) as error:
            damaged(path, _LABEL, error)


def _read(path: Path, parts: Parts, main: str) -> Reading:
    root = parts.xml(main)
    if root is None:
        raise PartError(main)
    relations = parts.relations(main)
    by_kind = {relation.kind: relation.target for relation in relations.values()}
    book = _Workbook(path, parts)
    properties = next(_named(root, "workbookPr"), None)
    book.from_1904 = properties is not None and properties.get("date1904") in {"1", "true"}
    book.texts = _texts(book, by_kind.get("sharedStrings", ""))
    book.looks = _looks(parts, by_kind.get("styles", ""))
    sheets: list[Sheet] = []
    pictures = 0
    for group in _named(root, "sheets"):
        for entry in group:
            relation = relations.get(entry.get(_R + "id", ""))
            if relation is None or relation.kind != "worksheet":
                continue
            hidden = entry.get("state", "visible") != "visible"
            sheets.append(_sheet(book, relation.target, entry.get("name", ""), hidden=hidden))
            pictures += _drawings(parts, relation.target)
    return make_reading(sheets, _notices(pictures))


def _notices(pictures: int) -> Iterator[Notice]:
    if pictures:
        yield Notice("content_not_read", f"表格中有 {pictures} 个图片、图表或图形，未计入正文。")


def _drawings(parts: Parts, sheet: str) -> int:
    """How many pictures, charts and shapes lie on a sheet."""
    count = 0
    for relation in parts.relations(sheet).values():
        if relation.kind == "drawing":
            try:
                root = parts.xml(relation.target)
            except PartError:
                continue
            count += 0 if root is None else sum("Anchor" in str(child.tag) for child in root)
    return count


def _named(parent: etree._Element, *names: str) -> Iterator[etree._Element]:
    """Children by name; other producers use other namespaces."""
    for child in parent:
        if _name(child) in names:
            yield child


def _name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _stream(parts: Parts, part: str) -> Iterator[tuple[str, etree._Element]]:
    """The elements of a part as they begin and end; the caller clears what it has used."""
    name = parts.names.get(part.lower())
    if name is None:
        raise PartError(part)
    source: IO[bytes]
    with parts.archive.open(name) as source:
        begun = False
        for event, element in etree.iterparse(
            source,
            events=("start", "end"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            remove_comments=True,
            remove_pis=True,
        ):
            if not begun:
                begun = True
                if element.getroottree().docinfo.internalDTD is not None:
                    raise PartError(part)
            yield event, element


def _texts(book: _Workbook, part: str) -> list[str]:
    """The shared strings, without the readings (拼音) that may stand beside them."""
    if not book.parts.has(part):
        return []
    texts: list[str] = []
    for event, element in _stream(book.parts, part):
        if event == "end" and _name(element) == "si":
            texts.append(_rich(element))
            check_count(book.path, len(texts))
            _forget(element)
    return texts


def _forget(element: etree._Element) -> None:
    """Free a used element and those before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _rich(element: etree._Element) -> str:
    """The letters of a string, in one piece or in several runs."""
    parts: list[str] = []
    for child in _named(element, "t", "r"):
        if _name(child) == "t":
            parts.append(child.text or "")
        else:
            parts.extend(run.text or "" for run in _named(child, "t"))
    return "".join(parts)


def _looks(parts: Parts, part: str) -> list[_Look]:
    """The look for each style number; a broken part of styles leaves all plain."""
    try:
        root = parts.xml(part)
    except PartError:
        return []
    if root is None:
        return []
    groups = {_name(child): child for child in root}
    codes = {
        entry.get("numFmtId", ""): entry.get("formatCode", GENERAL)
        for entry in groups.get("numFmts", ())
    }
    white = [_is_white(font) for font in groups.get("fonts", ())]
    plain = [_is_plain(fill) for fill in groups.get("fills", ())]
    looks: list[_Look] = []
    for style in groups.get("cellXfs", ()):
        number = style.get("numFmtId", "0")
        code = codes.get(number) or built_in(_integer(number))
        font, fill = _integer(style.get("fontId")), _integer(style.get("fillId"))
        unseen = font < len(white) and white[font] and (fill >= len(plain) or plain[fill])
        looks.append(_Look(code, unseen))
    return looks


def _is_white(font: etree._Element) -> bool:
    colour = next(_named(font, "color"), None)
    return colour is not None and (colour.get("rgb", "").upper() in _WHITE)


def _is_plain(fill: etree._Element) -> bool:
    pattern = next(_named(fill, "patternFill"), None)
    return pattern is not None and pattern.get("patternType", "none") == "none"


def _integer(text: str | None, otherwise: int = 0) -> int:
    return int(text[:9]) if text and text.isdecimal() else otherwise


def _sheet(book: _Workbook, part: str, name: str, *, hidden: bool) -> Sheet:
    sheet = Sheet(name, hidden)
    row = column = -1
    for event, element in _stream(book.parts, part):
        kind = _name(element)
        if event == "start":
            if kind == "row":
                row = _integer(element.get("r"), row + 2) - 1
                column = -1
                if element.get("hidden") in {"1", "true"}:
                    sheet.hidden_rows.add(row)
        elif kind == "c":
            place = _place(element.get("r"), (row, column + 1))
            row, column = place
            _cell(book, sheet, place, element)
            _forget(element)
        elif kind == "row":
            _forget(element)
        elif kind == "col" and element.get("hidden") in {"1", "true"}:
            first, last = _integer(element.get("min"), 1), _integer(element.get("max"), 1)
            sheet.hidden_columns.update(range(first - 1, min(last, 20_000)))
        elif kind == "mergeCell":
            corners = [_place(ref, (0, 0)) for ref in (element.get("ref") or "").split(":")]
            if len(corners) == 2:
                sheet.merges.append((*corners[0], *corners[1]))
    return sheet


def _place(reference: str | None, otherwise: Place) -> Place:
    match = _REFERENCE.fullmatch((reference or "").replace("$", ""))
    if match is None:
        return otherwise
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, column - 1


def _cell(book: _Workbook, sheet: Sheet, place: Place, element: etree._Element) -> None:
    parts = {_name(child): child for child in element}
    value = parts.get("v")
    raw = None if value is None else value.text
    style = _integer(element.get("s"))
    look = book.looks[style] if style < len(book.looks) else _Look()
    if "is" in parts:
        text = _rich(parts["is"])
    elif raw is None:
        if "f" in parts:
            sheet.unknown.append(place)
        return
    else:
        text = _value(book, element.get("t", "n"), raw, look)
    text = one_line(text)
    if look.unseen or not text:
        unseen = text or (one_line(raw or "") if look.code.strip(";") == "" else "")
        if unseen:
            sheet.unseen.append(unseen)
        return
    book.cells += 1
    check_count(book.path, book.cells)
    sheet.cells[place] = text


def _value(book: _Workbook, kind: str, raw: str, look: _Look) -> str:
    """What a cell shows for the value that the file keeps."""
    if kind == "s":
        index = _integer(raw, -1)
        return book.texts[index] if 0 <= index < len(book.texts) else ""
    if kind == "b":
        return "TRUE" if raw == "1" else "FALSE"
    if kind == "d":
        return iso(raw)
    if kind in {"str", "e", "inlineStr"}:
        return raw
    try:
        return shown(float(raw), look.code, from_1904=book.from_1904)
    except (ValueError, OverflowError):
        return raw
