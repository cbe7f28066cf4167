"""Every fault of a framework file, with its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from fangan.framework_file.lines import Places, places
from fangan.framework_file.schema import (
    SCHEMA_VERSION,
    TABLES,
    TOP,
    faults_of_table,
    nearest,
)

Problem = tuple[int, str]

_SYNTAX = {
    "Expected '=' after a key": "键名后面应是等号",
    "Expected newline or end of document": "这一行后面多了东西，一行只写一个键",
    "Invalid statement": "这一行不是“键 = 值”，也不是 [[表名]]；注释要以 # 开头",
    "Cannot overwrite a value": "同一个键写了两次",
    "Duplicate inline table key": "同一个键写了两次",
    "Cannot declare": "同一个表写了两次，或 [表名] 与 [[表名]] 混用",
    "Cannot mutate immutable namespace": "同一个表写了两次，或 [表名] 与 [[表名]] 混用",
    "Unterminated string": "文字少了后面的引号",
    'Expected "\'"': "文字少了后面的引号",
    "Illegal character": "文字里有不能直接写的字符（常见的是少了后面的引号）",
    "Unclosed array": "方括号没有合上，或两项之间少了半角逗号",
    "Unclosed inline table": "花括号没有合上，或两项之间少了半角逗号",
    "Invalid value": "等号后面的值写法不对；文字要放在半角双引号里",
    "Unescaped '\\' in a string": "反斜杠要写成两个，或改用单引号",
    "Expected ']": "表名要用方括号括起来，如 [[items]]",
    "Invalid initial character for a key part": "键名只能用字母、数字、下划线和短横线",
}
_PLACE = re.compile(r"\(at (?:line (?P<line>\d+), column \d+|end of document)\)")
_WIDE = {"“": '"', "”": '"', "＂": '"', "，": ",", "＝": "=", "［": "[", "］": "]", "【": "["}
_QUOTED = re.compile(r"\"(?:\\.|[^\"\\])*\"|'[^']*'|#.*")


class FrameworkText:
    """A framework file's text, its data and the places of its keys."""

    def __init__(self, text: str) -> None:
        self.text = text.replace("\r\n", "\n")
        self.data: dict[str, Any] = {}
        self.problems: tuple[Problem, ...] = ()
        try:
            self.data = tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            self.problems = (_syntax_problem(str(error), self.text),)
        else:
            found = dict.fromkeys((*self._structure(), *self._relations()))
            self.problems = tuple(sorted(found, key=lambda problem: problem[0]))

    @cached_property
    def _places(self) -> Places:
        return places(self.text)

    def _line(self, table: str, index: int, key: str = "") -> int:
        return self._places.line(table, index, key) or self._places.line("", 0, table)

    def _entries(self, table: str) -> Iterator[tuple[int, dict[str, Any]]]:
        """The tables of an array that are tables at all."""
        value = self.data.get(table, [])
        if isinstance(value, list):
            yield from ((n, entry) for n, entry in enumerate(value) if isinstance(entry, dict))

    def _ids(self, *tables: str) -> dict[str, tuple[str, int]]:
        """Where each id of ``tables`` stands; the first one counts."""
        found: dict[str, tuple[str, int]] = {}
        for table in tables:
            for index, entry in self._entries(table):
                if isinstance(entry.get("id"), str):
                    found.setdefault(entry["id"], (table, index))
        return found

    def _structure(self) -> Iterator[Problem]:
        """Keys and values, table by table."""
        top = {key: value for key, value in self.data.items() if key not in TABLES}
        known = {**TOP, **dict.fromkeys(TABLES)}
        for name in [key for key in top if key not in TOP]:
            line = self._line("", 0, name) or self._line(name, 0)
            hint = nearest(name, known)
            yield line, f"不认识的键或表 {name}{hint}；最外层可用 {'、'.join(known)}"
            top.pop(name)
        for key, message in faults_of_table(top, TOP, "文件开头"):
            yield self._line("", 0, key) or 1, message
        version = self.data.get("schema_version")
        if isinstance(version, int) and version != SCHEMA_VERSION:
            yield (
                self._line("", 0, "schema_version"),
                f"schema_version = {version} 不是本程序认识的格式版本，应写 {SCHEMA_VERSION}",
            )
        for name, table in TABLES.items():
            value = self.data.get(name, [])
            if not isinstance(value, list) or not all(isinstance(v, dict) for v in value):
                yield (
                    self._line(name, 0),
                    f"{name}（{table.meaning}）要写成一个个 [[{name}]]，两层方括号",
                )
            elif len(value) < table.least:
                yield 0, f"没有一个 [[{name}]]（{table.meaning}），至少要有 {table.least} 个"
            for index, entry in self._entries(name):
                label = _label(name, entry)
                for key, message in faults_of_table(entry, table.keys, label):
                    yield self._line(name, index, key), message

    def _relations(self) -> Iterator[Problem]:
        """What one table says of another."""
        yield from self._duplicates()
        yield from self._children("tasks", "area", ("areas", "groups"))
        yield from self._children("items", "task", ("tasks",))
        yield from self._children("contents", "part", ("parts",))
        yield from self._childless()
        for table in ("targets", "obligations"):
            yield from self._references(table)
        for index, entry in self._entries("items"):
            if fault := _duty_fault(entry):
                yield self._line("items", index, "applies"), _label("items", entry) + fault
        for index, entry in self._entries("targets"):
            for key, message in _target_faults(entry):
                yield self._line("targets", index, key), _label("targets", entry) + message

    def _duplicates(self) -> Iterator[Problem]:
        seen: dict[str, tuple[str, int]] = {}
        for table in TABLES:
            for index, entry in self._entries(table):
                name = entry.get("id")
                if not isinstance(name, str):
                    continue
                if name in seen:
                    first = self._line(*seen[name], "id")
                    message = f"编号 {name} 重复，第 {first} 行已经用过；每个编号只能用一次"
                    yield self._line(table, index, "id"), message
                seen.setdefault(name, (table, index))

    def _children(self, table: str, key: str, parents: tuple[str, ...]) -> Iterator[Problem]:
        known = self._ids(*parents)
        meaning = "或".join(TABLES[parent].meaning for parent in parents)
        for index, entry in self._entries(table):
            name, parent = entry.get("id"), entry.get(key)
            if not isinstance(parent, str) or not isinstance(name, str):
                continue
            label = _label(table, entry)
            if parent not in known:
                hint = nearest(parent, known)
                yield (
                    self._line(table, index, key),
                    f'{label}写的 {key} = "{parent}" 不存在{hint}；先写好这个{meaning}',
                )
            elif not _under(name, parent):
                start = parent if parent[-1:].isalpha() else parent + "."
                yield (
                    self._line(table, index, "id"),
                    f'{label}的编号与 {key} = "{parent}" 对不上，应以 {start} 开头',
                )

    def _childless(self) -> Iterator[Problem]:
        for parents, table, key in (
            (("areas", "groups"), "tasks", "area"),
            (("tasks",), "items", "task"),
            (("parts",), "contents", "part"),
        ):
            used = {entry.get(key) for _, entry in self._entries(table)}
            for name, (parent, index) in self._ids(*parents).items():
                if name not in used:
                    label = f"{TABLES[parent].meaning} {name} "
                    yield (
                        self._line(parent, index, "id"),
                        f"{label}下面没有{TABLES[table].meaning}，请补上 [[{table}]] 或删去它",
                    )

    def _references(self, table: str) -> Iterator[Problem]:
        known = self._ids("items")
        for index, entry in self._entries(table):
            names = entry.get("items")
            for name in names if isinstance(names, list) else []:
                if isinstance(name, str) and name not in known:
                    message = f"{_label(table, entry)}的 items 写了不存在的条目 {name}"
                    yield self._line(table, index, "items"), message + nearest(name, known)


def _label(table: str, entry: Mapping[str, Any]) -> str:
    name = entry.get("id")
    return f"{TABLES[table].meaning} {name} " if isinstance(name, str) else TABLES[table].meaning


def _under(child: str, parent: str) -> bool:
    """Whether an id stands under another: T1.1 under T1, G1 under G, never T10.1 under T1."""
    rest = child.removeprefix(parent)
    if rest == child or not rest:
        return False
    return rest.startswith(".") or (parent[-1:].isalpha() and rest[0].isdigit())


def _duty_fault(item: Mapping[str, Any]) -> str:
    others = item.get("applies") in ("province", "city")
    if others and item.get("modality") in ("must", "encourage", "explore"):
        return "由省、市承担（applies），modality 就应是 duty"
    if item.get("modality") == "duty" and item.get("applies") not in (None, "province", "city"):
        return "的 modality 是 duty（省、市的职责），applies 就应是 province 或 city"
    return ""


def _target_faults(target: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    value, comparator = target.get("value"), target.get("comparator")
    if value is not None and comparator is None:
        yield "value", "写了 value（数值），还要写 comparator（比较方式），一般是 eq、ge 或 approx"
    if value is None and comparator is not None:
        yield (
            "comparator",
            "写了 comparator（比较方式）却没有 value（数值）；由各地自定的两个都不写",
        )
    if value is not None and comparator is not None:
        if isinstance(value, list) != (comparator == "between"):
            yield "comparator", "的 value 是两个数时用 between，一个数时用别的比较方式"
        elif isinstance(value, list) and _descending(value):
            yield "value", "的 value 里两个数应从小到大"
    if target.get("binding") is True and value is None:
        yield "binding", "没有 value（数值），binding 不能是 true"


def _descending(pair: list[Any]) -> bool:
    numbers = [number for number in pair if isinstance(number, int | float)]
    return len(numbers) == 2 and numbers[0] >= numbers[1]


def _syntax_problem(message: str, text: str) -> Problem:
    lines = text.split("\n")
    place = _PLACE.search(message)
    number = int(place["line"]) if place and place["line"] else len(lines)
    found = next((said for start, said in _SYNTAX.items() if message.startswith(start)), "")
    bare = _QUOTED.sub("", lines[number - 1]) if number <= len(lines) else ""
    wide = next((char for char in bare if char in _WIDE), "")
    if wide:
        found = f"用了全角的 {wide}，应改成半角的 {_WIDE[wide]}"
    return number, f"TOML 写法有误：{found or '这一行读不懂'}（改好后请再检查一遍，后面可能还有）"
