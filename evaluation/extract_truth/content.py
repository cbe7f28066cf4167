"""Invented documents with their truth: what a reader should find in every format."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path

HAN = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十")


@dataclass(frozen=True)
class Title:
    """The title, one entry a printed line."""

    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return "".join(self.lines)


@dataclass(frozen=True)
class Heading:
    """A heading; ``rest`` is running text in the same paragraph."""

    level: int
    number: str
    title: str
    rest: str = ""

    @property
    def text(self) -> str:
        gap = " " if self.number[-1:].isdigit() else ""
        return f"{self.number}{gap}{self.title}" + (f"。{self.rest}" if self.rest else "")


@dataclass(frozen=True)
class Para:
    """A paragraph; ``right`` for a signature or date, ``left`` for the addressee."""

    text: str
    place: str = ""


@dataclass(frozen=True)
class Grid:
    """A table; an empty cell belongs to the merged cell at its left (``>``) or above (``^``)."""

    rows: tuple[tuple[str, ...], ...]
    ruled: bool = True

    @property
    def cells(self) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple("" if c in (">", "^") else c for c in row) for row in self.rows)

    @property
    def text(self) -> str:
        return "".join("".join(row) for row in self.cells)


Item = Title | Heading | Para | Grid


@dataclass
class Case:
    """A file with its truth. ``furniture`` must not stand in the text, nor ``hidden``."""

    name: str
    kind: str
    path: Path
    items: list[Item]
    furniture: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    traits: tuple[str, ...] = ()
    source: Path | None = None
    """For a scan: the file that was rendered, whose characters stand at the same places."""


STYLES: dict[str, tuple[str, ...]] = {
    "han": ("{h}、", "（{h}）", "{a}."),
    "chapter": ("第{h}章 ", "第{h}节 ", "{h}、"),
    "decimal": ("{a}", "{p}.{a}", "{p}.{a}"),
    "paren": ("{h}、", "（{h}）", "（{a}）"),
    "arabic": ("{a}、", "（{a}）", "{c}"),
    "part": ("第{h}部分 ", "{h}、", "（{h}）"),
}

_TOPICS = (
    "总体要求", "现实基础", "空间布局", "主要任务", "重点工程", "要素保障", "组织实施", "附则说明",
)  # fmt: skip
_TASKS = (
    "壮大食用菌链条", "补齐冷链短板", "培育经营主体", "打响区域品牌", "推进菌渣利用",
    "建设检测中心", "完善园区道路", "引进深加工企业", "组织技能培训", "发展订单种植",
)  # fmt: skip
_WHO = ("县农业农村局", "县供销社", "柳坪镇政府", "县工信局", "菌业协会", "县自然资源局")
_DOES = (
    "新建标准菇棚{n}座，配套喷淋和控温设备",
    "改造冷库{n}间，库容达到{n}00吨",
    "组织菇农{n}0户签订订单，亩均增收{n}.6%",
    "引进烘干生产线{n}条，年处理鲜菇{n}00吨",
    "完成菌种提纯复壮{n}个品种",
    "培训技术骨干{n}0人次",
)
_WHY = (
    "针对鲜菇集中上市、价格起伏大的问题",
    "依托现有的两处交易市场",
    "按照先易后难、分片推进的办法",
    "结合村集体闲置校舍的盘活",
    "坚持因地制宜、量力而行",
)


def sentence(rng: random.Random) -> str:
    n = rng.randint(2, 9)
    return (
        f"{rng.choice(_WHY)}，由{rng.choice(_WHO)}牵头，{rng.choice((2022, 2023, 2024, 2025))}年"
        f"底前{rng.choice(_DOES).format(n=n)}。"
    )


def prose(rng: random.Random, *, least: int = 2, most: int = 4) -> str:
    return "".join(sentence(rng) for _ in range(rng.randint(least, most)))


def number(style: str, depth: int, index: int, parent: str) -> str:
    """The number of the ``index``-th (from 0) heading at ``depth`` (from 0)."""
    return STYLES[style][depth].format(
        h=HAN[index], a=index + 1, c=chr(ord("①") + index), p=parent.strip()
    )


def table(rng: random.Random, *, rows: int = 5, ruled: bool = True) -> Grid:
    """An 指标表."""
    names = rng.sample(
        ["鲜菇产量", "菇棚数量", "加工转化率", "冷库库容", "从业人数", "品牌授权", "菌渣利用率",
         "订单农户", "亩均产值", "技术骨干", "检测批次", "出口额", "合作社数量", "带动村数"],
        min(rows, 14),
    )  # fmt: skip
    body = []
    for index in range(rows):
        name = names[index % len(names)] + ("" if index < len(names) else f"{index // 14 + 1}")
        low = rng.randint(2, 90)
        unit = rng.choice(("万吨", "座", "%", "吨", "人", "户"))
        body.append((name, unit, str(low), f"{low + rng.randint(1, 40)}.{rng.randint(1, 9)}"))
    return Grid((("指标", "单位", "2020年", "2025年"), *body), ruled)


def plan(
    seed: int,
    *,
    style: str = "han",
    parts: int = 4,
    deep: bool = True,
    tables: tuple[Grid, ...] = (),
    run_in: bool = False,
    title: tuple[str, ...] = ("青禾县食用菌特色产业集聚区建设方案",),
    signed: bool = True,
) -> list[Item]:
    """A whole invented plan; each table follows a section of its own."""
    rng = random.Random(seed)
    items: list[Item] = [Title(title)]
    if signed:
        items.append(Para("各乡镇人民政府，县直有关单位：", "left"))
    items.append(Para("为做大做强食用菌产业，结合本县实际，制定本方案。" + sentence(rng)))
    waiting = list(tables)
    for index in range(parts):
        first = number(style, 0, index, "")
        items.append(Heading(1, first, _TOPICS[index % len(_TOPICS)]))
        items.append(Para(prose(rng)))
        for inner in range(2 if deep else 0):
            second = number(style, 1, inner, first)
            items.append(Heading(2, second, rng.choice(_TASKS)))
            if run_in:
                for point in range(2):
                    third = number(style, 2, point, second)
                    items.append(Heading(3, third, rng.choice(_TASKS), prose(rng)))
            else:
                items.append(Para(prose(rng)))
                third = number(style, 2, 0, second)
                items += [Heading(3, third, rng.choice(_TASKS)), Para(prose(rng))]
                third = number(style, 2, 1, second)
                items += [Heading(3, third, rng.choice(_TASKS)), Para(prose(rng))]
        if waiting and index >= parts - len(tables):
            items += [Para(f"主要数据见表{index + 1}。"), waiting.pop(0), Para(prose(rng))]
    if signed:
        items += [Para("青禾县人民政府", "right"), Para("2021年9月16日", "right")]
    return items
