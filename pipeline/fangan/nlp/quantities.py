"""Quantities in running text: numbers with units, in the normal form of the product.

:func:`quantities` finds every number with a unit in ``text``, reads its value
(digits, full-width digits, Chinese numerals, 百分之, 成, fractions), its unit, the
words of comparison around it (以上, 不得低于, 左右…), the sign of a fall, a list's
shared words (分别…以上) and the start value of 由…到…. What is no measure keeps
its ``role``, so that a caller may look at it; see :mod:`fangan.nlp.quantity_roles`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from fangan.nlp import quantity_grammar as grammar
from fangan.nlp import units
from fangan.nlp.numerals import chinese_integer, chinese_number
from fangan.nlp.quantity_roles import Role, bracketed, enclosed, role, stands_alone
from fangan.nlp.quantity_text import Folded, fold

Comparator = Literal["eq", "ge", "gt", "le", "lt", "approx", "between"]
Value = float | tuple[float, float]

_ADJACENT_DIGITS = re.compile(r"[一二两三四五六七八九]{2}")
_CLAUSE = re.compile(f"[{grammar.CLAUSE_END}]")
_SENTENCE = re.compile(r"[。！？!?\n\t]")
_UNITLESS = re.compile(
    r"(?:容积率|系数|指数|比值|弹性|生育率|密度值)[^，。；、：\d]{0,8}$"
)
_SUFFIX = {"以上": "ge", "之上": "ge", "以下": "le", "以内": "le", "之内": "le", "内": "le"}
_GOES_ON = frozenset("至到-—~、和")
_NEGATIVE_OBJECTS = ("share", "points")
_RISES = re.compile("(?:增长|提高|提升|上升|增加|上涨)了?$")
_DONE_WITHIN = re.compile(r"内?(?:全部)?(?:办结|办完|办好|完成|领取|拿到|拿证|领证)")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity as it stands in the text, in normal form.

    ``start`` and ``end`` are half-open offsets: the number, its unit and a word of
    comparison after it. ``lead`` is where the words that belong to it on its left
    begin (不低于, 由60%提高到). ``reached`` marks 达到, a bound in a target and a fact
    in a report. ``growth`` marks a number that says by how much something grew or fell.
    """

    start: int
    end: int
    value: Value
    unit: str | None
    comparator: Comparator
    lead: int
    role: Role = "measure"
    basis: Literal["ratio", "increment"] | None = None
    base_value: float | None = None
    base_year: int | None = None
    reached: bool = False
    growth: bool = False
    fall: bool = False
    listed: int = 0
    """Position in a list of quantities that share their words (分别…), from 0."""


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    value: Value
    scale: str
    word: str
    spelt: bool
    more: bool
    after: str
    form: str
    unitless: bool = False


def quantities(text: str) -> tuple[Quantity, ...]:
    """All numbers with units in ``text``, in order; see the module docstring."""
    if not _may_hold(text):
        return ()
    folded = fold(text)
    source = folded.text
    names = enclosed(source)
    found = [_read(source, token) for token in _joined(source, _tokens(source))]
    found = _shared(source, [one for one in found if one])
    found = _bases(source, found)
    found = _roles(source, found, names)
    return tuple(_restored(folded, one) for one in found)


def _may_hold(text: str) -> bool:
    return re.search(r"[\d０-９一二两三四五六七八九十百千半倍番壹贰叁亿]|全覆盖", text) is not None


def _restored(folded: Folded, one: tuple[Quantity, _Token]) -> Quantity:
    quantity = one[0]
    start, end = folded.origin(quantity.start, quantity.end)
    lead, _ = folded.origin(quantity.lead, quantity.lead + 1)
    return replace(quantity, start=start, end=end, lead=lead)


# Tokens: one number each -----------------------------------------------------------------


def _tokens(text: str) -> Iterator[_Token]:
    for match in grammar.TOKEN.finditer(text):
        token = _token(text, match)
        if token:
            yield token


def _token(text: str, match: re.Match[str]) -> _Token | None:
    start, end = match.span()
    after = match["after"] or ""
    if match["per"]:
        value = _number(match["pern"])
        times = {"百": 1.0, "千": 1.0, "万": 0.01}[match["per"]]
        unit = "‰" if match["per"] == "千" else "%"
        return _made(match, value, times, unit, "share")
    if match["below"]:
        above, below = _number(match["above"]), _number(match["below"])
        if not above or not below or above > below:
            return None
        return _made(match, round(above / below * 100, 3), 1.0, "%", "share")
    if match["tenths"]:
        half = match["half"] or ""
        tenths = _number(match["tenths"]) or 0.0
        extra = 5.0 if half == "半" else (_number(half) or 0.0) if half else 0.0
        return _made(match, tenths * 10 + extra, 1.0, "%", "share")
    if match["moiety"]:
        if not after and not grammar.HALVED.search(_clause_before(text, start)[-12:]):
            return None
        return _Token(start, end, 50.0, "", "%", True, match["moiety"] == "过半", after, "share")
    if match["doubled"] or match["twice"] or "番" in match.group():
        return _doubled(match)
    if match["whole"]:
        return _Token(start, end, 100.0, "", "%", True, False, after, "whole")
    if match["bare"]:
        word = match["bunit"]
        return _Token(start, end, 1.0, match["bare"], word, True, False, after, "number")
    return _counted(text, match)


def _made(
    match: re.Match[str], value: float | None, times: float, unit: str, form: str
) -> _Token | None:
    if value is None:
        return None
    start, end = match.span()
    return _Token(start, end, value * times, "", unit, True, False, match["after"] or "", form)


def _doubled(match: re.Match[str]) -> _Token | None:
    times = 1.0
    if match["doubled"]:
        times = _number(match["doubled"]) or 1.0
    start, end = match.span()
    return _Token(start, end, 2.0**times, "", "倍", True, False, match["after"] or "", "double")


def _counted(text: str, match: re.Match[str]) -> _Token | None:
    start, end = match.span()
    written = match["number"]
    spelt = not written[0].isdigit()
    scale, word, after = match["scale"] or "", match["unit"] or "", match["after"] or ""
    if not word and (scale or match["thousand"] or match["more1"]) and not match["number"]:
        return None
    if spelt and not word and not scale and text[end : end + 1] not in _GOES_ON:
        return None
    value: Value | None
    if written == "半":
        value = 0.5
    elif _ADJACENT_DIGITS.fullmatch(written):
        first, second = (chinese_integer(char) or 0 for char in written)
        value = (float(first), float(second)) if second == first + 1 else None
    else:
        value = _number(written)
    if value is None:
        return None
    if match["thousand"] and not isinstance(value, tuple):
        value *= {"百": 100.0, "千": 1000.0}[match["thousand"]]
    if written in {"百", "千"} and not _bare_hundred(text, start, match):
        return None
    more = bool(match["more1"] or match["more2"] or match["more3"])
    return _Token(start, end, value, scale, word, spelt, more, after, "number")


def _bare_hundred(text: str, start: int, match: re.Match[str]) -> bool:
    before = _clause_before(text, start)
    if grammar.FORCE.search(before):
        return True
    return not match["scale"] and stands_alone(before, text[match.start("unit") : match.end() + 2])


def _number(written: str) -> float | None:
    if written[0].isdigit():
        return float(written.replace(",", ""))
    return chinese_number(written)


# Ranges and lists --------------------------------------------------------------------------


def _joined(text: str, tokens: Iterator[_Token]) -> list[_Token]:
    """Join ranges, and lend a unit to the numbers of a list that only its last names."""
    out: list[_Token] = []
    for token in tokens:
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
    kept: list[_Token] = []
    for token in out:
        if token.word:
            kept.append(token)
        elif _UNITLESS.search(_clause_before(text, token.start)):
            kept.append(replace(token, unitless=True))
    return kept


def _is_range(text: str, first: _Token, second: _Token) -> bool:
    gap = text[first.end : second.start]
    if not 0 < len(gap) <= 2 or not grammar.RANGE.fullmatch(gap):
        return False
    if isinstance(first.value, tuple) or isinstance(second.value, tuple) or first.after:
        return False
    if {first.form, second.form} - {"number", "share"}:
        return False
    if first.word and second.word and first.word != second.word:
        return False
    if gap in {"到", "至"} and grammar.FROM.search(_clause_before(text, first.start)):
        return False
    low = first.value * units.SCALES.get(first.scale or second.scale, 1.0)
    high = second.value * units.SCALES.get(second.scale, 1.0)
    return low < high


def _range(first: _Token, second: _Token) -> _Token:
    low, high = first.value, second.value
    if isinstance(low, tuple) or isinstance(high, tuple):
        return second
    if first.scale and first.scale != second.scale:
        low *= units.SCALES[first.scale] / units.SCALES.get(second.scale, 1.0)
    return replace(second, start=first.start, value=(low, high), spelt=first.spelt)


# One quantity ------------------------------------------------------------------------------


def _clause_before(text: str, start: int) -> str:
    window = text[max(0, start - 60) : start]
    cut = max(window.rfind(mark) for mark in grammar.CLAUSE_END)
    return window[cut + 1 :]


def _read(text: str, token: _Token) -> tuple[Quantity, _Token] | None:
    clause = _clause_before(text, token.start)
    rest, force, level = _forces(clause)
    comparator, reached = _comparator(token, force, text[token.end : token.end + 8])
    unit, dimension = _unit(token, clause)
    fall = not level and _falls(rest, dimension)
    growth = fall or (not level and grammar.GROWTH.search(rest) is not None)
    value = token.value
    if fall:
        value = (-value[0], -value[1]) if isinstance(value, tuple) else -value
    basis: Literal["ratio", "increment"] | None = None
    if token.form == "double":
        basis = "ratio"
    elif unit == "倍":
        basis = "increment" if growth else "ratio" if rest.endswith("的") else None
    base_year = grammar.BASE_YEAR.search(clause)
    quantity = Quantity(
        start=token.start,
        end=token.end,
        value=value,
        unit=unit,
        comparator=comparator,
        lead=token.start - (len(clause) - len(rest)),
        role="implicit" if token.form == "whole" else "measure",
        basis=basis,
        base_year=int(base_year["year"]) if base_year else None,
        reached=reached,
        growth=growth,
        fall=fall,
    )
    return quantity, token


def _forces(clause: str) -> tuple[str, list[str], bool]:
    """The clause without its words of comparison, those words, and whether 到, 至… sets a level."""
    rest, force, level = clause, list[str](), False
    while rest:
        match = grammar.FORCE.search(rest)
        if match and match.lastgroup:
            force.append(match.lastgroup)
            level = level or match.lastgroup in {"reach", "cap"} or match.group()[-1] in "到至为"
            rest = rest[: match.start()]
            continue
        filler = grammar.FILLER.search(rest)
        if filler:
            rest = rest[: filler.start()]
            continue
        step = re.search(r"(?:到|至|为|在)$", rest)
        if step and not level and len(rest) > 1:
            level = True
            rest = rest[:-1]
            continue
        break
    return rest, force, level


def _comparator(token: _Token, force: list[str], following: str) -> tuple[Comparator, bool]:
    after = re.sub(r"[（(].*?[）)]", "", token.after).replace("及其", "").removeprefix("及")
    if after in {"左右", "上下", "前后"} or "approx" in force:
        return "approx", False
    if isinstance(token.value, tuple):
        return "between", False
    strict = next((name for name in force if name in {"ge", "le", "lt", "gt"}), None)
    if strict:
        return strict, False  # type: ignore[return-value]
    if after in _SUFFIX:
        return _SUFFIX[after], False  # type: ignore[return-value]
    if token.more:
        return "gt", False
    if "cap" in force:
        return "le", False
    if token.word.endswith(("工作日", "小时", "天")) and _DONE_WITHIN.match(following):
        return "le", False
    if "reach" in force:
        return "ge", True
    return "eq", False


def _unit(token: _Token, clause: str) -> tuple[str | None, str]:
    if token.unitless:
        return None, "none"
    word = units.canonical(token.word) or ""
    name = token.scale + word
    head = units.dimension(name)
    if "/" not in name:
        per = grammar.PER_UNIT.search(clause)
        if per:
            below = per["divisor"] or ("亩" if per["mu"] else "人")
            below = {"名职工": "人", "职工": "人", "度电": "千瓦时", "方": "立方米", "公斤": "千克"}.get(below, below)
            if head in {"money", "mass", "energy", "power", "coal", "volume"} and not per["head"]:
                name = f"{name}/{below}"
            elif head == "area" and below == "人":
                name = f"{name}/{below}"
        elif head in {"mass", "volume"} and grammar.PER_DAY.search(clause):
            name = f"{name}/日"
    return name, units.dimension(name)


def _falls(rest: str, dimension: str) -> bool:
    if grammar.FALL.search(rest):
        return True
    if dimension not in _NEGATIVE_OBJECTS:
        return False
    match = grammar.FALL_OBJECT.search(rest)
    return match is not None and not _RISES.search(rest)


# Between quantities --------------------------------------------------------------------------

_Pair = tuple[Quantity, _Token]


def _shared(text: str, found: list[_Pair]) -> list[_Pair]:
    """Spread the words of a list over its members: 分别达到A、B以上, 突破A、B."""
    out = list(found)
    index = 0
    while index < len(out):
        until = index
        while until + 1 < len(out) and _continues(text, out[until], out[until + 1]):
            until += 1
        if until > index:
            out[index : until + 1] = _spread(text, out[index : until + 1])
        index = until + 1
    return out


def _continues(text: str, first: _Pair, second: _Pair) -> bool:
    gap = text[first[0].end : second[0].start]
    if not grammar.LIST.fullmatch(gap):
        return False
    same = units.compatible(first[0].unit, second[0].unit)
    return same or "分别" in _clause_before(text, first[0].start)


def _spread(text: str, members: list[_Pair]) -> list[_Pair]:
    first, last = members[0][0], members[-1][0]
    shared = re.search("分别|各|均", text[max(0, first.start - 30) : first.start]) is not None
    out: list[_Pair] = []
    for position, (quantity, token) in enumerate(members):
        here = replace(quantity, listed=position)
        if not isinstance(here.value, tuple):
            plain = here.comparator == "eq" or here.reached
            if plain and position and first.comparator in {"gt", "le", "lt", "approx", "ge"} and not members[0][1].after:
                here = replace(here, comparator=first.comparator, reached=first.reached)
            if (here.comparator == "eq" or here.reached) and shared and members[-1][1].after:
                here = replace(here, comparator=last.comparator, reached=False)
            if position and first.fall and not here.fall and here.value > 0:
                here = replace(here, value=-here.value, fall=True)
        if position:
            here = replace(here, growth=here.growth or first.growth, lead=first.lead)
            if here.basis is None:
                here = replace(here, basis=first.basis if here.unit == "倍" else None)
        out.append((here, token))
    return out


def _bases(text: str, found: list[_Pair]) -> list[_Pair]:
    """Mark the start of 由A到B and 以A为基数, and give it to B."""
    out = list(found)
    for index, (quantity, token) in enumerate(out):
        clause = _clause_before(text, quantity.start)
        following = text[quantity.end : quantity.end + 8]
        origin = grammar.FROM.search(clause)
        if origin and index + 1 < len(out):
            target = out[index + 1][0]
            gap = text[quantity.end : target.start]
            if len(gap) <= 24 and not re.search("[。；\n\t]", gap) and grammar.TO.search(gap.rstrip("约近")):
                lent = _lent(quantity, token, target)
                year = int(origin["year"]) if origin["year"] else quantity.base_year
                out[index] = (replace(lent, role="base"), token)
                base = lent.value if not isinstance(lent.value, tuple) else None
                comparator = target.comparator
                out[index + 1] = (
                    replace(
                        target,
                        base_value=_in_unit(base, lent.unit, target.unit),
                        base_year=year,
                        comparator=comparator,
                        lead=lent.lead,
                    ),
                    out[index + 1][1],
                )
                continue
        based = grammar.BASE_OF.search(clause)
        if based and (grammar.BASE_AFTER.match(following) or _compared(clause, following)):
            year = int(based["year"]) if based["year"] else None
            out[index] = (replace(quantity, role="base", base_year=year), token)
            if index + 1 < len(out) and not re.search("[。；\n\t]", text[quantity.end : out[index + 1][0].start]):
                target = out[index + 1][0]
                value = quantity.value if not isinstance(quantity.value, tuple) else None
                if units.compatible(quantity.unit, target.unit):
                    value = _in_unit(value, quantity.unit, target.unit)
                changed = replace(target, base_value=value, base_year=year)
                out[index + 1] = (changed, out[index + 1][1])
    return out


def _compared(clause: str, following: str) -> bool:
    return bool(re.search(r"(?:比|较)\d{4}年的?$", clause)) and bool(
        re.match(r"(?:增|提|上|翻|下|降|减)", following)
    )


def _lent(quantity: Quantity, token: _Token, target: Quantity) -> Quantity:
    """A start value that leaves a divisor or a myriad to the target (由6.2万元…到12万元/亩)."""
    if target.unit and "/" in target.unit and quantity.unit and "/" not in quantity.unit:
        head, _, below = target.unit.partition("/")
        if units.compatible(head, quantity.unit):
            return replace(quantity, unit=f"{quantity.unit}/{below}")
    return quantity


def _in_unit(value: float | None, unit: str | None, wanted: str | None) -> float | None:
    if value is None or unit == wanted:
        return value
    one, other = units.parse(unit), units.parse(wanted)
    if one.dimension != other.dimension:
        return value if units.compatible(unit, wanted) else None
    return round(value * one.factor / other.factor, 9)


def _roles(text: str, found: list[_Pair], names: list[tuple[int, int]]) -> list[_Pair]:
    out: list[_Pair] = []
    ends = [match.start() for match in _SENTENCE.finditer(text)]
    for quantity, token in found:
        if quantity.role != "measure":
            out.append((quantity, token))
            continue
        if bracketed(names, quantity.start, quantity.end):
            out.append((replace(quantity, role="label"), token))
            continue
        position = bisect_right(ends, quantity.start)
        left = ends[position - 1] + 1 if position else 0
        right = ends[position] if position < len(ends) else len(text)
        limited = quantity.comparator in {"ge", "gt", "le", "lt"} and not quantity.reached
        size = abs(quantity.value[1] if isinstance(quantity.value, tuple) else quantity.value)
        found_role = role(
            before=_clause_before(text, quantity.start),
            after=text[quantity.end : quantity.end + 30].partition("\n")[0],
            sentence=text[left:right] if right - left < 400 else text[max(left, quantity.start - 200) : quantity.end + 200],
            value=size * units.SCALES.get(token.scale, 1.0),
            unit=token.word,
            dimension=units.dimension(quantity.unit),
            spelt=token.spelt and token.form == "number",
            bound=quantity.comparator != "eq" or quantity.fall or quantity.base_value is not None or quantity.growth,
            limited=limited,
        )
        out.append((replace(quantity, role=found_role), token))
    return _backwards(text, out)


def _backwards(text: str, found: list[_Pair]) -> list[_Pair]:
    """A limit in a list makes the ones before it limits: 过50亿元、过100亿元项目."""
    out = list(found)
    for index in range(len(out) - 2, -1, -1):
        here, following = out[index][0], out[index + 1][0]
        gap = text[here.end : following.start]
        if (
            here.role == "measure"
            and following.role == "threshold"
            and len(gap) <= 16
            and re.match("[、和及与或]", gap)
            and here.unit == following.unit
        ):
            out[index] = (replace(here, role="threshold"), out[index][1])
    return out
