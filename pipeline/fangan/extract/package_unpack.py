"""Unpacks ZIP and 7Z, or walks a folder, without letting anything out of its place.

No name of a member ever becomes a path: each is written under a number. What is
declared is weighed before, and what is written is counted while it is written.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import struct
import subprocess
import tarfile
import tempfile
import threading
import zipfile
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, NoReturn

from fangan.document import Notice
from fangan.errors import (
    DamagedFileError,
    EncryptedFileError,
    InputError,
    MissingPartError,
    TooLargeError,
)
from fangan.extract.parts import BROKEN_ZIP, weigh
from fangan.settings import settings

ZIP_START = (b"PK\x03\x04", b"PK\x05\x06")
SEVEN_START = b"7z\xbc\xaf\x27\x1c"
_DEEPEST = 2  # archives in archives
_MEGABYTE = 1024 * 1024
_CHUNK = 256 * 1024
_LONGEST_NAME = 60
_SECONDS = 120
_LABEL = "压缩包"
_UNICODE_NAME = 0x7075
_UTF8_FLAG = 0x800
_ODD = re.compile(r'[\x00-\x1f\x7f<>:"|?*]')
_CLUTTER = re.compile(
    r"(?:^|/)(?:__MACOSX(?:/|$)|Thumbs\.db$|ehthumbs\.db$|desktop\.ini$|~\$|~WR[LDAS]\d|~DF"
    r"|\$RECYCLE\.BIN/|System Volume Information/|Icon\r$|\.)"
    # Working copies of office programs and of downloads that did not end.
    r"|\.(?:tmp|lnk|lock|bak|wbk|asd|xlk|crdownload|part|partial|download|td)$|~$",
    re.IGNORECASE,
)


_Found = Generator[tuple[str, Path]]
"""Members as they come out: name, and where each was written."""


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A member: its name within the package, and where it lies while it is open."""

    name: str
    path: Path
    size: int


@dataclass
class Unpacking:
    """The state of one unpacking: what came out so far, against the limits."""

    folder: Path
    members: list[Unpacked] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    size: int = 0
    count: int = 0

    def refuse(self, name: str, reason: str) -> None:
        """Leave a member out and say so."""
        self.notices.append(Notice("member_refused", f"包内的“{name}”{reason}，未读取。"))


def unpack(path: Path, folder: Path) -> Unpacking:
    """The files in the package at ``path``, a folder or an archive; unpacked into ``folder``.

    Raises:
        DamagedFileError: the archive is broken.
        EncryptedFileError: it asks for a password.
        MissingPartError: a program that it needs is not installed.
        TooLargeError: it holds more than the limits allow.
    """
    state = Unpacking(folder)
    if path.is_dir():
        _walk(path, path, state)
    else:
        _archive(path, "", 0, state)
    return state


def is_archive(path: Path) -> bool:
    """Whether the file is an archive by its first bytes and no document that is zipped."""
    with path.open("rb") as source:
        head = source.read(8)
    if head.startswith(SEVEN_START):
        return True
    if not head.startswith(ZIP_START):
        return False
    from fangan.errors import FanganError
    from fangan.extract.files import read_bytes
    from fangan.extract.kinds import sniff

    try:
        return sniff(path, read_bytes(path)) == "zip"
    except FanganError:
        return False


def safe_name(name: str) -> str | None:
    """A member's name with plain slashes; None for one that leads out of the package."""
    name = name.replace("\\", "/")
    parts = [part for part in name.split("/") if part not in {"", "."}]
    if name.startswith("/") or re.match(r"[A-Za-z]:", name) or ".." in parts or not parts:
        return None
    return "/".join(parts)


def is_clutter(name: str) -> bool:
    """Whether a member is left by a system or a program, and belongs to no submission."""
    return _CLUTTER.search(name) is not None


def _walk(top: Path, folder: Path, state: Unpacking) -> None:
    try:
        entries = sorted(folder.iterdir(), key=lambda item: item.name)
    except OSError as error:
        if folder == top:
            raise InputError(f"文件夹 {top} 无法打开，请检查权限和磁盘后再试。") from error
        state.refuse(folder.relative_to(top).as_posix(), "无法打开")
        return
    for entry in entries:
        name = "/".join(map(_readable, entry.relative_to(top).parts))
        if is_clutter(name):
            continue
        if entry.is_symlink():
            state.refuse(name, "是链接")
        elif entry.is_dir():
            _walk(top, entry, state)
        elif entry.is_file():
            if not os.access(entry, os.R_OK):
                state.refuse(name, "没有读取的权限")
                continue
            _count(top, state)
            _accept(Unpacked(name, entry, entry.stat().st_size), 0, state)


def _readable(name: str) -> str:
    """A name of the disk; one that is no UTF-8 was unpacked from a Chinese Windows as it was."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return os.fsencode(name).decode("gb18030", "replace")
    return name


def _accept(member: Unpacked, depth: int, state: Unpacking) -> None:
    """Keep a member; an archive is opened in its place."""
    if not is_archive(member.path):
        state.members.append(member)
        return
    if depth >= _DEEPEST:
        state.refuse(member.name, "是层层嵌套的压缩包")
        return
    try:
        _archive(member.path, member.name, depth + 1, state)
    except TooLargeError:
        raise
    except (InputError, MissingPartError) as error:
        state.notices.append(Notice("member_refused", str(error)))


def _archive(path: Path, prefix: str, depth: int, state: Unpacking) -> None:
    with path.open("rb") as source:
        seven = source.read(6) == SEVEN_START
    found = _seven_members(path, state) if seven else _zip_members(path, state)
    with closing(found):
        written = [
            Unpacked(f"{prefix}/{name}" if prefix else name, place, place.stat().st_size)
            for name, place in found
        ]
    for member in written:
        _accept(member, depth, state)


def _count(package: Path, state: Unpacking) -> None:
    limit = settings().max_members
    state.count += 1
    if state.count > limit:
        raise TooLargeError(
            f"{package.name} 里的文件超过 {limit} 个的上限；"
            "请拆分，或用环境变量 FANGAN_MAX_MEMBERS 调高上限。"
        )


def _zip_members(path: Path, state: Unpacking) -> _Found:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            weigh(path, _LABEL, entries)
            for raw, entry in zip(decoded_names(entries), entries, strict=True):
                name = _usable(raw, state)
                if name is None:
                    continue
                if stat.S_ISLNK(entry.external_attr >> 16):
                    state.refuse(name, "是链接")
                    continue
                with archive.open(entry) as source:
                    yield name, _write(path, name, source, state)
    except BROKEN_ZIP as error:
        raise DamagedFileError(
            f"压缩包 {path.name} 不完整或已损坏，请重新压缩或重新下载后再试。"
        ) from error


def _usable(raw: str, state: Unpacking) -> str | None:
    name = safe_name(raw)
    if name is None:
        state.refuse(raw, "的路径指向压缩包之外")
        return None
    return None if is_clutter(name) else name


def decoded_names(entries: list[zipfile.ZipInfo]) -> list[str]:
    """The names of a ZIP's entries: UTF-8 where it says so or all can be, else GB18030."""
    raw = [
        None if entry.flag_bits & _UTF8_FLAG else entry.orig_filename.encode("cp437", "replace")
        for entry in entries
    ]
    encoding = next(
        (
            name
            for name in ("utf-8", "gb18030")
            if all(data is None or _decodes(data, name) for data in raw)
        ),
        "cp437",
    )
    return [
        _unicode_name(entry) or (entry.orig_filename if data is None else data.decode(encoding))
        for entry, data in zip(entries, raw, strict=True)
    ]


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _unicode_name(entry: zipfile.ZipInfo) -> str | None:
    """The name in UTF-8 that some programs add beside the one in the local encoding."""
    extra = entry.extra
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        if kind == _UNICODE_NAME and length > 5:
            return extra[9 : 4 + length].decode("utf-8", "replace")
        extra = extra[4 + length :]
    return None


def _write(package: Path, name: str, source: IO[bytes], state: Unpacking) -> Path:
    """Copy a member under a folder of its own, counting what it really holds."""
    _count(package, state)
    place = Path(tempfile.mkdtemp(dir=state.folder)) / _file_name(name)
    limit = settings().max_unpacked_megabytes * _MEGABYTE
    with place.open("wb") as target:
        while chunk := source.read(_CHUNK):
            state.size += len(chunk)
            if state.size > limit:
                raise TooLargeError(
                    f"压缩包 {package.name} 解开后超过 {limit // _MEGABYTE} MB 的上限；"
                    "请拆分，或用环境变量 FANGAN_MAX_UNPACKED_MEGABYTES 调高上限。"
                )
            target.write(chunk)
    return place


def _file_name(name: str) -> str:
    """The last part of a name, as every file system takes it."""
    stem, dot, suffix = _ODD.sub("_", name.rsplit("/", 1)[-1]).rpartition(".")
    if not dot:
        stem, suffix = suffix, ""
    return f"{stem[:_LONGEST_NAME]}{dot}{suffix[:10]}" or "_"


def _seven_members(path: Path, state: Unpacking) -> _Found:
    """The members of a 7Z, which bsdtar turns into a stream of TAR; it writes no file."""
    program = shutil.which("bsdtar")
    if program is None:
        raise MissingPartError(
            f"读取 7Z 压缩包 {path.name} 需要 bsdtar，本机没有安装；"
            "请安装 libarchive-tools，或改存为 ZIP 后再试。"
        )
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(  # noqa: S603 — no shell, and the path is no option
            [program, "--format=pax", "-cf", "-", f"@{path.absolute()}"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=said,
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
        )
        limit = threading.Timer(_SECONDS, process.kill)
        limit.start()
        try:
            yield from _tar_members(path, process, state)
            if process.wait():
                _refuse_seven(path, said, None)
        except (tarfile.TarError, EOFError) as error:
            process.kill()
            process.wait()
            _refuse_seven(path, said, error)
        finally:
            limit.cancel()
            process.kill()
            process.communicate()


def _tar_members(
    path: Path, process: subprocess.Popen[bytes], state: Unpacking
) -> Iterator[tuple[str, Path]]:
    with tarfile.open(fileobj=process.stdout, mode="r|") as archive:
        for entry in archive:
            name = None if entry.isdir() else _usable(entry.name, state)
            if name is None:
                continue
            source = archive.extractfile(entry) if entry.isreg() else None
            if source is None:
                state.refuse(name, "是链接")
            else:
                yield name, _write(path, name, source, state)


def _refuse_seven(path: Path, said: IO[bytes], error: Exception | None) -> NoReturn:
    said.seek(0)
    if re.search(rb"encrypt|passphrase", said.read(_CHUNK), re.IGNORECASE):
        raise EncryptedFileError(f"压缩包 {path.name} 设有密码，请取消密码后再试。") from error
    # Where only the contents are encrypted, libarchive gives no reason.
    raise DamagedFileError(
        f"压缩包 {path.name} 不能解开，可能已损坏或设有密码，请重新压缩成不带密码的 ZIP 后再试。"
    ) from error
