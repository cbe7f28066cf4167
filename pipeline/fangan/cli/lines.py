"""Reads the files that hold one JSON object a line."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

from fangan.cli.options import STDOUT
from fangan.errors import DamagedFileError, EmptyFileError, InputError, MissingFileError

_SHOWN = 10


@dataclass(frozen=True, slots=True)
class TextLine:
    """One ``{"id", "text"}`` line; the id goes back out as it came."""

    id: str | int
    text: str


def read_texts(path: Path) -> tuple[TextLine, ...]:
    """Every line of ``path`` (``-`` is standard input), blank ones left out.

    Raises:
        InputError: The file cannot be read, or lines of it are not as they must
            be; the message names their numbers.
    """
    lines: list[TextLine] = []
    bad: list[int] = []
    for number, raw in enumerate(_read(path).split(b"\n"), start=1):
        if not raw.strip():
            continue
        line = _parse(raw)
        if line is None:
            bad.append(number)
        else:
            lines.append(line)
    if bad:
        shown = "、".join(map(str, bad[:_SHOWN])) + (" 等" if len(bad) > _SHOWN else "")
        raise DamagedFileError(
            f"{path} 第 {shown} 行（共 {len(bad)} 行）不是"
            ' {"id": …, "text": "…"} 形式的 UTF-8 JSON，请改正后再试。'
        )
    if not lines:
        raise EmptyFileError(f"{path} 里一行也没有，请检查文件。")
    return tuple(lines)


def _read(path: Path) -> bytes:
    try:
        content = sys.stdin.buffer.read() if path == STDOUT else path.read_bytes()
    except FileNotFoundError as error:
        raise MissingFileError(f"找不到文件 {path}，请检查路径。") from error
    except IsADirectoryError as error:
        raise InputError(f"{path} 是一个文件夹，请给出其中的 .jsonl 文件。") from error
    except OSError as error:
        raise InputError(f"无法打开文件 {path}，请检查读取权限。") from error
    return content.removeprefix(b"\xef\xbb\xbf")


def _parse(raw: bytes) -> TextLine | None:
    try:
        value = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict):
        return None
    match value:
        case {"id": bool()}:
            return None
        case {"id": str() | int() as name, "text": str() as text}:
            return TextLine(name, text)
    return None
