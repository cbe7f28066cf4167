"""Finding, loading and listing framework files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fangan.errors import FrameworkError
from fangan.framework import (
    Framework,
    Item,
    Obligation,
    PartContent,
    RequiredPart,
    Target,
    Task,
    TaskArea,
)
from fangan.framework_file.check import FrameworkText, Problem
from fangan.framework_file.schema import nearest
from fangan.nlp.shingles import ShingleSet
from fangan.settings import data_folder, workspace_folder

FILE_NAME = "framework.toml"
_FOLDER = "frameworks"
_LARGEST = 4_000_000  # bytes; a master plan as data has a few hundred kilobytes at most


@dataclass(frozen=True, slots=True)
class FrameworkSummary:
    """A framework as a list shows it. ``problems`` above 0: it cannot be used as it is.

    ``tasks`` counts those of the areas, without the introductions numbered 0.
    """

    id: str
    title: str
    issuer: str
    year: int | None
    path: Path
    shipped: bool
    areas: int
    tasks: int
    items: int
    targets: int
    parts: int
    problems: int


def load(reference: str | Path, *, workspace: Path | None = None) -> Framework:
    """Read a framework by its id, its file or its folder.

    An id is looked for in the user's ``frameworks`` folder, then among those that
    come with the program. Raises FrameworkError, with every problem of the file.
    """
    path = _find(reference, workspace)
    text = _read(path)
    if text.problems:
        raise _error(path, text.problems)
    return _build(text.data, _shingles(path))


def problems(path: str | Path) -> tuple[Problem, ...]:
    """All faults of a framework file, each ``(line, message)``, in the file's order."""
    try:
        file = _file(Path(path))
        found = _read(file).problems
        if not found:
            _shingles(file)
    except FrameworkError as error:
        return error.problems or ((0, str(error)),)
    return found


def available(*, workspace: Path | None = None) -> tuple[FrameworkSummary, ...]:
    """The user's frameworks, then the shipped ones that none of them replaces."""
    found: dict[str, FrameworkSummary] = {}
    for folder, shipped in _folders(workspace):
        for path in sorted(folder.glob(f"*/{FILE_NAME}")) if folder.is_dir() else ():
            found.setdefault(path.parent.name, _summary(path, shipped=shipped))
    return tuple(found.values())


def shingles_path(path: Path) -> Path:
    """Where the fingerprints of a framework file lie: ``shingles.txt`` beside it.

    Beside a file of another name, the name is put before it.
    """
    return path.with_name("shingles.txt" if path.name == FILE_NAME else f"{path.stem}.shingles.txt")


def _folders(workspace: Path | None) -> tuple[tuple[Path, bool], ...]:
    return (
        (workspace_folder(workspace) / _FOLDER, False),
        (data_folder("corpora/frameworks"), True),
    )


def _find(reference: str | Path, workspace: Path | None) -> Path:
    if isinstance(reference, Path) or reference.endswith(".toml") or "/" in reference:
        return _file(Path(reference))
    for folder, _ in _folders(workspace):
        path = folder / reference / FILE_NAME
        if path.is_file():
            return path
    if Path(reference).exists():
        return _file(Path(reference))
    known = [summary.id for summary in available(workspace=workspace)]
    raise FrameworkError(
        f"没有叫 {reference} 的总体方案{nearest(reference, known)}；现有 {'、'.join(known)}，"
        f"也可以给出 {FILE_NAME} 的路径。"
    )


def _file(path: Path) -> Path:
    file = path / FILE_NAME if path.is_dir() else path
    if not file.is_file():
        raise FrameworkError(f"找不到总体方案文件 {file}，请检查路径。")
    return file


def _read(path: Path) -> FrameworkText:
    try:
        if path.stat().st_size > _LARGEST:
            raise FrameworkError(f"文件 {path} 太大，不像是总体方案的数据文件。")
        raw = path.read_bytes()
    except OSError as error:
        raise FrameworkError(f"总体方案文件 {path} 打不开：{error.strerror}。") from error
    try:
        return FrameworkText(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        fault = (line, "这一行不是 UTF-8 编码，请在编辑器里另存为 UTF-8")
        raise _error(path, (fault,)) from error


def _error(path: Path, found: tuple[Problem, ...]) -> FrameworkError:
    line, message = found[0]
    where = f"第 {line} 行" if line else "整个文件"
    return FrameworkError(
        f"总体方案文件 {path} 有 {len(found)} 处问题，先看{where}：{message}；"
        "用 fangan framework check 可逐行查看。",
        found,
    )


def _shingles(path: Path) -> ShingleSet:
    file = shingles_path(path)
    if not file.is_file():
        return ShingleSet()
    try:
        return ShingleSet.decode("".join(file.read_text(encoding="ascii").split()))
    except (OSError, ValueError) as error:
        raise FrameworkError(
            f"指纹文件 {file} 已损坏，请删去它，或用 fangan framework draft 重新生成。"
        ) from error


def _summary(path: Path, *, shipped: bool) -> FrameworkSummary:
    try:
        text = _read(path)
    except FrameworkError as error:
        data: dict[str, Any] = {}
        count = len(error.problems) or 1
    else:
        data, count = text.data, len(text.problems)
    year = data.get("year")

    def size(table: str) -> int:
        value = data.get(table)
        return len(value) if isinstance(value, list) else 0

    return FrameworkSummary(
        id=path.parent.name,
        title=str(data.get("title", "")),
        issuer=str(data.get("issuer", "")),
        year=year if isinstance(year, int) else None,
        path=path,
        shipped=shipped,
        areas=size("areas"),
        tasks=_count_tasks(data),
        items=size("items"),
        targets=size("targets"),
        parts=size("parts"),
        problems=count,
    )


def _count_tasks(data: dict[str, Any]) -> int:
    if not all(isinstance(data.get(table), list) for table in ("areas", "tasks")):
        return 0
    areas = [area.get("id") for area in data["areas"] if isinstance(area, dict)]
    tasks = [task for task in data["tasks"] if isinstance(task, dict) and task.get("area") in areas]
    return sum(not str(task.get("id")).endswith(".0") for task in tasks)


def _build(data: dict[str, Any], shingles: ShingleSet) -> Framework:
    """The framework of data that has no problems."""
    return Framework(
        id=data["id"],
        title=data["title"],
        issuer=data["issuer"],
        year=data["year"],
        horizon=data["horizon"],
        subject=data["subject"],
        areas=_areas(data, "areas", counted=True),
        groups=_areas(data, "groups", counted=False),
        targets=tuple(_target(entry) for entry in data.get("targets", ())),
        parts=tuple(
            RequiredPart(
                id=entry["id"],
                name=entry["name"],
                aliases=tuple(entry.get("aliases", ())),
                contents=tuple(
                    PartContent(
                        content["name"], tuple(content.get("terms", ())), content.get("sign")
                    )
                    for content in data["contents"]
                    if content["part"] == entry["id"]
                ),
            )
            for entry in data["parts"]
        ),
        obligations=tuple(
            Obligation(
                id=entry["id"],
                who=entry["who"],
                what=entry["what"],
                modality=entry["modality"],
                items=tuple(entry.get("items", ())),
            )
            for entry in data.get("obligations", ())
        ),
        shingles=shingles,
    )


def _areas(data: dict[str, Any], table: str, *, counted: bool) -> tuple[TaskArea, ...]:
    return tuple(
        TaskArea(
            id=area["id"],
            name=area["name"],
            counted=counted,
            tasks=tuple(
                _task(task, data["items"]) for task in data["tasks"] if task["area"] == area["id"]
            ),
        )
        for area in data.get(table, ())
    )


def _task(task: dict[str, Any], items: list[dict[str, Any]]) -> Task:
    return Task(
        id=task["id"],
        name=task["name"],
        area=task["area"],
        items=tuple(
            Item(
                id=item["id"],
                name=item["name"],
                ask=item["ask"],
                kind=item["kind"],
                modality=item["modality"],
                applies=item["applies"],
                terms=tuple(item["terms"]),
                task=task["id"],
                area=task["area"],
                clause=item.get("clause", ""),
            )
            for item in items
            if item["task"] == task["id"]
        ),
    )


def _target(entry: dict[str, Any]) -> Target:
    value = entry.get("value")
    return Target(
        id=entry["id"],
        name=entry["name"],
        value=(float(value[0]), float(value[1])) if isinstance(value, list) else value,
        unit=entry["unit"] or None,
        comparator=entry.get("comparator"),
        year=entry.get("year"),
        scope=entry["scope"],
        terms=tuple(entry["terms"]),
        binding=entry.get("binding", False),
        items=tuple(entry.get("items", ())),
        note=entry.get("note", ""),
    )
