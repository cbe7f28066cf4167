"""Results on their way out: to files, whole or not at all, and to standard output.

Every place is tried before the work starts: a review of ten minutes must not
end with "cannot write". A file appears under its name only when it is complete.
"""

from __future__ import annotations

import errno
import json
import os
import secrets
import stat
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from fangan.cli.options import STDOUT
from fangan.errors import OutputError, UsageError

_REASONS = {
    errno.EACCES: "没有写入的权限",
    errno.EPERM: "没有写入的权限",
    errno.EROFS: "那里是只读的",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已用完",
    errno.ENOENT: "它所在的文件夹不存在",
    errno.ENOTDIR: "它的上一级不是文件夹",
    errno.ENAMETOOLONG: "文件名太长",
    errno.EISDIR: "它是一个文件夹",
}


@dataclass
class _Place:
    """One result: the name asked for, and the file beside it that is being written."""

    target: Path
    stream: BinaryIO
    written_to: Path | None


@dataclass
class Outputs:
    """The open results of one command, by the option that asked for each."""

    places: dict[str, _Place] = field(default_factory=dict)

    def wants(self, option: str) -> bool:
        """Whether the user asked for this result."""
        return option in self.places

    @property
    def uses_stdout(self) -> bool:
        """Whether data goes to standard output, so that nothing else may."""
        return any(place.target == STDOUT for place in self.places.values())

    def write(self, option: str, text: str) -> None:
        """Add ``text`` to the result that ``option`` asked for."""
        place = self.places[option]
        try:
            place.stream.write(text.encode("utf-8", "replace"))
        except BrokenPipeError:
            raise
        except OSError as error:
            raise _failure(place.target, error) from error

    def write_json(self, option: str, value: Mapping[str, Any]) -> None:
        """Add ``value`` as one line of JSON."""
        self.write(option, json_line(value))


def json_line(value: Mapping[str, Any]) -> str:
    """``value`` as one line of JSON, Chinese characters as they are."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False) + "\n"


@contextmanager
def outputs(
    wanted: Mapping[str, Path | None], *, inputs: Sequence[Path | str | None] = ()
) -> Iterator[Outputs]:
    """Open every result that is asked for; put all in place when the block ends well.

    Args:
        wanted: The place given with each option, None where it was not given.
        inputs: What the command reads and no result may replace; a name that is no file
            (a framework's id) is passed over.

    Raises:
        UsageError: Two results, or a result and an input, are the same file.
        OutputError: A place cannot be written.
    """
    targets = {option: target for option, target in wanted.items() if target is not None}
    _refuse_same(targets, [Path(path) for path in inputs if path])
    out = Outputs()
    try:
        for option, target in targets.items():
            out.places[option] = _open(target)
        yield out
        for place in out.places.values():
            _finish(place)
    finally:
        for place in out.places.values():
            _clean(place)


def _refuse_same(targets: Mapping[str, Path], inputs: Sequence[Path]) -> None:
    seen: list[tuple[str, Path]] = []
    for option, target in targets.items():
        for other in inputs:
            if target != STDOUT and other.is_file() and _same(target, other):
                raise UsageError(f"{option} 的结果会覆盖输入文件 {other}，请换一个文件名。")
        for earlier, place in seen:
            if target == place or (STDOUT not in (target, place) and _same(target, place)):
                raise UsageError(f"{earlier} 和 {option} 不能写到同一个地方，请换一个文件名。")
        seen.append((option, target))


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return os.path.realpath(one) == os.path.realpath(other)


def _open(target: Path) -> _Place:
    if target == STDOUT:
        return _Place(target, sys.stdout.buffer, None)
    try:
        return _open_beside(target)
    except OSError as error:
        raise _failure(target, error) from error


def _open_beside(target: Path) -> _Place:
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        mode = None
    if mode is not None and stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, "")
    if mode is not None and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "")
    if mode is not None and not stat.S_ISREG(mode):
        # A device or a pipe keeps its name; there is nothing to replace.
        return _Place(target, target.open("wb"), None)
    final = Path(os.path.realpath(target))
    beside = final.with_name(f".fangan-{secrets.token_hex(6)}.tmp")
    stream = os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666), "wb")
    if mode is not None:
        beside.chmod(stat.S_IMODE(mode))
    return _Place(final, stream, beside)


def _finish(place: _Place) -> None:
    try:
        if place.target == STDOUT:
            place.stream.flush()
            return
        place.stream.close()
        if place.written_to is not None:
            place.written_to.replace(place.target)
            place.written_to = None
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _failure(place.target, error) from error


def _clean(place: _Place) -> None:
    if place.target == STDOUT:
        return
    with suppress(OSError):
        place.stream.close()
    if place.written_to is not None:
        with suppress(OSError):
            place.written_to.unlink()


def _failure(target: Path, error: OSError) -> OutputError:
    reason = _REASONS.get(error.errno or 0, "系统不允许")
    name = "标准输出" if target == STDOUT else str(target)
    return OutputError(f"无法写入 {name}：{reason}，请换一个位置再试。")
