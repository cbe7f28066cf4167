"""How a review is put into Chinese for people: the one place for these words.

Codes are those of :mod:`fangan.findings`; a code without a word of its own is
shown as it is, so that a new check is never hidden.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType

from fangan.document import Document
from fangan.findings import Indicator, ItemFinding, Review
from fangan.framework import Target

DOUBTFUL_BELOW = 0.6
"""Confidence under which a person is asked to look."""

_SURE_FROM = 0.85
"""Confidence from which a problem found is called sure."""

NOT_SHOWN = "�"
"""Stands for a character that must not reach a screen; one for one, so offsets hold."""


def _table(**words: str) -> Mapping[str, str]:
    return MappingProxyType(words)


ITEM_STATES = _table(
    quantified="已量化",
    concrete="有具体措施",
    restated="只是复述",
    missing="未写",
    not_applicable="不适用",
)
ITEM_STATE_MEANINGS = _table(
    quantified="有本地自己的数字和单位，或有名称、有期限的成果",
    concrete="有本地自己的具体企业、项目、地点、部门或机制，没有数字",
    restated="只有重复或改写总体方案的笼统话",
    missing="全文没有写到",
    not_applicable="该条有前提，方案说明了前提不成立及理由，或方案所处位置不在该条范围内",
)
PART_STATES = _table(present="有", thin="内容偏薄", missing="缺")
TARGET_STATES = _table(
    complete="齐全",
    incomplete="不齐全",
    not_stated="未写",
    contradicts="矛盾",
    not_applicable="不适用",
)
MODALITIES = _table(must="必备", encourage="鼓励", explore="探索", duty="他方职责")
APPLIES = _table(
    conditional="有条件才需要写",
    in_devzone="开发区内适用",
    out_devzone="开发区外适用",
)
SEVERITIES = _table(error="错误", warning="警告", hint="提示")
VERDICTS = _table(complete="完整", incomplete="不完整", unreadable="不能判定")
LACKS = _table(
    value="数值",
    unit="单位",
    comparator="比较方式",
    base_value="基数",
    base_year="基期年份",
    year="目标年份",
    owner="责任单位",
    scope="口径",
    nature="属性",
)
SCOPES = _table(zone="本区", county="县域", province="全省", individual="单个主体")
KINDS = _table(target="目标", achieved="现状")
CHECKS = _table(
    text_table_conflict="正文与表格不一致",
    text_text_conflict="前后说法不一致",
    growth_arithmetic="增速算不通",
    sum_mismatch="合计与分项不符",
    too_many_leading_industries="主导产业过多",
    target_year="目标年份不对",
    placeholder="留有空白或占位符",
    heading_jump="标题层次或序号跳跃",
    copied_from_master="照抄总体方案",
    no_owner="没有写责任单位",
    hidden_text="有看不见的文字",
    unread_page="有页面未读出",
    base_year_missing="缺基期",
    no_deadline="缺完成时限",
    unit_missing="缺单位",
    attachment_missing="缺附件",
)
POINTS = _table(base="基期", achieved="现状", target="目标")
_COMPARATORS = _table(ge="不低于", gt="超过", le="不超过", lt="低于", approx="约")


def clean(text: str) -> str:
    """``text`` with control characters and half surrogates made visible, one for one.

    A document's words are data: none may steer a terminal or spoil a file.
    Tabs and line breaks stay.
    """
    if text.isprintable():
        return text
    return "".join(NOT_SHOWN if _is_unsafe(char) else char for char in text)


def _is_unsafe(char: str) -> bool:
    code = ord(char)
    control = (code < 0x20 and char not in "\t\n") or 0x7F <= code < 0xA0
    turns_direction = 0x202A <= code <= 0x202E or 0x2066 <= code <= 0x2069
    return control or turns_direction or 0xD800 <= code <= 0xDFFF


def one_line(text: str) -> str:
    """``text`` as one line; cells of a table row are set apart by a bar."""
    row = " ｜ ".join(cell.strip() for cell in text.split("\t"))
    return " ".join(row.split())


def number(value: float) -> str:
    """A number without a tail of binary noise: 350.0 → 350, 0.1 + 0.2 → 0.3."""
    tidy = round(value, 6)
    return str(int(tidy)) if tidy == int(tidy) else f"{tidy:.10g}"


def numbers(values: Iterable[int]) -> str:
    """Page numbers as a reader says them, runs joined: 1, 2, 3, 7 → 1—3、7."""
    runs: list[list[int]] = []
    for value in sorted(set(values)):
        if runs and value == runs[-1][1] + 1:
            runs[-1][1] = value
        else:
            runs.append([value, value])
    return "、".join(str(a) if a == b else f"{a}—{b}" for a, b in runs)


def percent(share: float) -> str:
    """A share as whole percent; only all of it is 100 %, only none of it 0 %."""
    whole = round(share * 100)
    if share < 1:
        whole = min(whole, 99)
    if share > 0:
        whole = max(whole, 1)
    return f"{whole}%"


def sureness(finding: ItemFinding) -> str:
    """The confidence in whole percent, rounded down: what is doubtful never looks certain."""
    return f"{int(finding.confidence * 100 + 1e-6)}%"


def how_sure(confidence: float | None) -> str:
    """高, 中 or 低 for the confidence of a problem found; empty where nothing is in doubt."""
    if confidence is None:
        return ""
    if confidence < DOUBTFUL_BELOW:
        return "低"
    return "高" if confidence >= _SURE_FROM else "中"


def moment(made_at: str) -> str:
    """An ISO time to the minute; anything else as it is."""
    try:
        return datetime.fromisoformat(made_at).strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return made_at


def with_unit(figure: str, unit: str | None) -> str:
    """A figure with its unit; only signs of share stand right behind it."""
    if not unit:
        return figure
    return f"{figure}{unit}" if unit in {"%", "‰"} else f"{figure} {unit}"


def amount(indicator: Indicator) -> str:
    """The value in words: 不低于 350 万元/亩; -15 % with ge → 下降不低于 15%."""
    value = indicator.value
    ends = value if isinstance(value, tuple) else (value,)
    falls = all(end < 0 for end in ends)
    sizes = sorted(abs(end) for end in ends) if falls else list(ends)
    figure = with_unit(" 至 ".join(number(size) for size in sizes), indicator.unit)
    prefix = "下降" if falls else _BASES.get(indicator.basis or "", "")
    bound = _COMPARATORS.get(indicator.comparator, "")
    if bound or not prefix:
        return f"{prefix}{bound} {figure}".strip()
    return f"{prefix} {figure}"


_BASES = _table(ratio="为基数的", increment="增长")


def base(indicator: Indicator) -> str:
    """The base value and year, as far as stated; empty where neither is.

    A multiple's base is not itself counted in times, so it stands without a unit.
    """
    unit = None if indicator.basis else indicator.unit
    parts = []
    if indicator.base_value is not None:
        parts.append(with_unit(number(indicator.base_value), unit))
    if indicator.base_year is not None:
        parts.append(f"（{indicator.base_year} 年）" if parts else f"{indicator.base_year} 年")
    return "".join(parts)


def demand(target: Target) -> str:
    """What the master plan asks for a target: its number, or that the plan sets one."""
    value = target.value
    if value is None:
        asked = "由方案自定"
    elif isinstance(value, str):
        asked = value
    else:
        ends = value if isinstance(value, tuple) else (value,)
        figure = with_unit(" 至 ".join(number(end) for end in ends), target.unit)
        asked = f"{_COMPARATORS.get(target.comparator or '', '')} {figure}".strip()
    return f"{asked}（{target.year} 年）" if target.year else asked


def severity_of(finding: ItemFinding) -> str:
    """What an unanswered item amounts to: 缺项 for a must, else 建议补充; else empty."""
    if finding.met:
        return ""
    return "缺项" if finding.item.modality == "must" else "建议补充"


def is_doubtful(finding: ItemFinding) -> bool:
    """Whether a person should look because the program is not sure."""
    return finding.confidence < DOUBTFUL_BELOW


def display_title(document: Document) -> str:
    """The document's own title, else its file name."""
    return document.metadata.title or document.source.filename


def headline(review: Review) -> str:
    """The verdict in one plain sentence."""
    if review.verdict == "unreadable":
        return "不能判定：有页面没有读出文字，读出之前不能认定方案完整"
    if review.verdict == "incomplete":
        return "不完整：方案还缺必须写的内容，需补充后再报"
    errors = sum(finding.severity == "error" for finding in review.findings)
    if errors:
        return f"完整，但有 {errors} 处错误需要改正"
    return "完整：必备条目和必备部分都写到了，各页都已读出"


def reasons(review: Review) -> tuple[str, ...]:
    """Why the verdict is what it is, weightiest first; empty for a complete plan."""
    found = []
    unread = review.document.unread_pages
    if unread:
        found.append(
            f"有 {len(unread)} 页没有读出文字：第 {numbers(unread)} 页。缺的内容可能就写在其中，请人工阅读"
        )
    absent = [part.name for part in review.parts if part.status == "missing"]
    if absent:
        found.append(f"缺必备部分 {len(absent)} 个：{'、'.join(absent)}")
    missing = review.must_missing
    if missing:
        states = Counter(f.status for f in review.items if f.item.id in set(missing))
        split = "，".join(
            f"{ITEM_STATES[state]} {states[state]} 条"
            for state in ("missing", "restated")
            if states[state]
        )
        found.append(f"缺项 {len(missing)} 条必备条目（{split}）")
    return tuple(found)


def remarks(review: Review) -> tuple[str, ...]:
    """What else to look at, though it does not change the verdict."""
    found = []
    thin = [part.name for part in review.parts if part.status == "thin"]
    if thin:
        found.append(f"必备部分内容偏薄：{'、'.join(thin)}")
    if review.copied_share:
        share = percent(review.copied_share)
        found.append(f"全文约 {share} 的文字与总体方案相同（连续十字以上相同的才算）")
    severities: Counter[str] = Counter(finding.severity for finding in review.findings)
    problems = "、".join(
        f"{word} {severities[code]} 处" for code, word in SEVERITIES.items() if severities[code]
    )
    if problems:
        found.append(f"发现问题：{problems}")
    opposed = [t.id for t in review.targets if t.status == "contradicts"]
    if opposed:
        found.append(f"指标与总体方案或自身矛盾 {len(opposed)} 个：{'、'.join(opposed)}")
    wanted = sum(severity_of(finding) == "建议补充" for finding in review.items)
    if wanted:
        found.append(f"鼓励或探索类条目建议补充 {wanted} 条")
    unsure = sum(how_sure(finding.confidence) == "低" for finding in review.findings)
    if unsure:
        found.append(f"{unsure} 处问题的把握低，已标“请人工核对”")
    doubtful = sum(is_doubtful(finding) for finding in review.items)
    if doubtful:
        found.append(f"{doubtful} 条判断的把握不足 {percent(DOUBTFUL_BELOW)}，已标“请人工核对”")
    return tuple(found)
