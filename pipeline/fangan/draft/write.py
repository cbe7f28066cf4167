"""A framework as TOML that a person can read, edit and check."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from fangan.framework import Framework, Item, Obligation, RequiredPart, Target, Task, TaskArea
from fangan.framework_file import SCHEMA_VERSION

_CHECK = "# 请核对"
_ESCAPES = {
    '"': '\\"',
    "\\": "\\\\",
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\f": "\\f",
    "\r": "\\r",
}
_LINE = 100  # characters; a longer list goes one entry a line

Value = str | bool | int | float | tuple[float, float] | tuple[str, ...] | None


def to_toml(framework: Framework) -> str:
    """The framework as a framework.toml; what is unsure is marked ``# 请核对``."""
    doubts: dict[str, list[str]] = {}
    for name, doubt in framework.doubts:
        doubts.setdefault(name, []).append(doubt)
    lines = [*_opening(framework, doubts)]
    lines += _heading("任务领域")
    lines += _tables("areas", map(_area, framework.areas), doubts)
    if framework.groups:
        lines += _heading("条目组（不算任务领域）")
        lines += _tables("groups", map(_area, framework.groups), doubts)
    lines += _heading("子任务")
    areas = (*framework.areas, *framework.groups)
    lines += _tables("tasks", (_task(task) for area in areas for task in area.tasks), doubts)
    lines += _heading("条目")
    for area in areas:
        for task in area.tasks:
            lines += [f"# {task.id} {_comment(task.name)}（{_comment(area.name)}）", ""]
            lines += _tables("items", map(_item, task.items), doubts)
    if framework.targets:
        lines += _heading("指标")
        lines += _tables("targets", map(_target, framework.targets), doubts)
    lines += _heading("必备部分")
    lines += _tables("parts", map(_part, framework.parts), doubts)
    lines += _heading("必备部分至少包含的内容")
    lines += _tables("contents", (one for part in framework.parts for one in _contents(part)), {})
    if framework.obligations:
        lines += _heading("责任")
        lines += _tables("obligations", map(_obligation, framework.obligations), doubts)
    return "\n".join(lines).rstrip() + "\n"


def to_shingles(framework: Framework) -> str:
    """The text of the file of fingerprints that lies beside a framework file."""
    packed = framework.shingles.encode()
    return "".join(packed[at : at + _LINE] + "\n" for at in range(0, len(packed), _LINE))


def _opening(framework: Framework, doubts: Mapping[str, list[str]]) -> Iterator[str]:
    yield f"# {_comment(framework.title)}"
    if framework.doubts:
        yield "#"
        yield "# 由程序从总体方案起草。拿不准的地方注有“请核对”；条目的 ask 暂用原文，请改成自己的话，"
        yield "# 合并太碎的，补全 terms（用词），给 id 取一个短名，然后用 fangan framework check 检查。"
    yield ""
    for doubt in doubts.get("", ()):
        yield f"{_CHECK}：{_comment(doubt)}"
    yield f"schema_version = {SCHEMA_VERSION}"
    yield from _keys(
        {
            "id": framework.id,
            "title": framework.title,
            "issuer": framework.issuer,
            "year": framework.year,
            "horizon": framework.horizon,
            "subject": framework.subject,
        }
    )
    yield ""


def _heading(name: str) -> list[str]:
    return [f"# ---- {name} " + "-" * 60, ""]


def _tables(
    name: str, entries: Iterable[dict[str, Value]], doubts: Mapping[str, list[str]]
) -> Iterator[str]:
    for entry in entries:
        for doubt in doubts.get(str(entry["id"]), ()):
            yield f"{_CHECK}：{_comment(doubt)}"
        yield f"[[{name}]]"
        yield from _keys(entry)
        yield ""


def _area(area: TaskArea) -> dict[str, Value]:
    return {"id": area.id, "name": area.name}


def _task(task: Task) -> dict[str, Value]:
    return {"id": task.id, "name": task.name, "area": task.area}


def _item(item: Item) -> dict[str, Value]:
    return {
        "id": item.id,
        "task": item.task,
        "name": item.name,
        "ask": item.ask,
        "kind": item.kind,
        "modality": item.modality,
        "applies": item.applies,
        "terms": item.terms,
        "clause": item.clause or None,
    }


def _target(target: Target) -> dict[str, Value]:
    return {
        "id": target.id,
        "name": target.name,
        "value": target.value,
        "comparator": target.comparator,
        "unit": target.unit or "",
        "year": target.year,
        "scope": target.scope,
        "binding": target.binding,
        "terms": target.terms,
        "items": target.items,
        "note": target.note or None,
    }


def _part(part: RequiredPart) -> dict[str, Value]:
    return {
        "id": part.id,
        "name": part.name,
        "aliases": part.aliases,
    }


def _contents(part: RequiredPart) -> Iterator[dict[str, Value]]:
    for number, one in enumerate(part.contents, start=1):
        yield {
            "id": f"{part.id}.{number}",
            "part": part.id,
            "name": one.name,
            "terms": one.terms or None,
            "sign": one.sign,
        }


def _obligation(one: Obligation) -> dict[str, Value]:
    return {
        "id": one.id,
        "who": one.who,
        "what": one.what,
        "modality": one.modality,
        "items": one.items,
    }


def _keys(entry: Mapping[str, Value]) -> Iterator[str]:
    for key, value in entry.items():
        if value is not None:
            yield f"{key} = {_value(key, value)}"


def _value(key: str, value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, str):
        return _string(value)
    parts = [_value("", one) for one in value or ()]
    flat = "[" + ", ".join(parts) + "]"
    if len(key) + len(flat) <= _LINE:
        return flat
    return "[\n" + "".join(f"  {part},\n" for part in parts) + "]"


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)


def _string(text: str) -> str:
    """A basic string: what TOML forbids in one is escaped."""
    escaped = "".join(
        _ESCAPES.get(char)
        or (f"\\u{ord(char):04x}" if ord(char) < 32 or ord(char) == 127 else char)
        for char in text
    )
    return f'"{escaped}"'


def _comment(text: str) -> str:
    """Text that may stand in a comment: one line, no control characters."""
    return "".join(char if char.isprintable() else " " for char in text)
