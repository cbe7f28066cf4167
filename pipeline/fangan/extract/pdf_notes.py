"""Footnotes: small print at the foot of a page that belongs to no paragraph there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from fangan.extract.pdf_lines import Line
from fangan.extract.pdf_tables import FoundTable

_MARK = re.compile(
    r"[①-⑳❶-❿⑴-⑽]|[*＊†‡※]{1,3}"
    r"|(?:脚注|注释?|说明|资料来源|数据来源)\s*\d{0,2}\s*[:：]"
    r"|[\[［〔(（]?\d{1,2}[\]］〕)）]?[.．、]?\s?(?=[\u4e00-\u9fff《“A-Z])"
)
_SMALL = 0.92  # of the body's letters
_HIGHEST = 0.45  # of the page's height; above that no footnote begins


def usual_size(lines: Iterable[Line]) -> float:
    """The size of most letters."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def page_notes(
    lines: Sequence[Line], tables: Sequence[FoundTable], *, height: float, size: float
) -> list[list[Line]]:
    """The footnotes among the lines of a page's body, each as its lines.

    They are the last lines of their column, all smaller than the body's ``size``, with
    a line of the body or a table above them; each begins with a mark.
    """
    notes: list[list[Line]] = []
    for region in sorted({line.region for line in lines}):
        column = [line for line in lines if line.region == region and not line.slanted]
        first = len(column)
        while first and column[first - 1].size <= _SMALL * size and not column[first - 1].vertical:
            first -= 1
        foot = column[first:]
        if not foot or foot[0].top < _HIGHEST * height or not _MARK.match(foot[0].text):
            continue
        if any(table.box[3] > foot[0].bottom for table in tables) or not (
            first or any(table.box[3] <= foot[0].middle for table in tables)
        ):
            continue
        for line in foot:
            if _MARK.match(line.text):
                notes.append([])
            notes[-1].append(line)
    return notes
