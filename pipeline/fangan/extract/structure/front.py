"""What stands around the body: title, contents, signature, and the furniture of web pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from fangan.extract.structure.facts import (
    CAPTION,
    DATE,
    NAMES_A_DOCUMENT,
    ONLY_DATE,
    SALUTATION,
    Facts,
    folded,
    is_organ,
)
from fangan.extract.structure.plain import look_of

_NAVIGATION: Final = re.compile(
    r"当前位置|您(?:现在)?的位置|您所在的位置|首页\s*[>＞»\-—/]|【?字号|【?字体|^\W*(?:加大|还原|减小|大|中|小|首页|"
    r"下载|打印|全屏|收藏|返回|分享|关闭|扫一扫|复制链接|繁體|无障碍|登录|注册|导航|搜索)\W*$|"
    r"^\W*(?:来源|信息来源|稿件来源|发布时间|发布日期|更新时间|时间|日期|作者|编辑|浏览|点击|阅读|查阅|访问量|"
    r"索\s*引\s*号|主题分类|发文机关|发布机构|成文日期|发文日期|标\s*题|名\s*称|发文字号|文\s*号|主\s*题\s*词|公文种类|有效性|信息分类|公开方式|"
    r"生效日期|废止日期|时效性|效力级别|法宝引证码|原文链接|责任编辑|关键词|服务对象|体裁)\W*[：:】]|"
    r"(?:浏览|点击|阅读|查阅|访问)(?:次数|量|数)?\s*[：:]|扫一扫.{0,6}手机|分享到|打印本页|^https?://\S+$|^【法宝引证码】"
)
_EVEN_LONG: Final = re.compile(r"^\W*(?:来源|当前位置|您)|https?://")
_KEYWORDS: Final = re.compile(r"[\u4e00-\u9fff]{2,}(?:[\s　]+[\u4e00-\u9fff]{2,})+")
_LABEL: Final = re.compile(r"^[^：:。，]{2,12}[：:]$")
_TAIL: Final = re.compile(
    r"扫一扫|阅读全文|相关报道|相关链接|相关稿件|相关阅读|相关文章|责任编辑|打印本页|分享到|^上一[篇条]|^下一[篇条]|"
    r"关闭窗口|返回顶部|版权所有|备案号|主办单位[：:]|网站标识码|^-->|延伸阅读|推荐阅读|^\[?(?:责编|编辑)[：:]|"
    r"微信扫码|客服热线|附件下载|政策解读[：:]?$|^打印$|^【?(?:打印|关闭)】?"
)
_CONTENTS: Final = re.compile(r"目\s*[录次錄]|CONTENTS|Contents")
_PAGE: Final = re.compile(
    r"(?:[.．…·]{2,}|[\s　]{2,}|\t|—{2,}|-{3,})\s*[-—]?\s*\d{1,4}\s*[-—]?\s*$"
)
_NOT_A_TITLE: Final = re.compile(
    r"^(?:[（(为]|现在|——|—|附\s*[件表]|来源|目\s*录|各|第[^届]{1,4}[章节条]|https?:)|[：:，,、！!]$|号$"
)
_ISSUED: Final = re.compile(r"[（(](?:此件|本文有删减|此页)[^)）]*[)）]")
_ZONE: Final = 80
_FOREWORDS: Final = 3
"""Paragraphs of an editor that may stand above a title."""
_LONGEST_ENTRY: Final = 200
_LONGEST_TAIL: Final = 8
_CONTENTS_ZONE: Final = 400
_LONGEST_TITLE: Final = 120


@dataclass(frozen=True)
class Front:
    """Places of what stands around the body; all are positions of pieces."""

    title: tuple[int, ...] = ()
    inner_titles: frozenset[int] = frozenset()
    header: frozenset[int] = frozenset()
    footer: frozenset[int] = frozenset()
    contents: frozenset[int] = frozenset()
    notes: frozenset[int] = frozenset()
    signature: frozenset[int] = frozenset()
    labels: dict[str, str] = field(default_factory=dict)

    @cached_property
    def taken(self) -> frozenset[int]:
        """Pieces that can be no heading."""
        return (
            self.inner_titles
            | self.header
            | self.footer
            | self.contents
            | self.notes
            | self.signature
            | frozenset(self.title)
        )


def look_around(
    facts: Sequence[Facts], hint: str | None, *, labels: Mapping[str, str] | None = None
) -> Front:
    """Find title, contents, signature and furniture.

    ``hint`` is the format's own title; ``labels`` are what it states beside the text.
    """
    contents = _contents(facts)
    body = _first_heading(facts, contents)
    header, printed = _header(facts, body)
    signature = _signature(facts)
    title = _title(facts, body, header | contents | signature, hint)
    notes: frozenset[int] = frozenset()
    if title:
        if header:
            before = range(title[0])
            notes = frozenset(i for i in before if facts[i].prose and i not in header)
            header |= _twice(facts, title, header)
            header |= frozenset(i for i in before if _adrift(facts, i, header))
        else:
            header |= _twice(facts, title, header)
    inner = _inner_titles(facts, title, signature, header | contents)
    return Front(
        title=title,
        inner_titles=inner - frozenset(title),
        header=header - frozenset(title),
        footer=_footer(facts),
        contents=contents,
        notes=notes,
        signature=signature,
        labels={**printed, **(labels or {})},
    )


def _contents(facts: Sequence[Facts]) -> frozenset[int]:
    """Lines of a table of contents: they end in page numbers, or come again later."""
    again = Counter(folded(fact.text) for fact in facts if fact.short)
    limit = min(len(facts), _CONTENTS_ZONE)
    named = next((i for i in range(limit) if _CONTENTS.fullmatch(facts[i].text)), None)
    if named is not None:
        seen: set[str] = set()
        end = named + 1
        while end < len(facts) and _in_contents(facts, end, again, seen):
            seen.add(folded(facts[end].text))
            end += 1
        return frozenset(range(named, end)) if end - named >= 3 else frozenset()
    run: list[int] = []
    for index in range(limit):
        if _listed(facts[index], again) and (facts[index].mark or _PAGE.search(facts[index].text)):
            run.append(index)
        elif len(run) >= 4:
            break
        else:
            run = []
    early = bool(run) and sum(fact.prose for fact in facts[: run[0]]) <= 5
    return frozenset(run) if len(run) >= 4 and early else frozenset()


def _listed(fact: Facts, again: Counter[str]) -> bool:
    """A short line with a page number, or one whose words come again."""
    if _PAGE.search(fact.text):
        return len(fact.text) <= _LONGEST_ENTRY
    if not fact.short:
        return False
    name = folded(fact.text)
    return again[name] > 1 and len(name) >= 3


def _in_contents(facts: Sequence[Facts], index: int, again: Counter[str], seen: set[str]) -> bool:
    """A contents line, or a short one between two of them."""
    fact = facts[index]
    if _listed(fact, again):
        # the second coming of a line is the heading itself
        return folded(fact.text) not in seen or bool(_PAGE.search(fact.text))
    follows = index + 1 < len(facts) and bool(_PAGE.search(facts[index + 1].text))
    return fact.short and follows


def _first_heading(facts: Sequence[Facts], contents: frozenset[int]) -> int:
    """The first numbered line that may be a heading of the body."""
    for index, fact in enumerate(facts):
        mark = fact.mark
        if (
            mark
            and mark.sure
            and index not in contents
            and (mark.ordinal == 1 or mark.style in ("part", "chapter", "section", "article"))
            and mark.style not in ("point", "letter", "circled")
        ):
            return index
    return min(len(facts), 30)


def _header(facts: Sequence[Facts], body: int) -> tuple[frozenset[int], dict[str, str]]:
    """Navigation, label lines and source lines of a web page above the body."""
    found: set[int] = set()
    labels: dict[str, str] = {}
    end = min(body, _ZONE, len(facts))
    for index in range(end):
        text = facts[index].text
        if not text or len(text) > 200 or index in found or not _NAVIGATION.search(text):
            continue
        if not facts[index].short and not _EVEN_LONG.search(text):
            continue
        found.add(index)
        name, _, value = text.partition("：")
        if not value.strip() and _LABEL.match(text) and index + 1 < end:
            following = facts[index + 1]
            # 主题词 mostly stands empty, right above the text itself
            empty = re.match(r"\W*主\s*题\s*词", text) and not _KEYWORDS.fullmatch(following.text)
            if (
                not empty
                and not _LABEL.match(following.text)
                and len(following.text) <= _LONGEST_TITLE
            ):
                value = following.text
                found.add(index + 1)
        labels.setdefault(re.sub(r"\W", "", name), value.strip())
    return frozenset(found), {name: value for name, value in labels.items() if value}


def _adrift(facts: Sequence[Facts], index: int, header: frozenset[int]) -> bool:
    """A short scrap among navigation lines, before the title."""
    near = any(i in header for i in (index - 1, index + 1, index - 2, index + 2))
    fact = facts[index]
    return near and fact.words and len(fact.text) <= 60 and "。" not in fact.text


def _title(
    facts: Sequence[Facts], body: int, taken: frozenset[int], hint: str | None
) -> tuple[int, ...]:
    """The lines of the title, or none."""
    end = min(body, _ZONE, len(facts))
    prose = [index for index in range(end) if facts[index].prose]
    end = prose[_FOREWORDS] if len(prose) > _FOREWORDS else end
    usual = look_of(facts).size
    wanted = folded(hint or "")
    best: tuple[float, tuple[int, ...]] = (0.0, ())
    index = 0
    while index < end:
        lines = _title_lines(facts, index, end, taken)
        if not lines:
            index += 1
            continue
        score = _title_score(facts, lines, usual, wanted)
        if score > best[0] + 0.01:
            best = (score, lines)
        index = lines[-1] + 1
    return best[1] if best[0] >= 3 else ()


def _could_be_title(fact: Facts) -> bool:
    text = fact.text
    stated = fact.paragraph is not None and fact.paragraph.kind == "title"
    return bool(
        fact.words
        and not fact.table
        and fact.letters >= 2
        and len(text) <= _LONGEST_TITLE
        and (fact.short or len(text) > 60)
        and "。" not in text
        and ("，" not in text or NAMES_A_DOCUMENT.fullmatch(text))
        and (text[-1] not in "的和与及在对" or text.count("《") > text.count("》"))
        and (stated or not _NOT_A_TITLE.search(text))
        and not ONLY_DATE.fullmatch(text)
        and not SALUTATION.fullmatch(text)
        and not (fact.mark and fact.mark.sure)
    )


def _title_lines(
    facts: Sequence[Facts], index: int, end: int, taken: frozenset[int]
) -> tuple[int, ...]:
    """The lines from ``index`` on that make one title, split over printed lines."""
    if index in taken or not _could_be_title(facts[index]):
        return ()
    lines = [index]
    while (
        lines[-1] + 1 < end
        and len(lines) < 5
        and lines[-1] + 1 not in taken
        and _continues(facts, lines, lines[-1] + 1)
    ):
        lines.append(lines[-1] + 1)
    return tuple(_whole(facts, lines))


def _continues(facts: Sequence[Facts], lines: list[int], index: int) -> bool:
    first, fact = facts[lines[0]], facts[index]
    before = facts[lines[-1]].text
    if not _could_be_title(fact) or folded(fact.text) == folded(before):
        return False
    a, b = first.paragraph, fact.paragraph
    if a and b and (a.size or a.centred or a.level or a.kind):
        alike = (a.size, a.centred, a.level, a.kind) == (b.size, b.centred, b.level, b.kind)
        if not alike:
            return False
        if a.kind == "title" or (a.size and a.centred):
            return True
    if NAMES_A_DOCUMENT.fullmatch(before):
        # a complete name; only its own tail may follow (…标准体系 / 建设指南)
        return len(fact.text) <= _LONGEST_TAIL and bool(NAMES_A_DOCUMENT.fullmatch(fact.text))
    return len(before) >= 8


def _whole(facts: Sequence[Facts], lines: list[int]) -> list[int]:
    """The lines where they end in the name of a document, else the first alone."""
    p = facts[lines[0]].paragraph
    formed = p is not None and bool(p.size or p.centred or p.level or p.kind)
    ends = [i for i in lines if NAMES_A_DOCUMENT.fullmatch(facts[i].text)]
    if formed or not ends:
        return lines if formed else lines[:1]
    return lines[: lines.index(ends[-1]) + 1]


def _title_score(
    facts: Sequence[Facts], lines: tuple[int, ...], usual: float | None, wanted: str
) -> float:
    first = facts[lines[0]]
    text = "".join(facts[i].text for i in lines)
    score = 0.0
    if first.paragraph:
        p = first.paragraph
        score += 5.0 if p.kind == "title" else 0.0
        score += 2.0 if p.level == 1 else 0.0
        score += 2.0 if p.size and usual and p.size > usual * 1.15 else 0.0
        score += 1.0 if p.centred else 0.0
        score += 0.5 if p.bold else 0.0
    if NAMES_A_DOCUMENT.fullmatch(text) and len(text) >= 5:
        score += 3.0
    if is_organ(text):
        score -= 3.0
    if "关于" in text or "印发" in text:
        score += 1.0
    name = folded(text)
    if wanted and len(name) >= 4 and (name in wanted or wanted in name):
        score += 3.0
    if lines[0] == 0 and first.short and len(text) >= 6:
        score += 1.0
        following = facts[lines[-1] + 1] if lines[-1] + 1 < len(facts) else None
        if following and (following.prose or (following.mark and following.mark.ordinal == 1)):
            score += 1.5
    return score


def _twice(
    facts: Sequence[Facts], title: tuple[int, ...], header: frozenset[int]
) -> frozenset[int]:
    """Other copies of the title above it and right after it."""
    name = folded("".join(facts[i].text for i in title))
    after = range(title[-1] + 1, min(title[-1] + 30, len(facts)))
    found = {i for i in range(title[0]) if folded(facts[i].text) == name}
    for index in after:
        if folded(facts[index].text) == name:
            found.add(index)
        elif index + 1 < len(facts) and (
            facts[index].short and name == folded(facts[index].text + facts[index + 1].text)
        ):
            found.update((index, index + 1))
        elif facts[index].prose and index not in header:
            break
    return frozenset(found)


def _signature(facts: Sequence[Facts]) -> frozenset[int]:
    """Dates that stand alone, with the lines of issuers and signatories above them."""
    found: set[int] = set()
    for index, fact in enumerate(facts):
        if not fact.text or len(fact.text) > 60:
            continue
        if ONLY_DATE.fullmatch(fact.text):
            found.add(index)
            above = index - 1
            while above >= 0 and above > index - 12 and _signs(facts[above]):
                found.add(above)
                above -= 1
        elif _ISSUED.fullmatch(fact.text):
            found.add(index)
        else:
            date = DATE.search(fact.text)
            if (
                date
                and date.end() >= len(fact.text.rstrip("）)"))
                and is_organ(fact.text[: date.start()].strip())
            ):
                found.add(index)
    return frozenset(found)


def _signs(fact: Facts) -> bool:
    text = fact.text
    return bool(
        text
        and len(text) <= 45
        and (
            is_organ(text)
            or re.fullmatch(
                r"(?:总理|省长|市长|县长|主席|主任|部长|局长)\s+\S{1,4}(?:\s\S{1,2})?", text
            )
        )
    )


def _inner_titles(
    facts: Sequence[Facts],
    title: tuple[int, ...],
    signature: frozenset[int],
    taken: frozenset[int],
) -> frozenset[int]:
    """The title of a plan that a notice passes on: the lines after the notice's signature."""
    found: set[int] = set()
    start = title[-1] + 1 if title else 0
    quoted = {folded(name) for i in title for name in re.findall("《([^》]+)》", facts[i].text)}
    for index in range(start, len(facts)):
        fact = facts[index]
        if index in taken or index in found or not _could_be_title(fact):
            continue
        after_signature = index - 1 in signature or index - 1 in found
        name = folded(fact.text)
        named = bool(NAMES_A_DOCUMENT.fullmatch(fact.text)) and len(name) >= 6
        if name in quoted and len(name) >= 6:
            found.add(index)
        elif after_signature and index not in signature and not CAPTION.match(fact.text):
            run = [index]
            while not NAMES_A_DOCUMENT.fullmatch(facts[run[-1]].text) and len(run) < 5:
                follow = run[-1] + 1
                if follow >= len(facts) or not _could_be_title(facts[follow]):
                    break
                run.append(follow)
            if named or NAMES_A_DOCUMENT.fullmatch(facts[run[-1]].text):
                found.update(run)
    return frozenset(found)


def _footer(facts: Sequence[Facts]) -> frozenset[int]:
    """What a web page puts after the text: share buttons, related links, advertisements."""
    last = len(facts) - 1
    while last >= 0 and not facts[last].prose and not facts[last].table:
        last -= 1
    for index in range(last + 1, len(facts)):
        if _TAIL.search(facts[index].text):
            return frozenset(i for i in range(index, len(facts)) if facts[i].words)
    return frozenset()
