"""What readers of plain lines share: clean text, page numbers, and wrapped lines joined.

Text copied out of a PDF or a mail has a line break at the margin. Whether a line
was broken there can be told: it is so full that the next word would not have
fitted. The margin is measured around each line, since it changes with the fonts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from fangan.nlp.width import display_width

_INVISIBLE = re.compile(
    r"[\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\u00ad\x00-\x08\x0e-\x1f\x7f"
    # Selectors of variants, and the tags in which a text may be smuggled.
    r"\u180e\ufe00-\ufe0f\U000e0000-\U000e01ef]"
)
_SPACES = " \t\r\n\f\v\u3000\xa0\u2002-\u200a"
_TERMINAL = re.compile(r"[。！？!?；;：:.…]['\"”’』」》）)\]】]*$")
_SENTENCE_END = re.compile(r"[。！？!?]['\"”’』」）)\]】]*$")
_INNER = re.compile(r"[，。；,、]")
_ITEM = re.compile(
    r"(?:[一二三四五六七八九十百]{1,4}、|[（(][一二三四五六七八九十百]{1,4}[）)]|[①-⑳]"
    r"|第[一二三四五六七八九十百零〇\d]{1,5}[章节条编部篇](?:\s|$)|附件\d?[:：]|[•●■◆]|——)"
)
# A wrapped line may open with a figure by chance, so these count after a full stop only.
_NUMBER_ITEM = re.compile(
    r"\d{1,2}(?:\.\d{1,2}){0,3}\s*[.．、](?!\d)|\d{1,2}(?:\.\d{1,2}){1,3}\s|[（(]?\d{1,2}[）)]"
)
_PAGE_NUMBER = re.compile(
    r"[-–—－―─~·]+ ?(\d{1,4}|[IVXivx]{1,6}) ?[-–—－―─~·]+|第 ?\d{1,4} ?页(?:[,，/ ]*共 ?\d{1,4} ?页)?"
    r"|\d{1,4} ?/ ?\d{1,4}"
)
_TOKEN = re.compile(r"[A-Za-z0-9.%+\-/]+|.")
_UNSURE = re.compile(r"[\x21-\x7e“”‘’—…·]")
_CLOSING = frozenset("，。、；：？！）》」』】”’％,.;:?!)]%")
_OPENING = "（《「『【“‘(["

# A page of print has at least so many characters; so many pages may show no number.
_PAGE = 200
_SKIPPED = 3
_RUNS = 20
_BLOCK = 40
_LOWEST = 30
_BAND = 8
_CORE = 4
_SLACK = 3
_INDENT = 4


def clean(text: str) -> str:
    """``text`` without invisible characters, odd blanks and blanks at its ends."""
    if text.isascii() and text.isprintable():
        return text.strip()
    return _INVISIBLE.sub("", text).replace("\xa0", " ").strip()


def glue(left: str, right: str) -> str:
    """What stands between two pieces of one text: a blank between Latin words, else nothing."""
    if not left or not right:
        return ""
    return " " if _latin(left[-1]) and _latin(right[0]) else ""


def join(pieces: Iterable[str]) -> str:
    """The pieces as one text."""
    whole = ""
    for piece in pieces:
        whole += glue(whole, piece) + piece
    return whole


def opens_item(line: str) -> bool:
    """Whether ``line`` opens with the number or sign of a list item or heading."""
    return bool(_ITEM.match(line) or _NUMBER_ITEM.match(line))


def page_numbers(lines: Sequence[str]) -> frozenset[int]:
    """Positions of the lines that are printed page numbers.

    A number between dashes always is one. A bare number is one only among wrapped
    lines, as part of a run that counts up with a page's worth of characters between.
    """
    found = {index for index, line in enumerate(lines) if _PAGE_NUMBER.fullmatch(line.strip())}
    runs: list[list[tuple[int, int, int]]] = []
    offset = 0
    for index, line in enumerate(map(str.strip, lines)):
        if not (line.isdecimal() and len(line) <= 4):
            offset += len(line)
            continue
        number = int(line)
        for run in runs[-_RUNS:]:
            steps = number - run[-1][1]
            if 1 <= steps <= _SKIPPED and offset - run[-1][2] >= steps * _PAGE:
                run.append((index, number, offset))
                break
        else:
            runs.append([(index, number, offset)])
    runs = [run for run in runs if len(run) >= 3]
    if runs:
        # A column of serial numbers counts up too, but not between wrapped lines.
        margins = _margins(lines, [display_width(line.rstrip(_SPACES)) for line in lines])
        for run in runs:
            places = [index for index, _, _ in run]
            if 2 * sum(margins[index] is not None for index in places) > len(places):
                found.update(places)
    return frozenset(found)


def continues(lines: Sequence[str], *, fixed: Sequence[bool] | None = None) -> list[bool]:
    """For each line, whether it goes on the paragraph of the line before.

    Args:
        lines: with their indents; a blank line ends a paragraph.
        fixed: lines that stand for themselves (headings, list items, tables) and
            are joined to nothing.
    """
    widths = [display_width(line.rstrip(_SPACES)) for line in lines]
    margins = _margins(lines, widths)
    indented = [_indent(line) >= 2 for line in lines]
    shows_indents = sum(indented) >= max(2, 0.05 * len(lines))
    result = [False] * len(lines)
    for index in range(len(lines) - 1):
        margin = margins[index]
        if margin is None or not widths[index] or not widths[index + 1]:
            continue
        if fixed and (fixed[index] or fixed[index + 1]):
            continue
        following = lines[index + 1].strip(_SPACES)
        ended = _TERMINAL.search(lines[index].rstrip(_SPACES))
        if indented[index + 1] or _ITEM.match(following):
            continue
        if ended and _NUMBER_ITEM.match(following):
            continue
        # Where indents are lost, the first line of a paragraph is two characters short.
        lost = 0 if shows_indents else _INDENT
        indent = 0 if result[index] else lost
        if widths[index] + indent + _token_width(following) <= margin:
            continue
        if lost and _SENTENCE_END.search(lines[index].rstrip(_SPACES)):
            after = lines[index + 2].strip(_SPACES) if index + 2 < len(lines) else ""
            if _looks_first(following, _token_width(after), margin):
                continue
        result[index + 1] = True
    return result


def _looks_first(line: str, after: int, margin: int) -> bool:
    """Whether ``line`` is as long as a full first line whose indent of two characters was lost.

    ``after`` is the width of what stands first on the next line. Only a line of
    Chinese characters can be measured so closely: digits and quotes vary by font.
    """
    top = margin + _SLACK
    width = display_width(line)
    if len(_UNSURE.findall(line)) > 3 or (after > _INDENT and width + after > top):
        return False
    full = width + _INDENT + after > margin
    return full and abs(top - width - _INDENT) < abs(top - width)


def _margins(lines: Sequence[str], widths: Sequence[int]) -> list[int | None]:
    """The width at which the lines around each line were broken; None where none was."""
    margins: list[int | None] = []
    for start in range(0, len(lines), _BLOCK):
        around = range(max(0, start - _BLOCK // 2), min(len(lines), start + _BLOCK + _BLOCK // 2))
        margin = _margin([lines[i] for i in around], [widths[i] for i in around])
        margins.extend([margin] * min(_BLOCK, len(lines) - start))
    return margins


def _margin(lines: Sequence[str], widths: Sequence[int]) -> int | None:
    long = [(width, line) for width, line in zip(widths, lines, strict=True) if width >= _LOWEST]
    if len(long) < 3:
        return None
    counts = Counter(width for width, _ in long)
    top = max(counts, key=lambda top: (sum(counts[top - step] for step in range(_CORE)), top))
    core = sum(counts[top - step] for step in range(_CORE))
    band = [line for width, line in long if top - _BAND <= width <= top + 1]
    broken = [line for line in band if not _TERMINAL.search(line.rstrip(_SPACES))]
    prose = [line for line in band if _INNER.search(line)]
    wrapped = (
        core >= max(2, 0.3 * len(long))
        and len(band) >= 0.55 * len(long)
        and len(broken) >= 0.4 * len(band)
        and len(prose) >= 0.4 * len(band)
    )
    # Punctuation hangs over the margin and digits are narrower than counted.
    return top - _SLACK if wrapped else None


def _indent(line: str) -> int:
    return display_width(line[: len(line) - len(line.lstrip(_SPACES))].replace("\t", "    "))


def _token_width(line: str) -> int:
    """The width of what cannot be parted at the start of ``line``."""
    token = _TOKEN.match(line)
    if token is None:
        return 0
    end = token.end()
    if token[0] in _OPENING:
        end += 1
    while end < len(line) and line[end] in _CLOSING:
        end += 1
    return display_width(line[:end])


def _latin(char: str) -> bool:
    return char.isascii() and char.isalnum()
