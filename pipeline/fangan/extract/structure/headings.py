"""The grammar of heading numbers (标题序号), from 第一章 and 一、 to （1）, ①, 1.1 and 附件1.

Web copies and typists bend the marks: half-width brackets, a missing blank, a dash
for 一, a missing bracket. What is read here is only the mark; whether the paragraph
is a heading or a list point is decided in :mod:`.outline`, from its siblings.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from fangan.nlp.numerals import chinese_integer

RANK: Final = {
    "attachment": 0,
    "part": 1,
    "chapter": 2,
    "section": 3,
    "article": 4,
    "han": 5,
    "plain": 6,
    "han_paren": 7,
    "roman": 8,
    "arabic": 9,
    "decimal2": 10,
    "decimal3": 11,
    "decimal4": 12,
    "step": 13,
    "ordinal": 13,
    "arabic_paren": 14,
    "half_paren": 15,
    "circled": 16,
    "letter": 17,
    "column": 18,
    "point": 19,
}
"""Usual order of the styles, outermost first; a document's own usage goes before it."""

_HAN = "[零〇○一二三四五六七八九十百]"
_OPEN = r"[（(〔﹝【\[]"
_SHUT = r"[）)〕﹞】\]]"
_UNITS = "亿万千百%％‰倍元吨米公平个户家项年月日号度亩人次件台套分成小天周时类级种℃GgMmKk°"
_SINGLE: Final = (
    ("circled", "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"),
    ("han_paren", "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩"),
    ("arabic_paren", "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"),
    ("arabic", "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛"),
    ("roman", "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ"),
)
_LARGEST = 400
"""Numbers above are years, quantities or house numbers, not the numbers of headings."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A heading number at the start of a paragraph.

    ``number`` is what is printed ("一、", "（一）"), ``end`` the offset where the
    title begins. ``sure`` is False for marks that other text may also begin with.
    """

    style: str
    ordinal: int
    number: str
    end: int
    sure: bool = True


def _rule(style: str, pattern: str) -> tuple[str, re.Pattern[str]]:
    return style, re.compile(pattern)


_D = r"[0-9０-９]"
_RULES: Final = (
    _rule("part", rf"(第\s*({_HAN}+|{_D}+)\s*(?:编|篇|部分|板块))[\s：:、，]*"),
    _rule("chapter", rf"(第\s*({_HAN}+|{_D}+)\s*章)[\s：:、]*"),
    _rule("section", rf"(第\s*({_HAN}+|{_D}+)\s*节)[\s：:、]*"),
    _rule("article", rf"(第\s*({_HAN}+|{_D}+)\s*条)(?![例款目线约形规])[\s：:、]*"),
    _rule("step", rf"(第\s*({_HAN}+|{_D}+)\s*(?:步|阶段))[\s：:、，,.]+"),
    _rule("ordinal", rf"(第\s*({_HAN}{{1,3}})\s*[、，,：:])\s*"),
    _rule("column", rf"((?:[\u4e00-\u9fff]{{0,2}}专栏|专题|案例)\s*({_HAN}+|{_D}+))[\s：:、.．]*"),
    # 一、二、三产业 names three things, it does not count
    _rule("han", rf"(({_HAN}(?:\s?{_HAN})*)\s*[、．.﹒])(?!{_HAN}、)\s*"),
    _rule("han_paren", rf"({_OPEN}\s*({_HAN}(?:\s?{_HAN})*)\s*{_SHUT})[\s、.．]*"),
    _rule("han_paren", rf"(({_HAN}+)[）)])\s*"),
    _rule("arabic_paren", rf"([（(﹝]\s*({_D}{{1,3}})\s*[）)﹞])[\s、.．]*"),
    _rule("half_paren", rf"(({_D}{{1,2}})\s*[）)])[\s、.．]*"),
    _rule(
        "decimal",
        rf"({_D}{{1,2}}(?:[.．]{_D}{{1,2}}){{1,3}})(?:[.．、]\s*|\s+|(?=[^\s\d.．,，、。；)）—\-~～/{_UNITS}]))",
    ),
    _rule("arabic", rf"(({_D}{{1,3}})\s*[、．﹒·])\s*"),
    _rule("arabic", rf"(({_D}{{1,3}})\s*\.)\s*(?![0-9０-９])"),
    _rule("arabic", rf"(({_D}{{1,3}})\s*\.)\s*(?=(?:19|20)\d\d年|{_D}+[^\d.．])"),
    _rule("point", rf"(({_HAN})\s*是)(?!否|不是)[，,:：]?"),
)
_LOOSE: Final = (
    _rule("han", rf"(({_HAN}{{1,3}})[\s　]+)(?=[\u4e00-\u9fff“《])"),
    _rule("han", rf"(({_HAN}{{1,2}})[，,。]\s*)(?=[\u4e00-\u9fff“《])"),
    _rule("han_paren", rf"({_OPEN}\s*({_HAN}{{1,3}})[\s、]+)(?=[\u4e00-\u9fff“《])"),
    _rule("arabic", rf"(({_D}{{1,2}})[\s　]+)(?=[\u4e00-\u9fff“《])"),
)
_ATTACHMENT = re.compile(
    rf"{_OPEN}?\s*(附\s*[件表录图]\s*(?:({_HAN}+|{_D}+|[A-Z])(?:[-－—.]{_D}+)?)?)\s*{_SHUT}?[\s：:、.．]*"
)
_DASH_ONE = re.compile(r"(?P<open>[（(])?\s*[—－─-]\s*(?(open)[）)]|、)")
_LETTER = re.compile(r"(([A-Za-z])\s*[、．.）)])\s*(?=[\u4e00-\u9fff“《])")


def read_mark(text: str) -> Mark | None:
    """The heading number that ``text`` begins with, or None.

    A number that may as well be a quantity (3.2亿元) or a date is not read.
    """
    if not text or not (_may_begin(text[0]) or text[2:4] == "专栏"):
        return None
    for style, rule in _RULES:
        found = rule.match(text)
        if found is None:
            continue
        if style == "decimal":
            mark = _decimal(found)
        else:
            ordinal = chinese_integer(re.sub(r"\s", "", found[2]))
            mark = _mark(style, ordinal, found)
        if mark is not None:
            return mark
    return _special(text) or _loose(text)


def _may_begin(char: str) -> bool:
    return (
        char in "第专案附（(〔﹝【[零〇○一二三四五六七八九十百—－─-"
        or char.isdigit()
        or "A" <= char <= "z"
        or any(char in chars for _, chars in _SINGLE)
    )


def _mark(style: str, ordinal: int | None, found: re.Match[str]) -> Mark | None:
    if ordinal is None or not 0 < ordinal <= _LARGEST:
        return None
    if style == "han" and found[2][0] in "零〇○":
        return None
    return Mark(style, ordinal, found[1].strip(), found.end())


def _decimal(found: re.Match[str]) -> Mark | None:
    parts = [int(part) for part in re.split(r"[.．]", unicodedata.normalize("NFKC", found[1]))]
    if any(part == 0 or part > 40 for part in parts):
        return None
    return Mark(f"decimal{len(parts)}", parts[-1], found[1], found.end(), sure=len(parts) > 2)


def _special(text: str) -> Mark | None:
    """Marks that are one character, a dash that stands for 一, and letters."""
    first = text[0]
    for style, chars in _SINGLE:
        if first in chars:
            return Mark(style, chars.index(first) + 1, first, _after(text, 1))
    if found := _DASH_ONE.match(text):
        style = "han_paren" if found["open"] else "han"
        return Mark(style, 1, found[0].strip(), _after(text, found.end()))
    if found := _LETTER.match(text):
        return Mark("letter", ord(found[2].upper()) - ord("A") + 1, found[1], found.end())
    return None


def _after(text: str, end: int) -> int:
    while end < len(text) and text[end] in " 　\u00a0、.．":
        end += 1
    return end


def _loose(text: str) -> Mark | None:
    for style, rule in _LOOSE:
        if found := rule.match(text):
            mark = _mark(style, chinese_integer(re.sub(r"\s", "", found[2])), found)
            return mark and Mark(mark.style, mark.ordinal, mark.number, mark.end, sure=False)
    return None


def read_attachment(text: str) -> Mark | None:
    """The number of an attachment (附件1, 附表2, 附录A, 附件) that ``text`` begins with.

    Its ordinal is 0 where the attachment has none. A bare 附 is not read.
    """
    if not text or text[0] not in "附（(【[":
        return None
    found = _ATTACHMENT.match(text)
    if found is None:
        return None
    ordinal = 0
    if found[2]:
        ordinal = (
            ord(found[2]) - ord("A") + 1
            if found[2].isascii() and found[2].isalpha()
            else chinese_integer(found[2]) or 0
        )
    return Mark("attachment", ordinal, re.sub(r"\s+", "", found[1]), found.end())
