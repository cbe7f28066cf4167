"""Reads Markdown: headings, tables and lists by their marks, the rest as plain lines.

Writers of official texts put one paragraph on a line without a blank between, so
lines are joined only where they were wrapped at a margin.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from fangan.errors import UnknownKindError
from fangan.extract import lines as plain
from fangan.extract import tables
from fangan.extract.decoding import damage, decode
from fangan.extract.raw import Element, Fragment, Paragraph, Reading
from fangan.extract.titles import with_title

_HEADING = re.compile(r" {0,3}(#{1,6})(?:\s+|(?=[\u3400-\u9fff（《“]))(.*?)(?:\s+#+)?\s*")
_UNDERLINE = re.compile(r" {0,3}(=+|-{2,})\s*")
_RULE = re.compile(r" {0,3}(?:(?:\*\s*){3,}|(?:-\s*){3,}|(?:_\s*){3,})")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_BULLET = re.compile(r"\s*[-*+•]\s+(?:\[[ xX]\]\s+)?(?=\S)")
_NOTE = re.compile(r"\[\^[^\]]+\]:\s*(.*)")
_QUOTE = re.compile(r"^ {0,3}(?:>\s?)+")
_FRONT_MATTER = re.compile(r"---\s*\n(?:[\w-]+\s*:.*\n|\s+.*\n|-\s.*\n)+---\s*(?:\n|$)")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_HTML_TABLE = re.compile(r"<table\b.*?</table\s*>", re.DOTALL | re.IGNORECASE)
_LINE_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][\w-]*(?:\s[^<>]*)?/?>")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_WHOLLY_BOLD = re.compile(r"(\*\*|__)(?=\S)(?:(?!\1).)+(?<=\S)\1")
_INLINE = (
    (re.compile(r"!\[([^\]]*)\]\([^()\s]*(?:\s+\"[^\"]*\")?\)"), ""),
    (re.compile(r"\[([^\]]+)\]\((?:[^()\s]|\([^()]*\))*(?:\s+\"[^\"]*\")?\)"), r"\1"),
    (re.compile(r"<((?:https?|mailto):[^<>\s]+)>"), r"\1"),
    (re.compile(r"\[\^[^\]]+\]"), ""),
    (re.compile(r"(`+)(.+?)\1"), r"\2"),
    (re.compile(r"\*\*\*(?=\S)(.+?)(?<=\S)\*\*\*"), r"\1"),
    (re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*"), r"\1"),
    (re.compile(r"(?<!\w)__(?=\S)(.+?)(?<=\S)__(?!\w)"), r"\1"),
    (re.compile(r"(?<![\d*])\*(?=[^\s*])([^*]+?)(?<=[^\s*])\*(?![\d*])"), r"\1"),
    (re.compile(r"(?<![\w_])_(?=[^\s_])([^_]+?)(?<=[^\s_])_(?![\w_])"), r"\1"),
    (re.compile(r"~~(?=\S)(.+?)(?<=\S)~~"), r"\1"),
)
_TABLE_MARK = "\x00table"


@dataclass
class _Text:
    """Lines that wait to be joined into paragraphs, with what is known of each."""

    elements: list[Element] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    single: list[bool] = field(default_factory=list)

    def add(self, line: str, *, single: bool = False) -> None:
        self.waiting.append(line)
        self.single.append(single)

    def flush(self) -> None:
        """Turn the waiting lines into paragraphs."""
        goes_on = plain.continues(self.waiting, fixed=self.single)
        group: list[str] = []
        for position, line in enumerate([*self.waiting, ""]):
            if position == len(self.waiting) or not goes_on[position]:
                self._paragraph(group)
                group = []
            group.append(line)
        self.waiting, self.single = [], []

    def _paragraph(self, group: Sequence[str]) -> None:
        raw = plain.join(line.strip() for line in group)
        for part in _LINE_BREAK.split(raw):
            text = inline(part)
            if text:
                bold = _WHOLLY_BOLD.fullmatch(part.strip()) is not None
                self.elements.append(Paragraph((Fragment(text),), bold=bold))


def read(path: Path) -> Reading:
    """Read a Markdown file."""
    text = decode(path.read_bytes())
    if text is None:
        raise UnknownKindError(f"文件 {path.name} 的文字编码无法识别，请用 UTF-8 编码另存后再试。")
    text = _COMMENT.sub("", _FRONT_MATTER.sub("", text.replace("\r\n", "\n"), count=1))
    found: list[str] = []

    def set_aside(match: re.Match[str]) -> str:
        found.append(match[0])
        return f"\n{_TABLE_MARK}{len(found) - 1}\n"

    lines = _HTML_TABLE.sub(set_aside, text.replace("\x00", "")).splitlines()
    return Reading(tuple(with_title(_elements(lines, found))), warnings=damage(text))


def inline(text: str) -> str:
    """``text`` without the marks of emphasis, links and code."""
    # An escaped mark is set aside, so that no rule below takes it for a mark.
    kept: list[str] = []

    def set_aside(match: re.Match[str]) -> str:
        kept.append(match[1])
        return f"\x01{len(kept) - 1}\x02"

    text = _ESCAPED.sub(set_aside, text)
    for pattern, replacement in _INLINE:
        text = pattern.sub(replacement, text)
    text = entities.unescape(_TAG.sub("", text))
    text = re.sub("\x01(\\d+)\x02", lambda match: kept[int(match[1])], text)
    return plain.clean(text)


def _elements(lines: Sequence[str], html_tables: Sequence[str]) -> list[Element]:
    out = _Text()
    index = 0
    while index < len(lines):
        mark = lines[index]
        if mark.startswith(_TABLE_MARK):
            out.flush()
            out.elements.extend(_html_table(html_tables[int(mark[len(_TABLE_MARK) :])]))
            index += 1
            continue
        for step in (_code, _table, _heading, _item, _note):
            end = step(out, lines, index)
            if end > index:
                index = end
                break
        else:
            line = _QUOTE.sub("", lines[index])
            out.add("" if _RULE.fullmatch(line) else line)
            index += 1
    out.flush()
    return out.elements


def _code(out: _Text, lines: Sequence[str], index: int) -> int:
    """A fenced block: its lines as they are. Each step returns the position after it."""
    fence = _FENCE.match(lines[index])
    if fence is None:
        return index
    out.flush()
    index += 1
    while index < len(lines) and not lines[index].strip().startswith(fence[1]):
        text = plain.clean(lines[index])
        if text:
            out.elements.append(Paragraph((Fragment(text),)))
        index += 1
    return index + 1


def _table(out: _Text, lines: Sequence[str], index: int) -> int:
    ruled = index + 1 < len(lines) and tables.is_delimiter(lines[index + 1])
    rows: list[list[str]] = []
    end = index
    while end < len(lines):
        if end > index and tables.is_delimiter(lines[end]):
            end += 1
            continue
        cells = tables.pipe_cells(lines[end], bare=ruled)
        if cells is None:
            break
        rows.append([inline(_LINE_BREAK.sub(" ", cell)) for cell in cells])
        end += 1
    if not rows or not (ruled or len(rows) >= 2):
        return index
    out.flush()
    out.elements.append(tables.make_table(rows))
    return end


def _heading(out: _Text, lines: Sequence[str], index: int) -> int:
    line = lines[index]
    marked = _HEADING.fullmatch(line)
    underline = _UNDERLINE.fullmatch(lines[index + 1]) if index + 1 < len(lines) else None
    if marked:
        level, text, end = len(marked[1]), marked[2], index + 1
    elif underline and _may_be_underlined(line):
        level, text, end = 1 if underline[1][0] == "=" else 2, line, index + 2
    else:
        return index
    out.flush()
    words = inline(text)
    if words:
        out.elements.append(Paragraph((Fragment(words),), level=level))
    return end


def _item(out: _Text, lines: Sequence[str], index: int) -> int:
    if _RULE.fullmatch(lines[index]) or not _BULLET.match(lines[index]):
        return index
    out.flush()
    item = [_BULLET.sub("", lines[index], count=1)]
    index += 1
    while index < len(lines) and _goes_on_item(lines[index]):
        item.append(lines[index].strip())
        index += 1
    text = inline(plain.join(item))
    if text:
        out.elements.append(Paragraph((Fragment(f"• {text}"),), kind="list"))
    return index


def _note(out: _Text, lines: Sequence[str], index: int) -> int:
    note = _NOTE.fullmatch(lines[index].strip())
    if note is None:
        return index
    out.flush()
    out.elements.append(Paragraph((Fragment(inline(note[1])),), kind="note"))
    return index + 1


def _may_be_underlined(line: str) -> bool:
    return bool(line.strip()) and len(line) < 60 and not _BULLET.match(line) and "|" not in line


def _goes_on_item(line: str) -> bool:
    return (
        line.startswith(("  ", "\t"))
        and bool(line.strip())
        and not (_BULLET.match(line) or plain.opens_item(line.strip()) or _FENCE.match(line))
    )


def _html_table(source: str) -> list[Element]:
    from fangan.extract.html import fragment

    return fragment(source)
