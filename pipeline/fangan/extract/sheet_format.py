"""Shows a spreadsheet's value as its number format does: 0.125 as 12.5%, 45292 as 2024年1月1日."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

GENERAL = "General"
_TOKEN = re.compile(
    r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|AM/PM|A/P|上午/下午|General'
    r"|[yY]+|[mM]+|[dD]+|[hH]+|[sS]+(?:\.0+)?|a{3,4}|[eE][+-]0+|[0#?]+|.",
    re.DOTALL,
)
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)\]")
_CURRENCY = re.compile(r"\[\$([^\-\]]*)(?:-[^\]]*)?\]")
_ELAPSED = re.compile(r"\[([hHmMsS]+)\]")
_PLACES = frozenset("0#?")
_CHINESE = {"1": "〇一二三四五六七八九", "2": "零壹贰叁肆伍陆柒捌玖"}
_WEEKDAYS = "一二三四五六日"
_BUILT_IN = {
    0: GENERAL,
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    27: "yyyy年m月",
    28: "m月d日",
    29: "m月d日",
    30: "m-d-yy",
    31: "yyyy年m月d日",
    32: "h时mm分",
    33: "h时mm分ss秒",
    36: "yyyy年m月",
    37: "#,##0;-#,##0",
    38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
    49: "@",
    50: "yyyy年m月",
    51: "m月d日",
    52: "yyyy年m月",
    53: "m月d日",
    54: "m月d日",
    57: "yyyy年m月",
    58: "m月d日",
}
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@dataclass(frozen=True, slots=True)
class _Section:
    """One part of a format: for values of one sign, or under a condition."""

    tokens: tuple[str, ...]
    condition: tuple[str, float] | None
    is_date: bool


def built_in(number: int) -> str:
    """The code of a format that files name by its number alone."""
    return _BUILT_IN.get(number, GENERAL)


def shown(value: float, code: str, *, from_1904: bool = False) -> str:
    """The number ``value`` as the format ``code`` shows it; "" where it shows nothing."""
    sections = _sections(code)
    if not sections:
        return general(value)
    section, bare = _choose(sections, value)
    if section.is_date:
        return _as_date(value, section, from_1904=from_1904)
    try:
        return _as_number(abs(value) if bare else value, section)
    except (InvalidOperation, OverflowError):
        return general(value)


def general(value: float) -> str:
    """A number without a format: no trailing noughts, no noise of binary fractions."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    text = f"{value:.11g}"
    if "e" in text and 1e-7 < abs(value) < 1e15:
        text = f"{Decimal(text):f}"
    return text


@lru_cache(maxsize=512)
def _sections(code: str) -> tuple[_Section, ...]:
    if code in {"", "@"} or code.lower() == "general":
        return ()
    parts: list[list[str]] = [[]]
    condition_texts: list[str] = [""]
    for token in _TOKEN.findall(code):
        if token == ";":  # noqa: S105 — a sign, not a password
            parts.append([])
            condition_texts.append("")
        elif _CONDITION.fullmatch(token):
            condition_texts[-1] = token
        else:
            parts[-1].append(token)
    sections = []
    for tokens, text in zip(parts, condition_texts, strict=True):
        found = _CONDITION.fullmatch(text)
        condition = (found[1], float(found[2])) if found else None
        is_date = any(
            token[0] in "yYdDhHsS"
            or token[:3] == "aaa"
            or _ELAPSED.fullmatch(token)
            or (token[0] in "mM" and not _PLACES & set("".join(tokens)))
            for token in tokens
        )
        sections.append(_Section(tuple(tokens), condition, is_date))
    return tuple(sections)


def _choose(sections: tuple[_Section, ...], value: float) -> tuple[_Section, bool]:
    """The section for a value, and whether it stands for the sign itself."""
    numeric = sections[:3]
    if any(section.condition for section in numeric):
        for section in numeric:
            if section.condition is None or _holds(section.condition, value):
                return section, False
        return numeric[-1], False
    if len(numeric) > 2 and value == 0:
        return numeric[2], False
    if len(numeric) > 1 and value < 0:
        return numeric[1], True
    return numeric[0], False


def _holds(condition: tuple[str, float], value: float) -> bool:
    sign, limit = condition
    return {
        "<": value < limit,
        "<=": value <= limit,
        ">": value > limit,
        ">=": value >= limit,
        "=": value == limit,
        "<>": value != limit,
    }[sign]


def _literal(token: str) -> str | None:
    """What a token prints by itself; None for one that stands for the value."""
    if token[0] == '"':
        return token[1:-1]
    if token[0] == "\\":
        return token[1:]
    if token[0] in "_*" and len(token) == 2:
        return ""
    if token[0] == "[":
        currency = _CURRENCY.fullmatch(token)
        return currency[1] if currency else ""
    return None


def _as_number(value: float, section: _Section) -> str:
    bare = [token for token in section.tokens if _literal(token) is None]
    if not any(_PLACES & set(token) or token in {"@", GENERAL} for token in bare):
        return "".join(
            token if (literal := _literal(token)) is None else literal for token in section.tokens
        )
    if "/" in bare or GENERAL in bare or "@" in bare:
        # Fractions are too rare to be worth their rules.
        text = general(value)
        return _around(section.tokens, text)
    pattern = "".join(bare)
    places = [i for i, char in enumerate(pattern) if char in _PLACES]
    last = places[-1]
    scale = len(pattern[last + 1 :]) - len(pattern[last + 1 :].lstrip(","))
    number = Decimal(repr(value)) * 100 ** pattern.count("%") / 1000**scale
    exponent = next((token for token in bare if token[0] in "eE" and len(token) > 2), None)
    whole, _, fraction = pattern[: last + 1].partition(".")
    if exponent is not None:
        return _around(section.tokens, _scientific(number, fraction, exponent))
    text = _fixed(number, whole, fraction, grouped="," in whole)
    return _digits(section, _around(section.tokens, text))


def _fixed(number: Decimal, whole: str, fraction: str, *, grouped: bool) -> str:
    most = sum(char in _PLACES for char in fraction)
    least = len(fraction.rstrip("#?,")) if fraction else 0
    rounded = number.quantize(Decimal(1).scaleb(-most), ROUND_HALF_UP)
    text = f"{rounded:,f}" if grouped else f"{rounded:f}"
    sign = "-" if text.startswith("-") and rounded != 0 else ""
    head, _, tail = text.removeprefix("-").partition(".")
    tail = tail[:least] + tail[least:].rstrip("0")
    required = whole.count("0")
    head = head.zfill(required) if not grouped else head
    if required == 0 and head == "0" and tail:
        head = ""
    return f"{sign}{head}.{tail}" if tail else f"{sign}{head}"


def _scientific(number: Decimal, fraction: str, exponent: str) -> str:
    most = sum(char in _PLACES for char in re.split("[eE]", fraction)[0])
    mantissa, _, power = f"{number:.{most}E}".partition("E")
    sign = "-" if power.startswith("-") else "+" if "+" in exponent else ""
    return f"{mantissa}E{sign}{power.lstrip('+-').zfill(exponent.count('0'))}"


def _around(tokens: tuple[str, ...], number: str) -> str:
    """The literals of a format with the number where its first placeholder stands."""
    parts: list[str] = []
    placed = False
    for token in tokens:
        literal = _literal(token)
        if literal is not None:
            parts.append(literal)
        elif _PLACES & set(token) or token in {"@", GENERAL, ".", ",", "/"} or token[0] in "eE":
            if not placed:
                parts.append(number)
                placed = True
        else:
            parts.append(token)
    text = "".join(parts)
    # The sign of a number stands before its currency.
    if "-" in number and not text.startswith("-") and number.startswith("-"):
        text = "-" + text.replace(number, number[1:], 1)
    return text.strip()


def _digits(section: _Section, text: str) -> str:
    """Chinese digits where the format asks for them (``[DBNum1]``)."""
    for token in section.tokens:
        if token.lower().startswith("[dbnum") and token[6:7] in _CHINESE:
            return text.translate(str.maketrans("0123456789", _CHINESE[token[6:7]]))
    return text


def _as_date(value: float, section: _Section, *, from_1904: bool) -> str:
    moment = moment_of(value, from_1904=from_1904)
    if moment is None:
        return general(value)
    afternoon = any(token in {"AM/PM", "A/P", "上午/下午"} for token in section.tokens)
    parts: list[str] = []
    for index, token in enumerate(section.tokens):
        elapsed = _ELAPSED.fullmatch(token)
        literal = None if elapsed else _literal(token)
        if literal is not None:
            parts.append(literal)
        elif elapsed:
            seconds = round(value * 86_400)
            parts.append(str(seconds // {"h": 3600, "m": 60, "s": 1}[elapsed[1][0].lower()]))
        elif token[0] in "mM" and _is_minute(section.tokens, index):
            parts.append(f"{moment.minute:0{min(len(token), 2)}d}")
        else:
            parts.append(_date_part(token, moment, afternoon=afternoon))
    return "".join(parts).strip()


def _date_part(token: str, moment: datetime, *, afternoon: bool) -> str:  # noqa: PLR0911 — a line a letter
    letter, length = token[0].lower(), len(token)
    if token in {"AM/PM", "A/P", "上午/下午"}:
        return token.split("/")[moment.hour >= 12]
    if token[:3] == "aaa":
        return ("星期" if length > 3 else "") + _WEEKDAYS[moment.weekday()]
    if letter == "y":
        return f"{moment.year % 100:02d}" if length < 3 else f"{moment.year:04d}"
    if letter == "m":
        return _MONTHS[moment.month - 1] if length >= 3 else f"{moment.month:0{length}d}"
    if letter == "d":
        if length >= 3:
            return "星期" + _WEEKDAYS[moment.weekday()]
        return f"{moment.day:0{length}d}"
    if letter == "h":
        hour = (moment.hour % 12 or 12) if afternoon else moment.hour
        return f"{hour:0{min(length, 2)}d}"
    if letter == "s":
        return f"{moment.second:0{min(len(token.partition('.')[0]), 2)}d}"
    return token.replace("@", "")


def _is_minute(tokens: tuple[str, ...], index: int) -> bool:
    """Whether an m means minutes: it stands behind hours or before seconds."""
    own = [
        i for i, token in enumerate(tokens) if token[0] in "yYmMdDhHsS" or token[:2] in {"[h", "[H"}
    ]
    place = own.index(index)
    before = tokens[own[place - 1]] if place else ""
    after = tokens[own[place + 1]] if place + 1 < len(own) else ""
    return before.lower().lstrip("[")[:1] == "h" or after.lower()[:1] == "s"


def moment_of(value: float, *, from_1904: bool = False) -> datetime | None:
    """The moment that a serial number stands for, None where it is none."""
    if not 0 <= value < 2_958_466:
        return None
    start = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30)  # noqa: DTZ001 — a date of no zone
    if not from_1904 and value < 60:
        start += timedelta(days=1)  # the calendar of Excel has a 29 February 1900
    return start + timedelta(seconds=round(value * 86_400))


def iso(value: str) -> str:
    """A date that the file writes out, in the way it is read."""
    return value.replace("T", " ").removesuffix(" 00:00:00")
