"""What stands where in an OFD file: documents, pages, templates, fonts, notes and signatures.

Producers disagree about namespaces, about the case of names and about what a path is
relative to; names are therefore compared without namespace and parts found by every
reading of their path that leads to one.
"""

from __future__ import annotations

import math
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from fangan.extract.parts import PartError, Parts

POINTS = 72 / 25.4
"""Points in a millimetre, which OFD counts in."""

_A4 = (0.0, 0.0, 210.0, 297.0)
_LARGEST = 20_000.0  # millimetres; a larger page is a fault of the file

Rect = tuple[float, float, float, float]
"""``(x, y, width, height)`` in millimetres."""


@dataclass(frozen=True, slots=True)
class Font:
    """A font of the resources."""

    name: str
    bold: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """A page or template: its parsed part; None where that is missing or broken."""

    id: str
    root: etree._Element | None
    area: Rect
    templates: tuple[tuple[str, bool], ...] = ()  # id, and whether it lies over the page


@dataclass(frozen=True, slots=True)
class Annotation:
    """Something put on a page afterwards: a watermark, a stamp, a mark."""

    page: str
    kind: str
    boundary: Rect
    appearance: etree._Element


@dataclass(frozen=True, slots=True)
class Stamp:
    """Where a signature shows its seal."""

    page: str
    boundary: Rect


@dataclass
class OfdDocument:
    """One document of the file."""

    parts: Parts
    pages: list[Layout] = field(default_factory=list)
    templates: dict[str, Layout] = field(default_factory=dict)
    fonts: dict[str, Font] = field(default_factory=dict)
    styles: dict[str, etree._Element] = field(default_factory=dict)
    drawings: dict[str, etree._Element] = field(default_factory=dict)
    media: dict[str, str] = field(default_factory=dict)
    annotations: list[Annotation] = field(default_factory=list)
    stamps: list[Stamp] = field(default_factory=list)
    signatures: int = 0
    attachments: list[str] = field(default_factory=list)


def name(element: etree._Element) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def children(element: etree._Element | None, *names: str) -> Iterator[etree._Element]:
    """The children with one of ``names``."""
    if element is not None:
        for child in element:
            if name(child) in names:
                yield child


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The first element along ``path``."""
    for step in path:
        element = next(children(element, step), None)
    return element


def words(element: etree._Element | None) -> str:
    """The letters directly in an element."""
    return "" if element is None else (element.text or "").strip()


def numbers(text: str | None) -> list[float]:
    """The numbers of a list such as a boundary; what is none counts as 0."""
    return [number(item) for item in (text or "").replace(",", " ").split()]


def number(text: str | None, otherwise: float = 0.0) -> float:
    """``text`` as a number that can be computed with."""
    try:
        value = float(text or "")
    except ValueError:
        return otherwise
    return value if math.isfinite(value) and abs(value) < 1e7 else otherwise


def rect(text: str | None) -> Rect | None:
    """A boundary; None where there are not four numbers."""
    values = numbers(text)
    return (values[0], values[1], values[2], values[3]) if len(values) >= 4 else None


def documents(parts: Parts) -> Iterator[OfdDocument]:
    """The documents of the file, in order.

    Raises:
        PartError: the file says not where its documents are.
    """
    root = parts.xml("OFD.xml")
    if root is None:
        raise PartError("OFD.xml")
    for body in children(root, "DocBody"):
        part = _find(parts, "", words(child(body, "DocRoot")))
        if part is None:
            continue
        found = _document(parts, part)
        _add_signatures(found, words(child(body, "Signatures")))
        yield found


def _document(parts: Parts, part: str) -> OfdDocument:
    root = parts.xml(part)
    folder = posixpath.dirname(part)
    found = OfdDocument(parts)
    common = child(root, "CommonData")
    area = _area(child(common, "PageArea")) or _A4
    for reference in children(common, "PublicRes", "DocumentRes"):
        _add_resources(found, _find(parts, folder, words(reference)))
    for template in children(common, "TemplatePage"):
        found.templates[template.get("ID", "")] = _layout(parts, folder, template, area)
    for page in children(child(root, "Pages"), "Page"):
        layout = _layout(parts, folder, page, area)
        _add_resources_of_page(found, layout, page, folder)
        found.pages.append(layout)
    _add_annotations(found, folder, words(child(root, "Annotations")))
    _add_attachments(found, folder, words(child(root, "Attachments")))
    return found


def _find(parts: Parts, folder: str, location: str) -> str | None:
    """The part that ``location``, written in a part of ``folder``, means."""
    location = location.strip().replace("\\", "/")
    if not location:
        return None
    first = folder.split("/", 1)[0]
    bases = ("", folder, first) if location.startswith("/") else (folder, "", first)
    for base in bases:
        candidate = posixpath.normpath(posixpath.join("/", base, location.lstrip("/"))).lstrip("/")
        if parts.has(candidate):
            return candidate
    tail = "/" + posixpath.normpath(posixpath.join("/", location)).lstrip("/").lower()
    found = [held for held in parts.names if f"/{held}".endswith(tail)]
    return found[0] if len(found) == 1 else None


def _xml(parts: Parts, part: str | None) -> etree._Element | None:
    try:
        return parts.xml(part) if part else None
    except PartError:
        return None


def _layout(parts: Parts, folder: str, entry: etree._Element, area: Rect) -> Layout:
    root = _xml(parts, _find(parts, folder, entry.get("BaseLoc", "")))
    templates = tuple(
        (use.get("TemplateID", ""), use.get("ZOrder") == "Foreground")
        for use in children(root, "Template")
    )
    return Layout(entry.get("ID", ""), root, _area(child(root, "Area")) or area, templates)


def _area(element: etree._Element | None) -> Rect | None:
    box = rect(words(child(element, "PhysicalBox")))
    if box is None or not (0 < box[2] < _LARGEST and 0 < box[3] < _LARGEST):
        return None
    return box


def _add_resources_of_page(
    found: OfdDocument, layout: Layout, entry: etree._Element, folder: str
) -> None:
    for reference in children(layout.root, "PageRes"):
        base = posixpath.dirname(posixpath.join(folder, entry.get("BaseLoc", "").lstrip("/")))
        _add_resources(found, _find(found.parts, base, words(reference)))


def _add_resources(found: OfdDocument, part: str | None) -> None:
    root = _xml(found.parts, part)
    if root is None or part is None:
        return
    base = posixpath.join(
        posixpath.dirname(part), root.get("BaseLoc", "").replace("\\", "/").lstrip("/")
    )
    for group in root:
        for entry in group:
            key = entry.get("ID", "")
            kind = name(entry)
            if kind == "Font":
                family = entry.get("FontName") or entry.get("FamilyName") or ""
                bold = entry.get("Bold") == "true" or "bold" in family.lower()
                found.fonts[key] = Font(family, bold)
            elif kind == "DrawParam":
                found.styles[key] = entry
            elif kind == "CompositeGraphicUnit":
                found.drawings[key] = entry
            elif kind == "MultiMedia":
                file = _find(found.parts, base, words(child(entry, "MediaFile")))
                if file:
                    found.media[key] = file


def _add_annotations(found: OfdDocument, folder: str, location: str) -> None:
    index = _find(found.parts, folder, location)
    base = posixpath.dirname(index or "")
    for page in children(_xml(found.parts, index), "Page"):
        notes = _xml(found.parts, _find(found.parts, base, words(child(page, "FileLoc"))))
        for note in children(notes, "Annot"):
            if note.get("Visible") == "false":
                continue
            for appearance in children(note, "Appearance"):
                boundary = rect(appearance.get("Boundary")) or (0.0, 0.0, 0.0, 0.0)
                kind = note.get("Type", "")
                found.annotations.append(
                    Annotation(page.get("PageID", ""), kind, boundary, appearance)
                )


def _add_attachments(found: OfdDocument, folder: str, location: str) -> None:
    index = _xml(found.parts, _find(found.parts, folder, location))
    for entry in children(index, "Attachment"):
        if entry.get("Visible") != "false":
            file = posixpath.basename(words(child(entry, "FileLoc")).replace("\\", "/"))
            found.attachments.append(entry.get("Name") or file or "未命名")


def _add_signatures(found: OfdDocument, location: str) -> None:
    index = _find(found.parts, "", location)
    base = posixpath.dirname(index or "")
    for entry in children(_xml(found.parts, index), "Signature"):
        found.signatures += 1
        signature = _xml(found.parts, _find(found.parts, base, entry.get("BaseLoc", "")))
        for stamp in children(child(signature, "SignedInfo"), "StampAnnot"):
            boundary = rect(stamp.get("Boundary"))
            if boundary:
                found.stamps.append(Stamp(stamp.get("PageRef", ""), boundary))
