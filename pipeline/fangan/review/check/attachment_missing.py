"""attachment_missing: an annex (附件, 附表) that is named but does not follow."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fangan.document import Document
from fangan.findings import Evidence, Finding, quote
from fangan.nlp.numerals import chinese_integer
from fangan.review.check.material import Material

_NUMBER = r"\d{1,2}|[一二三四五六七八九十]{1,2}"
_LIST = re.compile(r"附[件表]\s*[:：]\s*")
_POINT = re.compile(rf"\s*(?P<number>{_NUMBER})\s*[.．、]\s*(?P<name>[^。；;\n]{{2,60}})")
_NAMED = re.compile(rf"附[件表图]\s*(?P<number>{_NUMBER})(?!\s*[:：]\s*\d)")
_HEAD = re.compile(
    rf"附\s*[件表图录]\s*(?:[（(]?(?P<number>{_NUMBER})[）)]?)?\s*(?:[:：]?\s*(?P<name>.*))?$"
)
_ELSEWHERE = re.compile("略|另册|另附|另发|另行|单独|分送|涉密")
_OTHERS = re.compile(r"[》〕）)号文的中]\s*$")
"""What stands before an annex of another document (《办法》附件1)."""
_SHORT = 60


@dataclass(frozen=True, slots=True)
class _Annex:
    """An annex that the text names: its number, its name where the list gives it."""

    number: int
    name: str
    evidence: Evidence


def check(material: Material) -> list[Finding]:
    """One hint that lists the annexes that do not follow."""
    document = material.document
    named, listed_until = _listed(document)
    named += _mentioned(document, {one.number for one in named})
    if not named:
        return []
    heads = _heads(document, listed_until)
    missing = [one for one in named if not _is_there(one, heads)]
    if not missing:
        return []
    names = "、".join(
        f"附件{one.number}{'“' + one.name + '”' if one.name else ''}" for one in missing
    )
    message = f"文中列出{names}，但没有随文附上"
    return [Finding("attachment_missing", "hint", message, tuple(one.evidence for one in missing))]


def _listed(document: Document) -> tuple[list[_Annex], set[int]]:
    """The annexes of the list (附件：1.… 2.…), and where the list's paragraphs begin."""
    found: list[_Annex] = []
    starts: set[int] = set()
    going = False
    for block in document.blocks:
        if block.kind not in ("paragraph", "list", "note"):
            continue
        text = document.text[block.start : block.end]
        opening = _LIST.match(text)
        at = opening.end() if opening else 0
        point = _POINT.match(text, at)
        going = opening is not None or (going and point is not None and len(text) <= _SHORT)
        if not going:
            continue
        starts.add(block.start)
        if point and not _ELSEWHERE.search(text):
            number = chinese_integer(point["number"]) or 0
            evidence = quote(document, block.start, block.end)
            found.append(_Annex(number, point["name"].strip(), evidence))
    return found, starts


def _mentioned(document: Document, known: set[int]) -> list[_Annex]:
    """Annexes that the body names by number and no list gives."""
    found: dict[int, _Annex] = {}
    for block in document.blocks:
        if block.kind not in ("paragraph", "list"):
            continue
        text = document.text[block.start : block.end]
        for match in _NAMED.finditer(text):
            number = chinese_integer(match["number"]) or 0
            if number in known or number in found or match.start() == 0:
                continue
            if _OTHERS.search(text[: match.start()]) or _ELSEWHERE.match(text[match.end() :][:3]):
                continue
            left = max(text.rfind(mark, 0, match.start()) for mark in "，。；") + 1
            evidence = quote(document, block.start + left, block.start + match.end())
            found[number] = _Annex(number, "", evidence)
    return list(found.values())


def _heads(document: Document, listed: set[int]) -> list[tuple[int | None, str]]:
    """Numbers and names of the lines that open an annex."""
    found: list[tuple[int | None, str]] = []
    for block in document.blocks:
        if block.start in listed or block.kind == "table":
            continue
        line = document.text[block.start : block.end].strip().partition("\n")[0]
        match = _HEAD.match(line) if len(line) <= _SHORT else None
        if match:
            number = chinese_integer(match["number"]) if match["number"] else None
            found.append((number, match["name"] or ""))
        elif len(line) <= _SHORT and block.kind in ("title", "heading", "caption", "paragraph"):
            found.append((None, line))
    return found


def _is_there(annex: _Annex, heads: list[tuple[int | None, str]]) -> bool:
    name = re.sub(r"[（(].*?[）)]|\s", "", annex.name)
    return any(
        number == annex.number or (len(name) > 2 and name in re.sub(r"\s", "", line))
        for number, line in heads
    )
