"""What a master plan says of itself: title, issuer, years, and what the plans are about."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime

from fangan.document import Document
from fangan.draft import words
from fangan.nlp.numerals import five_year_plan_end

_YEAR = re.compile(r"20\d\d(?=\s*年)")
_UNTIL = re.compile(r"(?:到|至|截至|力争|争取)\s*(?P<year>20\d\d)\s*年")
_FIVE_YEAR = re.compile(r"十(?P<number>[一二三四五六七八九])五")
_TITLE_SPAN = re.compile(r"20\d\d\s*年?\s*[—–\-－~～至到]+\s*(?P<year>20\d\d)")
_REGION = re.compile(
    r"^(?:关于|中共)?(?P<region>[\u4e00-\u9fff]{2,8}?(?:省|自治区|市|州|县|区)(?![划域块]))"
)
_KIND = re.compile(
    r"(?:的)?(?:若干)?(?:总体|实施|工作|行动|建设|三年|五年|发展|推进|指导|专项)*"
    r"(?:方案|计划|规划|意见|办法|纲要|措施|政策|政策措施|细则|规定)(?:[（(].*)?$"
)
_ORGAN_ABOUT = re.compile(r"^[\u4e00-\u9fff、 ]{0,40}?关于(?:印发|发布|下发)?")
_MIDDLE = re.compile(r"20\d\d(?:年)?|[“”\"《》]|[（(][^）)]*[）)]")
_AHEAD = 5
"""Years to a plan's horizon where none is named."""


@dataclass(frozen=True, slots=True)
class Face:
    """Title, issuer, years and subject; ``doubts`` say what was guessed."""

    title: str
    issuer: str
    year: int
    horizon: int
    subject: str
    doubts: tuple[str, ...]


def face(document: Document, start: int, end: int) -> Face:
    """Read them from the metadata, the title and the body ``start`` to ``end``."""
    doubts: list[str] = []
    body = document.text[start:end]
    title = document.metadata.title or ""
    if not title:
        title = document.source.filename.rpartition(".")[0] or document.source.filename
        doubts.append("title（标题）没有找到，先用文件名")
    region = _REGION.match(title)
    issuer = document.metadata.issuer or (region["region"] if region else "")
    if not issuer:
        issuer = "（发文机关）"
        doubts.append("issuer（发文机关）没有找到，请填写")
    year, sure = _issued(document, title, body)
    if not sure:
        doubts.append(f"year（发文年份）没有写明，由正文推出 {year}")
    horizon, sure = _horizon(title, body, year)
    if not sure:
        doubts.append(f"horizon（目标年）没有写明，先按 {horizon}")
    return Face(title, issuer, year, horizon, _subject(title), tuple(doubts))


def _issued(document: Document, title: str, body: str) -> tuple[int, bool]:
    date = document.metadata.date
    if date:
        return int(date[:4]), True
    if stated := re.search(r"20\d\d", document.metadata.number or ""):
        return int(stated[0]), True
    if named := re.search(r"20\d\d", title):
        return int(named[0]), False
    if ends := _five_year_end(title):
        return ends - 4, False
    today = datetime.now(tz=UTC).year
    ahead = {int(match["year"]) for match in _UNTIL.finditer(body)}
    told = [int(year) for year in _YEAR.findall(body[:1500]) if int(year) <= today]
    told = [year for year in told if year not in ahead]
    return (max(told) if told else min(ahead, default=today + 1) - 1), False


def _five_year_end(title: str) -> int | None:
    """The last year of the five-year plan that a title names (“十四五” → 2025)."""
    named = _FIVE_YEAR.search(title)
    return five_year_plan_end(named["number"]) if named else None


def _horizon(title: str, body: str, year: int) -> tuple[int, bool]:
    if named := _TITLE_SPAN.search(title):
        return int(named["year"]), True
    if ends := _five_year_end(title):
        return ends, True
    until = Counter(int(match["year"]) for match in _UNTIL.finditer(body))
    later = {named: count for named, count in until.items() if named >= year}
    if later:
        most = max(later.values())
        return max(named for named, count in later.items() if count == most), True
    if re.search(r"20\d\d", title):
        return year, False
    return year + _AHEAD, False


def _subject(title: str) -> str:
    """What the plans are about: the title without region, verbs and kind of document."""
    title = re.sub(r"的?通知$", "", title)
    inner = re.search(r"《([^》]{4,60})》", title)
    name = _MIDDLE.sub("", _ORGAN_ABOUT.sub("", inner[1] if inner else title))
    if region := _REGION.match(name):
        name = name[region.end() :]
    name = words.TITLE_PURPOSE.sub("", _KIND.sub("", name))
    return name.strip("的—- ") or title
