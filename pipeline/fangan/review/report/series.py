"""An indicator over the years: from its base through the years to its target, as bars.

Statements of one indicator (see :mod:`fangan.review.comparable`) that agree where they
speak of the same year make one series. Where they do not, only what stands in one row or
clause is drawn together: a picture must not join what may be two things.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from fangan.findings import Indicator
from fangan.nlp import units
from fangan.review.comparable import core_of
from fangan.review.report import words

Role = Literal["base", "achieved", "target"]
LEAST = 2
"""Points of a series; one number is no course."""
_NEAR = 0.005
_STEP, _BAR, _HEIGHT, _TOP = 40.0, 20.0, 44.0, 3.0
_LETTERS = 11.0


@dataclass(frozen=True, slots=True)
class Point:
    """One value: ``size`` in the unit of its series, ``amount`` as a person reads it.

    ``position`` is that of the indicator it comes from.
    """

    year: int | None
    size: float
    role: Role
    amount: str
    position: int

    @property
    def when(self) -> str:
        """The year, else what stands for it."""
        if self.year is not None:
            return f"{self.year} 年"
        return "基期" if self.role == "base" else "期末"


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle of the picture with the year below it."""

    x: float
    y: float
    height: float
    width: float
    middle: float
    role: Role
    label: str


@dataclass(frozen=True, slots=True)
class Series:
    """The course of one indicator in two points or more, earliest first."""

    name: str
    target: str | None
    points: tuple[Point, ...]

    @property
    def width(self) -> float:
        """The width of the picture."""
        return _STEP * len(self.points)

    @property
    def height(self) -> float:
        """The height of the picture, years included."""
        return _TOP + _HEIGHT + _LETTERS

    @property
    def zero(self) -> float:
        """Where nought lies."""
        low, high = self._reach()
        return round(_TOP + _HEIGHT * high / (high - low), 1)

    @property
    def bars(self) -> tuple[Bar, ...]:
        """The bars; all of them start from nought, so that their lengths compare."""
        low, high = self._reach()
        made = []
        for index, point in enumerate(self.points):
            length = round(abs(point.size) / (high - low) * _HEIGHT, 1)
            top = self.zero - length if point.size >= 0 else self.zero
            middle = _STEP * (index + 0.5)
            label = str(point.year) if point.year else point.when
            made.append(
                Bar(middle - _BAR / 2, round(top, 1), length, _BAR, middle, point.role, label)
            )
        return tuple(made)

    def _reach(self) -> tuple[float, float]:
        sizes = [point.size for point in self.points]
        low, high = min(0.0, *sizes), max(0.0, *sizes)
        return (low, high) if high > low else (0.0, 1.0)


def series(indicators: Sequence[Indicator]) -> tuple[Series, ...]:
    """The series that the indicators make, in the order of their first statements."""
    groups: dict[object, list[int]] = defaultdict(list)
    for position, one in enumerate(indicators):
        if one.basis is None and (one.year is not None or one.base_value is not None):
            groups[_key(one)].append(position)
    found = (made for group in groups.values() for made in _of_group(indicators, group))
    return tuple(sorted(found, key=lambda one: one.points[0].position))


def _key(one: Indicator) -> object:
    """What must be the same for two numbers to belong to one indicator."""
    core = core_of(one.name, one.unit, one.basis)
    place = (one.evidence.start, one.evidence.end) if core.bare else None
    dimension = units.dimension(one.unit)
    counted = "count" if dimension.startswith("count:") else dimension
    scope = core.scope or one.scope
    return core.subject, core.change, core.stock, core.annual, scope, counted, place


def _of_group(indicators: Sequence[Indicator], group: list[int]) -> Iterator[Series]:
    whole = _joined(indicators, group)
    if whole is not None:
        if len(whole) >= LEAST:
            yield _made(indicators, whole)
        return
    rows: dict[int, list[int]] = defaultdict(list)
    for position in group:
        rows[indicators[position].evidence.start].append(position)
    for row in rows.values():
        points = _joined(indicators, row)
        if points is not None and len(points) >= LEAST:
            yield _made(indicators, points)


def _made(indicators: Sequence[Indicator], points: tuple[Point, ...]) -> Series:
    last = indicators[points[-1].position]
    return Series(last.name, last.target, points)


def _joined(indicators: Sequence[Indicator], group: Iterable[int]) -> tuple[Point, ...] | None:
    """The points of a group, one a year; None where two of a year disagree."""
    positions = list(group)
    factor = units.parse(indicators[positions[-1]].unit).factor
    found: dict[int | str, Point] = {}
    for position in positions:
        for point in _points(indicators[position], position, factor):
            when = point.year or point.when
            known = found.get(when)
            if known is None or (known.role == "base" and point.role != "base"):
                found[when] = point
            if known is not None and abs(known.size - point.size) > _NEAR * abs(known.size):
                return None
    dated = {_side(point) for point in found.values() if point.year is not None}
    kept = (one for one in found.values() if one.year is not None or _side(one) not in dated)
    return tuple(sorted(kept, key=_order))


def _side(point: Point) -> bool:
    """Whether a point is aimed at; one without a year adds nothing to those that have one."""
    return point.role == "target"


def _points(one: Indicator, position: int, factor: float) -> Iterator[Point]:
    scale = units.parse(one.unit).factor / factor
    if one.base_value is not None:
        written = words.with_unit(words.number(one.base_value), one.unit)
        yield Point(one.base_year, one.base_value * scale, "base", written, position)
    value = one.value[1] if isinstance(one.value, tuple) else one.value
    yield Point(one.year, value * scale, one.kind, words.amount(one), position)


def _order(point: Point) -> tuple[int, int]:
    if point.year is not None:
        return 1, point.year
    return (0, 0) if point.role == "base" else (2, 0)
