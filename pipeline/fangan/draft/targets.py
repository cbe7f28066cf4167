"""The numbers of a master plan as targets (指标), with year, scope and name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from fangan.document import Block, Document
from fangan.draft import words
from fangan.draft.clauses import terms_of
from fangan.framework import Comparator, Scope, Target
from fangan.nlp.numerals import arabic_number, five_year_plan_end
from fangan.nlp.quantities import Quantity, quantities

_BY_YEAR = re.compile(
    r"(?:到|至|截至|力争|争取|确保|用)?\s*(?P<year>20\d\d)\s*年(?:底|末|前|年底|年末|以前)?"
)
_SPAN = re.compile(r"20\d\d\s*(?:年)?\s*[—–\-－~～至到]+\s*(?P<year>20\d\d)\s*年")
_FIVE_YEAR = re.compile(r"[“\"]?十(?P<number>[一二三四五六七八九])五[”\"]?(?:期间|末|时期|期末)?")
_SUBSIDY = re.compile(r"奖励|奖补|补助|补贴|资助|贴息|罚|配套支持|给予|保费")
_PERSON = re.compile(r"个人|人员|职工|工资|薪金|所得税|家庭|居民")
_EACH = re.compile(
    r"(?:各|每(?![年季月周天日次期])个?|单个)(?:[\u4e00-\u9fff]{0,6}(?:区|市|县|旗|乡|镇|村|园|基地|中心|主体|单位|企业|试点|地|家)|家)"
)
_WHOLE = re.compile(r"全省|全国|全市|全区|我省|我市|我区|我国|省内|国内")
_FRAME = re.compile(r"(?:围绕|以|依托|聚焦|针对|面向|对照)[^，,。；]{0,8}$|为抓手|为重点|为依托")
_CLAUSE_END = "，,。；;：:！？\n\t"
_SENTENCE_END = "。；;！？\n\t"
_OPENING, _CLOSING = "（(“‘《【", "）)”’》】"
_MODIFIER = re.compile(r"^.{0,34}的(?=[^的]{2,})")
_BEFORE_TAIL = re.compile(
    r"(?:实现|达到|达|超过|超|突破|增长|提高|提升|增加|下降|降低|减少|缩短|保持在?|控制在|稳定在?|不低于|不少于|不高于|不超过|约|为|"
    r"至|到|在|新增|累计|完成|年均|每年|力争|分别|均|总量|可|减按|按照?|左右|以上|将|要|比|较|占)+$"
)
_BEFORE_HEAD = re.compile(r"^(?:其中|并|力争|累计|年均|每年|实现|全部|左右|以上|以下|[、和与及])+")
_CONDITIONAL = re.compile(r"^(?:符合|经|对|可|按|如|若)")
_AFTER_TAIL = re.compile(
    r"(?<=..)(?:纳入|达到|实现|进入|列入|入选|获得|获评|落地|全面|作为|为抓手|并).*$|(?:等|和|与|及|以及|、)$"
)
_COUNTERS = "个 家 户 项 座 条 名 人 位 台 套 处 所 件 种 款 门 支 只 万个 万家 万户 万人"
_NO_TARGET_UNITS = ("年", "次", "批", "级", "期", "轮", "届")
_NAME_LENGTH = 20
_NAMELESS = "未命名指标"
_SUBJECT_TAIL = 3
_TABLE_NAME = re.compile(r"指标|目标|名称|项目")
_TABLE_YEAR = re.compile(r"(20\d\d)\s*年?")


@dataclass(frozen=True, slots=True)
class Found:
    """A target, where its number stands, and what is unsure of it ("" for nothing)."""

    target: Target
    offset: int
    doubt: str


def targets(
    document: Document,
    start: int,
    end: int,
    *,
    aims: Sequence[tuple[int, int]],
    subject: str,
    total: Scope,
) -> list[Found]:
    """Every number with a unit in the body that commits somebody to something.

    ``aims`` are the spans of the chapters before the tasks: a number there holds in
    ``total`` (for the whole province), unless the sentence says each (各, 每个).
    ``subject`` is what the plans are about.
    """
    found: list[Found] = []
    for block in document.blocks:
        if not start <= block.start < end:
            continue
        in_aims = any(a <= block.start < b for a, b in aims)
        drafts = (
            _of_table(document, block, total)
            if block.kind == "table"
            else _of_paragraph(document.text, block, _Setting(in_aims, subject, total))
        )
        for draft, offset, doubt in drafts:
            numbered = replace(draft, id=f"K{len(found) + 1}")
            found.append(Found(numbered, offset, doubt))
    return found


@dataclass(frozen=True, slots=True)
class _Setting:
    in_aims: bool
    subject: str
    total: Scope


Draft = tuple[Target, int, str]


def _of_paragraph(text: str, block: Block, setting: _Setting) -> Iterator[Draft]:
    found = quantities(text[block.start : block.end])
    last = ""
    for n, one in enumerate(found):
        lead, at, stop = (block.start + offset for offset in (one.lead, one.start, one.end))
        least = block.start + found[n - 1].end if n else block.start
        most = block.start + found[n + 1].lead if n + 1 < len(found) else block.end
        clause = _clause(text, lead, stop, block)
        if not _counts(one, clause, text[max(lead - 12, block.start) : lead]):
            continue
        own = "" if one.listed else _name(text, one, (least, lead, stop, max(most, stop)), block)
        name = last = own or last or _NAMELESS
        scope, sure = _scope(clause, name, setting)
        doubts = [] if sure else ["没有写明是总数还是对单个方案，先这样定"]
        if name == _NAMELESS:
            doubts.append("没有找到名称")
        if one.role == "rule":
            doubts.append("像是政策标准，看它算不算指标")
        if one.role == "implicit" or one.basis:
            doubts.append("由文字推出，不是写明的数")
        yield (
            Target(
                id="",
                name=name,
                value=one.value,
                unit=one.unit,
                comparator=_comparator(one),
                year=_year(text, block.start, at, block.end),
                scope=scope,
                terms=tuple(
                    dict.fromkeys((name, *terms_of(name, subject=setting.subject, most=3)))
                ),
                binding=scope == "zone" and sure and one.role == "measure",
                note=clause,
            ),
            at,
            "；".join(doubts),
        )


def _comparator(one: Quantity) -> Comparator:
    """The comparison as a framework states it: 达到 is a bound, a range lies between."""
    if isinstance(one.value, tuple):
        return "between"
    return "ge" if one.reached and one.comparator == "eq" else one.comparator


def _counts(one: Quantity, clause: str, before: str) -> bool:
    """Whether a quantity commits somebody: no subsidy, no frame of reference, no date."""
    if one.unit in _NO_TARGET_UNITS or before.endswith(("（含", "(含")):
        return False
    if _FRAME.search(before):
        return False
    money = one.unit is not None and "元" in one.unit
    if (one.role == "rule" or money) and _SUBSIDY.search(clause):
        return False
    return one.role in ("measure", "implicit", "rule")


def _clause(text: str, start: int, end: int, block: Block) -> str:
    while start > block.start and text[start - 1] not in _CLAUSE_END:
        start -= 1
    while end < block.end and text[end] not in _CLAUSE_END:
        end += 1
    return text[start:end].strip()


def _name(text: str, one: Quantity, edges: tuple[int, int, int, int], block: Block) -> str:
    """What is counted: the words after a counter, else those before a measure.

    ``edges`` are the end of the quantity before, this one's beginning and end with
    the words that belong to it, and the beginning of the next.
    """
    least, lead, stop, most = edges
    after = _after(text, stop, min(most, block.end))
    if one.unit in _COUNTERS.split() and len(after) >= 2:
        return after
    return _before(text, lead, least) or after


def _before(text: str, end: int, least: int) -> str:
    """The subject of a measure; from the clauses before where its own has none."""
    for _ in range(4):
        start = end
        while start > least and text[start - 1] not in _CLAUSE_END:
            start -= 1
        raw = text[start:end].strip()
        name = _FIVE_YEAR.sub("", _BY_YEAR.sub("", _SPAN.sub("", raw)))
        name = _BEFORE_HEAD.sub("", _BEFORE_TAIL.sub("", name.strip()))
        name = _BEFORE_HEAD.sub("", _BEFORE_TAIL.sub("", words.without_verb(name))).strip("的、 ")
        if len(name) >= 2 and not _CONDITIONAL.match(raw):
            return _shortened(name)
        if start <= least or text[start - 1] in _SENTENCE_END:
            return ""
        end = start - 1
    return ""


def _after(text: str, start: int, most: int) -> str:
    """The thing counted, up to the next mark outside brackets."""
    depth = 0
    end = start
    while end < most:
        char = text[end]
        if char in _OPENING:
            depth += 1
        elif char in _CLOSING:
            depth -= 1
        if depth < 0 or (depth == 0 and (char in _CLAUSE_END or char == "、")):
            break
        end += 1
    name = re.sub(r"^(?:左右|以上|以下|以内|多|余|的)+", "", text[start:end].strip())
    name = _AFTER_TAIL.sub("", _MODIFIER.sub("", name)).strip("的、")
    return _shortened(name)


def _shortened(name: str) -> str:
    if len(name) <= _NAME_LENGTH:
        return name
    name = _MODIFIER.sub("", name)
    if len(name) > _NAME_LENGTH and "、" in name:
        name = name.rpartition("、")[2]
    return name if len(name) <= _NAME_LENGTH else name[-_NAME_LENGTH:]


def _scope(clause: str, name: str, setting: _Setting) -> tuple[Scope, bool]:
    """For whom the number holds, and whether that is said."""
    if _EACH.search(clause):
        return "zone", True
    if _PERSON.search(clause):
        return "individual", True
    if setting.in_aims or _WHOLE.search(clause) or name.endswith(setting.subject):
        return setting.total, True
    if setting.subject[-_SUBJECT_TAIL:] in clause:
        return "zone", False
    return setting.total, False


def _year(text: str, start: int, at: int, end: int) -> int | None:
    """The year by which: the last one named before the number, in its paragraph."""
    years = list(_years(text[start:at]))
    if years:
        return years[-1]
    clause_end = next((n for n in range(at, end) if text[n] in "。；;"), end)
    return next(iter(_years(text[at:clause_end])), None)


def _years(text: str) -> Iterator[int]:
    found = [(match.start(), int(match["year"])) for match in _BY_YEAR.finditer(text)]
    found += [
        (match.start(), five_year_plan_end(match["number"])) for match in _FIVE_YEAR.finditer(text)
    ]
    yield from (year for _, year in sorted(found))


def _of_table(document: Document, block: Block, total: Scope) -> Iterator[Draft]:
    """Rows of a table of targets: a column of names, columns of years, perhaps of units."""
    rows = [[document.text[c.start : c.end].strip() for c in row] for row in block.rows]
    head = next((n for n, row in enumerate(rows) if _year_column(row) is not None), None)
    if head is None:
        return
    column = _year_column(rows[head])
    names = next((n for n, cell in enumerate(rows[head]) if _TABLE_NAME.search(cell)), None)
    if column is None or names is None or column == names:
        return
    year = int(_TABLE_YEAR.findall(rows[head][column])[-1])
    units = next((n for n, cell in enumerate(rows[head]) if "单位" in cell and n != names), None)
    for number, row in enumerate(rows[head + 1 :], start=head + 1):
        if not row[names] or not row[column]:
            continue
        unit = row[units] if units is not None else ""
        found = quantities(row[column] + unit)
        value = arabic_number(row[column])
        if not found and value is None:
            continue
        name = re.sub(r"[（(].*?[）)]|^\d+[.、]?", "", row[names]).strip() or row[names]
        first = found[0] if found else None
        yield (
            Target(
                id="",
                name=name,
                value=first.value if first else value,
                unit=first.unit if first else unit or None,
                comparator=_comparator(first) if first else "eq",
                year=year,
                scope=total,
                terms=(name,),
                note="出自表格",
            ),
            block.rows[number][column].start,
            "出自表格，没有写明对谁成立",
        )


def _year_column(row: Sequence[str]) -> int | None:
    years = {n: _TABLE_YEAR.findall(cell) for n, cell in enumerate(row)}
    dated = [n for n, found in years.items() if found]
    return max(dated, key=lambda n: int(years[n][-1])) if dated else None
