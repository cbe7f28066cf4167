"""A file in, a Document out: the kind is found by content, read, and given structure."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from fangan.document import Document, Source
from fangan.errors import InputError, MissingFileError, NoTextError, TooLargeError
from fangan.extract.kinds import Kind, sniff
from fangan.extract.raw import Paragraph, Reading, Table
from fangan.extract.scan_progress import Progress, told
from fangan.extract.structure import assemble
from fangan.settings import settings

_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: its media type, and the module whose ``read(path)`` reads it."""

    media_type: str
    module: str

    def read(self, path: Path) -> Reading:
        """Read the file; the reader's libraries are loaded only now."""
        reader: Callable[[Path], Reading] = import_module(self.module).read
        return reader(path)


FORMATS: dict[Kind, Format] = {
    "pdf": Format("application/pdf", "fangan.extract.pdf"),
    "docx": Format(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "fangan.extract.docx",
    ),
    "ofd": Format("application/ofd", "fangan.extract.ofd"),
    "png": Format("image/png", "fangan.extract.scan"),
    "jpeg": Format("image/jpeg", "fangan.extract.scan"),
    "tiff": Format("image/tiff", "fangan.extract.scan"),
    "xlsx": Format(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "fangan.extract.sheet_xlsx",
    ),
    "xls": Format("application/vnd.ms-excel", "fangan.extract.sheet_xls"),
    "csv": Format("text/csv", "fangan.extract.sheet_csv"),
    "doc": Format("application/msword", "fangan.extract.office"),
    "rtf": Format("application/rtf", "fangan.extract.office"),
    "odt": Format("application/vnd.oasis.opendocument.text", "fangan.extract.office"),
    "wordml": Format("application/xml", "fangan.extract.office"),
    "html": Format("text/html", "fangan.extract.html"),
    "markdown": Format("text/markdown", "fangan.extract.markdown"),
    "text": Format("text/plain", "fangan.extract.text"),
}


def extract(path: Path, *, progress: Progress | None = None) -> Document:
    """Read the file at ``path``, of whatever kind its content shows it to be.

    Of an archive the plan is read; a notice names its members and which was taken.

    ``progress`` is told of each page that has to be recognised: its place among them,
    how many they are, and the stage (``recognition``).

    Raises:
        InputError: one of its subclasses, when the file cannot be used; the
            message says which file and what to do.
    """
    path = Path(path)
    data = _bytes(path)
    kind = sniff(path, data)
    if kind in {"zip", "7z"}:
        from fangan.extract.package import read_plan

        return read_plan(path, progress=progress)
    source = Source(path.name, FORMATS[kind].media_type, hashlib.sha256(data).hexdigest())
    del data
    with told(progress):
        reading = FORMATS[kind].read(path)
    if not reading.pages and not any(
        (isinstance(element, Paragraph) and element.text.strip()) or isinstance(element, Table)
        for element in reading.elements
    ):
        raise NoTextError(
            f"文件 {path.name} 打开了，但里面没有可读的文字；如果内容是图片，请先做文字识别。"
        )
    return assemble(source, reading)


def _bytes(path: Path) -> bytes:
    """The content, after the checks that need no reading."""
    limit = settings().max_megabytes
    try:
        if not path.exists():
            raise MissingFileError(f"找不到文件 {path}，请检查路径和文件名。")
        if path.is_dir():
            raise InputError(f"{path} 是文件夹，请指定其中的一个文件。")
        # A pipe or a device would never end.
        if not path.is_file():
            raise InputError(f"{path} 不是普通文件，无法读取，请指定一个文档文件。")
        size = path.stat().st_size
        if size > limit * _MEGABYTE:
            raise TooLargeError(
                f"文件 {path.name} 有 {size / _MEGABYTE:.0f} MB，超过 {limit} MB 的上限；"
                "请拆分文件，或用环境变量 FANGAN_MAX_MEGABYTES 调高上限。"
            )
        return path.read_bytes()
    except PermissionError as error:
        raise InputError(f"没有读取文件 {path.name} 的权限，请检查文件权限。") from error
    except (OSError, ValueError) as error:
        raise InputError(f"文件 {path.name} 无法打开，请检查路径和磁盘后再试。") from error
