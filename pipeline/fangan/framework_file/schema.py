"""Which tables and keys a framework file has, and what each may hold."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

SCHEMA_VERSION = 1
YEARS = range(1949, 2101)

MODALITIES = {"must": "必须", "encourage": "鼓励", "explore": "探索", "duty": "省、市的职责"}
APPLIES = {
    "all": "一律适用",
    "conditional": "有前提",
    "in_devzone": "在开发区内的",
    "out_devzone": "在开发区外的",
    "province": "由省承担",
    "city": "由市承担",
}
KINDS = {
    "indicator": "指标",
    "action": "举措",
    "deliverable": "成果",
    "condition": "前提条件",
    "responsibility": "责任",
    "support": "支持",
}
COMPARATORS = {
    "eq": "等于",
    "ge": "不低于",
    "gt": "高于",
    "le": "不高于",
    "lt": "低于",
    "approx": "左右",
    "between": "在两数之间",
}
SIGNS = {
    "areas": "写到了各个任务领域",
    "deadlines": "写了时间",
    "table": "有表格",
}
SCOPES = {"zone": "本区", "county": "县", "province": "全省", "individual": "个人"}

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9.\-]*")
_FOLDER_ID = re.compile(r"[a-z0-9][a-z0-9\-]*")

Shape = Literal["text", "id", "folder_id", "texts", "integer", "year", "flag", "value"]
_SHAPES: dict[Shape, str] = {
    "text": "一段带引号的文字",
    "id": '带引号的编号，用字母、数字和点，如 "T1.1"',
    "folder_id": '带引号的短名，用小写字母、数字和短横线，如 "shanxi-2020"',
    "texts": '方括号里带引号的文字，用半角逗号隔开，如 ["甲", "乙"]',
    "integer": "一个整数",
    "year": f"{YEARS[0]} 到 {YEARS[-1]} 之间的年份",
    "flag": "true 或 false（不带引号）",
    "value": "一个数、两个数如 [1, 2]，或带引号的等级",
}


@dataclass(frozen=True, slots=True)
class Key:
    """A key: what it means in Chinese, what it holds, whether it may be left out or empty."""

    meaning: str
    shape: Shape = "text"
    required: bool = True
    empty: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """An array of tables; ``least`` is how many a usable file has."""

    meaning: str
    keys: Mapping[str, Key]
    least: int = 0


_REFERENCES = Key("相关条目的编号", "texts", required=False, empty=True)

TOP: dict[str, Key] = {
    "schema_version": Key("格式版本", "integer"),
    "id": Key("短名", "folder_id"),
    "title": Key("总体方案的标题"),
    "issuer": Key("发文机关"),
    "year": Key("发文年份", "year"),
    "horizon": Key("目标年", "year"),
    "subject": Key("各地方案写的对象"),
}
TABLES: dict[str, Table] = {
    "areas": Table("任务领域", {"id": Key("编号", "id"), "name": Key("名称")}, least=1),
    "groups": Table("条目组", {"id": Key("编号", "id"), "name": Key("名称")}),
    "tasks": Table(
        "子任务",
        {
            "id": Key("编号", "id"),
            "name": Key("名称"),
            "area": Key("所属领域或条目组的编号", "id"),
        },
        least=1,
    ),
    "items": Table(
        "条目",
        {
            "id": Key("编号", "id"),
            "task": Key("所属子任务的编号", "id"),
            "name": Key("名称"),
            "ask": Key("方案要写什么"),
            "kind": Key("类型", choices=KINDS),
            "modality": Key("约束力", choices=MODALITIES),
            "applies": Key("适用范围", choices=APPLIES),
            "terms": Key("用词", "texts"),
            "clause": Key("条款位置", required=False, empty=True),
        },
        least=1,
    ),
    "targets": Table(
        "指标",
        {
            "id": Key("编号", "id"),
            "name": Key("名称"),
            "value": Key("数值", "value", required=False),
            "comparator": Key("比较方式", required=False, choices=COMPARATORS),
            "unit": Key("计量单位", empty=True),
            "year": Key("目标年", "year", required=False),
            "scope": Key("对谁成立", choices=SCOPES),
            "binding": Key("对单个方案是否成立", "flag", required=False),
            "terms": Key("用词", "texts"),
            "items": _REFERENCES,
            "note": Key("说明", required=False, empty=True),
        },
    ),
    "parts": Table(
        "必备部分",
        {
            "id": Key("编号", "id"),
            "name": Key("名称"),
            "aliases": Key("别名", "texts", required=False, empty=True),
        },
        least=1,
    ),
    "contents": Table(
        "必备内容",
        {
            "id": Key("编号", "id"),
            "part": Key("所属必备部分的编号", "id"),
            "name": Key("名称"),
            "terms": Key("用词", "texts", required=False, empty=True),
            "sign": Key("标志", required=False, choices=SIGNS),
        },
        least=1,
    ),
    "obligations": Table(
        "责任",
        {
            "id": Key("编号", "id"),
            "who": Key("责任单位"),
            "what": Key("做什么"),
            "modality": Key("约束力", choices=MODALITIES),
            "items": _REFERENCES,
        },
    ),
}


def nearest(word: str, known: Iterable[str]) -> str:
    """The hint “是不是想写…”, or nothing where no known word is near."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"，是不是想写 {close[0]}" if close else ""


def options(choices: Mapping[str, str]) -> str:
    """The allowed words with their meaning, as one readable list."""
    return "、".join(f"{word}（{meaning}）" for word, meaning in choices.items())


def faults_of_table(
    entry: Mapping[str, Any], keys: Mapping[str, Key], label: str
) -> Iterator[tuple[str, str]]:
    """The faults of one table by themselves, each ``(key, message)``."""
    for name in entry:
        if name not in keys:
            hint = nearest(name, keys)
            yield name, f"{label}有不认识的键 {name}{hint}；可用的键有 {'、'.join(keys)}"
    for name, key in keys.items():
        if name in entry:
            if message := _fault_of_value(entry[name], key):
                yield name, f"{label}的 {name}（{key.meaning}）{message}"
        elif key.required:
            more = '；没有单位的写 unit = ""' if name == "unit" else ""
            yield name, f"{label}缺少 {name}（{key.meaning}），应是{_expected(key)}{more}"


def _expected(key: Key) -> str:
    return f"下列之一：{options(key.choices)}" if key.choices else _SHAPES[key.shape]


def _fault_of_value(value: object, key: Key) -> str:
    """What is wrong with ``value``, or nothing."""
    if not _TESTS[key.shape](value):
        return f"写法不对，应是{_expected(key)}"
    if key.choices and isinstance(value, str) and value not in key.choices:
        hint = nearest(value, key.choices)
        return f"不能是“{value}”{hint}；可用 {options(key.choices)}"
    if key.empty:
        return ""
    if isinstance(value, str) and not value.strip():
        return f"是空的，应是{_expected(key)}"
    if isinstance(value, list) and not value:
        return f"是空的，至少要写一个，应是{_expected(key)}"
    return ""


def _is_integer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_value(value: object) -> bool:
    if isinstance(value, list):
        return len(value) == 2 and all(is_number(v) for v in value)
    return is_number(value) or (isinstance(value, str) and bool(value.strip()))


def is_number(value: object) -> bool:
    """A finite number; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


_TESTS: dict[Shape, Callable[[object], bool]] = {
    "text": lambda value: isinstance(value, str),
    "id": lambda value: isinstance(value, str) and _ID.fullmatch(value) is not None,
    "folder_id": lambda value: isinstance(value, str) and _FOLDER_ID.fullmatch(value) is not None,
    "texts": lambda value: (
        isinstance(value, list) and all(isinstance(v, str) and v.strip() for v in value)
    ),
    "integer": _is_integer,
    "year": lambda value: _is_integer(value) and value in YEARS,
    "flag": lambda value: isinstance(value, bool),
    "value": _is_value,
}
