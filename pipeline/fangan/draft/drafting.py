"""A first framework from a read master plan, for a person to finish."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from fangan.document import Document
from fangan.draft.chapters import Branch, Outline, outline
from fangan.draft.clauses import name_of, requirements, terms_of
from fangan.draft.facts import face
from fangan.draft.parts import required_parts
from fangan.draft.targets import targets
from fangan.errors import NoTextError
from fangan.framework import Framework, Item, Obligation, Scope, Target, Task, TaskArea
from fangan.framework_file import body, fingerprint

_INTRO_SHOWN = 60  # characters of an area's introduction that its remark quotes
_GROUPS = (("O", "总体要求", "front"), ("G", "保障措施", "back"))
_COUNTY = ("县", "县人民政府", "区人民政府", "旗")


@dataclass
class _Notes:
    """What the drafting gathers on its way: remarks, owners, and where each item stands."""

    subject: str
    doubts: list[tuple[str, str]] = field(default_factory=list)
    owners: dict[str, list[str]] = field(default_factory=dict)
    places: list[tuple[int, int, str]] = field(default_factory=list)


def draft(document: Document) -> Framework:
    """Draft a framework from a master plan: areas, tasks, items, targets, parts.

    What is unsure stands in ``doubts``. The wording of the items is the master
    plan's own; whoever keeps the framework puts it into their own words. Raises
    NoTextError where the document has no text to draft from.
    """
    start, end = body(document)
    found = outline(document)
    if not found.areas:
        raise NoTextError(
            f"文件 {document.source.filename} 里没有可以起草的正文，请换一个总体方案文件。"
        )
    about = face(document, start, end)
    notes = _Notes(about.subject, [("", doubt) for doubt in (*about.doubts, *found.doubts)])
    areas = tuple(
        _area(document, branch, f"T{number}", notes)
        for number, branch in enumerate(found.areas, start=1)
    )
    groups = tuple(
        group
        for letter, name, side in _GROUPS
        if (group := _group(document, getattr(found, side), letter, name, notes))
    )
    parts, doubt = required_parts(document.text, start, end)
    if doubt:
        notes.doubts.append((parts[0].id, doubt))
    return Framework(
        id=f"draft-{about.year}",
        title=about.title,
        issuer=about.issuer,
        year=about.year,
        horizon=about.horizon,
        subject=about.subject,
        areas=areas,
        groups=groups,
        targets=tuple(_targets(document, (start, end), found, notes, issuer=about.issuer)),
        parts=parts,
        obligations=tuple(_obligations(notes.owners)),
        shingles=fingerprint(document),
        doubts=tuple(notes.doubts),
    )


def _area(document: Document, branch: Branch, area_id: str, notes: _Notes) -> TaskArea:
    intro = " ".join(document.text[branch.start : branch.intro].split())
    if branch.children and intro:
        shown = intro[:_INTRO_SHOWN] + ("…" if len(intro) > _INTRO_SHOWN else "")
        notes.doubts.append(
            (area_id, f"开头有一段总述：{shown} 如有要核对的，另立子任务 {area_id}.0")
        )
    tasks = tuple(_tasks(document, branch, area_id, notes, separator="."))
    return TaskArea(area_id, branch.name, counted=True, tasks=tasks)


def _group(
    document: Document, branches: Sequence[Branch], letter: str, name: str, notes: _Notes
) -> TaskArea | None:
    """A group of items outside the areas; its tasks are the sections of its chapters."""
    if not branches:
        return None
    if len(branches) == 1:
        name = branches[0].name
    leaves = [leaf for branch in branches for leaf in _with_intro(branch)]
    first, last = branches[0], branches[-1]
    whole = Branch(name, "", first.at, first.start, first.start, last.end, tuple(leaves))
    tasks = tuple(_tasks(document, whole, letter, notes, separator=""))
    return TaskArea(letter, name, counted=False, tasks=tasks) if tasks else None


def _with_intro(branch: Branch) -> Iterator[Branch]:
    """The sections of a chapter; its own text, where it has no sections."""
    if branch.children:
        yield from branch.children
    else:
        yield branch


def _tasks(
    document: Document, area: Branch, area_id: str, notes: _Notes, *, separator: str
) -> Iterator[Task]:
    number = 0
    for branch in area.children or (area,):
        task_id = f"{area_id}{separator}{number + 1}"
        items = tuple(_items(document, branch, task_id, area_id, notes))
        if items:
            number += 1
            yield Task(task_id, branch.name, area_id, items)
    if number == 0 and separator:
        task_id = f"{area_id}{separator}1"
        item = _bare_item(area, f"{task_id}.1", task_id, area_id)
        notes.doubts.append((item.id, "这里没有读到具体要求，只有标题"))
        yield Task(task_id, area.name, area_id, (item,))


def _bare_item(branch: Branch, item_id: str, task_id: str, area_id: str) -> Item:
    return Item(
        id=item_id,
        name=branch.name,
        ask=branch.name,
        kind="action",
        modality="must",
        applies="all",
        terms=terms_of(branch.name) or (branch.name,),
        task=task_id,
        area=area_id,
        clause=branch.clause,
    )


def _items(
    document: Document, branch: Branch, task_id: str, area_id: str, notes: _Notes
) -> Iterator[Item]:
    number = 0
    for leaf in _leaves(branch):
        for one in requirements(document.text, leaf.start, leaf.intro):
            number += 1
            item_id = f"{task_id}.{number}"
            notes.places.append((one.start, one.end, item_id))
            if one.doubt:
                notes.doubts.append((item_id, one.doubt))
            for owner in one.owners:
                notes.owners.setdefault(owner, []).append(item_id)
            name = name_of(one.text)
            yield Item(
                id=item_id,
                name=name,
                ask=" ".join(one.text.split()),
                kind=one.kind,
                modality=one.modality,
                applies=one.applies,
                terms=terms_of(one.text, subject=notes.subject) or (name,),
                task=task_id,
                area=area_id,
                clause=f"{leaf.clause}第{one.sentence}句",
            )


def _leaves(branch: Branch) -> Iterator[Branch]:
    """The branch's own text, then that of every branch below it; headings left out."""
    yield branch
    for child in branch.children:
        yield from _leaves(child)


def _targets(
    document: Document, span: tuple[int, int], found: Outline, notes: _Notes, *, issuer: str
) -> Iterator[Target]:
    start, end = span
    aims = [(branch.start, branch.end) for branch in found.front]
    aims.append((start, min((branch.start for branch in (*found.front, *found.areas)), default=0)))
    total: Scope = "county" if issuer.endswith(_COUNTY) else "province"
    for one in targets(document, start, end, aims=aims, subject=notes.subject, total=total):
        items = tuple(name for left, right, name in notes.places if left <= one.offset < right)
        if one.doubt:
            notes.doubts.append((one.target.id, one.doubt))
        yield replace(one.target, items=items)


def _obligations(owners: dict[str, list[str]]) -> Iterator[Obligation]:
    for number, (who, items) in enumerate(owners.items(), start=1):
        higher = who.startswith(("省", "国家", "自治区"))
        yield Obligation(
            id=f"R{number}",
            who=who,
            what="牵头或参与所列条目",
            modality="duty" if higher else "must",
            items=tuple(dict.fromkeys(items)),
        )
