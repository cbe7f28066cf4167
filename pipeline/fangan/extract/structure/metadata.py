"""What a document says of itself: title, 文号, issuer, date, recipients."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from fangan.document import Metadata
from fangan.extract.structure.facts import DATE, ONLY_DATE, SALUTATION, Facts, is_organ
from fangan.extract.structure.front import Front
from fangan.nlp.numerals import chinese_integer

_NUMBER: Final = re.compile(
    r"(?P<organ>[\u4e00-\u9fff]{1,15}(?:[（(][\u4e00-\u9fff]+[)）])?[\u4e00-\u9fff]{0,6})\s*"
    r"[〔［\[（(【﹝〈]\s*(?P<year>(?:19|20)\d{2})\s*(?:[〕］\]）)】﹞〉]\s*)?第?\s*(?P<serial>\d{1,5})\s*号"
)
_ORDER: Final = re.compile(
    r"(?:[\u4e00-\u9fff]{0,20}令)\s*[（(]?\s*第?\s*(?:\d{1,4}|[一二三四五六七八九十百]+)\s*号\s*[)）]?"
    r"|(?:公告|通告)?\s*(?:19|20)\d{2}\s*年\s*第\s*\d{1,4}\s*号"
)
_LEADING_ORGAN: Final = re.compile(r"(.{2,80}?)(?:关于|印发|转发|批转|发布)")
_RECIPIENT: Final = re.compile(
    r"政府|部门|单位|委员会|委|局|厅|院|校|公司|企业|机构|集团|开发区|管委会|中心|办公室|协会|总部|司|组|行"
)
_HEAD: Final = 60
LABELS: Final = {
    "number": ("发文字号", "文号", "公文文号", "发文文号", "文件编号", "文件字号", "发文号"),
    "issuer": ("发文机关", "发文单位", "制发机关", "制发单位", "发文机构", "印发机关"),
    "date": (
        "成文日期", "发文日期", "成文时间", "发文时间", "生成日期", "生成时间", "印发日期",
        "印发时间", "制发日期",
    ),
    "title": ("标题", "名称", "信息名称", "公文名称", "文件名称", "公文标题"),
    # A page is put up later than its document is made, and often by another.
    "published": ("发布日期", "发布时间", "公开日期", "公开时间"),
    "publisher": ("发布机构", "发布机关", "发布单位", "公开机构", "信息来源", "来源"),
}  # fmt: skip
"""Facts of a document by the names that government sites and papers give them."""

_SITE_DATE: Final = re.compile(r"\s*((?:19|20)\d{2})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_NOTHING: Final = re.compile(r"\W*(?:无|暂无|没有|略|null|none)?\W*", re.IGNORECASE)


def metadata_of(facts: Sequence[Facts], front: Front, hint: str | None) -> Metadata:
    """Gather the metadata; ``hint`` is the title that the format states."""
    title = "".join(_joined(facts[i].text for i in front.title)) or None
    title = title or _label(front, "title") or _page_title(hint)
    sign = _signed(facts, front)
    return Metadata(
        title=title,
        number=_number(facts, front),
        issuer=_issuer(facts, front, sign, title),
        date=_date(facts, front, sign),
        recipients=_recipients(facts, front),
    )


def _joined(lines: Iterable[str]) -> list[str]:
    """Lines of one title; typists spread 几 个 问 题 over a line."""
    found: list[str] = []
    for line in lines:
        spread = re.fullmatch(r"(?:[\u4e00-\u9fff][\s　]+){3,}[\u4e00-\u9fff]", line)
        found.append(re.sub(r"[\s　]+", "", line) if spread else line)
    return found


def _label(front: Front, field: str) -> str | None:
    values = (front.labels.get(name, "") for name in LABELS[field])
    return next((value for value in values if not _NOTHING.fullmatch(value)), None)


def _page_title(hint: str | None) -> str | None:
    """The title of a web page without the name of the site after it."""
    if not hint:
        return None
    name = re.split(
        r"\s*[_|｜]\s*|\s+[-–—]\s+|[-–—]{1,2}(?=[^-–—]{2,20}(?:网|政府|门户)$)", hint.strip()
    )[0]
    return name.strip() or None


def _number(facts: Sequence[Facts], front: Front) -> str | None:
    labelled = _label(front, "number")
    if labelled:
        return normal_number(labelled) or labelled
    for fact in facts[:_HEAD]:
        if not fact.words or len(fact.text) > 80 or "。" in fact.text or "《" in fact.text:
            continue
        number = normal_number(fact.text)
        if number and (len(fact.text) <= 40 or fact.text.endswith("号")):
            return number
        if len(fact.text) <= 30 and (found := _ORDER.fullmatch(fact.text)):
            return re.sub(r"\s+", "", found[0]).strip("（）()")
    return None


def normal_number(text: str) -> str | None:
    """The 文号 in ``text`` with its brackets as they should be: 晋政办发〔2022〕80号."""
    plain = "".join(
        unicodedata.normalize("NFKC", char) if char in "０１２３４５６７８９" else char
        for char in text
    )
    found = _NUMBER.search(plain)
    if found is None:
        return None
    return f"{found['organ'].strip()}〔{found['year']}〕{found['serial']}号"


def _signed(facts: Sequence[Facts], front: Front) -> tuple[str | None, str | None]:
    """Issuer and date of the first signature block."""
    first_date: str | None = None
    for index in sorted(front.signature):
        text = facts[index].text
        if index in front.header:
            continue
        dated = DATE.search(text)
        if not dated:
            continue
        iso = iso_date(dated[0])
        names: list[str] = []
        if not ONLY_DATE.fullmatch(text):
            names.append(text[: dated.start()].strip())
        above = index - 1
        while above in front.signature and is_organ(facts[above].text):
            names.insert(0, facts[above].text)
            above -= 1
        if names:
            return "、".join(re.sub(r"[\s　]+", "、", name.strip()) for name in names), iso
        first_date = first_date or iso
    return None, first_date


def iso_date(text: str) -> str | None:
    """二〇二一年三月五日 and 2021年3月5日 as 2021-03-05; without a day 2021-03."""
    parts = re.match(r"\s*[（(]?\s*(.{4})\s*年\s*(.+?)\s*月\s*(?:(.+?)\s*日)?", text)
    if not parts:
        return None
    spelled = parts[1][0] in "一二"
    year = chinese_integer(re.sub("[oOＯ0０○]", "〇", parts[1]) if spelled else parts[1])
    month = chinese_integer(parts[2].strip())
    day = chinese_integer(parts[3].strip()) if parts[3] else None
    try:
        whole = date(year or 0, month or 0, 1 if day is None else day).isoformat()
    except ValueError:
        return None
    return whole if day else whole[:7]


def _date(facts: Sequence[Facts], front: Front, sign: tuple[str | None, str | None]) -> str | None:
    if labelled := _labelled_date(front, "date"):
        return labelled
    if sign[1]:
        return sign[1]
    for fact in facts[:_HEAD]:
        if fact.words and len(fact.text) <= 80 and (found := DATE.search(fact.text)):
            spoken = fact.text.lstrip("（(—─ ").startswith(found[0])
            if spoken and "日" in found[0]:
                return iso_date(found[0])
    return _labelled_date(front, "published")


def _labelled_date(front: Front, field: str) -> str | None:
    """The date of a label, written 2021年3月5日 or as sites do: 2021-03-05 10:20."""
    stated = _label(front, field) or ""
    if found := DATE.search(stated):
        return iso_date(found[0])
    if parts := _SITE_DATE.match(stated):
        return iso_date("{}年{}月{}日".format(*parts.groups()))
    return None


def _issuer(
    facts: Sequence[Facts],
    front: Front,
    sign: tuple[str | None, str | None],
    title: str | None,
) -> str | None:
    if stated := _label(front, "issuer") or sign[0]:
        return stated
    for fact in facts[:10]:
        head = re.sub(r"[\s　]+", "", fact.text) if fact.short else ""
        if head.endswith("文件") and is_organ(head[:-2]):
            return head[:-2]
    if title and (found := _LEADING_ORGAN.match(title)) and is_organ(found[1]):
        return found[1].strip("、 　")
    published = _label(front, "publisher")
    return published if published and is_organ(published) else None


def _recipients(facts: Sequence[Facts], front: Front) -> str | None:
    """主送机关: the line below the title that ends in a colon."""
    start = front.title[-1] + 1 if front.title else 0
    for index in range(start, min(start + 25, len(facts))):
        fact = facts[index]
        if not fact.words or index in front.header:
            continue
        text = fact.text
        if (
            text.endswith(("：", ":"))
            and len(text) <= 300
            and "。" not in text
            and not fact.mark
            and not fact.attachment
            and _RECIPIENT.search(text)
            and not SALUTATION.match(text)
            and not re.search(r"如下|以下|现就|通知|意见", text)
        ):
            return text.rstrip("：: ")
        if fact.mark and fact.mark.sure:
            return None
        if fact.prose and "，" in text and "。" in text:
            return None
    return None
