"""A submission as a package: a folder, ZIP or 7Z with the plan and its annexes.

Says which member is the plan, what the others are, and why.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from fangan.document import Document, Notice
from fangan.errors import FanganError, MissingFileError, NoTextError
from fangan.extract.files import read_bytes
from fangan.extract.kinds import Kind, sniff
from fangan.extract.package_roles import (
    ROLE_NAMES,
    Role,
    name_score,
    parts_found,
    role_of_name,
    role_of_text,
    title_score,
)
from fangan.extract.package_unpack import Unpacked, is_archive, unpack
from fangan.extract.scan_progress import Progress

_DOCUMENTS: frozenset[str] = frozenset(
    {"pdf", "docx", "ofd", "doc", "rtf", "odt", "wordml", "html", "markdown", "text"}
)
_PICTURES: frozenset[str] = frozenset({"png", "jpeg", "tiff"})
_UNDECIDED = frozenset({"other", "industry_plan", "request"})
_ENOUGH_PARTS = 3
_NOTHING = ("没有文稿", "其中没有文件")
_UNSEEN = 5.0  # what the words of a scan would say: half of what those of a plan do
_HEAD_PAGES = 30
_SHOWN = 6  # members named in a notice


@dataclass(frozen=True, slots=True)
class Member:
    """A file of the package. ``kind`` is None where it cannot be read; ``reason`` says why it has its role.

    ``path`` is good only while the package is open.
    """

    name: str
    path: Path
    size: int
    kind: Kind | None
    role: Role
    reason: str


@dataclass(frozen=True, slots=True)
class Package:
    """An opened submission; ``reason`` says why ``plan`` was taken, or why none was."""

    name: str
    members: tuple[Member, ...]
    plan: Member | None
    reason: str
    notices: tuple[Notice, ...] = ()


@contextmanager
def open_package(path: Path) -> Iterator[Package]:
    """Open the folder, ZIP or 7Z at ``path``; what was unpacked is gone when it is closed.

    Raises:
        InputError: one of its subclasses, when the archive cannot be used.
        MissingPartError: a program that it needs is not installed.
    """
    if not path.exists():
        raise MissingFileError(f"找不到 {path}，请检查路径和名称。")
    with tempfile.TemporaryDirectory(prefix="fangan-package-") as folder:
        unpacked = unpack(path, Path(folder))
        looks = _Looks()
        members = [_member(found, looks) for found in unpacked.members]
        plan, reason = _choose(members, looks)
        settled = tuple(_settled(member, plan) for member in members)
        notices = (*unpacked.notices, *_unread(members), *_rivals(plan, members, looks))
        yield Package(path.resolve().name, settled, plan, reason, notices)


def _unread(members: list[Member]) -> Iterator[Notice]:
    """What could not be opened; a plan among it is told first, for another may stand in for it."""
    closed = [member for member in members if member.kind is None]
    closed.sort(key=lambda member: role_of_name(member.name) != "plan")
    for member in closed[:_SHOWN]:
        yield Notice("member_refused", member.reason)
    if len(closed) > _SHOWN:
        rest = len(closed) - _SHOWN
        yield Notice("member_refused", f"另有 {rest} 个文件也不能读取，请逐个检查。")


def _rivals(plan: Member | None, members: list[Member], looks: _Looks) -> Iterator[Notice]:
    """Other whole plans under other titles: the folder may hold several submissions."""
    if plan is None or (own := looks.at(plan.path, plan.kind)).parts is None:
        return
    others = [
        member
        for member in members
        if member.role == "plan"
        and member.path != plan.path
        and (look := looks.at(member.path, member.kind)).role == "plan"
        and look.title != own.title
        and (look.parts or 0) >= _ENOUGH_PARTS
        and title_score(look.role, look.title) > 0
        and name_score(member.name) >= 0
    ]
    if others:
        names = "、".join(member.name for member in others[:_SHOWN])
        yield Notice(
            "several_plans",
            f"另有 {len(others)} 个文件的标题和内容也是实施方案（{names}），本次未读；"
            "如果这是几份提交材料，请逐份指定。",
        )


def _settled(member: Member, plan: Member | None) -> Member:
    """A member with its last role: only one is the plan."""
    if plan is None:
        return member
    if member.path == plan.path:
        return plan
    if member.role == "plan":
        return replace(member, role="other", reason=f"另以“{plan.name}”为实施方案")
    return member


@contextmanager
def plan_file(path: Path) -> Iterator[Path]:
    """The file to read for ``path``: the plan where it is a package, else the file itself."""
    if path.is_dir() or (path.is_file() and is_archive(path)):
        with _opened_plan(path) as (_, plan):
            yield plan.path
    else:
        yield path


@contextmanager
def _opened_plan(path: Path) -> Iterator[tuple[Package, Member]]:
    with open_package(path) as package:
        if package.plan is None:
            raise NoTextError(
                f"{path.name} 里没有找到实施方案（{package.reason}）；"
                "请在文件名中写明“实施方案”，或直接指定该文件。"
            )
        yield package, package.plan


def read_plan(path: Path, *, progress: Progress | None = None) -> Document:
    """The plan of the package at ``path``, with notices of what else is in it.

    Raises:
        NoTextError: no member can be taken for the plan.
        InputError: one of its other subclasses, when package or plan cannot be used.
    """
    from fangan.extract import extract

    with _opened_plan(path) as (package, plan):
        document = extract(plan.path, progress=progress)
    source = replace(document.source, filename=f"{path.name}/{plan.name}")
    notices = (_notice(package, plan), *package.notices)
    return replace(document, source=source, warnings=(*notices, *document.warnings))


def _notice(package: Package, plan: Member) -> Notice:
    others = [m for m in package.members if m is not plan]
    listed = "、".join(f"{m.name}（{ROLE_NAMES[m.role]}）" for m in others[:_SHOWN])
    more = f"等 {len(others)} 个" if len(others) > _SHOWN else ""
    rest = f"；其余文件：{listed}{more}" if others else ""
    return Notice(
        "package",
        f"{package.name} 里有 {len(package.members)} 个文件，以“{plan.name}”为实施方案"
        f"（{package.reason}）{rest}。",
    )


@dataclass(frozen=True, slots=True)
class _Look:
    """What the words of a member say of it; ``parts`` is None where none were quick to read."""

    role: Role | None = None
    title: str = ""
    parts: int | None = None
    length: int = 0


class _Looks:
    """Looks into members, each read once."""

    def __init__(self) -> None:
        self._seen: dict[Path, _Look] = {}

    def at(self, path: Path, kind: Kind | None) -> _Look:
        """What a member's words say."""
        if path not in self._seen:
            try:
                text = _words(path, kind)
            except FanganError:
                text = ""
            parts = parts_found(text) if text.strip() else None
            self._seen[path] = _Look(*role_of_text(text), parts, len(text))
        return self._seen[path]


def _words(path: Path, kind: Kind | None) -> str:
    if kind is None or kind in _PICTURES:
        return ""
    if kind == "pdf":
        return _pdf_words(path)
    from fangan.extract import FORMATS
    from fangan.extract.raw import Paragraph

    reading = FORMATS[kind].read(path)
    return "\n".join(e.text for e in reading.elements if isinstance(e, Paragraph))


def _pdf_words(path: Path) -> str:
    """The text layer of the first pages; no page is recognised only to know what a file is."""
    import pypdfium2

    from fangan.extract.pdf_open import open_pdf

    texts: list[str] = []
    with open_pdf(path) as document:
        for number in range(min(len(document), _HEAD_PAGES)):
            try:
                page = document[number]
                texts.append(page.get_textpage().get_text_bounded())
            except pypdfium2.PdfiumError:
                continue
    return "\n".join(texts)


def _member(found: Unpacked, looks: _Looks) -> Member:
    kind: Kind | None = None
    trouble = ""
    try:
        kind = sniff(found.path, read_bytes(found.path))
    except FanganError as error:
        trouble = str(error)
    role = role_of_name(found.name)
    if role is not None:
        reason = trouble or f"名称中写明是{ROLE_NAMES[role]}"
        if role == "plan" and kind not in _DOCUMENTS | _PICTURES:
            role, reason = "other", trouble or "不是文稿"
        return Member(found.name, found.path, found.size, kind, role, reason)
    if kind in _PICTURES:
        return Member(found.name, found.path, found.size, kind, "map", "是图片")
    by_text = looks.at(found.path, kind).role
    if by_text == "plan" and kind not in _DOCUMENTS:
        by_text = None
    told = by_text is not None and by_text != "other"
    said = f"标题写明是{ROLE_NAMES[by_text]}" if by_text and told else "名称和标题都没有写明"
    return Member(found.name, found.path, found.size, kind, by_text or "other", trouble or said)


def _choose(members: list[Member], looks: _Looks) -> tuple[Member | None, str]:
    """The member to take for the plan, and why.

    One that is named so, and whose words do not say otherwise, is taken without a look at
    the others. Names lie: else all that can be read are weighed by name, title and parts.
    """
    named = [m for m in members if m.role == "plan"]
    written = [m for m in named if m.kind in _DOCUMENTS] or named
    if len(written) == 1 and _is_sound(written[0], looks):
        return written[0], written[0].reason
    texts = [m for m in members if m.kind in _DOCUMENTS]
    best = max(texts, key=lambda m: (_score(m, looks), -m.name.count("/")), default=None)
    if best is None:
        if written:
            return written[0], written[0].reason
        closed = next(_unread(members), None)
        return None, closed.message.rstrip("。") if closed else _NOTHING[not members]
    if best not in written:
        return _unnamed(best, texts, looks)
    if len(written) == 1:
        return best, best.reason
    found = looks.at(best.path, best.kind).parts
    return best, f"{len(written)} 个候选中最像" + (f"：有方案常见部分 {found} 项" if found else "")


def _is_sound(member: Member, looks: _Looks) -> bool:
    """Whether nothing in a member's words or place speaks against its name."""
    look = looks.at(member.path, member.kind)
    fits = look.parts is None or look.parts >= _ENOUGH_PARTS or look.role != "other"
    return fits and name_score(member.name) >= 0 and title_score(look.role, look.title) >= 0


def _unnamed(best: Member, texts: list[Member], looks: _Looks) -> tuple[Member | None, str]:
    """The likeliest member where its name does not say that it is the plan."""
    look = looks.at(best.path, best.kind)
    found = look.parts or 0
    undecided = [m for m in texts if m.role in _UNDECIDED]
    if look.role == "plan":
        reason = f"标题写明是实施方案，有方案常见部分 {found} 项"
    elif found >= _ENOUGH_PARTS:
        reason = f"没有文件写明是实施方案，它有方案常见部分 {found} 项"
    elif len(texts) == len(undecided) == 1:
        reason = "它是其中唯一的文稿"
    else:
        return None, "各文件的名称、标题和内容都不像实施方案"
    return replace(best, role="plan", reason=reason), reason


def _score(member: Member, looks: _Looks) -> float:
    look = looks.at(member.path, member.kind)
    score = name_score(member.name) + title_score(look.role, look.title)
    if look.parts is None:
        return score + _UNSEEN
    score += look.parts + math.log10(look.length + 1)
    # Of the same plan in two forms the one with pages shows where a quote stands.
    return score + (0.5 if member.kind == "pdf" else 0.0)
