"""Policies (政策文件) ready for search: what a file says of itself, and its passages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

from fangan.document import Document
from fangan.errors import InputError
from fangan.extract import extract
from fangan.search.passages import Passage, passages

Status = Literal["in_force", "superseded", "repealed", "unknown"]

KINDS = (
    "行动计划",
    "实施意见",
    "指导意见",
    "若干措施",
    "实施细则",
    "实施方案",
    "工作方案",
    "总体方案",
    "条例",
    "规定",
    "办法",
    "细则",
    "意见",
    "通知",
    "公告",
    "方案",
    "措施",
    "规划",
    "计划",
)
"""Kinds of document that a title can end in, longer names before those they contain."""

_FRONT = re.compile(r"\ufeff?---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_PAIR = re.compile(r"([a-z_]+)[ \t]*:[ \t]*(.+?)[ \t]*")
_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_REGION = re.compile(r"[\u4e00-\u9fff]{2,8}?(?:自治区|省|市|自治州|地区|县|区)")
_REMARK = re.compile(r"[（(][^（）()]*[)）]$")


@dataclass(frozen=True, slots=True)
class Policy:
    """A document as the search knows it. ``date`` is ISO (YYYY-MM-DD, YYYY-MM or YYYY)."""

    id: str
    title: str
    passages: tuple[Passage, ...]
    number: str | None = None
    issuer: str | None = None
    region: str | None = None
    date: str | None = None
    kind: str | None = None
    status: Status = "unknown"


def front_matter(text: str) -> dict[str, str]:
    """The ``key: value`` lines between two ``---`` at the head of a Markdown text."""
    found = _FRONT.match(text)
    if not found:
        return {}
    pairs = (_PAIR.fullmatch(line) for line in found[1].splitlines())
    return {pair[1]: pair[2].strip("\"'") for pair in pairs if pair}


def from_document(document: Document, given: Mapping[str, str] | None = None) -> Policy:
    """The policy that ``document`` holds; what is ``given`` overrides what it says of itself."""
    said = document.metadata
    known = dict(given or {})
    title = known.get("title") or said.title or Path(document.source.filename).stem
    issuer = known.get("issuer") or said.issuer
    date = known.get("date", "")[:10]
    status = known.get("status", "unknown")
    return Policy(
        id=document.id,
        title=title,
        passages=passages(document),
        number=known.get("number") or said.number,
        issuer=issuer,
        region=known.get("region") or _region(issuer) or _region(title),
        date=date if _DATE.fullmatch(date) else said.date,
        kind=known.get("kind") or kind_of(title),
        status=cast("Status", status) if status in get_args(Status) else "unknown",
    )


def kind_of(title: str) -> str | None:
    """The kind that ``title`` ends in, a remark in brackets aside."""
    bare = _REMARK.sub("", title.strip())
    return next((kind for kind in KINDS if bare.endswith(kind)), None)


def _region(text: str | None) -> str | None:
    found = _REGION.match(text or "")
    return found[0] if found else None


def read(path: Path) -> Policy:
    """The policy in the file at ``path``.

    Raises:
        InputError: as :func:`fangan.extract.extract`.
    """
    document = extract(path)
    given: dict[str, str] = {}
    if document.source.media_type == "text/markdown":
        given = front_matter(path.read_text(encoding="utf-8", errors="replace"))
    return from_document(document, given)


def read_folder(folder: Path) -> tuple[Policy, ...]:
    """The policies in the Markdown files of ``folder``, by file name.

    Raises:
        InputError: when the folder holds none, or one cannot be read.
    """
    found = tuple(read(path) for path in sorted(folder.glob("*.md")))
    if not found:
        raise InputError(f"文件夹 {folder} 里没有 Markdown 政策文件，请检查文件夹路径。")
    return found
