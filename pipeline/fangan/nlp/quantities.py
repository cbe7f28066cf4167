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
from dataclasses import dataclass, replace
from typing import Literal, cast

from fangan.nlp import quantity_grammar as grammar
from fangan.nlp import units
from fangan.nlp.quantity_roles import Role, bracketed, enclosed, role
from fangan.nlp.quantity_text import Folded, fold
from fangan.nlp.quantity_tokens import Token, Value, clause_before, tokens

Comparator = Literal["eq", "ge", "gt", "le", "lt", "approx", "between"]
Force = Literal["ge", "gt", "le", "lt", "approx", "cap", "reach"]
"""Words of comparison before a number; cap is 控制在, reach 达到."""

_SENTENCE = re.compile(r"[。！？!?\n\t]")
_SUFFIX: dict[str, Comparator] = {
    "以上": "ge",
    "之上": "ge",
    "以下": "le",
    "以内": "le",
    "之内": "le",
    "内": "le",
}
_NEGATIVE_OBJECTS = ("share", "points")
_RISES = re.compile("(?:增长|提高|提升|上升|增加|上涨)了?$")
_GAP_END = re.compile("[。；\n\t]")
_THAN = re.compile(r"(?:比|较)\d{4}年的?$")
_CHANGES = re.compile("增|提|上|翻|下|降|减")
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


_Pair = tuple[Quantity, Token]


def quantities(text: str) -> tuple[Quantity, ...]:
    """All numbers with units in ``text``, in order; see the module docstring."""
    if not _may_hold(text):
        return ()
    folded = fold(text)
    source = folded.text
    names = enclosed(source)
    found = _shared(source, [_read(source, token) for token in tokens(source)])
    found = _roles(source, _bases(source, found), names)
    return tuple(_restored(folded, one) for one in found)


def _may_hold(text: str) -> bool:
    return re.search(r"[\d０-９一二两三四五六七八九十百千半倍番壹贰叁亿]|全覆盖", text) is not None


def _restored(folded: Folded, one: tuple[Quantity, Token]) -> Quantity:
    quantity = one[0]
    if folded.offsets is None:
        return quantity
    start, end = folded.origin(quantity.start, quantity.end)
    lead, _ = folded.origin(quantity.lead, quantity.lead + 1)
    return replace(quantity, start=start, end=end, lead=lead)


# One quantity ------------------------------------------------------------------------------


def _read(text: str, token: Token) -> _Pair:
    clause = clause_before(text, token.start)
    rest, force, level = _forces(clause)
    comparator, reached = _comparator(token, force, text[token.end : token.end + 8])
    unit, dimension = _unit(token, clause)
    fall = not level and _falls(rest, dimension)
    growth = fall or (not level and grammar.GROWTH.search(rest) is not None)
    value = token.value
    if fall:
        value = _negative(value)
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


def _forces(clause: str) -> tuple[str, list[Force], bool]:
    """The clause without its words of comparison, those words, and whether 到, 至… sets a level."""
    rest, force, level = clause, list[Force](), False
    while rest:
        match = grammar.FORCE.search(rest)
        if match and match.lastgroup:
            force.append(cast("Force", match.lastgroup))
            level = level or match.lastgroup in {"reach", "cap"} or match.group()[-1] in "到至为"
            rest = rest[: match.start()]
            continue
        filler = grammar.FILLER.search(rest)
        if filler:
            level = level or filler.group().startswith("到")  # 下降到2025年的15吨
            rest = rest[: filler.start()]
            continue
        step = re.search(r"(?:到|至|为|在)$", rest)
        if step and not level and len(rest) > 1:
            level = True
            rest = rest[:-1]
            continue
        break
    return rest, force, level


def _comparator(token: Token, force: list[Force], following: str) -> tuple[Comparator, bool]:
    """The comparator, and whether it only comes from 达到."""
    after = re.sub(r"[（(].*?[）)]", "", token.after).replace("及其", "").removeprefix("及")
    strict = next((name for name in force if name not in ("approx", "cap", "reach")), None)
    short = token.word.endswith(("工作日", "小时", "天")) and _DONE_WITHIN.match(following)
    chosen: Comparator = "eq"
    if isinstance(token.value, tuple):
        chosen = "between"
    elif after in {"左右", "上下", "前后"} or "approx" in force:
        chosen = "approx"
    elif strict:
        chosen = cast("Comparator", strict)
    elif after in _SUFFIX:
        chosen = _SUFFIX[after]
    elif token.more:
        chosen = "gt"
    elif "cap" in force or short:
        chosen = "le"
    elif "reach" in force:
        return "ge", True
    return chosen, False


def _unit(token: Token, clause: str) -> tuple[str | None, str]:
    if token.unitless:
        return None, "none"
    word = units.canonical(token.word) or ""
    name = token.scale + word
    head = units.dimension(name)
    if "/" not in name:
        per = grammar.PER_UNIT.search(clause)
        if per:
            below = per["divisor"] or ("亩" if per["mu"] else "人")
            below = {
                "名职工": "人",
                "职工": "人",
                "度电": "千瓦时",
                "方": "立方米",
                "公斤": "千克",
            }.get(below, below)
            if (
                head in {"money", "mass", "energy", "power", "coal", "volume"} and not per["head"]
            ) or (head == "area" and below == "人"):
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
    return same or "分别" in clause_before(text, first[0].start)


def _spread(text: str, members: list[_Pair]) -> list[_Pair]:
    """What the first and the last of a list say holds for the ones that say nothing."""
    first, opening = members[0]
    last, closing = members[-1]
    shared = re.search("分别|各|均", text[max(0, first.start - 30) : first.start]) is not None
    out: list[_Pair] = []
    for position, (quantity, token) in enumerate(members):
        here = replace(quantity, listed=position)
        if position:
            basis = here.basis or (first.basis if here.unit == "倍" else None)
            growth = here.growth or first.growth
            here = replace(here, growth=growth, lead=first.lead, basis=basis)
            if first.fall and not here.fall:
                here = replace(here, value=_negative(here.value), fall=True)
            if _says_nothing(here) and not opening.after and not _says_nothing(first):
                here = replace(here, comparator=first.comparator)
            elif _says_nothing(here) and first.reached:
                here = replace(here, comparator="ge", reached=True)
        if _says_nothing(here) and shared and closing.after and last.comparator != "between":
            here = replace(here, comparator=last.comparator, reached=False)
        out.append((here, token))
    return out


def _says_nothing(quantity: Quantity) -> bool:
    """Whether no word of comparison binds a quantity but 达到."""
    return quantity.comparator == "eq" or quantity.reached


def _negative(value: Value) -> Value:
    return (-value[0], -value[1]) if isinstance(value, tuple) else -value


def _bases(text: str, found: list[_Pair]) -> list[_Pair]:
    """Mark the start of 由A到B and 以A为基数, and give it to B."""
    out = list(found)
    for index, (quantity, token) in enumerate(found):
        here = out[index][0]
        clause = clause_before(text, quantity.start)
        following = out[index + 1] if index + 1 < len(out) else None
        gap = text[quantity.end : following[0].start] if following else ""
        if following is None or _GAP_END.search(gap):
            following = None
        year, is_base = _origin(clause, text[quantity.end : quantity.end + 8], gap, following)
        if not is_base:
            continue
        lent = _lent(here, following[0]) if following else here
        out[index] = (replace(lent, role="base", base_year=year or here.base_year), token)
        if following is None:
            continue
        target = following[0]
        value = None if isinstance(lent.value, tuple) else lent.value
        based = replace(
            target,
            base_value=_in_unit(value, lent.unit, target.unit),
            base_year=year or here.base_year,
            lead=lent.lead if grammar.FROM.search(clause) else target.lead,
        )
        out[index + 1] = (based, following[1])
    return out


def _origin(clause: str, after: str, gap: str, following: _Pair | None) -> tuple[int | None, bool]:
    """The year of a start value, and whether the quantity between the words is one."""
    origin = grammar.FROM.search(clause)
    if origin and following and len(gap) <= 24 and grammar.TO.search(gap.rstrip("约近")):
        return int(origin["year"]) if origin["year"] else None, True
    based = grammar.BASE_OF.search(clause)
    if based and (grammar.BASE_AFTER.match(after) or _compared(clause, after)):
        return int(based["year"]) if based["year"] else None, True
    return None, False


def _compared(clause: str, after: str) -> bool:
    """比2020年的4户增加…: the quantity is what is compared with."""
    return bool(_THAN.search(clause)) and bool(_CHANGES.match(after))


def _lent(quantity: Quantity, target: Quantity) -> Quantity:
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
            before=clause_before(text, quantity.start),
            after=text[quantity.end : quantity.end + 30].partition("\n")[0],
            sentence=text[left:right]
            if right - left < 400
            else text[max(left, quantity.start - 200) : quantity.end + 200],
            value=size * units.SCALES.get(token.scale, 1.0),
            unit=token.word,
            dimension=units.dimension(quantity.unit),
            spelt=token.spelt and token.form == "number",
            bound=quantity.comparator != "eq"
            or quantity.fall
            or quantity.base_value is not None
            or quantity.growth,
            limited=limited,
        )
        spoken = quantity if found_role == "measure" else replace(quantity, role=found_role)
        out.append((spoken, token))
    return _through_lists(text, out)


def _through_lists(text: str, found: list[_Pair]) -> list[_Pair]:
    """Roles that a list shares: 过50亿元、过100亿元项目; 奖补50万元、100万元."""
    out = list(found)
    for index in range(1, len(out)):
        here, before = out[index][0], out[index - 1][0]
        if here.role == "measure" and here.listed and before.role == "rule":
            out[index] = (replace(here, role="rule"), out[index][1])
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
