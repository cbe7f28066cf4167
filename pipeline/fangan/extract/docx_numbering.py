"""Automatic numbering: what stands in front of a paragraph, though no run holds it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from lxml import etree

from fangan.extract.docx_names import MC, W
from fangan.extract.docx_styles import ParagraphFormat, Styles, toggle, value

_LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
_MOST = 99_999

_SIMPLE = "〇一二三四五六七八九"
_OPEN_ZERO = "○一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_LEGAL_TRADITIONAL = "零壹貳參肆伍陸柒捌玖"
_LEGAL_JAPANESE = "〇壱弐参四伍六七八九"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_KANA = (
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
)
_IROHA = "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセスン"
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def format_number(number: int, style: str) -> str:
    """``number`` in the ST_NumberFormat ``style``; unknown styles count in digits."""
    if not 0 <= number <= _MOST:
        return str(number)
    render = _FORMATS.get(style)
    return render(number) if render else str(number)


def _counted(
    number: int, digits: str, units: str, *, leading_one: bool, zeros: bool, myriad: str = "万"
) -> str:
    """Chinese counting (一百零五), with or without 一 before 十 and 零 between."""
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        head = _counted(high, digits, units, leading_one=leading_one, zeros=zeros) + myriad
        gap = digits[0] if zeros and 0 < low < 1000 else ""
        tail = _counted(low, digits, units, leading_one=True, zeros=zeros) if low else ""
        return head + gap + tail
    if number == 0:
        return digits[0]
    text = ""
    pending = False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if digit == 0:
            pending = bool(text)
            continue
        text += digits[0] if pending and zeros else ""
        pending = False
        bare = digit == 1 and power and not leading_one
        bare = bare and (not zeros or (power == 1 and not text))
        text += ("" if bare else digits[digit]) + (units[power - 1] if power else "")
    return text


def _digits(number: int, digits: str) -> str:
    return "".join(digits[int(char)] for char in str(number))


def _counting(number: int) -> str:
    # Word counts to ninety-nine in this style, and spells the digits from there on.
    if number > 99:
        return _digits(number, _OPEN_ZERO)
    return _counted(number, _OPEN_ZERO, "十百千", leading_one=False, zeros=False)


def _letters(number: int) -> str:
    if number == 0:
        return "0"
    return chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 30)


def _roman(number: int) -> str:
    if not 0 < number < 5000:
        return str(number)
    text = ""
    for worth, sign in _ROMAN:
        count, number = divmod(number, worth)
        text += sign * count
    return text


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda number: signs[number - 1] if 0 < number <= len(signs) else str(number)


def _run_of(*runs: tuple[int, int, str]) -> Callable[[int], str]:
    """Signs that follow one another in Unicode: ``(first, last, sign of the first)``."""

    def render(number: int) -> str:
        for first, last, sign in runs:
            if first <= number <= last:
                return chr(ord(sign) + number - first)
        return str(number)

    return render


def _ordinal(number: int) -> str:
    ending = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10)
    return f"{number}{ending or 'th'}"


def _wide(number: int) -> str:
    return "".join(chr(ord(char) + 0xFEE0) for char in str(number))


def _thousand(number: int) -> str:
    return _counted(number, "零" + _SIMPLE[1:], "十百千", leading_one=False, zeros=True)


def _japanese(number: int) -> str:
    return _counted(number, _SIMPLE, "十百千", leading_one=False, zeros=False)


def _legal(number: int) -> str:
    return _counted(number, _LEGAL, "拾佰仟", leading_one=True, zeros=True)


def _legal_traditional(number: int) -> str:
    return _counted(number, _LEGAL_TRADITIONAL, "拾佰仟", leading_one=True, zeros=True, myriad="萬")


def _legal_japanese(number: int) -> str:
    return _counted(number, _LEGAL_JAPANESE, "拾百阡", leading_one=True, zeros=False, myriad="萬")


_CIRCLED = _run_of((0, 0, "⓪"), (1, 20, "①"), (21, 35, "㉑"), (36, 50, "㊱"))
_FORMATS: dict[str, Callable[[int], str]] = {
    "none": lambda _: "",
    "bullet": lambda _: "•",
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": _wide,
    "decimalFullWidth2": _wide,
    "decimalEnclosedCircle": _CIRCLED,
    "decimalEnclosedCircleChinese": _CIRCLED,
    "decimalEnclosedFullstop": _run_of((1, 20, "⒈")),
    "decimalEnclosedParen": _run_of((1, 20, "⑴")),
    "ideographEnclosedCircle": _run_of((1, 10, "㊀")),
    "numberInDash": lambda number: f"- {number} -",
    "ordinal": _ordinal,
    "hex": lambda number: f"{number:X}",
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerLetter": _letters,
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "chineseCounting": _counting,
    "taiwaneseCounting": _counting,
    "chineseCountingThousand": _thousand,
    "taiwaneseCountingThousand": _thousand,
    "japaneseCounting": _japanese,
    "japaneseDigitalTenThousand": lambda number: _digits(number, _SIMPLE),
    "ideographDigital": lambda number: _digits(number, _SIMPLE),
    "taiwaneseDigital": lambda number: _digits(number, _OPEN_ZERO),
    "chineseLegalSimplified": _legal,
    "ideographLegalTraditional": _legal_traditional,
    "japaneseLegal": _legal_japanese,
    "ideographTraditional": _cycle(_STEMS),
    "ideographZodiac": _cycle(_BRANCHES),
    "ideographZodiacTraditional": lambda number: (
        _STEMS[(number - 1) % 10] + _BRANCHES[(number - 1) % 12]
        if 0 < number <= 60
        else str(number)
    ),
    "aiueo": _cycle(_KANA),
    "aiueoFullWidth": _cycle(_KANA),
    "iroha": _cycle(_IROHA),
    "irohaFullWidth": _cycle(_IROHA),
}


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list. ``restart`` is the level (from 1) that restarts it, 0 for none."""

    start: int = 1
    style: str = "decimal"
    text: str = ""
    legal: bool = False
    restart: int | None = None
    gap: bool = True
    paragraph_style: str | None = None


@dataclass(frozen=True, slots=True)
class _List:
    """A w:num: its abstract list, its levels, and the levels it starts anew."""

    abstract: str
    levels: dict[int, Level]
    restarts: dict[int, int]


@dataclass
class Numbering:
    """The lists of a document, and how far each has been counted."""

    lists: dict[str, _List] = field(default_factory=dict)
    _counts: dict[str, list[int | None]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def label(self, form: ParagraphFormat, style_id: str | None) -> tuple[str, bool]:
        """Count a paragraph; what stands in front of it, and whether that is a bullet."""
        found = self.lists.get(form.number or "0")
        if found is None:
            return "", False
        depth = form.depth
        if depth is None:
            depth = next(
                (
                    index
                    for index, level in found.levels.items()
                    if style_id and level.paragraph_style == style_id
                ),
                0,
            )
        level = found.levels.get(depth)
        if level is None:
            return "", False
        counts = self._counts.setdefault(found.abstract, [None] * _LEVELS)
        self._count(form.number or "0", found, depth, counts)
        if level.style == "bullet":
            return "•", True

        def spelled(match: re.Match[str]) -> str:
            index = int(match[1]) - 1
            other = found.levels.get(index, Level())
            count = counts[index]
            if index > depth or other.style == "bullet":
                return ""
            plain = level.legal and other.style != "none"
            return format_number(
                other.start if count is None else count, "decimal" if plain else other.style
            )

        printed = _PLACE.sub(spelled, level.text)
        text = printed.strip()
        # A tab or blank follows the number on the page; it matters after a letter or digit.
        apart = level.gap or printed[-1:].isspace()
        return (
            f"{text} " if apart and text[-1:].isascii() and text[-1:].isalnum() else text
        ), False

    def _count(self, number: str, found: _List, depth: int, counts: list[int | None]) -> None:
        for index in range(depth):
            if counts[index] is None:
                counts[index] = found.levels.get(index, Level()).start
        restart = found.restarts.get(depth)
        before = counts[depth]
        if restart is not None and (number, depth) not in self._begun:
            self._begun.add((number, depth))
            counts[depth] = restart
        elif before is None:
            counts[depth] = found.levels[depth].start if restart is None else restart
        else:
            counts[depth] = before + 1
        for index in range(depth + 1, _LEVELS):
            after = found.levels.get(index, Level()).restart
            if after is None or depth < after:
                counts[index] = None


def read_numbering(root: etree._Element | None, styles: Styles) -> Numbering:
    """Read numbering.xml."""
    if root is None:
        return Numbering()
    abstracts = {
        element.get(f"{W}abstractNumId", ""): element
        for element in root.iterchildren(f"{W}abstractNum")
    }
    nums = {element.get(f"{W}numId", ""): element for element in root.iterchildren(f"{W}num")}
    lists = {}
    for number, element in nums.items():
        abstract = _followed(
            value(element.find(f"{W}abstractNumId")) or "", abstracts, nums, styles
        )
        levels: dict[int, Level] = {}
        if abstract in abstracts:
            for child in abstracts[abstract].iterchildren(f"{W}lvl"):
                levels[_index(child)] = _level(child)
        restarts: dict[int, int] = {}
        for override in element.iterchildren(f"{W}lvlOverride"):
            index = _index(override)
            own = override.find(f"{W}lvl")
            if own is not None:
                levels[index] = _level(own)
            start = value(override.find(f"{W}startOverride"))
            if start is not None:
                restarts[index] = _whole(start, 1)
                levels[index] = replace(levels.get(index, Level()), start=restarts[index])
        lists[number] = _List(abstract, levels, restarts)
    return Numbering(lists)


def _followed(
    abstract: str,
    abstracts: dict[str, etree._Element],
    nums: dict[str, etree._Element],
    styles: Styles,
) -> str:
    """The abstract list behind ``abstract``: a list style may stand between."""
    seen: set[str] = set()
    while abstract in abstracts and abstract not in seen:
        seen.add(abstract)
        link = value(abstracts[abstract].find(f"{W}numStyleLink"))
        number = styles.paragraph(link).format.number if link else None
        if number is None or number not in nums:
            break
        abstract = value(nums[number].find(f"{W}abstractNumId")) or ""
    return abstract


def _level(element: etree._Element) -> Level:
    form = element.find(f"{W}numFmt")
    if form is None:
        # A newer format stands in an alternative beside its plain fallback.
        form = element.find(f"{MC}AlternateContent/{MC}Fallback/{W}numFmt")
    restart = value(element.find(f"{W}lvlRestart"))
    return Level(
        start=_whole(value(element.find(f"{W}start")), 0),
        style=value(form) or "decimal",
        text=value(element.find(f"{W}lvlText")) or "",
        legal=toggle(element.find(f"{W}isLgl")) or False,
        restart=None if restart is None else _whole(restart, 0),
        gap=value(element.find(f"{W}suff")) != "nothing",
        paragraph_style=value(element.find(f"{W}pStyle")),
    )


def _index(element: etree._Element) -> int:
    return min(_whole(element.get(f"{W}ilvl"), 0), _LEVELS - 1)


def _whole(text: str | None, default: int) -> int:
    return int(text) if text is not None and text.isdecimal() and len(text) < 7 else default
