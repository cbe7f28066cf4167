"""Bytes to text: which encoding a file of plain text is in.

Strict UTF-8 first, since other text hardly ever passes for it by chance; then
UTF-16 with a mark, an encoding that the file itself declares, GB18030 and Big5
by how usual the resulting characters are, then charset-normalizer. Last comes text
with a few broken bytes, which show as �.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from functools import lru_cache

from fangan.document import Notice

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"<[^<>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?([A-Za-z][\w.:-]{1,30})")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff]")
_SAMPLE = 20_000
_STRAY_SHARE = 0.01
"""Text that went through a terminal or a PDF may keep a control character; data is full of them."""
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
BROKEN = "\ufffd"
_BROKEN = re.compile(f"{BROKEN}+")
_BROKEN_SHARE = 0.005
_BROKEN_LEAST = 40  # characters; of fewer nobody can say that most are right
_USUAL_SHARE = 0.8
"""Real Chinese has at least .94 of its characters in the two sets of everyday ones."""


def decode(data: bytes) -> str | None:
    """The text of ``data``, or None when it is no text in any encoding known here."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data, encoding)
    text = _strict(data, "utf-8")
    if text is not None:
        return text
    declared = _declared(data)
    for candidate in ((declared,) if declared else ()) + ("gb18030", "big5"):
        text = _strict(data, candidate)
        if text is not None and _usual(text) >= _USUAL_SHARE:
            return text
    return _guessed(data) or _mended(data)


def damage(text: str) -> tuple[Notice, ...]:
    """A notice where bytes of the file were no characters and stand as ``�`` in ``text``."""
    count = _broken_places(text)
    if not count:
        return ()
    return (
        Notice(
            "broken_characters",
            f"文件中有 {count} 处字节不成文字，已用“{BROKEN}”代替，请对照原件核对。",
        ),
    )


def is_clean(text: str) -> bool:
    """Whether ``text`` is as good as free of what binary data shows: control characters.

    Characters that no standard has assigned count as such too.
    """
    odd = "".join(char for char in set(text) if _is_odd(char))
    return sum(text.count(char) for char in odd) <= _STRAY_SHARE * len(text)


def _is_odd(char: str) -> bool:
    return _CONTROL.match(char) is not None or unicodedata.category(char) == "Cn"


def _declared(data: bytes) -> str | None:
    """The encoding that a web page or an XML file names in its head."""
    found = _DECLARED.search(data, 0, 4096)
    if found is None:
        return None
    name = found[1].decode("ascii").lower()
    # A page that says gb2312 uses the characters of GB18030 as often as not.
    return "gb18030" if name in {"gb2312", "gbk"} else name


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
    except (UnicodeError, LookupError):
        return None
    return text if is_clean(text) else None


def _guessed(data: bytes) -> str | None:
    from charset_normalizer import from_bytes

    best = from_bytes(data[: _SAMPLE * 4]).best()
    if best is None or best.percent_chaos > 20 or best.encoding.startswith(("utf_16", "utf_32")):
        return None
    text = _strict(data, best.encoding)
    if text is None or _usual(text) < _USUAL_SHARE:
        return None
    return text


def _mended(data: bytes) -> str | None:
    """Text in which a few bytes are wrong or missing, as at the end of a broken transfer."""
    for encoding in ("utf-8", "gb18030"):
        text = data.decode(encoding, "replace")
        if (
            _broken_places(text) <= max(_BROKEN_SHARE * len(text), 2)
            and len(text) >= _BROKEN_LEAST
            and is_clean(text)
            and _usual(text) >= _USUAL_SHARE
        ):
            return text
    return None


def _broken_places(text: str) -> int:
    return len(_BROKEN.findall(text))


def _usual(text: str) -> float:
    """The share of everyday characters among the letters of ``text``: Han and Latin."""
    sample = [char for char in text[:_SAMPLE] if not char.isspace()]
    if not sample:
        return 1.0
    everyday = _everyday()
    odd = sum(
        not (char.isascii() or (char in everyday if _HAN.match(char) else _readable(char)))
        for char in sample
    )
    return 1 - odd / len(sample)


def _readable(char: str) -> bool:
    return unicodedata.category(char)[0] in "LNPSZ"


@lru_cache(maxsize=1)
def _everyday() -> frozenset[str]:
    """The first levels of GB 2312 and of Big5: the characters that texts are made of."""
    simplified = (bytes((row, cell)) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
    traditional = (
        bytes((row, cell))
        for row in range(0xA4, 0xC7)
        for cell in (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    )
    return frozenset(
        "".join(code.decode("gb2312", "ignore") for code in simplified)
        + "".join(code.decode("big5", "ignore") for code in traditional)
    )
