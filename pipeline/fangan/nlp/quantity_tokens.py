"""Numbers with their units as they stand in folded text: the tokens of the grammar."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from fangan.nlp import quantity_grammar as grammar
from fangan.nlp import units
from fangan.nlp.numerals import chinese_integer, chinese_number
from fangan.nlp.quantity_roles import stands_alone

Value = float | tuple[float, float]
Form = Literal["number", "share", "double", "whole"]

_NUMBERED = re.compile(r"(\d{1,2}\.)([1-9]\d*)")
_ADJACENT_DIGITS = re.compile(r"[一二两三四五六七八九]{2}")
_UNITLESS = re.compile(r"(?:容积率|系数|指数|比值|弹性|生育率|密度值)[^，。；、：\d]{0,8}$")
_CLAUSE = re.compile(f"[{grammar.CLAUSE_END}]")
_GOES_ON = frozenset("至到-—~、和")


@dataclass(frozen=True, slots=True)
class Token:
    """One number: ``scale`` is its myriad (万, 亿), ``word`` its unit, ``after`` a 以上 or 左右.

    ``spelt`` says that it is written in Chinese numerals, ``more`` that 余 or 多 follows.
    """

    start: int
    end: int
    value: Value
    scale: str
    word: str
    spelt: bool
    more: bool
    after: str
    form: Form
    unitless: bool = False


def clause_before(text: str, start: int) -> str:
    """The clause that leads to ``start``, up to 60 characters of it."""
    return _CLAUSE.split(text[max(0, start - 60) : start])[-1]


def tokens(text: str) -> list[Token]:
    """The numbers of folded ``text`` that have a unit, ranges joined into one."""
    found = (_token(text, match) for match in grammar.TOKEN.finditer(text))
    return _joined(text, [token for token in found if token])


def _token(text: str, match: re.Match[str]) -> Token | None:
    if match["number"]:
        return _counted(text, match)
    if match["bare"]:
        return _made(match, 1.0, match["bunit"], "number", scale=match["bare"])
    if match["moiety"]:
        bound = match["after"] or grammar.HALVED.search(clause_before(text, match.start())[-12:])
        return _made(match, 50.0, "%", "share", more=match["moiety"] == "过半") if bound else None
    if match["whole"]:
        return _made(match, 100.0, "%", "whole")
    return _share(match) or _doubled(match)


def _share(match: re.Match[str]) -> Token | None:
    """百分之八, 千分之三, 三分之一, 八成五."""
    if match["per"]:
        value = _number(match["pern"])
        if value is None:
            return None
        unit = "‰" if match["per"] == "千" else "%"
        return _made(match, value * (0.01 if match["per"] == "万" else 1.0), unit, "share")
    if match["below"]:
        above, below = _number(match["above"]), _number(match["below"])
        if not above or not below or above > below:
            return None
        return _made(match, round(above / below * 100, 3), "%", "share")
    if match["tenths"]:
        half = match["half"]
        extra = 5.0 if half == "半" else _number(half) if half else 0.0
        return _made(match, (_number(match["tenths"]) or 0.0) * 10 + (extra or 0.0), "%", "share")
    return None


def _made(
    match: re.Match[str],
    value: float,
    unit: str,
    form: Form,
    *,
    scale: str = "",
    more: bool = False,
) -> Token:
    start, end = match.span()
    return Token(start, end, value, scale, unit, True, more, match["after"] or "", form)


def _doubled(match: re.Match[str]) -> Token | None:
    if not (match["doubled"] or match["twice"] or "番" in match.group()):
        return None
    times = _number(match["doubled"]) if match["doubled"] else 1.0
    return _made(match, 2.0 ** (times or 1.0), "倍", "double")


def _counted(text: str, match: re.Match[str]) -> Token | None:
    start, end = match.span()
    written = match["number"]
    spelt = not written[0].isdigit()
    scale, word, after = match["scale"] or "", match["unit"] or "", match["after"] or ""
    alone = spelt and not word and not scale and text[end : end + 1] not in _GOES_ON
    if alone and not _UNITLESS.search(clause_before(text, start)):
        return None
    numbered = _NUMBERED.fullmatch(written)
    if (
        numbered
        and units.dimension(word).startswith("count:")
        and text[max(0, start - 1) : start] in {"", "\n"}
    ):
        start, written = start + numbered.end(1), numbered[2]  # 3.10个项目: point 3, ten projects
    value = _size(written)
    if value is None:
        return None
    if match["thousand"] and not isinstance(value, tuple):
        value *= {"百": 100.0, "千": 1000.0}[match["thousand"]]
    if written in {"百", "千"} and not _bare_hundred(text, start, match):
        return None
    more = bool(match["more1"] or match["more2"] or match["more3"])
    return Token(start, end, value, scale, word, spelt, more, after, "number")


def _size(written: str) -> Value | None:
    if written == "半":
        return 0.5
    if _ADJACENT_DIGITS.fullmatch(written):  # 两三家: two or three
        first, second = (chinese_integer(char) or 0 for char in written)
        return (float(first), float(second)) if second == first + 1 else None
    return _number(written)


def _bare_hundred(text: str, start: int, match: re.Match[str]) -> bool:
    before = clause_before(text, start)
    if grammar.FORCE.search(before):
        return True
    return not match["scale"] and stands_alone(before, text[match.start("unit") : match.end() + 2])


def _number(written: str) -> float | None:
    if written[0].isdigit():
        return float(written.replace(",", ""))
    return chinese_number(written)


# Ranges and lists --------------------------------------------------------------------------


def _joined(text: str, found: list[Token]) -> list[Token]:
    """Join ranges, and lend a unit to the numbers of a list that only its last names."""
    out: list[Token] = []
    for token in found:
        last = out[-1] if out else None
        if last and _is_range(text, last, token):
            out[-1] = _range(last, token)
        else:
            out.append(token)
    for index in range(len(out) - 2, -1, -1):
        here, following = out[index], out[index + 1]
        if here.word or here.form != "number" or not following.word:
            continue
        gap = text[here.end : following.start]
        if grammar.LIST.fullmatch(gap) and not isinstance(here.value, tuple) and gap != ",":
            scale = here.scale or following.scale
            out[index] = replace(here, word=following.word, scale=scale)
    kept: list[Token] = []
    for token in out:
        if token.word:
            kept.append(token)
        elif _UNITLESS.search(clause_before(text, token.start)):
            kept.append(replace(token, unitless=True))
    return kept


def _is_range(text: str, first: Token, second: Token) -> bool:
    gap = text[first.end : second.start]
    if not 0 < len(gap) <= 2 or not grammar.RANGE.fullmatch(gap):
        return False
    if isinstance(first.value, tuple) or isinstance(second.value, tuple) or first.after:
        return False
    if {first.form, second.form} - {"number", "share"}:
        return False
    if first.word and second.word and first.word != second.word:
        return False
    if gap in {"到", "至"} and grammar.FROM.search(clause_before(text, first.start)):
        return False
    low = first.value * units.SCALES.get(first.scale or second.scale, 1.0)
    high = second.value * units.SCALES.get(second.scale, 1.0)
    return low < high


def _range(first: Token, second: Token) -> Token:
    low, high = first.value, second.value
    if isinstance(low, tuple) or isinstance(high, tuple):
        return second
    if first.scale and first.scale != second.scale:
        low *= units.SCALES[first.scale] / units.SCALES.get(second.scale, 1.0)
    return replace(second, start=first.start, value=(low, high), spelt=first.spelt)
