"""Restate a document's own numbers in other places, rightly or with one of them changed.

The restated clauses are found by a plain regular expression, not by the grammar that is
under test. The same restatements are made with and without the fault, so that one is the
twin of the other.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

_CLAUSE = re.compile(
    r"(?:(?<=[，。；：年])|^)(?P<name>[\u4e00-\u9fffA-Za-z“”（）]{4,20}?)"
    r"(?P<verb>达到|达|为|完成|实现|提高到|增加到|增长|稳定在|保持在)"
    r"(?P<number>\d+(?:\.\d+)?)"
    r"(?P<unit>万亿元|亿元|万元|万吨|亿吨|万人|万公顷|公里|平方公里|万亩|万户|家|个|户|件|万千瓦|%)(?=[，、。；])"
)
_YEAR = re.compile(r"(?<!\d)(20\d\d)年")
_PREFIX = re.compile(
    "^(?:力争|争取|确保|全年|其中|预计|累计|到|的|年|底|末|前|和|及|使|我国|全国)+"
)
_STOP = re.compile(
    "分别|同比|增长|增速|比上年|约|近|的$|均$|新增|第|^[个家户件项]|累计|其中|占|[0-9]"
)
_ANNEX = re.compile(r"^附件\s*(?:1|一)?\s*$|^附件\s*[1-9一二三四五]\s*[:：]?\s*$")


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause that gives one number; ``dated`` says that its sentence names the year."""

    line: int
    start: int
    name: str
    verb: str
    number: str
    unit: str
    year: int
    ahead: bool
    dated: bool


@dataclass
class Edit:
    """A document as lines and tables, with what was put in; ``marks`` are (kind, words)."""

    lines: list[str | list[list[str]]]
    marks: list[tuple[str, str]] = field(default_factory=list)


def clauses(lines: Sequence[str]) -> list[Clause]:
    """Clauses of sentences that name one year at most, each name once in the document."""
    text = "\n".join(lines)
    known = Counter(map(int, _YEAR.findall(text)))
    usual = known.most_common(1)[0][0] if known else 2025
    found: list[Clause] = []
    for index, line in enumerate(lines):
        for sentence in re.finditer(r"[^。；！？]+", line):
            years = set(map(int, _YEAR.findall(sentence.group())))
            match = _CLAUSE.search(sentence.group())
            if len(years) > 1 or match is None:
                continue
            name = _PREFIX.sub("", match["name"])
            if len(name) < 4 or _STOP.search(name) or not float(match["number"]):
                continue
            if name.count("“") != name.count("”") or "\t" in line:
                continue
            start = sentence.start() + match.start()
            ahead = re.search("力争|争取|确保|目标|将|到20", sentence.group()) is not None
            found.append(
                Clause(
                    line=index,
                    start=start + match["name"].index(name),
                    name=name,
                    verb=match["verb"],
                    number=match["number"],
                    unit=match["unit"],
                    year=years.pop() if years else usual,
                    ahead=ahead,
                    dated=bool(_YEAR.search(sentence.group())),
                )
            )
    return [one for one in found if text.count(one.name) == 1]


def dated(lines: Sequence[str], pool: Sequence[Clause]) -> list[str]:
    """The lines, each clause that names no year given the document's usual one."""
    out = list(lines)
    for one in sorted(pool, key=lambda one: (one.line, -one.start)):
        if not one.dated:
            words = f"到{one.year}年" if one.ahead else f"{one.year}年"
            line = out[one.line]
            out[one.line] = line[: one.start] + words + line[one.start :]
    return out


def changed(number: str, dice: random.Random) -> str:
    """Another number of as many decimals, 5 to 60 % away."""
    decimals = len(number.partition(".")[2])
    while True:
        value = float(number) * (1 + dice.choice((-1, 1)) * dice.uniform(0.05, 0.6))
        said = f"{value:.{decimals}f}"
        if float(said) > 0 and abs(float(said) / float(number) - 1) > 0.04:
            return said


_OTHERWISE = (("规模以上", "规上"), ("总产值", "产值"), ("营业收入", "营收"), ("户数", "户"),
              ("比例", "占比"), ("高新技术企业", "高企"), ("全省", ""), ("全市", ""))  # fmt: skip


def said_otherwise(name: str) -> str:
    """The name as official language also says it; the same where it knows no other way."""
    for long, short in _OTHERWISE:
        if long in name:
            return name.replace(long, short)
    return name


def _sentence(one: Clause, number: str, dice: random.Random) -> str:
    forms = (
        ("到{year}年，{name}{verb}{number}{unit}。", "确保{year}年{name}{verb}{number}{unit}。")
        if one.ahead
        else ("{year}年，{name}{verb}{number}{unit}。", "{year}年{name}已{verb}{number}{unit}。")
    )
    return dice.choice(forms).format(
        year=one.year, name=said_otherwise(one.name), verb=one.verb, number=number, unit=one.unit
    )


Plant = Callable[..., None]


def _echo(edit: Edit, pool: list[Clause], dice: random.Random, *, fault: bool) -> None:
    for _ in range(min(2, len(pool))):
        one = pool.pop()
        wrong = changed(one.number, dice)
        words = _sentence(one, wrong if fault else one.number, dice)
        edit.lines.append(words)
        edit.marks.append(("echo", words[:-1]))


def _table(edit: Edit, pool: list[Clause], dice: random.Random, *, fault: bool) -> None:
    rows = [pool.pop() for _ in range(min(3, len(pool)))]
    if not rows:
        return
    years = sorted({one.year for one in rows})
    wrong = dice.randrange(len(rows))
    table = [["指标", "单位", *(f"{year}年" for year in years)]]
    for at, one in enumerate(rows):
        other = changed(one.number, dice)
        value = other if fault and at == wrong else one.number
        name = f"{one.name}增速" if one.verb == "增长" else one.name
        table.append([name, one.unit, *(value if year == one.year else "—" for year in years)])
    edit.lines += ["主要指标表", table]
    edit.marks.append(("table", "\t".join(table[1 + wrong])))


_REAL_TERMS = re.compile("生产总值|增加值|可支配收入")


def _growth(edit: Edit, pool: list[Clause], dice: random.Random, *, fault: bool) -> None:
    """Growth since an earlier year, put behind the clause that gives the value."""
    fit = [one for one in pool if one.unit != "%" and one.verb != "增长"]
    fit = [one for one in fit if not _REAL_TERMS.search(one.name)]
    one = next((one for one in fit if "." in one.number), fit[0] if fit else None)
    if one is None:
        return
    pool.remove(one)
    span = dice.choice((3, 4, 5))
    rate = dice.uniform(5, 15)
    decimals = max(len(one.number.partition(".")[2]), 1)
    base = f"{float(one.number) / (1 + rate / 100) ** span:.{decimals}f}"
    real = ((float(one.number) / float(base)) ** (1 / span) - 1) * 100
    off = dice.choice((-1, 1)) * dice.uniform(1.3, 4)
    said = f"{real + off if fault else real:.1f}"
    words = f"{one.name}由{one.year - span}年的{base}{one.unit}增加到{one.year}年的{one.number}{one.unit}，年均增长{said}%"
    edit.lines.append(words + "。")
    edit.marks.append(("growth", words))


def _increment(edit: Edit, pool: list[Clause], dice: random.Random, *, fault: bool) -> None:
    """The increment since an earlier year, its base said in another paragraph."""
    one = next((one for one in pool if one.unit != "%" and one.verb in ("达到", "达", "为")), None)
    if one is None:
        return
    pool.remove(one)
    decimals = len(one.number.partition(".")[2])
    base = f"{float(one.number) * dice.uniform(0.4, 0.8):.{decimals}f}"
    real = f"{float(one.number) - float(base):.{decimals}f}"
    if float(base) <= 0 or float(real) * 10**decimals < 5:
        return  # within the last digits
    other = changed(real, dice)
    word = "" if one.ahead else "已"
    words = f"{one.year}年{one.name}{word}{one.verb}{one.number}{one.unit}，比{one.year - 3}年增加{other if fault else real}{one.unit}"
    if one.unit != "家" and abs(float(other) - float(real)) * 10**decimals < 3:
        other = f"{float(real) + 3 / 10**decimals:.{decimals}f}"
    edit.lines += [f"{one.year - 3}年，{one.name}为{base}{one.unit}。", words + "。"]
    edit.marks.append(("increment", words))


def _sum(edit: Edit, pool: list[Clause], dice: random.Random, *, fault: bool) -> None:
    """A table of sums of money that the document names, with their total."""
    del pool
    sums = _money(edit)
    if len(sums) < 4:
        return
    rows = dice.sample(sums, 4)
    decimals = max(len(one.partition(".")[2]) for one in rows)
    total = sum(map(float, rows))
    step = 10.0**-decimals
    near = total + dice.choice((-1, 1)) * dice.uniform(4, 6) * step
    other = (
        f"{near:.{decimals}f}" if dice.random() < 0.3 else changed(f"{total:.{decimals}f}", dice)
    )
    said = other if fault else f"{total:.{decimals}f}"
    numbered = [[str(at), f"甲{at}工程", one] for at, one in enumerate(rows, 1)]
    table = [["序号", "项目名称", "投资（亿元）"], *numbered, ["合计", "", said]]
    edit.lines += ["重点项目表", table]
    edit.marks.append(("sum", f"合计\t\t{said}"))


def _money(edit: Edit) -> list[str]:
    """The sums of money that the document names, in 亿元."""
    text = "\n".join(line for line in edit.lines if isinstance(line, str))
    return re.findall(r"(?<![\d.])(\d+(?:\.\d+)?)(?=亿元)", text)


def _shared_out(edit: Edit, pool: list[Clause], dice: random.Random, *, fault: bool) -> None:
    """An investment shared out to three years in one sentence."""
    del pool
    sums = _money(edit)
    if len(sums) < 3:
        return
    years = dice.sample(sums, 3)
    decimals = max(len(one.partition(".")[2]) for one in years)
    said = f"{sum(map(float, years)):.{decimals}f}"
    said = changed(said, dice) if fault else said
    words = f"分年度投资为{'、'.join(f'{one}亿元' for one in years)}"
    edit.lines.append(f"甲工程总投资{said}亿元，{words}。")
    edit.marks.append(("shared_out", words))


def _doubled(edit: Edit, pool: list[Clause], dice: random.Random, *, fault: bool) -> None:
    """A doubling that base and target give, or do not."""
    del pool
    sums = [one for one in _money(edit) if float(one) >= 10]
    if not sums:
        return
    base = dice.choice(sums)
    target = float(base) * (dice.uniform(1.2, 1.7) if fault else dice.uniform(2.0, 2.1))
    words = f"甲产品产值由2020年的{base}亿元增加到2025年的{target:.1f}亿元，实现翻番"
    edit.lines.append(words + "。")
    edit.marks.append(("doubled", words))


def _counted(edit: Edit, pool: list[Clause], dice: random.Random, *, fault: bool) -> None:
    """A table whose last row counts the others."""
    del pool
    size = dice.randrange(3, 9)
    said = f"{size + dice.choice((-1, 1, 2)) if fault else size}个"
    rows = [[str(at), f"乙{at}工程", "甲镇"] for at in range(1, size + 1)]
    edit.lines += ["工程一览", [["序号", "项目名称", "地点"], *rows, ["合计", said, ""]]]
    edit.marks.append(("counted", f"合计\t{said}"))


_WHOLE = re.compile(
    r"(?P<whole>\d+)(?P<unit>家|个|户|件|所|座|亿元|万元|万亩|公里)(?!以上)[^，。；\d]{0,12}[，,（(]其中[:：]?(?P<rest>[^。；]+)"
)


def _part(edit: Edit, pool: list[Clause], dice: random.Random, *, fault: bool) -> None:
    """A part (其中) made larger than its whole, where a document names one."""
    del pool
    for index, line in enumerate(edit.lines):
        match = _WHOLE.search(line) if isinstance(line, str) else None
        if match is None:
            continue
        inner = re.match(rf"[^，。；、\d]*(?P<part>\d+){match['unit']}", match["rest"])
        if inner is None or int(inner["part"]) >= int(match["whole"]):
            continue
        at = match.start("rest") + inner.start("part")
        value = (
            str(int(int(match["whole"]) * dice.uniform(1.1, 1.9)) + 1) if fault else inner["part"]
        )
        edit.lines[index] = line[:at] + value + line[at + len(inner["part"]) :]
        edit.marks.append(("part", edit.lines[index][match.start() : at + len(value) + 1]))
        return


def has_annex(lines: Sequence[str | list[list[str]]]) -> bool:
    """Whether a document lists annexes and holds the first one."""
    return _annex_at(lines) is not None


def _annex_at(lines: Sequence[str | list[list[str]]]) -> tuple[int, int] | None:
    """The line that opens the list of annexes, and the one that opens the first of them."""
    listed = next((at for at, line in enumerate(lines) if isinstance(line, str)
                   and re.match(r"\s*附件\s*[:：]\s*(?:1|一)\s*[.．、]", line)), None)  # fmt: skip
    if listed is None:
        return None
    heads = (at for at, line in enumerate(lines) if isinstance(line, str) and at > listed
             and _ANNEX.match(line.strip()))  # fmt: skip
    head = next(heads, None)
    return None if head is None else (listed, head)


def _annex(edit: Edit, pool: list[Clause], dice: random.Random, *, fault: bool) -> None:
    """The first annex of a document that lists it and has it, cut off with all that follows."""
    del pool, dice
    found = _annex_at(edit.lines)
    if found is None:
        return
    edit.marks.append(("annex", str(edit.lines[found[0]]).strip()))
    if fault:
        del edit.lines[found[1] :]


PLANTS: tuple[Plant, ...] = (
    _annex,
    _part,
    _growth,
    _increment,
    _sum,
    _shared_out,
    _doubled,
    _counted,
    _table,
    _echo,
)


def planted(lines: Sequence[str], name: str, *, fault: bool) -> Edit:
    """The document with all restatements that it allows; the same ones with and without."""
    pool = clauses(lines)
    edit = Edit(list(dated(lines, pool)))
    random.Random(name).shuffle(pool)
    for plant in PLANTS:
        plant(edit, pool, random.Random(name + plant.__name__), fault=fault)
    return edit
