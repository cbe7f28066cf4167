"""Units of measure: which characters are a unit, and how units compare.

A unit is written as an optional myriad (万, 亿, 万亿), a measure word and an
optional divisor (万元/亩). :func:`canonical` gives the form that findings carry,
:func:`convert` the value in the base unit of its dimension, so that 2 万个 and
20000 个, or 3 亿元/平方公里 and 20 万元/亩, can be compared.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

SCALES = {"万亿": 1e12, "亿": 1e8, "百万": 1e6, "万": 1e4}
MU = 10000 / 15
"""Square metres in a 亩."""


def _words(*lines: str) -> list[str]:
    return " ".join(lines).split()


_COUNT = _words(
    "个 家 户 座 条 项 件 名 人 台 套 辆 艘 架 列 处 所 间 栋 幢 张 份",
    "篇 部 册 种 款 批 例 宗 起 笔 单 对 组 支 只 头 匹 羽 株 棵 枚 口",
    "眼 盏 根 杆 位 班 场 次 人次 场次 批次 架次 车次 班次 件次 户次 家次",
    "台次 台套 片 块 幅 门 群 项次 艘次 例次 本 桩 标箱 箱 把 床 期 站 点",
    "村 县 校 站点 卷 集 节 层 间次 列次 道 扇 尊 樘 孔 团 队 员 席 届",
    "幕 首 头次 万头 只次 份额 票 课时 学时",
)
_EXACT: dict[str, tuple[str, float]] = {
    "元": ("money", 1),
    "人民币": ("money", 1),
    "美元": ("money:usd", 1),
    "欧元": ("money:eur", 1),
    "港元": ("money:hkd", 1),
    "平方米": ("area", 1),
    "平方公里": ("area", 1e6),
    "公顷": ("area", 1e4),
    "亩": ("area", MU),
    "平方厘米": ("area", 1e-4),
    "公里": ("length", 1000),
    "千米": ("length", 1000),
    "米": ("length", 1),
    "厘米": ("length", 0.01),
    "毫米": ("length", 0.001),
    "海里": ("length", 1852),
    "吨": ("mass", 1000),
    "公斤": ("mass", 1),
    "千克": ("mass", 1),
    "斤": ("mass", 0.5),
    "克": ("mass", 0.001),
    "毫克": ("mass", 1e-6),
    "微克": ("mass", 1e-9),
    "吨标准煤": ("coal", 1000),
    "吨标煤": ("coal", 1000),
    "立方米": ("volume", 1),
    "立方": ("volume", 1),
    "千升": ("volume", 1),
    "升": ("volume", 0.001),
    "毫升": ("volume", 1e-6),
    "立方厘米": ("volume", 1e-6),
    "千瓦时": ("energy", 1),
    "度电": ("energy", 1),
    "兆瓦时": ("energy", 1e3),
    "吉瓦时": ("energy", 1e6),
    "瓦时": ("energy", 1e-3),
    "kWh": ("energy", 1),
    "MWh": ("energy", 1e3),
    "GWh": ("energy", 1e6),
    "千瓦": ("power", 1),
    "兆瓦": ("power", 1e3),
    "吉瓦": ("power", 1e6),
    "瓦": ("power", 1e-3),
    "kW": ("power", 1),
    "MW": ("power", 1e3),
    "GW": ("power", 1e6),
    "焦": ("heat", 1e-9),
    "吉焦": ("heat", 1),
    "GJ": ("heat", 1),
    "%": ("share", 1),
    "‰": ("share", 0.1),
    "百分点": ("points", 1),
    "倍": ("times", 1),
    "工作日": ("workday", 1),
    "天": ("day", 1),
    "日": ("day", 1),
    "小时": ("hour", 1),
    "分钟": ("hour", 1 / 60),
    "秒": ("hour", 1 / 3600),
    "个月": ("month", 1),
    "月": ("month", 1),
    "年": ("year", 1),
    "岁": ("age", 1),
    "分": ("score", 1),
    "度": ("degree", 1),
    "摄氏度": ("celsius", 1),
    "℃": ("celsius", 1),
    "分贝": ("decibel", 1),
    "兆": ("mega", 1),
    "TEU": ("teu", 1),
    "PB": ("byte", 1e6),
    "TB": ("byte", 1e3),
    "EB": ("byte", 1e9),
    "GB": ("byte", 1),
    "P": ("flops", 1),
    "PFLOPS": ("flops", 1),
    "PFlops": ("flops", 1),
    "EFLOPS": ("flops", 1e3),
    "EFlops": ("flops", 1e3),
    "机架": ("rack", 1),
    "标准机架": ("rack", 1),
    "千伏": ("voltage", 1e3),
    "kV": ("voltage", 1e3),
    "千伏安": ("apparent", 1),
    "兆帕": ("pressure", 1),
    "蒸吨": ("boiler", 1),
}
_ALIASES = {
    "㎡": "平方米",
    "m²": "平方米",
    "m2": "平方米",
    "平米": "平方米",
    "平方千米": "平方公里",
    "km²": "平方公里",
    "km": "公里",
    "m³": "立方米",
    "m3": "立方米",
    "个百分点": "百分点",
    "个工作日": "工作日",
    "个小时": "小时",
    "台（套）": "台套",
    "台(套)": "台套",
    "套（台）": "台套",
    "套(台)": "台套",
    "台/套": "台套",
    "个标准箱": "标箱",
    "个标箱": "标箱",
    "标准箱": "标箱",
    "人民币元": "元",
    "％": "%",
}
_DIVISOR_ALIASES = {"天": "日", "a": "年", "d": "日", "h": "小时", "名职工": "人", "职工": "人"}
_DIVISORS = _words(
    "亩 公顷 平方公里 平方米 立方米 立方厘米 平方厘米 千克 公斤 千瓦时 吨 升 人",
    "户 日 天 年 月 小时 秒 分钟 公里 千米 次 件 台 车 度 米 万元 名 个",
    "标方 人年 万人 元",
)
_LATIN = re.compile(r"[A-Za-z]")


def _alternation(words: set[str]) -> str:
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(
        re.escape(word) + ("(?![A-Za-z])" if _LATIN.search(word[-1]) else "") for word in ordered
    )


# Words that are units in a unit column or after a slash, never right after a number in running text:
# there they are dates, ordinals, places or parts of other words.
_COLUMN_ONLY = set(
    _words(
        "日 月 年 村 县 校 期 站 点 届 节 员 队 团 集 卷 首 幕 群 人民币 度",
        "兆 把",
    )
)
_TEXT_WORDS = {*_COUNT, *_EXACT, *_ALIASES} - _COLUMN_ONLY
WORD = rf"(?:{_alternation(_TEXT_WORDS)})"
"""Pattern of a measure word as it follows a number in running text."""
DIVISOR = rf"(?:{_alternation({*_DIVISORS, *_ALIASES} - {'％'})})"
"""Pattern of what may stand below the line of a compound unit."""
PER = rf"(?:\s*[/／]\s*(?:[（(])?{DIVISOR}[）)]?)"

_UNIT = re.compile(
    rf"(?:万亿|亿|百万|千万|万|千|百)?(?:{_alternation({*_COUNT, *_EXACT, *_ALIASES})})"
)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit taken apart: ``factor`` leads to the base unit of ``dimension``."""

    name: str
    dimension: str
    factor: float


def canonical(written: str | None) -> str | None:
    """The unit as findings carry it (㎡ → 平方米, 个百分点 → 百分点); None for no unit."""
    if written is None:
        return None
    text = re.sub(r"[\s（）()]", "", written.replace("／", "/").replace("％", "%"))
    if text in {"", "-", "—", "——", "/", "无", "无量纲"}:
        return None
    if text in _ALIASES:
        return _ALIASES[text]
    head, slash, below = text.partition("/")
    scale = next((s for s in ("万亿", "亿", "百万", "千万", "万") if head.startswith(s)), "")
    word = head[len(scale) :]
    name = scale + _ALIASES.get(word, word)
    if not slash:
        return name
    below = _ALIASES.get(below, below)
    return f"{name}/{_DIVISOR_ALIASES.get(below, below)}"


@lru_cache(maxsize=512)
def parse(unit: str | None) -> Unit:
    """Take a unit apart. An unknown word is a dimension of its own."""
    name = canonical(unit)
    if name is None:
        return Unit("", "none", 1.0)
    head, _, below = name.partition("/")
    top = _simple(head)
    if not below:
        return top
    bottom = _simple(below)
    return Unit(name, f"{top.dimension}/{bottom.dimension}", top.factor / bottom.factor)


def _simple(text: str) -> Unit:
    if text in _EXACT:
        dimension, factor = _EXACT[text]
        return Unit(text, dimension, factor)
    for scale, times in (*SCALES.items(), ("千万", 1e7)):
        if text.startswith(scale) and len(text) >= len(scale):
            rest = text[len(scale) :]
            inner = _simple(rest) if rest else Unit("", "none", 1.0)
            return Unit(text, inner.dimension, times * inner.factor)
    if text in _COUNT:
        return Unit(text, f"count:{text}", 1.0)
    return Unit(text, f"other:{text}", 1.0)


def convert(value: float, unit: str | None) -> tuple[float, str]:
    """``value`` in the base unit of its dimension, and the dimension."""
    parsed = parse(unit)
    return value * parsed.factor, parsed.dimension


def dimension(unit: str | None) -> str:
    """The dimension of a unit: money, area, count:户 or money/area."""
    return parse(unit).dimension


def compatible(one: str | None, other: str | None) -> bool:
    """Whether values in the two units can stand for the same indicator.

    Measure words of things counted (个, 家, 户…) are all compatible.
    """
    first, second = dimension(one), dimension(other)
    if first.startswith("count:") and second.startswith("count:"):
        return True
    return first == second


def is_unit(text: str) -> bool:
    """Whether ``text`` is a unit and nothing else (for unit columns and heads of tables)."""
    name = canonical(text)
    if name is None:
        return False
    head, slash, below = name.partition("/")
    if _UNIT.fullmatch(head) is None:
        return False
    return not slash or re.fullmatch(DIVISOR, below) is not None
