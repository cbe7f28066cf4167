"""A file in, a Document out: the kind is found by content, read, and given structure."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from fangan.document import Document, Source
from fangan.errors import NoTextError
from fangan.extract.files import read_bytes
from fangan.extract.kinds import Kind, sniff
from fangan.extract.raw import Paragraph, Reading, Table
from fangan.extract.scan_progress import Progress, told
from fangan.extract.structure import assemble


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

    A folder or an archive is one submission: its plan is read, and a notice names its
    members and which was taken.

    ``progress`` is told of each page that has to be recognised: its place among them,
    how many they are, and the stage (``recognition``).

    Raises:
        InputError: one of its subclasses, when the file cannot be used; the
            message says which file and what to do.
    """
    path = Path(path)
    is_folder = os.path.isdir(path)  # noqa: PTH112 — Path.is_dir fails on a name too long
    data = b"" if is_folder else read_bytes(path)
    kind = "zip" if is_folder else sniff(path, data)
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
