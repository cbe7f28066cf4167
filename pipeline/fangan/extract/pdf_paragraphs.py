"""Printed lines joined into paragraphs, across pages too.

A line goes on with the paragraph above unless something says that a new one begins:
the line above ends early, this one is indented or numbered, the gap is wider, or the
letters are of another size. Each sign is measured against the document's own margins,
size and pitch.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from fangan.document import Anchor
from fangan.extract.pdf_furniture import bbox
from fangan.extract.pdf_lines import Line, linked
from fangan.extract.raw import Fragment, Paragraph

_CHINESE_NUMBER = "[一二三四五六七八九十百零〇]"
_NUMBERED = re.compile(
    rf"{_CHINESE_NUMBER}{{1,4}}[、.．]"
    rf"|[（(]\s*(?:{_CHINESE_NUMBER}{{1,4}}|\d{{1,2}}|[a-zA-Z])\s*[)）]"
    rf"|第\s*(?:{_CHINESE_NUMBER}{{1,5}}|\d{{1,3}})\s*[章节条编部篇]"
    r"|\d{1,2}(?:\.\d{1,2}){1,3}[\s\u4e00-\u9fff]"
    r"|\d{1,2}\s*[、.．)）](?!\d)"
    r"|[①-⑳⑴-⒇●■◆•▪➢★]"
    r"|附(?:件|表|图|录)\s*[\d一二三四五六七八九十]*\s*[:：]?"
    r"|表\s*(?:\d+|[一二三四五六七八九十]+)(?:[-—.]\d+)?\s"
)
_ENDED = tuple("。！？；：.!?;:…")
_CLOSERS = "”’）)》】」』\"'"
_LEADER = re.compile(r"(?:[.…·․‥—_]\s*){4,}\s*[-—]?\s*[\divxIVX]+\s*[-—]?\s*$")
_REFERENCE = re.compile(r"[^\s，。]{1,12}[〔\[［(（【]\s*\d{4}\s*[〕\]］)）】][^，。]{0,4}\d+\s*号")
_WORD = r"[A-Za-z0-9.,%％·/+\-~～—]+|."
_UNBROKEN = re.compile(
    rf"[“‘（《【〔(]*(?:{_WORD})"
    rf"(?:[“”‘’](?:{_WORD})|[、，。；：？！）》】〕)]+(?:[0-9][0-9.,%％]*)?)*"
)


@dataclass(frozen=True, slots=True)
class Measure:
    """How the body of a document is set, in points."""

    left: float
    right: float
    size: float
    pitch: float
    indents: bool
    plain_font: str

    @classmethod
    def of(cls, lines: Sequence[Line]) -> Measure:
        """Measure the lines of the body."""
        by_size: Counter[float] = Counter()
        by_font: Counter[str] = Counter()
        for line in lines:
            by_size[round(line.size * 2) / 2] += len(line.text)
            by_font[line.font] += len(line.text)
        size = max(by_size.most_common(1)[0][0], 1.0) if by_size else 12.0
        body = [x for x in lines if abs(x.size - size) <= 0.6 and not x.vertical] or list(lines)
        left = _edge(sorted(line.x0 for line in body), 0.5 * size)
        right = -_edge(sorted(-line.x1 for line in body), size)
        pitches: Counter[float] = Counter(
            round((b.middle - a.middle) * 2) / 2
            for a, b in pairwise(body)
            if a.page == b.page and 0.9 * size < b.middle - a.middle < 4 * size
        )
        pitch = pitches.most_common(1)[0][0] if pitches else 1.5 * size
        starts = [
            b for a, b in pairwise(body) if a.x1 < right - 2.5 * size and b.x1 > right - 2.5 * size
        ]
        indented = sum(1.4 * size <= line.x0 - left <= 2.8 * size for line in starts)
        font = by_font.most_common(1)[0][0] if by_font else ""
        return cls(left, right, size, pitch, indented * 2 > len(starts), font)


def _edge(places: Sequence[float], tolerance: float) -> float:
    """The outermost place at which several lines stand."""
    if not places:
        return 0.0
    enough = max(2, len(places) // 50)
    for index, place in enumerate(places):
        if index + enough > len(places):
            break
        if places[index + enough - 1] - place <= tolerance:
            return place
    return places[0]


def measures(lines: Sequence[Line], widths: Callable[[int], float]) -> Callable[[Line], Measure]:
    """The measure for each line.

    Pages of one width share theirs, by column; a page whose own lines say plainly
    where its margins are has its own.
    """
    groups: dict[tuple[int, int], list[Line]] = {}
    pages: dict[tuple[int, int], list[Line]] = {}
    for line in lines:
        groups.setdefault((round(widths(line.page)), line.region), []).append(line)
        pages.setdefault((line.page, line.region), []).append(line)
    shared = {key: Measure.of(group) for key, group in groups.items()}
    own: dict[tuple[int, int], Measure] = {}
    for (page, region), group in pages.items():
        whole = shared[round(widths(page)), region]
        mine = Measure.of(group)
        full = sum(mine.right - line.x1 < mine.size for line in group)
        if full >= 5 and full * 4 >= len(group):
            own[page, region] = replace(
                mine, pitch=whole.pitch, indents=whole.indents, plain_font=whole.plain_font
            )
        else:
            own[page, region] = whole
    return lambda line: own[line.page, line.region]


def goes_on(paragraph: Sequence[Line], line: Line, m: Measure) -> bool:
    """Whether ``line`` belongs to the paragraph that the lines before it make."""
    last = paragraph[-1]
    if last.vertical or line.vertical or last.slanted or line.slanted:
        return False
    if abs(last.size - line.size) > 0.08 * max(last.size, line.size):
        return False
    if _LEADER.search(last.text) or _LEADER.search(line.text):
        return False
    em = line.size
    same_page = last.page == line.page and last.region == line.region
    pitch = line.middle - last.middle
    usual = m.pitch * max(em / m.size, 1.0)
    if same_page:
        usual = _own_pitch(paragraph, usual)
        if not 0 < pitch < 1.35 * usual:
            return False
    if is_centred(last, m) and is_centred(line, m):
        return _one_title(last, line, m)
    if is_centred(line, m) and line.x0 - m.left > 3 * em:
        return False
    if line.x0 - m.left > 0.4 * (m.right - m.left):
        return False  # a signature or a date at the right
    numbered = bool(_NUMBERED.match(line.text))
    ended = last.text.rstrip(_CLOSERS).endswith(_ENDED)
    at_margin = abs(line.x0 - m.left) < 0.5 * em
    slack = 3.0 if m.indents and at_margin and not ended and not numbered else 0.9
    if _room(last, m) > _first_token_width(line) + slack * em and not _runs_short(paragraph, line):
        return False
    indent = line.x0 - max(m.left, min(x.x0 for x in paragraph[-2:]) if same_page else m.left)
    if indent > 1.2 * em:
        # Deeper than the line above: a new paragraph, or the rest of a hanging item.
        hangs = bool(_NUMBERED.match(paragraph[0].text)) and same_page and len(paragraph) == 1
        return hangs and not numbered and not ended and indent < 6 * em
    if last.bold != line.bold and (numbered or ended):
        return False
    if m.indents and line.x0 - m.left > 1.2 * em:
        # As far in as the line above, and paragraphs begin so here.
        return not numbered and not ended
    if m.indents and len(paragraph) == 1 and last.x0 - m.left > 1.2 * em:
        return True  # from a first line back to the margin
    if numbered and (ended or not m.indents):
        return False
    return m.indents or not ended or (same_page and pitch <= 1.05 * usual and len(paragraph) > 1)


def _own_pitch(paragraph: Sequence[Line], usual: float) -> float:
    """The pitch within the paragraph so far, else the usual one."""
    if (
        len(paragraph) > 1
        and paragraph[-1].page == paragraph[-2].page
        and (paragraph[-1].region == paragraph[-2].region)
    ):
        own = paragraph[-1].middle - paragraph[-2].middle
        if own > 0:
            return own
    return usual


def _room(line: Line, m: Measure) -> float:
    """What is left free at the end of a line."""
    return m.right - line.x1


def _runs_short(paragraph: Sequence[Line], line: Line) -> bool:
    """Whether the text is set in a column narrower than the page's."""
    if len(paragraph) < 2 or paragraph[-1].page != line.page:
        return False
    edge = max(x.x1 for x in paragraph)
    return paragraph[-1].x1 > edge - 1.5 * line.size and line.x1 <= edge + line.size


def _first_token_width(line: Line) -> float:
    """How broad the part of the next line is that could not be parted."""
    match = _UNBROKEN.match(line.text)
    token = match.group() if match else ""
    return sum(1.0 if char > "\u1fff" else 0.6 for char in token) * line.size


def _one_title(last: Line, line: Line, m: Measure) -> bool:
    """Whether two centred lines are one title."""
    if _REFERENCE.fullmatch(line.text) or _REFERENCE.fullmatch(last.text):
        return False
    if _NUMBERED.match(line.text):
        return False
    if last.bold != line.bold or last.font != line.font:
        return False
    ended = last.text.endswith(_ENDED)
    return not ended and (last.size > 1.08 * m.size or last.bold or _emphasised(last, m))


def is_centred(line: Line, m: Measure) -> bool:
    """Whether a line stands in the middle of the text's width."""
    before, after = line.x0 - m.left, m.right - line.x1
    if abs(before - after) > max(1.2 * line.size, 0.03 * (m.right - m.left)):
        return False
    if before > 2.9 * line.size:
        return True
    return before > -line.size and line.size > 1.12 * m.size


def _emphasised(line: Line, m: Measure) -> bool:
    """Whether the font is one that headings are set in (黑体), where the body's is not."""
    return line.font != m.plain_font and any(
        name in line.font for name in ("SimHei", "STHeiti", "XBS", "XiaoBiao", "黑体", "小标宋")
    )


def as_paragraph(lines: Sequence[Line], m: Measure) -> Paragraph:
    """The lines as one paragraph, each line a fragment with its own place."""
    texts = linked([line.text for line in lines])
    bold = sum(len(line.text) for line in lines if line.bold or _emphasised(line, m))
    return Paragraph(
        tuple(
            Fragment(text, Anchor(line.page, bbox(line)), vertical=line.vertical)
            for text, line in zip(texts, lines, strict=True)
            if text
        ),
        bold=bold * 2 > sum(len(line.text) for line in lines),
        centred=all(is_centred(line, m) for line in lines),
        size=max(line.size for line in lines),
    )
