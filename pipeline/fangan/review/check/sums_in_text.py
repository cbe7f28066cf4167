"""Totals that the running text states: of districts, of groups of projects, of a table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from fangan.document import Document
from fangan.findings import Evidence, Finding, quote
from fangan.nlp import units
from fangan.nlp.numerals import chinese_integer
from fangan.nlp.quantities import Quantity, quantities
from fangan.nlp.sentences import sentences
from fangan.review.check import sureness
from fangan.review.check.material import Material
from fangan.review.check.wording import amount, place
from fangan.review.project_tables import Project, ProjectTable

_DISTRICT = "(?:片区|功能区|组团|板块|分区|园区|片|区|园)"
_DISTRICTS = re.compile(rf"([二两三四五六七八九2-9])(?:个|大)?{_DISTRICT}")
_NAMED_DISTRICT = re.compile(
    rf"[^，。；：、\s\d]{{1,14}}?{_DISTRICT}(?:面积|占地|规划面积|用地)?(?:为|约)?$"
)
_WHOLE_AREA = re.compile("(?:总|规划|规划总|总规划|总用地|规划用地)面积(?:为|约|共|共计)?$")
_OPEN = re.compile("其余|剩余|等(?=[，。；]|$)|不足部分|以上|不少于|不低于|左右|力争|约|近|余")
_SHARED_OUT = re.compile(
    "(?:分年度|年度|按年度)(?:投资|计划|安排)?(?:为|是|：|:|安排)|资金(?:来源|筹措|构成)(?:为|是|：|:|包括)"
)
_PROJECTS = re.compile("项目[^，。；、\\d]{0,6}$")
_AFTER_PROJECTS = re.compile("[^，。；、\\d]{0,12}项目")
_AT_LEAST = re.compile("以上|不少于|不低于|超|突破|余|多")
_NO_WHOLE = re.compile("增加|增长|增收|超收|均|每|单[产价]|最[高低大]")
"""Words of rises, averages and extremes, of which a part's may be more."""
_INVESTED = re.compile("投资(?:额|规模)?(?:约|为|达|达到|共|共计)?$")
_ATTACHED = re.compile("附[件表]|见表|列表|项目表")


@dataclass(frozen=True, slots=True)
class _Part:
    """A quantity in base units; ``before`` and ``after`` are the words around it.

    ``step`` is what its last digit stands for; offsets count in the document.
    """

    value: float
    dimension: str
    before: str
    after: str
    start: int
    end: int
    words: str
    step: float
    unit: str | None


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence of the document and the quantities in it."""

    start: int
    end: int
    words: str
    parts: tuple[_Part, ...]

    @property
    def invested(self) -> list[_Part]:
        """The sums of money that it calls an investment."""
        return [p for p in self.parts if p.dimension == "money" and _INVESTED.search(p.before)]


def text_findings(material: Material) -> list[Finding]:
    """The errors of all totals that the text states."""
    document = material.document
    found: list[Finding] = []
    area: _Part | None = None
    for block in document.blocks:
        if block.kind not in ("paragraph", "list"):
            continue
        text = document.text[block.start : block.end]
        if not _may_state(text):
            continue
        read = [
            _read(document.text, *span) for span in sentences(document.text, block.start, block.end)
        ]
        found += _districts(document, read, area)
        found += _of_sentences(material, read)
        areas = [one for one in _areas(read) if _WHOLE_AREA.search(one.before)]
        area = areas[0] if areas else area
    return found


def _may_state(text: str) -> bool:
    """Whether a paragraph may hold a total at all: numbers are costly to read."""
    if "面积" in text or _SHARED_OUT.search(text):
        return True
    if "其中" in text or ("投资" in text and _ATTACHED.search(text)):
        return True
    return _DISTRICTS.search(text) is not None and re.search("平方公里|亩|公顷", text) is not None


def _of_sentences(material: Material, read: Sequence[_Sentence]) -> Iterator[Finding]:
    whole: _Part | None = None
    for sentence in read:
        yield from _shared_out(material.document, sentence, whole)
        yield from _groups(material.document, sentence)
        yield from _inside(material.document, sentence)
        yield from _against_tables(material, sentence)
        whole = sentence.invested[0] if sentence.invested else whole


def _read(text: str, start: int, end: int) -> _Sentence:
    words = text[start:end]
    out: list[_Part] = []
    previous = 0
    for one in quantities(words):
        named = one.role in ("threshold", "label")  # 百亿元项目: a name, no part of anything
        if not isinstance(one.value, tuple) and one.unit is not None and not named:
            out.append(_part(words, one, one.value, max(previous, 0), start))
        previous = one.end
    return _Sentence(start, end, words, tuple(out))


def _part(words: str, one: Quantity, value: float, floor: int, offset: int) -> _Part:
    unit = units.parse(one.unit)
    decimals = len(f"{value:.6f}".rstrip("0").partition(".")[2])
    return _Part(
        value=value * unit.factor,
        dimension="count" if unit.dimension.startswith("count:") else unit.dimension,
        before=re.split("[，。；：:]", words[floor : one.start])[-1],
        after=words[one.end : one.end + 16],
        start=offset + one.start,
        end=offset + one.end,
        words=words[one.start : one.end],
        step=10.0**-decimals * unit.factor,
        unit=one.unit,
    )


def _differs(whole: _Part, parts: Sequence[_Part]) -> bool:
    """Whether parts do not give the whole, beyond what rounding of all of them explains."""
    summed = sum(part.value for part in parts)
    finest = min(part.step for part in parts)  # beside 0.9 and 0.6 a 1 is a 1.0
    slack = 0.0 if whole.dimension == "count" else (whole.step + finest * len(parts)) / 2
    return abs(whole.value - summed) > slack + 1e-9 * whole.value


def _finding(document: Document, whole: _Part, parts: Sequence[_Part], what: str) -> Finding:
    summed = sum(part.value for part in parts) / units.parse(whole.unit).factor
    gap = abs(whole.value / units.parse(whole.unit).factor - summed)
    listed = "、".join(part.words for part in parts)
    evidence = _clauses(document, whole.start, whole.end)
    message = (
        f"{place(document, evidence)}写{what}{whole.words}，所列{listed}相加为"
        f"{amount(summed, whole.unit)}，相差{amount(gap, whole.unit)}"
    )
    spread = _clauses(document, parts[0].start, parts[-1].end)
    sure = sureness.of_make(document, "sum_in_text", (evidence, spread))
    return Finding("sum_mismatch", "error", message, (evidence, spread), sure)


def _clauses(document: Document, start: int, end: int) -> Evidence:
    """The clauses of the text that hold ``start`` to ``end``."""
    text = document.text
    left = max(text.rfind(mark, 0, start) for mark in "，。；：\n") + 1
    stops = [at for mark in "，。；\n" if (at := text.find(mark, end)) >= 0]
    return quote(document, left, min(stops, default=len(text)))


def _areas(read: Sequence[_Sentence]) -> list[_Part]:
    return [one for sentence in read for one in sentence.parts if one.dimension == "area"]


def _districts(
    document: Document, read: Sequence[_Sentence], above: _Part | None
) -> Iterator[Finding]:
    """Districts that a count announces must fill the area stated with or right before them."""
    areas = _areas(read)
    text = "".join(sentence.words for sentence in read)
    counts = {chinese_integer(match[1]) for match in _DISTRICTS.finditer(text)}
    whole = next((one for one in areas if _WHOLE_AREA.search(one.before)), above)
    named = [one for one in areas if _NAMED_DISTRICT.search(one.before) and one is not whole]
    if whole is None or len(named) < 2 or len(named) not in counts:
        return
    if not _OPEN.search(document.text, named[0].start, named[-1].end) and _differs(whole, named):
        yield _finding(document, whole, named, "总面积")


def _shared_out(document: Document, sentence: _Sentence, whole: _Part | None) -> Iterator[Finding]:
    """Years or sources that an investment is shared out to must give all of it."""
    cue = _SHARED_OUT.search(sentence.words)
    if cue is None:
        return
    rest = sentence.words[cue.end() :]
    before = [one for one in sentence.invested if one.end <= sentence.start + cue.start()]
    whole = before[-1] if before else whole
    after = [
        one
        for one in sentence.parts
        if one.dimension == "money" and one.start >= sentence.start + cue.end()
    ]
    if whole is None or len(after) < 2 or _OPEN.search(rest) or "其中" in rest:
        return
    if _differs(whole, after):
        yield _finding(document, whole, after, "总投资")


def _groups(document: Document, sentence: _Sentence) -> Iterator[Finding]:
    """Groups given by number and investment: when one of the two adds up, so must the other."""
    cut = sentence.words.find("其中")
    pairs = _pairs(sentence) if cut >= 0 else []
    if len(pairs) < 3 or _OPEN.search(sentence.words[cut:]):
        return
    (count, money), *groups = pairs
    counts, moneys = [one[0] for one in groups], [one[1] for one in groups]
    short, wrong = _differs(count, counts), _differs(money, moneys)
    if wrong and not short:
        yield _finding(document, money, moneys, "总投资")
    elif short and not wrong:
        yield _finding(document, count, counts, "项目")


def _inside(document: Document, sentence: _Sentence) -> Iterator[Finding]:
    """What lies in a whole (其中) cannot be more than it, when both are counted alike.

    Only what follows at once is surely a part. Parts may overlap or leave something
    out, so that their sum says nothing; of rates and averages, a part's may be higher.
    """
    for cue in re.finditer("[，,（(]?其中[:：，]?", sentence.words):
        at = sentence.start + cue.start()
        before = [one for one in sentence.parts if one.end <= at]
        after = [one for one in sentence.parts if one.start >= at]
        if not before or re.search("[，；。]", document.text[before[-1].end : at]):
            continue
        whole, part = before[-1], after[0] if after else before[-1]
        around = document.text[max(whole.start - 8, sentence.start) : whole.end + 2]
        rate = whole.dimension == "share" or "/" in whole.dimension
        if part.unit != whole.unit or rate or _NO_WHOLE.search(whole.before):
            continue
        apart = re.search("[，；。]", document.text[at + 1 : part.start].removeprefix("其中，"))
        if part.value > whole.value and not apart and not _AT_LEAST.search(around):
            yield _of_part(document, whole, part)


def _of_part(document: Document, whole: _Part, part: _Part) -> Finding:
    evidence = _clauses(document, whole.start, part.end)
    message = f"{place(document, evidence)}写{whole.words}，其中的{part.words}却比它多"
    sure = sureness.of_make(document, "part", (evidence,))
    return Finding("sum_mismatch", "error", message, (evidence,), sure)


def _pairs(sentence: _Sentence) -> list[tuple[_Part, _Part]]:
    """Numbers of projects, each with the investment right after it."""
    return [
        (one, other)
        for one, other in pairwise(sentence.parts)
        if one.dimension == "count"
        and (_PROJECTS.search(one.before) or _AFTER_PROJECTS.match(one.after))
        and other.dimension == "money"
        and _INVESTED.search(other.before)
    ]


def _against_tables(material: Material, sentence: _Sentence) -> Iterator[Finding]:
    """Projects counted and summed in a sentence that points to the only table of projects.

    When one of the two numbers is the table's, the other must be; when neither is, the
    sentence speaks of other projects.
    """
    pairs = _pairs(sentence)
    if len(material.projects) != 1 or len(pairs) != 1 or not _ATTACHED.search(sentence.words):
        return
    table = material.projects[0]
    sums = _sums_of(table)
    (count, money), listed = pairs[0], len(table.projects)
    money_fits = any(abs(money.value - value) <= (money.step + step) / 2 for value, step in sums)
    if not sums:
        return
    if money_fits == (count.value == listed):
        return
    evidence = _clauses(material.document, count.start, money.end)
    row = table.total or table.rows[0]
    where = place(material.document, evidence)
    if money_fits:
        message = f"{where}写项目{count.words}，项目表列出{listed}个"
    else:
        said = amount(sums[0][0] / units.parse(money.unit).factor, money.unit)
        message = f"{where}写总投资{money.words}，项目表所列{listed}个项目合计{said}"
    shown = quote(material.document, row.start, row.end)
    sure = sureness.of_make(material.document, "sum_in_text", (evidence, shown))
    yield Finding("sum_mismatch", "error", message, (evidence, shown), sure)


def _sums_of(table: ProjectTable) -> list[tuple[float, float]]:
    """What a table's projects cost, by its rows and by its total row, and what a digit is worth."""
    found = [_sum_of(table.projects)]
    if table.total:
        found.append(_sum_of((table.total,)))
    return [one for one in found if one is not None]


def _sum_of(rows: Sequence[Project]) -> tuple[float, float] | None:
    value = step = 0.0
    for row in rows:
        if row.investment is None or isinstance(row.investment, tuple):
            return None
        factor = units.parse(row.unit).factor
        value += row.investment * factor
        step += factor
    return value, step
