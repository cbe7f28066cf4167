"""What styles say of paragraphs and runs, their chains of inheritance followed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from lxml import etree

from fangan.extract.docx_names import W

_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
_TOC = re.compile(r"(?:toc|目录)\s*(?:[1-9]|heading)", re.IGNORECASE)
_OFF = frozenset({"0", "false", "off", "none"})
_BODY_LEVEL = 9

_NARROWEST = 10  # percent of a letter's width under which nobody reads it


@dataclass(frozen=True, slots=True)
class RunFormat:
    """Formatting of a run; None where nothing is said."""

    bold: bool | None = None
    hidden: bool | None = None
    size: float | None = None
    colour: str | None = None
    shaded: bool | None = None

    def over(self, base: RunFormat) -> RunFormat:
        """This formatting on top of ``base``."""
        return RunFormat(
            base.bold if self.bold is None else self.bold,
            base.hidden if self.hidden is None else self.hidden,
            base.size if self.size is None else self.size,
            base.colour if self.colour is None else self.colour,
            base.shaded if self.shaded is None else self.shaded,
        )


@dataclass(frozen=True, slots=True)
class ParagraphFormat:
    """Formatting of a paragraph; None where nothing is said.

    ``level`` counts from 1; 0 says that the paragraph is body text. ``number``
    and ``depth`` are the list (numId) and the level in it, from 0.
    """

    level: int | None = None
    centred: bool | None = None
    number: str | None = None
    depth: int | None = None
    shaded: bool | None = None
    run: RunFormat = RunFormat()

    def over(self, base: ParagraphFormat) -> ParagraphFormat:
        """This formatting on top of ``base``."""
        return ParagraphFormat(
            base.level if self.level is None else self.level,
            base.centred if self.centred is None else self.centred,
            base.number if self.number is None else self.number,
            base.depth if self.depth is None else self.depth,
            base.shaded if self.shaded is None else self.shaded,
            self.run.over(base.run),
        )


@dataclass(frozen=True, slots=True)
class Style:
    """A resolved style; ``role`` is title, caption, toc or empty."""

    format: ParagraphFormat = ParagraphFormat()
    role: str = ""


@dataclass(frozen=True)
class Styles:
    """All styles of a document by id."""

    by_id: dict[str, Style] = field(default_factory=dict)
    default: Style = Style()
    shaded_tables: frozenset[str] = frozenset()

    def paragraph(self, style_id: str | None) -> Style:
        """The style of a paragraph; unknown ids fall back to the default one."""
        return self.by_id.get(style_id, self.default) if style_id else self.default

    def run(self, style_id: str | None) -> RunFormat:
        """The formatting of a character style."""
        style = self.by_id.get(style_id) if style_id else None
        return style.format.run if style else RunFormat()


def read_styles(root: etree._Element | None) -> Styles:
    """Resolve every style in styles.xml."""
    if root is None:
        return Styles()
    elements = {
        element.get(f"{W}styleId", ""): element for element in root.iterchildren(f"{W}style")
    }
    defaults = ParagraphFormat()
    found = root.find(f"{W}docDefaults")
    if found is not None:
        defaults = ParagraphFormat(run=run_format(found.find(f"{W}rPrDefault/{W}rPr"))).over(
            paragraph_format(found.find(f"{W}pPrDefault/{W}pPr"))
        )
    resolved: dict[str, Style] = {}
    for style_id in elements:
        _resolve(style_id, elements, resolved, defaults)
    default = next(
        (
            resolved[style_id]
            for style_id, element in elements.items()
            if element.get(f"{W}type") == "paragraph"
            and element.get(f"{W}default") in {"1", "true"}
        ),
        Style(defaults),
    )
    shaded = {
        style_id
        for style_id, element in elements.items()
        if any(is_dark(shading) for shading in element.iter(f"{W}shd"))
    }
    tables = frozenset(
        style_id
        for style_id, element in elements.items()
        if style_id in shaded or value(element.find(f"{W}basedOn")) in shaded
    )
    return Styles(resolved, default, tables)


def _resolve(
    style_id: str,
    elements: dict[str, etree._Element],
    resolved: dict[str, Style],
    defaults: ParagraphFormat,
) -> None:
    """Resolve a style after those it is based on, from the root of the chain down."""
    chain: list[str] = []
    current: str | None = style_id
    while current and current in elements and current not in resolved and current not in chain:
        chain.append(current)
        current = value(elements[current].find(f"{W}basedOn"))
    for name in reversed(chain):
        element = elements[name]
        parent = resolved.get(value(element.find(f"{W}basedOn")) or "")
        is_paragraph = element.get(f"{W}type") == "paragraph"
        base = parent or Style(defaults if is_paragraph else ParagraphFormat())
        own = replace(
            paragraph_format(element.find(f"{W}pPr")), run=run_format(element.find(f"{W}rPr"))
        )
        label = (value(element.find(f"{W}name")) or "").strip()
        heading = _HEADING.fullmatch(label) or _HEADING.fullmatch(name)
        if own.level is None and heading and is_paragraph:
            own = replace(own, level=int(heading[1]))
        resolved[name] = Style(own.over(base.format), _role(label) or base.role)


def _role(label: str) -> str:
    folded = label.lower()
    if folded in {"title", "标题"}:
        return "title"
    if folded in {"caption", "题注"}:
        return "caption"
    return "toc" if _TOC.fullmatch(label) else ""


def paragraph_format(element: etree._Element | None) -> ParagraphFormat:
    """What a w:pPr says directly. Its w:rPr speaks of the mark, not of the text."""
    if element is None:
        return ParagraphFormat()
    level: int | None = None
    outline = value(element.find(f"{W}outlineLvl"))
    if outline is not None and outline.isdecimal():
        level = int(outline) + 1 if int(outline) < _BODY_LEVEL else 0
    align = value(element.find(f"{W}jc"))
    number = value(element.find(f"{W}numPr/{W}numId"))
    depth = value(element.find(f"{W}numPr/{W}ilvl"))
    return ParagraphFormat(
        level,
        None if align is None else align == "center",
        number,
        min(int(depth), 8) if depth is not None and depth.isdecimal() else None,
        _shaded(element),
    )


def _colour(element: etree._Element | None) -> str | None:
    """The colour of letters; the theme's ground colour, as it is, counts as white."""
    if element is None:
        return None
    theme = element.get(f"{W}themeColor")
    if theme in {"background1", "light1"} and not element.get(f"{W}themeShade"):
        return "FFFFFF"
    colour = value(element)
    return colour.upper() if colour else None


def run_format(element: etree._Element | None) -> RunFormat:
    """What a w:rPr says directly."""
    if element is None or not len(element):
        return RunFormat()
    size = value(element.find(f"{W}sz"))
    highlight = value(element.find(f"{W}highlight"))
    width = value(element.find(f"{W}w"))  # of the letters, in percent
    squeezed = width is not None and width.isdecimal() and int(width) < _NARROWEST
    return RunFormat(
        toggle(element.find(f"{W}b")),
        True if squeezed else toggle(element.find(f"{W}vanish")),
        int(size) / 2 if size is not None and size.isdecimal() else None,
        _colour(element.find(f"{W}color")),
        True if highlight not in {None, "none", "white"} else _shaded(element),
    )


def value(element: etree._Element | None) -> str | None:
    """The w:val of an element."""
    return None if element is None else element.get(f"{W}val")


def toggle(element: etree._Element | None) -> bool | None:
    """An on/off property: present means on, unless it says otherwise."""
    if element is None:
        return None
    return (element.get(f"{W}val") or "1").lower() not in _OFF


def _shaded(element: etree._Element) -> bool | None:
    shading = element.find(f"{W}shd")
    return None if shading is None else is_dark(shading)


def is_dark(shading: etree._Element) -> bool:
    """Whether a w:shd paints a ground on which white letters show."""
    fill = (shading.get(f"{W}fill") or "auto").upper()
    pattern = shading.get(f"{W}val") or "clear"
    themed = shading.get(f"{W}themeFill") is not None
    return themed or fill not in {"AUTO", "FFFFFF"} or pattern not in {"clear", "nil"}
