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
_PAUSES = ("，", "、")
_CLOSERS = "”’）)》】」』\"'"
_LEADER = re.compile(r"(?:[.…·․‥—_]\s*){4,}\s*[-—]?\s*[\divxIVX]+\s*[-—]?\s*$")
_LEADER_ENDS = frozenset("0123456789０１２３４５６７８９ivxIVX-— ")
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
        by_set: Counter[tuple[float, str]] = Counter()
        for line in lines:
            by_set[line.size, line.font] += len(line.text)
        by_size: Counter[float] = Counter()
        by_font: Counter[str] = Counter()
        for (exact, font), letters in by_set.items():
            by_size[round(exact * 2) / 2] += letters
            by_font[font] += letters
        size = max(by_size.most_common(1)[0][0], 1.0) if by_size else 12.0
        body = [x for x in lines if abs(x.size - size) <= 0.6 and not x.vertical] or list(lines)
        boxes = [line.box for line in body]
        left = _edge(sorted([box[0] for box in boxes]), 0.5 * size)
        right = -_edge(sorted([-box[2] for box in boxes]), size)
        short = right - 2.5 * size
        steps: list[float] = []
        starts = indented = 0
        for (a, b), (above, below) in zip(pairwise(boxes), pairwise(body), strict=True):
            step = (b[1] + b[3] - a[1] - a[3]) / 2
            if 0.9 * size < step < 4 * size and above.page == below.page:
                steps.append(round(step * 2) / 2)
            if a[2] < short < b[2]:
                starts += 1
                indented += 1.4 * size <= b[0] - left <= 2.8 * size
        pitch = Counter(steps).most_common(1)[0][0] if steps else 1.5 * size
        main_font = by_font.most_common(1)[0][0] if by_font else ""
        return cls(left, right, size, pitch, indented * 2 > starts, main_font)


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
    if not _alike(last, line) or not _near(paragraph, line, m):
        return False
    centred = is_centred(line, m)
    if centred and is_centred(last, m):
        return _one_title(last, line, m)
    indent = line.x0 - m.left
    if (centred and indent > 3 * line.size) or indent > 0.4 * (m.right - m.left):
        return False  # a title, or a signature or date at the right
    numbered = bool(_NUMBERED.match(line.text))
    ended = last.text.rstrip(_CLOSERS).endswith(_ENDED)
    if _ends_early(paragraph, line, m, sure=not ended and not numbered):
        return False
    if last.bold != line.bold and (numbered or ended):
        return False
    return _flows_on(paragraph, line, m, numbered=numbered, ended=ended)


def _alike(last: Line, line: Line) -> bool:
    """Whether two lines are set alike, and are running text both."""
    if last.vertical or last.slanted or line.vertical or line.slanted:
        return False
    if (last.gaps and line.gaps) or last.gaps > 1 or line.gaps > 1:
        return False
    if abs(last.size - line.size) > 0.08 * max(last.size, line.size):
        return False
    return not (_is_listed(last.text) or _is_listed(line.text))


def _is_listed(text: str) -> bool:
    """Whether a line of a table of contents ends here: dots and a page number."""
    return text[-1:] in _LEADER_ENDS and _LEADER.search(text) is not None


def _side_by_side(last: Line, line: Line) -> bool:
    """Whether no page and no column lies between two lines."""
    return last.page == line.page and last.region == line.region


def _near(paragraph: Sequence[Line], line: Line, m: Measure) -> bool:
    """Whether the line follows at the pitch of the text, or on a new page or column."""
    last = paragraph[-1]
    if not _side_by_side(last, line):
        return True
    return 0 < line.middle - last.middle < 1.35 * _own_pitch(paragraph, _usual_pitch(line, m))


def _ends_early(paragraph: Sequence[Line], line: Line, m: Measure, *, sure: bool) -> bool:
    """Whether the last line had room for the beginning of this one.

    ``sure`` says that nothing else speaks for a new paragraph; more room is then allowed.
    """
    at_margin = m.indents and abs(line.x0 - m.left) < 0.5 * line.size
    if sure and at_margin and paragraph[-1].text.endswith(_PAUSES):
        return False
    slack = (4.0 if sure and at_margin else 0.9) * line.size
    free = m.right - paragraph[-1].x1
    return free > _first_token_width(line) + slack and not _runs_short(paragraph, line)


def _flows_on(
    paragraph: Sequence[Line], line: Line, m: Measure, *, numbered: bool, ended: bool
) -> bool:
    """Whether the line's indent fits the paragraph, the lines before it being full."""
    last, em = paragraph[-1], line.size
    beside = _side_by_side(last, line)
    left = max(m.left, min(x.x0 for x in paragraph[-2:])) if beside else m.left
    if line.x0 - left > 1.2 * em:
        # Deeper than the line above: a new paragraph, or the rest of a hanging item.
        hangs = beside and len(paragraph) == 1 and _NUMBERED.match(paragraph[0].text)
        return bool(hangs) and not numbered and not ended and line.x0 - left < 6 * em
    if m.indents and line.x0 - m.left > 1.2 * em:
        return not numbered and not ended  # as far in as the line above; paragraphs begin so
    if m.indents and len(paragraph) == 1 and last.x0 - m.left > 1.2 * em:
        return True  # from a first line back to the margin
    if numbered and (ended or not m.indents):
        return False
    pitch = line.middle - last.middle
    tight = beside and len(paragraph) > 1 and pitch <= 1.05 * _own_pitch(paragraph, pitch)
    return m.indents or not ended or tight


def _usual_pitch(line: Line, m: Measure) -> float:
    """From line to line, for letters of this size."""
    return m.pitch * max(line.size / m.size, 1.0)


def _own_pitch(paragraph: Sequence[Line], usual: float) -> float:
    """The pitch within the paragraph so far, else the usual one."""
    if len(paragraph) > 1 and _side_by_side(paragraph[-2], paragraph[-1]):
        own = paragraph[-1].middle - paragraph[-2].middle
        if own > 0:
            return own
    return usual


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
    return sum([1.0 if char > "\u1fff" else 0.6 for char in token]) * line.size


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
    bold = sum([len(line.text) for line in lines if line.bold or _emphasised(line, m)])
    return Paragraph(
        tuple(
            Fragment(text, line.anchor, vertical=line.vertical)
            for text, line in zip(texts, lines, strict=True)
            if text
        ),
        bold=bold * 2 > sum([len(line.text) for line in lines]),
        centred=all(is_centred(line, m) for line in lines),
        size=max(line.size for line in lines),
    )
