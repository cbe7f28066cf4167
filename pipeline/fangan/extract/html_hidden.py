"""Finds what a web page holds and does not show: by style, colour, size or place."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SIMPLE = re.compile(r"\s*(?:[a-z][a-z0-9]*)?([.#][\w-]+)\s*", re.IGNORECASE)
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_UNSEEN = re.compile(
    r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)"
    r"|font-size\s*:\s*(?:0(?:\.\d+)?(?:px|pt|em|rem|%)?|1px)\s*(?:;|!|$)"
    r"|text-indent\s*:\s*-\d{3,}|(?:left|top|right|margin-left|margin-top)\s*:\s*-\d{4,}"
    r"|clip\s*:\s*rect\(\s*0(?:px)?[\s,]+0(?:px)?[\s,]+0|color\s*:\s*transparent)"
)
_FLAT = re.compile(r"(?:^|[;\s])(?:max-)?height\s*:\s*0(?:px)?\s*(?:;|$)")
_CUT = re.compile(r"overflow(?:-y)?\s*:\s*(?:hidden|clip)")
_COLOUR = re.compile(r"(?:^|[;\s])color\s*:\s*([^;!]+)")
_BACKGROUND = re.compile(r"(?:^|[;\s])background(?:-color|-image)?\s*:\s*([^;!]+)")
_RGB = re.compile(r"rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)")
_HEX = re.compile(r"#([0-9a-f]{3}|[0-9a-f]{6})(?:[0-9a-f]{1,2})?\b")
_WHITE = 240  # of 255, each of red, green and blue
_CODE = frozenset({"script", "style", "template", "noscript"})
_PAGE = frozenset({"html", "body"})  # hidden as a whole until a script has run
_MOST_CSS = 500_000
_MOST_HIDDEN = 0.4  # of a page's letters


@dataclass(frozen=True, slots=True)
class _Ground:
    """Whether letters are white where an element stands, and the ground is."""

    white_letters: bool = False
    white_ground: bool = True


def find_hidden(root: etree._Element) -> set[etree._Element]:
    """The elements that a reader of the page does not see, with all that is in them.

    Styles are read from the elements and from rules for one class or id in the page
    itself; sheets in other files are not there.
    """
    rules = _rules(root)
    whole = _letters(root)
    hidden: set[etree._Element] = set()
    grounds: dict[etree._Element, _Ground] = {}
    for element in root.iter(etree.Element):
        above = element.getparent()
        if above in hidden:
            hidden.add(element)
            continue
        style = _style(element, rules)
        silent = element.get("aria-hidden") == "true"
        doubtful = silent or (rules and _UNSEEN.search(style))
        if doubtful and _letters(element) > _MOST_HIDDEN * whole:
            # What holds the text is shown by a script, or by a rule that is not read here,
            # or stood behind a dialog when the page was saved.
            silent, style = False, _style(element, {})
        outer = _Ground() if above is None else grounds.get(above, _Ground())
        ground = grounds[element] = _ground(element, style, outer)
        unseen = (
            element.get("hidden") is not None
            or silent
            or _UNSEEN.search(style)
            or (_FLAT.search(style) and _CUT.search(style))
            or (ground.white_letters and ground.white_ground)
        )
        if unseen and element.tag not in _PAGE:
            hidden.add(element)
    return hidden


def _letters(element: etree._Element) -> int:
    """Letters in an element, those of its scripts left out."""
    own = len((element.tail or "").strip())
    return -own + sum(
        len((each.tail or "").strip())
        + (0 if each.tag in _CODE else len((each.text or "").strip()))
        for each in element.iter(etree.Element)
    )


def _rules(root: etree._Element) -> dict[str, str]:
    """Declarations by ``.class`` and ``#id``, of the rules that name nothing else."""
    found: dict[str, str] = {}
    for sheet in root.iter("style"):
        text = _CSS_COMMENT.sub("", (sheet.text or "")[:_MOST_CSS])
        # A rule within @media or the like may hold only on another medium.
        if "@media" in text:
            text = text[: text.index("@media")]
        for selectors, body in _RULE.findall(text):
            for selector in selectors.split(","):
                if name := _SIMPLE.fullmatch(selector):
                    found[name[1]] = f"{found.get(name[1], '')};{body.lower()}"
    return found


def _style(element: etree._Element, rules: dict[str, str]) -> str:
    names = [f".{name}" for name in (element.get("class") or "").split()]
    if element.get("id"):
        names.append(f"#{element.get('id')}")
    # What is set on the element itself comes last and counts before a class.
    return ";".join(
        [*(rules.get(name, "") for name in names), (element.get("style") or "").lower()]
    )


def _ground(element: etree._Element, style: str, outer: _Ground) -> _Ground:
    colours = _COLOUR.findall(style) or [element.get("color") or ""]
    white = _is_white(colours[-1]) if colours[-1].strip() else outer.white_letters
    grounds = _BACKGROUND.findall(style) or [element.get("bgcolor") or ""]
    painted = grounds[-1].strip()
    if element.get("background") or "url(" in painted or "gradient" in painted:
        return _Ground(white, white_ground=False)
    if not painted or painted in {"none", "transparent", "inherit", "initial"}:
        return _Ground(white, outer.white_ground)
    return _Ground(white, _is_white(painted))


def _is_white(colour: str) -> bool:
    colour = colour.strip().lower()
    if found := _RGB.match(colour):
        return all(int(part) >= _WHITE for part in found.groups())
    if found := _HEX.search(colour):
        digits = found[1] if len(found[1]) == 6 else "".join(2 * digit for digit in found[1])
        return all(int(digits[place : place + 2], 16) >= _WHITE for place in (0, 2, 4))
    return colour.split()[0] in {"white", "snow", "ivory"} if colour else False
