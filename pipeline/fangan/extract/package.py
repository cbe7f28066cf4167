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
from fangan.extract.kinds import Kind, sniff
from fangan.extract.package_roles import (
    ROLE_NAMES,
    Role,
    name_score,
    parts_found,
    role_of_name,
    role_of_text,
)
from fangan.extract.package_unpack import Unpacked, is_archive, unpack
from fangan.extract.scan_progress import Progress

_DOCUMENTS: frozenset[str] = frozenset(
    {"pdf", "docx", "ofd", "doc", "rtf", "odt", "wordml", "html", "markdown", "text"}
)
_PICTURES: frozenset[str] = frozenset({"png", "jpeg", "tiff"})
_ENOUGH_PARTS = 3
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
        yield Package(path.name, settled, plan, reason, tuple(unpacked.notices))


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
    """The file to read for ``path``: the plan where it is an archive, else the file itself."""
    if path.is_file() and is_archive(path):
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


class _Looks:
    """The texts of members that were looked into, each read once."""

    def __init__(self) -> None:
        self._texts: dict[Path, str] = {}

    def text(self, path: Path, kind: Kind | None) -> str:
        """The words of a member, "" where it has none that are quick to read."""
        if path not in self._texts:
            try:
                self._texts[path] = _words(path, kind)
            except FanganError:
                self._texts[path] = ""
        return self._texts[path]


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
        kind = sniff(found.path, found.path.read_bytes())
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
    by_text = role_of_text(looks.text(found.path, kind)) if kind is not None else None
    if by_text == "plan" and kind not in _DOCUMENTS:
        by_text = None
    reason = trouble or (f"标题写明是{ROLE_NAMES[by_text]}" if by_text else "名称和标题都没有写明")
    return Member(found.name, found.path, found.size, kind, by_text or "other", reason)


def _choose(members: list[Member], looks: _Looks) -> tuple[Member | None, str]:
    """The member to take for the plan, and why."""
    named = [m for m in members if m.role == "plan"]
    written = [m for m in named if m.kind in _DOCUMENTS] or named
    if len(written) == 1:
        return written[0], written[0].reason
    if written:
        best = max(written, key=lambda m: _score(m, looks))
        found = parts_found(looks.text(best.path, best.kind))
        return best, f"{len(written)} 个候选中最像：有方案常见部分 {found} 项"
    return _likeliest(members, looks)


def _likeliest(members: list[Member], looks: _Looks) -> tuple[Member | None, str]:
    """The plan where no name and no title says which it is."""
    readable = [m for m in members if m.kind in _DOCUMENTS]
    undecided = [m for m in readable if m.role in {"other", "industry_plan", "request"}]
    by_parts = [(parts_found(looks.text(m.path, m.kind)), m) for m in undecided]
    most, best = max(by_parts, key=lambda pair: pair[0], default=(0, None))
    reason = f"共 {len(members)} 个文件，名称、标题和内容都不像实施方案"
    if best is not None and most >= _ENOUGH_PARTS:
        reason = f"没有文件写明是实施方案，它有方案常见部分 {most} 项"
    elif len(readable) == len(undecided) == 1:
        best, reason = readable[0], "它是其中唯一的文稿"
    else:
        return None, reason if members else "其中没有文件"
    return replace(best, role="plan", reason=reason), reason


def _score(member: Member, looks: _Looks) -> float:
    text = looks.text(member.path, member.kind)
    score = name_score(member.name) + parts_found(text)
    score += math.log10(len(text) + 1)
    # Of the same plan in two forms the one with pages shows where a quote stands.
    return score + (0.5 if member.kind == "pdf" and text else 0.0)
