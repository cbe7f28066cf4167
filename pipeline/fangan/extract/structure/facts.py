"""What can be told of a paragraph on its own, before its neighbours are looked at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from fangan.extract.raw import Paragraph
from fangan.extract.structure.compose import Piece
from fangan.extract.structure.headings import Mark, read_attachment, read_mark

STOPS: Final = "。！？；!?;"
"""Marks that end a sentence of running text."""

_DAY = (
    r"(?:(?:19|20)\d{2}|[一二][零〇○ＯO0一二三四五六七八九]{3})\s*年"
    r"\s*(?:\d{1,2}|[一二三四五六七八九十]{1,2})\s*月"
    r"(?:\s*(?:\d{1,2}|[一二三四五六七八九十廿]{1,3})\s*日)?"
)
DATE: Final = re.compile(_DAY)
ONLY_DATE: Final = re.compile(rf"[（(]?\s*{_DAY}\s*[)）]?")
_ORGAN: Final = re.compile(
    r"[\u4e00-\u9fff（）()“”]{0,40}(?:政府|办公厅|办公室|委员会|国务院|管委会|常委会|领导小组|指挥部|军委|"
    r"委|厅|(?<![布格全大结破开])局|(?<![全内外干东西南北中局])部|署|院|银行|(?<!为)中心|协会|公司|集团|党组)"
)
KINDS_OF_DOCUMENT: Final = (
    r"(?:方案|规划|计划|纲要|意见|办法|通知|报告|条例|规定|决定|批复|公告|通告|措施|细则|要点|"
    r"指南|政策|令|通报|请示|讲话|解读|制度|标准|规程|规则|规范|准则|守则|倡议|框架|大纲|章程|倡议书|函|建议|目录|清单|导则|指引|"
    r"路线图|白皮书|蓝图|任务书|行动|决议|法|体系|工程|名单|答复|解释|声明|说明)"
)
NAMES_A_DOCUMENT: Final = re.compile(
    rf".*{KINDS_OF_DOCUMENT}\s*(?:[（(〔][^（(]{{1,30}}[)）〕]\s*)*"
)
SALUTATION: Final = re.compile(
    r"(?:各位|同志们|尊敬的|女士们|朋友们|主席|主任)[^。]{0,40}[：:！!]?"
)
CAPTION: Final = re.compile(
    r"(?:表|图|图表|示意图)\s*(?:\d{1,3}|[０-９]{1,3}|[一二三四五六七八九十]{1,3})"
    r"(?:[-－—–.．]\d{1,3})*(?=[\s:：、.．]|[\u4e00-\u9fff《“]|$)"
)
NOTE: Final = re.compile(r"(?:注|备注|说明|注释|资料来源|数据来源)\s*\d*\s*[：:]")
BULLET: Final = re.compile(r"(?:[•●◆■▪▶※★◇○□·]|[-－—–]{1,3}(?=[^\d\s年至]))\s*")
TERMINAL_NOISE: Final = re.compile(r"[\s　.．…·—\-_]*\d*\s*$")


def is_organ(text: str) -> bool:
    """Whether ``text`` is the name of an authority, or several names side by side."""
    names = re.split(r"[\s、]+", text.strip())
    return all(2 <= len(name) <= 45 and _ORGAN.fullmatch(name) for name in names)


@dataclass(frozen=True, slots=True)
class Facts:
    """A paragraph's text with what it shows by itself; ``short`` has no sentence in it."""

    text: str
    paragraph: Paragraph | None
    table: bool
    mark: Mark | None
    attachment: Mark | None
    short: bool
    letters: int

    @property
    def words(self) -> bool:
        """Whether the piece is a paragraph with text."""
        return bool(self.text)

    @property
    def level(self) -> int | None:
        """The heading level that the format states."""
        return self.paragraph.level if self.paragraph else None

    @property
    def prose(self) -> bool:
        """A paragraph of running text."""
        return not self.short and len(self.text) >= 30


def facts_of(piece: Piece) -> Facts:
    """The facts of one piece."""
    text = piece.text
    short = bool(text) and len(text) <= 60 and text[-1] not in STOPS and "。" not in text
    letters = sum(map(str.isalnum, text[:60]))
    return Facts(
        text=text,
        paragraph=piece.paragraph,
        table=piece.is_table,
        mark=read_mark(text),
        attachment=read_attachment(text),
        short=short,
        letters=letters,
    )


def folded(text: str) -> str:
    """``text`` for comparing: letters only, without the page number of a contents line."""
    return "".join(char for char in TERMINAL_NOISE.sub("", text) if char.isalnum())
