"""The section tree: which numbered paragraphs are headings, and which lies inside which.

The tree is built from the outside in. In a stretch of the document the outermost
style of numbers is found from the document's own usage: a style lies inside another
when it stands between two consecutive numbers of the other. The usual order of
styles decides only where usage says nothing. Whether the paragraphs of a style are
headings or the points of a list is judged for siblings together.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from fangan.extract.structure.candidates import ALWAYS, Candidate, candidates_of
from fangan.extract.structure.facts import Facts
from fangan.extract.structure.front import Front
from fangan.extract.structure.headings import RANK
from fangan.extract.structure.plain import lost_number, run_in_titles
from fangan.extract.structure.shape import Shape, shape_of

_WEAK: Final = frozenset(
    {
        "arabic",
        "step",
        "ordinal",
        "column",
        "arabic_paren",
        "half_paren",
        "circled",
        "letter",
        "point",
    }
)
_COUNTED: Final = frozenset({"chapter", "section", "han", "han_paren", "arabic"})
"""Styles in which a missing number is looked for."""
_FIGURES: Final = re.compile(
    r"\d\s*(?:[年月日%％个项家户人元亿万吨亩台条种件次座公平倍]|以上|左右)"
)
_DEEPEST: Final = 9
_JUMP: Final = 3
"""A number may be followed by one up to so much higher: numbers get lost."""


@dataclass(frozen=True, slots=True)
class Node:
    """A heading with the pieces it spans, ``start`` to ``end`` (half open)."""

    candidate: Candidate
    level: int
    start: int
    end: int
    children: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Outline:
    """The headings as a tree, and the numbered paragraphs that are list points."""

    nodes: tuple[Node, ...]
    points: frozenset[int]


def outline(facts: Sequence[Facts], front: Front) -> Outline:
    """The tree of headings of a document."""
    builder = _Builder(facts, candidates_of(facts, front), front.taken)
    nodes = builder.split(0, len(facts), 1, frozenset())
    return Outline(nodes, frozenset(builder.points))


class _Builder:
    """Splits a stretch by its outermost style, then each part by the next."""

    def __init__(
        self, facts: Sequence[Facts], candidates: list[Candidate], taken: frozenset[int]
    ) -> None:
        self.facts = facts
        self.candidates = candidates
        self.starts = [candidate.at for candidate in candidates]
        self.taken = taken
        self.points: set[int] = set()

    def within(self, start: int, end: int) -> list[Candidate]:
        first = bisect_right(self.starts, start - 1)
        return self.candidates[first : bisect_right(self.starts, end - 1)]

    def split(self, start: int, end: int, level: int, refused: frozenset[str]) -> tuple[Node, ...]:
        """The nodes of pieces ``start`` to ``end``; ``refused`` styles are lists here."""
        inside = [c for c in self.within(start, end) if c.style not in refused]
        if level > _DEEPEST:
            return ()
        while inside:
            style = outermost(inside)
            group = [c for c in inside if c.style == style]
            heads = self.headings(group, inside, end)
            if heads:
                heads = self.with_lost(heads, start)
                return self.branch(heads, start, end, level, refused)
            self.points.update(c.at for c in group if c.number)
            refused |= {style}
            inside = [c for c in inside if c.style != style]
        return self.leaf(start, end, level)

    def branch(
        self, heads: list[Candidate], start: int, end: int, level: int, refused: frozenset[str]
    ) -> tuple[Node, ...]:
        nodes: list[Node] = []
        style = heads[0].style
        if start < heads[0].at:
            nodes += self.split(start, heads[0].at, level, refused | {style})
        for head, following in zip(heads, [*heads[1:], None], strict=True):
            stop = following.at if following else end
            if following is None:
                stop = self.own_end(heads, stop)
            children = self.split(head.last + 1, stop, level + 1, refused | {style})
            nodes.append(Node(head, level, head.at, stop, children))
        if nodes[-1].end < end:
            nodes += self.split(nodes[-1].end, end, level, refused | {style})
        return tuple(nodes)

    def with_lost(self, heads: list[Candidate], start: int) -> list[Candidate]:
        """The headings of one style, with those whose number was lost in the gaps."""
        whole: list[Candidate] = []
        for head in heads:
            before = whole[-1] if whole else None
            gap = head.ordinal - (before.ordinal if before else 0) == 2
            form = head.shape.form
            if gap and head.style in _COUNTED and form in ("alone", "run_in"):
                inside = range(before.last + 1 if before else start, head.at)
                free = [i for i in inside if i not in self.taken]
                at = lost_number(self.facts, free, run_in=form == "run_in")
                if at is not None:
                    shape = shape_of(self.facts[at].text, 0)
                    whole.append(Candidate(at, head.style, head.ordinal - 1, "", shape, at))
            whole.append(head)
        return whole

    def own_end(self, heads: list[Candidate], stop: int) -> int:
        """Where the last of several headings ends that run on in one paragraph each.

        What comes after it closes the section above: 各位代表…, 牵头单位：….
        """
        last = heads[-1]
        single = len(heads) > 1 and all(b.at == a.at + 1 for a, b in pairwise(heads))
        runs_on = last.shape.heading_end < len(self.facts[last.at].text)
        if not single or not runs_on or last.style == "article":
            return stop
        following = last.at + 1
        if following >= stop or self.facts[following].table or not self.facts[following].prose:
            return stop
        return following if all(c.style == "point" for c in self.within(following, stop)) else stop

    def leaf(self, start: int, end: int, level: int) -> tuple[Node, ...]:
        """Unnumbered titles that run on, where nothing else divides the stretch."""
        own = [i for i in range(start, end) if i not in self.taken and i not in self.points]
        ends = run_in_titles(self.facts, own)
        heads: list[Candidate] = []
        for at in sorted(ends):
            shape = Shape("run_in", 0, ends[at], ends[at] + 1)
            heads.append(Candidate(at, "plain", 0, "", shape, at))
        if heads:
            last = self.own_end(heads, end)
            stops = [*(head.at for head in heads[1:]), last]
            return tuple(
                Node(head, level, head.at, stop) for head, stop in zip(heads, stops, strict=True)
            )
        return ()

    def headings(
        self, group: list[Candidate], inside: list[Candidate], end: int
    ) -> list[Candidate]:
        """Those of a style's paragraphs that are headings, judged run by run."""
        style = group[0].style
        if group[0].plain:
            return group
        if style in ALWAYS:
            return [c for c in group if style == "article" or self.fits_always(c)]
        starts = [c.at for c in inside]
        found: list[Candidate] = []
        for run in _runs(self.unnested(group)):
            if style == "point" and (len(run) == 1 or run[0].ordinal != 1):
                self.points.update(c.at for c in run)
                continue
            scores = []
            for candidate in run:
                place = bisect_right(starts, candidate.at)
                stop = inside[place].at if place < len(inside) else end
                other = inside[place].style if place < len(inside) else None
                follows = stop > candidate.last + 1 or (other is not None and other != style)
                text = self.facts[candidate.last].text
                goes_on = self.goes_on(candidate)
                scores.append(0.0 if goes_on else _score(candidate, text, follows=follows))
            if sum(scores) / len(scores) >= 0.5:
                found += run
            else:
                self.points.update(c.at for c in run)
        return found

    def unnested(self, group: list[Candidate]) -> list[Candidate]:
        """The group without numbers that count from 1 again inside one of its members.

        In 四、一、二、三、五、 the middle three lie inside 四; they get a style of their own.
        """
        kept: list[Candidate] = []
        inner: list[Candidate] = []
        for candidate in group:
            restarts = bool(kept) and candidate.ordinal == 1
            if not inner and not restarts:
                kept.append(candidate)
            elif not inner or candidate.ordinal == inner[-1].ordinal + 1:
                inner.append(candidate)
            elif len(inner) > 1 and candidate.ordinal == kept[-1].ordinal + 1:
                for nested in inner:
                    place = bisect_right(self.starts, nested.at) - 1
                    self.candidates[place] = replace(nested, style=f"{nested.style}@box")
                inner = []
                kept.append(candidate)
            else:
                kept += [*inner, candidate]
                inner = []
        return kept + inner

    def goes_on(self, candidate: Candidate) -> bool:
        """Whether a list point broke off at the end of a printed line: it ends with ；."""
        following = candidate.last + 1
        if candidate.shape.form != "alone" or following >= len(self.facts):
            return False
        fact = self.facts[following]
        return not fact.mark and fact.text.endswith(("；", ";"))

    @staticmethod
    def fits_always(candidate: Candidate) -> bool:
        if candidate.style == "attachment":
            return True
        shape = candidate.shape
        return shape.form in ("alone", "dot") or (
            shape.form in ("run_in", "colon") and shape.length <= 25
        )


def _runs(group: list[Candidate]) -> list[list[Candidate]]:
    """The group cut where its numbers begin again."""
    runs: list[list[Candidate]] = [[group[0]]]
    for before, candidate in pairwise(group):
        if candidate.ordinal <= before.ordinal and candidate.ordinal == 1:
            runs.append([])
        runs[-1].append(candidate)
    return runs


def _score(candidate: Candidate, text: str, *, follows: bool) -> float:
    """How much a numbered paragraph looks like a heading, 0 to 1."""
    if candidate.level is not None:
        return 1.0
    shape = candidate.shape
    style = candidate.style.partition("@")[0]
    strength = 2 if style == "han" else 0 if style in _WEAK else 1
    if style == "point" and not (shape.form == "run_in" and shape.length <= 20):
        return 0.0
    score = 0.0
    if shape.form == "alone":
        score = 1.0 if follows else (0.3, 0.5, 0.6)[strength]
        if shape.length == 0 or (shape.length > 40 and not strength):
            score = 0.2
    elif shape.form == "dot" and shape.length <= 45:
        score = 0.9 if follows else (0.1, 0.25, 0.4)[strength]
    elif shape.form == "colon":
        score = 0.9 if strength else 0.45
    elif shape.form == "run_in":
        longest = ((24, 1.0), (36, 0.75), (48, 0.45))
        score = next((value for limit, value in longest if shape.length <= limit), 0.2)
        # a sentence with figures states a fact, it does not name a section
        score -= 0.4 if _FIGURES.search(text, shape.start, shape.end) else 0.0
    return score


def outermost(inside: list[Candidate]) -> str:
    """The style of the stretch that lies inside no other."""
    by_style = defaultdict[str, list[Candidate]](list)
    for candidate in inside:
        by_style[candidate.style].append(candidate)
    for style, group in by_style.items():
        if group[0].plain and _plain_outside(group, [c for c in inside if c.number]):
            return style
    best, *others = by_style
    for style in others:
        if _outside(by_style[style], by_style[best]):
            best = style
    return best


def _outside(a: list[Candidate], b: list[Candidate]) -> bool:
    """Whether style ``a`` holds style ``b``."""
    if a[0].style == "attachment" or b[0].style == "attachment":
        return a[0].style == "attachment"
    holds, held = _pairs_around(a, b), _pairs_around(b, a)
    if bool(holds) != bool(held):
        return bool(holds)
    levels = _stated(a), _stated(b)
    if levels[0] and levels[1] and levels[0] != levels[1]:
        return levels[0] < levels[1]
    if a[0].plain and b[0].plain:
        return a[0].at < b[0].at
    if a[0].plain or b[0].plain:
        return not a[0].plain
    return _rank(a[0].style) < _rank(b[0].style)


def _rank(style: str) -> int:
    base, _, box = style.partition("@")
    return RANK.get(base, RANK["plain"]) + (len(RANK) if box else 0)


def _plain_outside(plain: list[Candidate], marked: list[Candidate]) -> bool:
    """Whether unnumbered headings hold all the numbered ones.

    They do when none stands between two numbers that follow each other, and the
    numbers begin again under them, or several stand before the numbers begin.
    """
    own = [c for c in plain if not c.preface]
    if len(own) < 2 or not marked or any(c.style == "attachment" for c in marked):
        return False
    by_style = defaultdict[str, list[Candidate]](list)
    for candidate in marked:
        by_style[candidate.style].append(candidate)
    if any(_pairs_around(group, own) for group in by_style.values()):
        return False
    spots = [c.at for c in own]
    under = {bisect_right(spots, c.at) for c in marked if c.ordinal == 1} - {0}
    return len(under) > 1 or spots[1] < marked[0].at


def _stated(group: list[Candidate]) -> int | None:
    """The level that the format states for a style, where it does so consistently."""
    levels = [c.level for c in group if c.level is not None]
    if not levels or len(levels) * 5 < len(group) * 4:
        return None
    common = max(set(levels), key=levels.count)
    return common if levels.count(common) * 5 >= len(levels) * 4 else None


def _pairs_around(outer: list[Candidate], inner: list[Candidate]) -> int:
    """Between how many consecutive numbers of ``outer`` the ``inner`` style stands."""
    spots = [c.at for c in inner]
    return sum(
        bisect_right(spots, a.at) < bisect_right(spots, b.at)
        for a, b in pairwise(outer)
        if a.number and 0 < b.ordinal - a.ordinal <= _JUMP
    )
