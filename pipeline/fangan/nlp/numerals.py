"""Numbers as they are written in Chinese documents."""

from __future__ import annotations

import re
import unicodedata

DIGITS = {"零": 0, "〇": 0, "○": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5}
DIGITS |= {"六": 6, "七": 7, "八": 8, "九": 9, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5}
DIGITS |= {"陆": 6, "柒": 7, "捌": 8, "玖": 9, "幺": 1}
TENS = {"廿": 20, "卅": 30}
UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
CHINESE_NUMERAL = "[零〇○一二两三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟廿卅万亿]"

_LONGEST = 40
"""Characters of a numeral; longer runs of digits are no number that a text speaks of."""

_ARABIC = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")


def chinese_number(text: str) -> float | None:
    """The value of a Chinese numeral (一百二十, 二〇二五, 十二点六), or None if it is none.

    Whole values come back as integers-in-float; 万 and 亿 are multiplied out.
    """
    whole, point, fraction = text.partition("点")
    if point and (not fraction or any(char not in DIGITS for char in fraction)):
        return None
    value = _integer(whole)
    if value is None:
        return None
    if not point:
        return float(value)
    return float(f"{value}.{''.join(str(DIGITS[char]) for char in fraction)}")


def chinese_integer(text: str) -> int | None:
    """The whole number that ``text`` spells in Chinese, full-width or Arabic digits."""
    folded = unicodedata.normalize("NFKC", text)
    if folded.isdecimal():
        return int(folded) if len(folded) <= _LONGEST else None
    return _integer(text)


def arabic_number(text: str) -> float | None:
    """The value of a number in digits (full-width and grouped ones too), or None."""
    folded = unicodedata.normalize("NFKC", text).replace("，", ",").replace(" ", "")
    return float(folded.replace(",", "")) if _ARABIC.fullmatch(folded) else None


def five_year_plan_end(digit: str) -> int:
    """The last year of the five-year plan 十``digit``五: 四 gives 2025."""
    return 2005 + 5 * DIGITS[digit]


def _integer(text: str) -> int | None:
    if not 0 < len(text) <= _LONGEST:
        return None
    if all(char in DIGITS for char in text):
        return int("".join(str(DIGITS[char]) for char in text))
    above = total = section = digit = 0
    for char in text:
        if char in DIGITS:
            digit = DIGITS[char]
        elif char in TENS:
            section += TENS[char]
        elif char in UNITS:
            # 一百十五: a 十 without a digit before it is one ten, also inside a number
            section += (digit or 1) * UNITS[char]
            digit = 0
        elif char in "万萬":
            total = (total + section + digit) * MYRIADS[char]
            section = digit = 0
        elif char in MYRIADS:
            # 一亿二千万: what follows 亿 is added to it, 二千 alone is multiplied by 万
            above += (total + section + digit) * MYRIADS[char]
            total = section = digit = 0
        else:
            return None
    value = above + total + section + digit
    # a bare 万 or 亿 is a unit; only 零 and its like spell nought
    return value if value or any(char in DIGITS for char in text) else None
