"""Reads what only an office suite reads (DOC, WPS, RTF, ODT) by converting it to DOCX.

LibreOffice runs as a program of its own: a fresh profile each time, macros and links
off, one at a time on a machine, within a time limit. It reports success even when it
has failed, so only its output counts.
"""

from __future__ import annotations

import fcntl
import io
import os
import resource
import shutil
import signal
import subprocess
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from fangan.document import Notice
from fangan.errors import (
    DamagedFileError,
    EncryptedFileError,
    InputError,
    MissingPartError,
    SettingsError,
)
from fangan.extract import docx
from fangan.extract.parts import BROKEN_ZIP, open_parts
from fangan.extract.raw import Reading
from fangan.settings import settings

_PROGRAMS = ("soffice", "libreoffice")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENTRY = 128
_ENCRYPTED_BIT = 0x0100
_MEMORY = 4 * 1024**3  # address space for LibreOffice, which starts in half of it
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def read(path: Path) -> Reading:
    """Read the file at ``path`` by way of a DOCX that LibreOffice makes of it.

    Raises:
        MissingPartError: LibreOffice is not installed.
        EncryptedFileError: the file asks for a password.
        DamagedFileError: LibreOffice makes nothing of it.
        InputError: the conversion takes too long.
    """
    data = path.read_bytes()
    if is_encrypted(data):
        raise EncryptedFileError(f"文件 {path.name} 设有打开密码，请取消密码后再试。")
    if data.startswith(b"PK"):
        # Weighs it: LibreOffice would unpack any bomb.
        open_parts(path, "文件").archive.close()
    program = find_program()
    if program is None:
        raise MissingPartError(
            f"读取 {path.name} 需要 LibreOffice，本机没有安装；请安装 libreoffice-writer"
            "（或它的 nogui 版本），或用 Word、WPS 另存为 DOCX 后再试。"
        )
    with tempfile.TemporaryDirectory(prefix="fangan-office-") as name:
        folder = Path(name)
        converted = _convert(program, path, folder)
        try:
            reading = docx.read(converted)
        except InputError as error:
            raise _unreadable(path) from error
    notice = Notice("converted", "文件经 LibreOffice 转换后读取，版式和编号请以原件为准。")
    return replace(reading, warnings=(*reading.warnings, notice))


def find_program() -> str | None:
    """LibreOffice's command: the one set in the options, else the first on the PATH.

    Raises:
        SettingsError: the options name one that is not there.
    """
    given = settings().libreoffice
    if given is not None:
        found = shutil.which(str(given))
        if found is None:
            raise SettingsError(
                f"环境变量 FANGAN_LIBREOFFICE 指向的 {given} 不存在或不能运行，请改正后重试。"
            )
        return found
    return next((found for name in _PROGRAMS if (found := shutil.which(name))), None)


def is_encrypted(data: bytes) -> bool:
    """Whether a DOC says in its head (the FIB), or an ODT in its manifest, that it is encrypted."""
    if data.startswith(b"PK"):
        return _odf_is_encrypted(data)
    if not data.startswith(_OLE):
        return False
    shift = int.from_bytes(data[30:32], "little")
    if not 7 <= shift <= 16:
        return False
    entry = data.find("WordDocument".encode("utf-16-le") + b"\x00\x00")
    if entry < 0 or entry + _ENTRY > len(data):
        return False
    start = (int.from_bytes(data[entry + 116 : entry + 120], "little") + 1) << shift
    head = data[start : start + 12]
    # The mark of Word 6 and later stands first; without it these are other bytes.
    if head[:2] not in {b"\xec\xa5", b"\xdc\xa5"}:
        return False
    return bool(int.from_bytes(head[10:12], "little") & _ENCRYPTED_BIT)


def _odf_is_encrypted(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return b"encryption-data" in archive.read("META-INF/manifest.xml")
    except (KeyError, *BROKEN_ZIP):
        return False


def _convert(program: str, path: Path, folder: Path) -> Path:
    """Let LibreOffice write a DOCX of ``path`` into ``folder``."""
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, "utf-8")
    output = folder / "out"
    # A name of ours: the file's own may hold what a command line or filter trips over.
    source = folder / f"source{path.suffix.lower() if path.suffix.isascii() else ''}"
    shutil.copyfile(path, source)
    command = [
        program,
        f"-env:UserInstallation={profile.as_uri()}",
        "--headless",
        "--norestore",
        "--nolockcheck",
        "--nodefault",
        "--convert-to",
        "docx:MS Word 2007 XML",
        "--outdir",
        str(output),
        str(source),
    ]
    limit = settings().office_seconds
    with _alone(path, limit):
        if not _run(command, folder, limit):
            raise InputError(
                f"文件 {path.name} 用 LibreOffice 转换超过 {limit} 秒，已停止；"
                "请用 Word 或 WPS 另存为 DOCX 后再试。"
            )
    converted = output / "source.docx"
    if not converted.is_file() or converted.stat().st_size == 0:
        raise _unreadable(path)
    return converted


def _unreadable(path: Path) -> DamagedFileError:
    return DamagedFileError(
        f"文件 {path.name} 不能由 LibreOffice 打开，可能已损坏或设有密码；"
        "请用 Word 或 WPS 打开后另存为 DOCX 再试。"
    )


def _run(command: list[str], folder: Path, limit: float) -> bool:
    """Run the command and all it starts within ``limit`` seconds; whether it ended by itself."""
    environment = {
        **{name: value for name, value in os.environ.items() if name in {"PATH", "LANG", "LC_ALL"}},
        "HOME": str(folder),
        "TMPDIR": str(folder),
    }
    with _own_memory():
        # Its own group, so that its children can be ended with it.
        process = subprocess.Popen(  # noqa: S603 — a program of the user's choice, no shell
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env=environment,
            process_group=0,
        )
    # From outside: the limit of the reading process itself would be too low or too late.
    with suppress(ProcessLookupError, PermissionError, ValueError):
        resource.prlimit(process.pid, resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    try:
        process.wait(limit)
    except subprocess.TimeoutExpired:
        return False
    finally:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    return True


@contextmanager
def _own_memory() -> Iterator[None]:
    """Lift the memory limit of a reading worker for a program started within.

    LibreOffice reserves more address space than it uses; it gets a limit of its own.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


@contextmanager
def _alone(path: Path, limit: float) -> Iterator[None]:
    """Hold the user's lock, since two LibreOffice at once take the memory of the machine."""
    lock = Path(tempfile.gettempdir()) / f"fangan-office-{os.getuid()}.lock"
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        deadline = time.monotonic() + 10 * limit
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError as error:
                if time.monotonic() > deadline:
                    raise InputError(
                        f"文件 {path.name} 等待 LibreOffice 太久，请稍后重试。"
                    ) from error
                time.sleep(0.1)
        yield
    finally:
        os.close(descriptor)
