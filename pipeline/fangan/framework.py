"""What is asked: a master plan (总体方案) taken apart into checkable items.

A framework is data (``corpora/frameworks/<id>/framework.toml``); no area, item
or target is named in the code. :mod:`fangan.framework_file` reads and checks it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from fangan.nlp.shingles import ShingleSet

Modality = Literal["must", "encourage", "explore", "duty"]
Applies = Literal["all", "conditional", "in_devzone", "out_devzone", "province", "city"]
ItemKind = Literal["indicator", "action", "deliverable", "condition", "responsibility", "support"]
Comparator = Literal["eq", "ge", "gt", "le", "lt", "approx", "between"]
ContentSign = Literal["areas", "deadlines", "table"]
Scope = Literal["zone", "county", "province", "individual"]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a plan must say (条目). ``terms`` are words that announce it.

    ``clause`` is where the master plan asks for it (二、（一）).
    """

    id: str
    name: str
    ask: str
    kind: ItemKind
    modality: Modality
    applies: Applies
    terms: tuple[str, ...]
    task: str
    area: str
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """A sub-task (子任务) of an area."""

    id: str
    name: str
    area: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class TaskArea:
    """A task area (任务领域), or a group of items that is no area (``counted`` False)."""

    id: str
    name: str
    counted: bool
    tasks: tuple[Task, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        """The items of all its tasks, in order."""
        return tuple(item for task in self.tasks for item in task.items)


@dataclass(frozen=True, slots=True)
class Target:
    """A number the master plan sets (``value``) or leaves to the zone (``value`` None).

    ``terms`` are other names under which a plan may state it; ``binding`` says
    that the master plan's own number holds for a single plan.
    """

    id: str
    name: str
    value: float | tuple[float, float] | str | None
    unit: str | None
    comparator: Comparator | None
    year: int | None
    scope: Scope
    terms: tuple[str, ...] = ()
    binding: bool = False
    items: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class PartContent:
    """Something that a part must at least contain (至少包含的内容).

    It is there when one of ``terms`` stands in the part (the name itself where there
    are none), or, where ``sign`` is given, when that sign is seen.
    """

    name: str
    terms: tuple[str, ...] = ()
    sign: ContentSign | None = None


@dataclass(frozen=True, slots=True)
class RequiredPart:
    """A part that every plan must have (必备部分)."""

    id: str
    name: str
    aliases: tuple[str, ...]
    contents: tuple[PartContent, ...]


@dataclass(frozen=True, slots=True)
class Obligation:
    """Who must do what (责任), and the items it rests on."""

    id: str
    who: str
    what: str
    modality: Modality
    items: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Framework:
    """A master plan as data; two are the same only when they are one object.

    ``horizon`` is its target year; ``subject`` what the plans are about
    (特色产业集聚区); ``shingles`` are fingerprints of the master plan's own text,
    empty where none were made. ``doubts`` are what a drafted framework is unsure
    of, each the id of a part (or "" for the whole) and a Chinese remark; a
    framework read from a file has none.
    """

    id: str
    title: str
    issuer: str
    year: int
    horizon: int
    subject: str
    areas: tuple[TaskArea, ...]
    groups: tuple[TaskArea, ...]
    targets: tuple[Target, ...]
    parts: tuple[RequiredPart, ...]
    obligations: tuple[Obligation, ...]
    shingles: ShingleSet = field(default_factory=ShingleSet)
    doubts: tuple[tuple[str, str], ...] = ()

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """All items, areas first, then groups."""
        return tuple(item for area in (*self.areas, *self.groups) for item in area.items)

    @cached_property
    def county_items(self) -> tuple[Item, ...]:
        """The items a county's plan answers for: all but the duties of others."""
        return tuple(item for item in self.items if item.modality != "duty")

    @cached_property
    def items_by_id(self) -> dict[str, Item]:
        """Item by id."""
        return {item.id: item for item in self.items}
