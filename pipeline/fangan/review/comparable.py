"""Which statements speak of one indicator (同一指标), and whether their values agree.

A plan states an indicator in its goals, in a table and among its tasks, each time in
other words. A name is brought to its core (规模以上陶瓷企业 → 规上陶瓷企业), what makes
another measure of it (新增, 累计, 年均) is kept apart, and values are compared after
conversion. In doubt two statements are not comparable: a false alarm costs more than
a miss.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations
from typing import Literal

from fangan.document import Document
from fangan.findings import Evidence, Indicator
from fangan.nlp import units
from fangan.nlp.quantities import quantities
from fangan.nlp.quantity_text import fold

Change = Literal["level", "growth", "fall", "multiple"]
Stock = Literal["stock", "gain", "cumulative"]

_SHORT = (
    (re.compile("规模以上"), "规上"),
    (re.compile("(?:国家)?高新技术企业|(?<!新)高企"), "高新企业"),
    (re.compile("营收"), "营业收入"),
    (re.compile("(?<!生产)总产值"), "产值"),
    (re.compile("研究(?:与|和)试验发展|R&D"), "研发"),
    (re.compile("研发(?:经费投入|经费支出|投入经费|费用|投入|经费)"), "研发经费"),
    (re.compile("占(?:全县|全市|全区)?GDP"), "占生产总值"),
    (re.compile("(?:占比|所占比重|所占比例|的?比例|的?比重)$"), "比重"),
    (re.compile("每亩(?=税收|产出|投资)"), "亩均"),
    (re.compile("主营业务收入"), "主营收入"),
)
"""Usual short forms and variants, brought to one."""
_QUOTES = re.compile(r"[“”‘’\"'《》「」\s、，,：:的]")
_BRACKETS = re.compile(r"[（(][^（()）]*[）)]|[（(][^（()）]*$")
_CHANGE_END = re.compile(
    "(?:年均|平均每年)?(?:增长倍数|递增速?|递减|增长速度|增长率|增速|增幅|涨幅|降幅|增长|下降)$"
)
_FALLS = re.compile("(?:降幅|下降|降低|降低率)$")
_GAIN = re.compile(
    "(?:力争|计划|将)?(?:每年)?(?:新建成|新建|新增|新引进|新引|新培育|新认定|新建设|净增|再建|再引进|"
    "建成|建设|打造|培育|引进|引来|招引|招进|创建|争创|认定|获批|组建|完成|实施|推广|改造|安排|设立|申报|布设|配齐)"
)
_NEUTRAL = re.compile(
    "^(?:我县|我市|本县|本区|县里|全区|区内|园区内?|集聚区内?|产业集聚区|到期末|期末|力争|实现|达到|完成|形成|拥有|共有|有|其中|使|建有)"
)
_YEAR_SAID = "(?:(?:19|20)\\d{2}|[一二][九〇○零][一二三四五六七八九〇○零]{2}|上|去|前|上一)年"
_COMPARED = re.compile(
    "^(?:今年|当年|全年|[上下]半年|又|也|同期)*(?:比|较|是|为|相当于|与)?"
    f"(?:十?[一二三四五六七八九]五|{_YEAR_SAID}|(?:前|上)?[一二三四五六七八九十]+年)"
    "(?:期?末|时期|期间|同期|底|内|间|来|里|前)?(?:相比)?"
)
"""What a number is compared with or the time it is of, where no name stands before it."""
_THAN = re.compile(
    r"(?:比|较)(?:(?:19|20)\d{2}年|上年|上一年|去年|上年同期)(?=$|净增|新增|增加|多)"
)
_LOCAL = re.compile(
    "[^，、]{2,8}?(?:自创区|自贸区|示范区|试验区|先行区|高新区|经开区|新区|组团|都市圈|经济带|半岛)"
)
"""A district in a heading: what stands under it is its own."""
_GROWN = re.compile("(?:净增加?|新增加?|增加|增长|多)$")
_TAIL = re.compile(
    "(?:每年|总数量|数量|个数|户数|家数|总数|总量|数|增|增加|发展|扩大|做|水平|达|合计|完成|实现)$"
)
_COUNTY = re.compile("全县|全市|县域|全省|我县|我市")
_ZONE = re.compile("集聚区|园区|开发区|区内")
_ANNUAL = re.compile("年均")
_PERIOD = re.compile(
    r"上半年|下半年|[一二三四1-4]季度|前[一二三四\d]+个?季度|\d{1,2}月份|\d{1,2}[-—~～至]\d{1,2}月|前\d{1,2}个月|当年|首年|每年|每月"
)
_PLANNED = re.compile("目标|预期|计划|任务|指标|力争|确保|争取|预计|预算|规划")
_BARE = re.compile(
    "(?:平均|每年|实际|同期|比上年|总|年|工业|规划|计划|用地|建筑|占地|建设|固定资产|地方|累计|销售|营业|主营|规上|重点|龙头|骨干|配套|上下游|各类|就业|从业|财政|一般公共预算|项目|产业|企业)*"
    "(?:产值|收入|税收|投资|总投资|面积|规模|产能|能力|产量|利润|利税|人员|人数|岗位|就业|企业|项目|车间|厂房|用地|长度|金额|资金|贷款|"
    "增加值|人才|平台|中心|设备|占比|比重|收益|销售额|车位|床位|学位|道路|产业|指标|厂家)"
    "|(?:平均|每年|实际|同期|比上年|全球|全国|世界|扩大|增加|播种|(?:上|下)半年|今年|又)+(?:占比|比重|面积|产能|年产能力)?"
)
"""A measure without its subject: it may be any firm's or project's."""
_WHOLE = re.compile("目标|指标")
_ITSELF = re.compile("集聚区|全区|全县|全市|园区|本县|本区|我县|我市")
_TIMELESS = re.compile("规划(?:总)?面积$|(?<=.{4})总投资$")
"""Measures that hold for the plan, not for a year."""
_SENTENCE_END = re.compile(r"[。！？\n]")
_MOST = 60
"""Statements of one name and year beyond which a document only lists cases."""
_NEAR = 0.02
"""How far apart, of the larger, two values may lie that rounding makes equal."""
_ABOUT = 0.05
"""How far 左右 and 约 reach."""
_LONG_NAME = 4
"""Characters of a core from which it hardly names two things in one document."""


@dataclass(frozen=True, slots=True)
class Core:
    """A name taken apart."""

    subject: str
    change: Change
    stock: Stock
    annual: bool
    scope: Literal["zone", "county"] | None

    @property
    def bare(self) -> bool:
        """Whether the name leaves open whose measure it is."""
        return not self.subject or _BARE.fullmatch(self.subject) is not None


@dataclass(frozen=True, slots=True)
class Statement:
    """One value that a document gives for one indicator and one year.

    ``low`` and ``high`` are in base units; ``step`` is what its last digit stands for.
    ``planned`` says that its words set an aim beside which another value may be reached;
    ``whole`` that it stands where a plan speaks of the whole: in a table of
    indicators, in the goals, or with the zone or county as its subject.
    """

    indicator: Indicator
    core: Core
    dimension: str
    year: int | None
    kind: Literal["target", "achieved"]
    low: float
    high: float
    size: float
    step: float
    bound: Literal["eq", "ge", "le"]
    about: bool
    in_table: bool
    whole: bool
    planned: bool
    period: str
    base_year: int | None
    local: str
    said: str

    @property
    def evidence(self) -> Evidence:
        """The words it rests on."""
        return self.indicator.evidence


@lru_cache(maxsize=4096)
def core_of(name: str, unit: str | None, basis: str | None, *, annual: bool = False) -> Core:
    """Bring a name to its core; ``unit`` and ``basis`` tell a change from a level."""
    text = fold(name).text
    annual = annual or _ANNUAL.search(text) is not None
    change: Change = "level"
    if basis or unit == "倍":
        change = "multiple"
    elif unit in ("%", "百分点", "‰") and _CHANGE_END.search(text):
        change = "fall" if _FALLS.search(text) else "growth"
    stock: Stock = "cumulative" if "累计" in text else "stock"
    scope: Literal["zone", "county"] | None = (
        "county" if _COUNTY.search(text) else "zone" if _ZONE.search(text) else None
    )
    text = _CHANGE_END.sub("", text)
    text = _BRACKETS.sub("", text).replace("累计", "").replace("年均", "")
    text = _THAN.sub("", text)
    for pattern, short in _SHORT:
        text = pattern.sub(short, text)
    text = _COMPARED.sub("", _QUOTES.sub("", text))
    before = None
    while before != text:
        before = text
        gain = _GAIN.match(text)
        if gain and gain.end() < len(text):
            stock = "gain" if stock == "stock" else stock
            text = text[gain.end() :]
        neutral = _NEUTRAL.match(text)
        if neutral and neutral.end() < len(text):
            text = text[neutral.end() :]
        grown = _GROWN.search(text) if change == "level" else None
        if grown and grown.start() > 1:
            stock = "gain" if stock == "stock" else stock
            text = text[: grown.start()]
        tail = _TAIL.search(text)
        if tail and tail.start() > 1:
            text = text[: tail.start()]
    text = re.sub("^(?:全县|全市|县域|全省)", "", text) or text
    return Core(text, change, stock, annual, scope)


def statements(indicators: Iterable[Indicator]) -> tuple[Statement, ...]:
    """The comparable statements that the indicators make, start values of tables included."""
    out: list[Statement] = []
    for one in indicators:
        out.append(_statement(one))
        if one.base_value is not None and one.base_year is not None and not one.basis:
            out.append(_base(one, one.base_value, one.base_year))
    return tuple(out)


def _statement(one: Indicator) -> Statement:
    annual = "年均" in one.evidence.quote and "\t" not in one.evidence.quote
    core = core_of(one.name, one.unit, one.basis, annual=annual and one.unit == "%")
    if core.change == "level" and core.stock == "stock" and one.value in _grown(one.evidence.quote):
        core = replace(core, stock="gain")
    low, high = one.value if isinstance(one.value, tuple) else (one.value, one.value)
    low, high = sorted((abs(low), abs(high))) if high < 0 else (low, high)
    bound: Literal["eq", "ge", "le"] = "eq"
    if one.comparator in ("ge", "gt") and not _only_reached(one):
        bound = "ge"
    elif one.comparator in ("le", "lt"):
        bound = "le"
    return _made(one, core, low, high, bound=bound, year=one.year, kind=one.kind)


def _base(one: Indicator, value: float, year: int) -> Statement:
    core = core_of(one.name, one.unit, one.basis)
    return _made(one, core, value, value, bound="eq", year=year, kind="achieved")


def _made(
    one: Indicator,
    core: Core,
    low: float,
    high: float,
    *,
    bound: Literal["eq", "ge", "le"],
    year: int | None,
    kind: Literal["target", "achieved"],
) -> Statement:
    unit = units.parse(one.unit)
    quote = one.evidence.quote
    in_table = "\t" in quote
    step = max(last_digit(low), last_digit(high)) * unit.factor
    place = " ".join(one.evidence.path)
    return Statement(
        indicator=one,
        core=core,
        dimension="count" if unit.dimension.startswith("count:") else unit.dimension,
        year=None if _TIMELESS.search(core.subject) else year,
        kind=kind,
        low=low * unit.factor,
        high=high * unit.factor,
        size=max(abs(low), abs(high)) * unit.factor,
        step=step,
        bound=bound,
        about=one.comparator == "approx",
        in_table=in_table,
        whole=in_table
        or _WHOLE.search(place) is not None
        or _ITSELF.search(one.name) is not None
        or _ITSELF.match(quote) is not None,
        planned=_PLANNED.search(quote) is not None,
        period="" if in_table else "".join(_PERIOD.findall(quote)),
        base_year=one.base_year if core.change != "level" or core.stock == "gain" else None,
        local="".join(_LOCAL.findall(place)),
        said=_said(one, low, high),
    )


def _said(one: Indicator, low: float, high: float) -> str:
    """The value as a reader says it: 36户, 18%, 300万元/亩."""
    ends = f"{low:.10g}" if low == high else f"{low:.10g}至{high:.10g}"
    words = {"ge": "不低于", "gt": "超过", "le": "不超过", "lt": "低于", "approx": "约"}
    bound = "" if one.comparator == "ge" and _only_reached(one) else words.get(one.comparator, "")
    return f"{bound}{ends}{one.unit or ''}"


@lru_cache(maxsize=2048)
def _reached(quote: str) -> frozenset[float | tuple[float, float]]:
    return frozenset(one.value for one in quantities(quote) if one.reached)


@lru_cache(maxsize=2048)
def _grown(quote: str) -> frozenset[float | tuple[float, float]]:
    """The values by which something grew or fell (增加25户): no levels of it."""
    return frozenset(one.value for one in quantities(quote) if one.growth and not one.basis)


def _only_reached(one: Indicator) -> bool:
    """Whether 达到 alone makes the value a lower bound: it then is the value that is meant."""
    return one.comparator == "ge" and one.value in _reached(one.evidence.quote)


def last_digit(value: float) -> float:
    """What the last digit of a number stands for: 0.1 for 12.5, 1 for 300."""
    return 10.0 ** -len(f"{value:.6f}".rstrip("0").partition(".")[2])


def conflicts(document: Document, made: Iterable[Statement]) -> list[tuple[Statement, Statement]]:
    """For each indicator and year that is given two values, the two that cannot both hold.

    A table's and the text's come before two of the text. One sentence may name a part
    and the whole, an aim and a higher one: none of its values is held against another,
    and one that agrees is enough.
    """
    groups: dict[tuple[str, str, int | None], list[Statement]] = defaultdict(list)
    for one in sorted(made, key=lambda statement: statement.evidence.start):
        if one.core.subject:
            groups[one.core.subject, one.dimension, one.year].append(one)
    ends = [match.start() for match in _SENTENCE_END.finditer(document.text)]
    found: list[tuple[Statement, Statement]] = []
    for group in groups.values():
        if len(group) > _MOST:
            continue
        places = [_place(document, ends, one) for one in group]
        together = [
            [group[to] for to, other in enumerate(places) if to != at and _beside(place, other)]
            for at, place in enumerate(places)
        ]
        pairs = [
            (one, other)
            for (at, one), (to, other) in combinations(enumerate(group), 2)
            if same(one, other)
            and not agree(one, other)
            and not _beside(places[at], places[to])
            and not _answered(together[at], one, other)
            and not _answered(together[to], other, one)
        ]
        mixed = [pair for pair in pairs if pair[0].in_table or pair[1].in_table]
        found += (mixed or pairs)[:1]
    return found


Place = tuple[int | None, int]
"""Where a statement stands: the start of its table if it is in one, and its sentence."""


def _place(document: Document, ends: list[int], one: Statement) -> Place:
    """``ends`` are the offsets at which the document's sentences end."""
    start = one.evidence.start
    table = document.block_at(start) if one.in_table else None
    return (table.start if table else None), bisect_left(ends, start)


def _beside(one: Place, other: Place) -> bool:
    """Whether two statements stand in one sentence, or in the rows of one table.

    The rows of one table belong to groups that their names do not repeat.
    """
    if one[0] is not None and other[0] is not None:
        return one[0] == other[0]
    return one[1] == other[1]


def _answered(together: list[Statement], near: Statement, far: Statement) -> bool:
    """Whether what stands with ``near`` also gives a value that agrees with ``far``."""
    return any(
        same(third, far) and agree(third, far)
        for third in together
        if third is not near and third is not far
    )


def same(one: Statement, other: Statement) -> bool:
    """Whether two statements give one indicator's value for one scope and one time."""
    if (
        one.core.subject != other.core.subject
        or one.core.change != other.core.change
        or one.core.annual != other.core.annual
        or one.dimension != other.dimension
        or one.period != other.period
        or one.local != other.local
        or one.base_year != other.base_year
        or one.year != other.year
    ):
        return False
    if one.year is None and not is_timeless(one, other):
        return False
    if one.kind != other.kind and (one.year is None or one.planned or other.planned):
        return False
    if one.core.scope and other.core.scope and one.core.scope != other.core.scope:
        return False
    return _speaks_of_one(one, other)


def is_timeless(one: Statement, other: Statement) -> bool:
    """Whether two values need no year: the area of the zone, a project's investment.

    In running text an investment may be of any part; only a table's row is one project's.
    """
    match = _TIMELESS.search(one.core.subject)
    return match is not None and (match[0] != "总投资" or one.in_table or other.in_table)


def _speaks_of_one(one: Statement, other: Statement) -> bool:
    """Whether both may be taken for the whole, or their name is a thing of its own.

    The goals and tables of a plan speak for the whole; a task speaks for its own firm,
    district or project, of which a bare 产值 says nothing.
    """
    if one.whole and other.whole:
        return True
    if one.core.bare:
        return False
    return one.whole or other.whole or len(one.core.subject) >= _LONG_NAME


def agree(one: Statement, other: Statement) -> bool:
    """Whether two statements on one indicator can both be true.

    A gain (新增) may be less than the whole, a bound may be exceeded, and rounding
    explains what lies within the last digit given.
    """
    stocks = {one.core.stock, other.core.stock}
    if "cumulative" in stocks and len(stocks) > 1:
        return _gain_fits(one, other) if "gain" in stocks else True
    if len(stocks) > 1:
        return _gain_fits(one, other)
    if one.bound == other.bound:
        return _near(one, other)
    low = one if one.bound == "ge" or other.bound == "le" else other
    high = other if low is one else one
    return low.low <= high.high or _near(one, other)


def _gain_fits(one: Statement, other: Statement) -> bool:
    gain, whole = (one, other) if one.core.stock == "gain" else (other, one)
    return whole.bound == "ge" or gain.low <= whole.high or _near(gain, whole)


def _near(one: Statement, other: Statement) -> bool:
    """Whether two values are the same but for rounding, or lie in one another's range."""
    if one.low <= other.high and other.low <= one.high:
        return True
    gap = max(one.low - other.high, other.low - one.high)
    largest = max(one.size, other.size)
    if one.about or other.about:
        return gap <= _ABOUT * largest
    coarse, fine = max(one.step, other.step), min(one.step, other.step)
    if gap <= 1e-9 * largest:
        return True
    return coarse > fine * 1.5 and gap <= coarse / 2 * 1.0001 and gap <= _NEAR * largest
