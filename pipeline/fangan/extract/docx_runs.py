"""What a paragraph of a DOCX says to a reader: its runs, without what is not shown.

Kept are tracked insertions, content controls, links, the results of fields and
formulas; dropped are deletions, field codes and hidden text, which is counted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from fangan.extract.docx_names import MC, W
from fangan.extract.docx_styles import RunFormat, Styles, run_format, value

BREAK = "\n"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_DRAWN = {
    "{http://schemas.openxmlformats.org/drawingml/2006/main}blip": "picture",
    "{urn:schemas-microsoft-com:vml}imagedata": "picture",
    "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart": "chart",
    "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds": "diagram",
}
_SKIPPED = {
    W + name
    for name in (
        "del", "moveFrom", "pPr", "rPr", "sdtPr", "sdtEndPr", "smartTagPr", "customXmlPr",
        "fldData", "delText", "delInstrText", "rt", "rubyPr", "annotationRef", "footnoteRef",
        "endnoteRef",
    )
}  # fmt: skip
_NEAR_WHITE = re.compile(r"(?:F[0-9A-F]){3}")
_SPECK = 1.0
_FARTHEST = 25_000_000  # EMU, some 70 cm: no page is larger
_VML_UNSEEN = re.compile(
    r"visibility\s*:\s*hidden|(?:margin-left|margin-top|left|top)\s*:\s*-\d{4,}(?:\.\d+)?p[tx]",
    re.IGNORECASE,
)
# Signs of the fonts that official papers take ticks, boxes and relations from.
_SIGNS = {
    "wingdings": {
        0xFC: "✓", 0xFB: "✗", 0xFE: "☑", 0xFD: "☒", 0xA8: "□", 0x6F: "□", 0x52: "☑", 0x6E: "■",
        0x6C: "●", 0xA1: "○", 0x75: "◆", 0xD8: "➢", 0xE0: "→", 0xE8: "→", 0xF0: "⇨", 0xAB: "★",
        0x9F: "•", 0xA7: "▪", 0x71: "❑", 0x76: "❖",
    },
    "wingdings 2": {0x50: "✓", 0x52: "☑", 0x51: "☒", 0xA3: "□", 0x2A: "□", 0x9B: "⊗", 0x97: "●"},
    "symbol": {
        0xB7: "•", 0xB4: "×", 0xB8: "÷", 0xB1: "±", 0xB3: "≥", 0xA3: "≤", 0xB9: "≠", 0xBB: "≈",
        0xB0: "°", 0xA5: "∞", 0xD7: "·", 0x57: "Ω", 0x6D: "μ", 0x61: "α", 0x62: "β", 0x67: "γ",
        0x53: "Σ", 0xE5: "Σ", 0x70: "π", 0xAE: "→", 0xD6: "√",
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Piece:
    """Letters with one formatting; a line break is a piece of its own."""

    text: str
    form: RunFormat


@dataclass
class Said:
    """All that hangs on one paragraph."""

    pieces: list[Piece] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
    footnotes: list[str] = field(default_factory=list)
    endnotes: list[str] = field(default_factory=list)
    contents: bool = False
    silenced: bool = False


@dataclass
class _Field:
    code: str = ""
    shows: bool = False

    @property
    def is_contents(self) -> bool:
        return self.code.strip().upper().startswith("TOC")


@dataclass
class Listener:
    """Reads runs one after another; fields reach over them, even over paragraphs."""

    styles: Styles
    whole_fields: bool = True
    fields: list[_Field] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    unread: Counter[str] = field(default_factory=Counter)
    on_ground: bool = False

    def listen(self, paragraph: etree._Element, base: RunFormat) -> Said:
        """What ``paragraph`` says, its runs formatted over ``base``."""
        said = Said(contents=self._in_contents())
        self._walk(paragraph, base, said)
        # A code that was never closed must not swallow the rest of the document.
        while self.fields and not self.fields[-1].shows and not self.whole_fields:
            self.fields.pop()
        return said

    def _walk(self, element: etree._Element, base: RunFormat, said: Said) -> None:
        for child in element:
            tag = child.tag
            if tag in _SKIPPED:
                continue
            if tag == W + "r":
                self._run(child, self._form(child, base), said)
            elif tag == _MATH_TEXT:
                self._say(child.text or "", base, said)
            elif tag == W + "subDoc":
                self.unread["subdocument"] += 1
            elif tag == W + "fldSimple" and _Field(child.get(W + "instr", "")).is_contents:
                said.contents = True
            elif len(child):
                inner = alternative(child)
                if inner is not None:
                    self._walk(inner, base, said)

    def _form(self, run: etree._Element, base: RunFormat) -> RunFormat:
        properties = run.find(W + "rPr")
        if properties is None:
            return base
        style = value(properties.find(W + "rStyle"))
        return run_format(properties).over(self.styles.run(style)).over(base)

    def _run(self, run: etree._Element, form: RunFormat, said: Said) -> None:
        for child in run:
            tag = child.tag
            if tag in _SKIPPED:
                continue
            if tag in _LETTERS:
                self._say(_LETTERS[tag](child), form, said)
            elif tag == W + "ruby":
                self._walk(child, form, said)
            elif tag == MC + "AlternateContent":
                inner = alternative(child)
                if inner is not None:
                    self._run(inner, form, said)
            elif len(child):
                self._draw(child, said)
            else:
                self._mark(child, said)

    def _mark(self, mark: etree._Element, said: Said) -> None:
        """Something that stands between the letters and shows none itself."""
        tag = mark.tag
        if tag == W + "fldChar":
            self._field(mark.get(W + "fldCharType"), said)
        elif tag == W + "instrText":
            if self.fields and not self.fields[-1].shows:
                self.fields[-1].code += mark.text or ""
        elif tag == W + "footnoteReference":
            said.footnotes.append(mark.get(W + "id", ""))
        elif tag == W + "endnoteReference":
            said.endnotes.append(mark.get(W + "id", ""))
        elif tag == W + "commentReference":
            self.unread["comment"] += 1

    def _field(self, kind: str | None, said: Said) -> None:
        if kind == "begin":
            self.fields.append(_Field())
        elif kind == "separate" and self.fields:
            self.fields[-1].shows = True
            said.contents = said.contents or self._in_contents()
        elif kind == "end" and self.fields:
            self.fields.pop()

    def _in_contents(self) -> bool:
        return self.whole_fields and any(field.shows and field.is_contents for field in self.fields)

    def _say(self, text: str, form: RunFormat, said: Said) -> None:
        if not text or any(not field.shows for field in self.fields) or self._in_contents():
            return
        if text != BREAK and self._unseen(form):
            if text.strip():
                self.hidden.append(text)
                said.silenced = True
            return
        said.pieces.append(Piece(text, form))

    def _unseen(self, form: RunFormat) -> bool:
        if form.hidden:
            return True
        if form.size is not None and form.size <= _SPECK:
            return True
        white = form.colour is not None and _NEAR_WHITE.fullmatch(form.colour) is not None
        return white and not form.shaded and not self.on_ground

    def _draw(self, element: etree._Element, said: Said) -> None:
        """Look for letters and pictures in a drawing."""
        if element.tag == W + "object":
            self.unread["object"] += 1
        unseen = _is_out_of_sight(element)
        stack = [element]
        while stack:
            current = alternative(stack.pop())
            if current is None:
                continue
            if current.tag == W + "txbxContent":
                if unseen:
                    self.hidden.extend(text.text or "" for text in current.iter(W + "t"))
                else:
                    said.boxes.append(current)
                continue
            kind = _DRAWN.get(str(current.tag))
            # The picture in an embedded object is a preview of it.
            if kind and not (kind == "picture" and element.tag == W + "object"):
                self.unread[kind] += 1
            stack.extend(reversed(current))


def _is_out_of_sight(drawing: etree._Element) -> bool:
    """Whether a drawing is hidden, or stands far off any page."""
    for element in drawing.iter(etree.Element):
        name = etree.QName(element).localname
        if name == "docPr" and element.get("hidden") in {"1", "true"}:
            return True
        if name == "posOffset" and _is_beyond(element.text):
            return True
        if name in {"shape", "rect", "group", "roundrect"} and _VML_UNSEEN.search(
            element.get("style") or ""
        ):
            return True
    return False


def _is_beyond(offset: str | None) -> bool:
    try:
        return abs(int(offset or "0")) > _FARTHEST
    except ValueError:
        return False


def alternative(element: etree._Element) -> etree._Element | None:
    """Of a mc:AlternateContent the one branch to read, as Word takes it; else the element."""
    if element.tag != MC + "AlternateContent":
        return element
    chosen = element.find(MC + "Choice")
    return element.find(MC + "Fallback") if chosen is None else chosen


def _broken(element: etree._Element) -> str:
    return BREAK if element.get(W + "type") in {None, "textWrapping"} else ""


def _sign(element: etree._Element) -> str:
    try:
        code = int(element.get(W + "char", ""), 16)
    except ValueError:
        return ""
    font = (element.get(W + "font") or "").lower()
    if 0xF000 <= code <= 0xF0FF:
        return _SIGNS.get(font, {}).get(code - 0xF000, "")
    if font in _SIGNS and code <= 0xFF:
        return _SIGNS[font].get(code, "")
    return chr(code) if 0x20 <= code < 0xD800 or 0xE000 <= code <= 0xFFFF else ""


_LETTERS: dict[str, Callable[[etree._Element], str]] = {
    W + "t": lambda element: element.text or "",
    W + "tab": lambda _: " ",
    W + "ptab": lambda _: " ",
    W + "cr": lambda _: BREAK,
    W + "br": _broken,
    W + "noBreakHyphen": lambda _: "-",
    W + "softHyphen": lambda _: "",
    W + "sym": _sign,
}
