"""Opening a PDF in pdfium: clear errors, one caller at a time, no substitute fonts.

pdfium measures a font that is not embedded with some font of the machine. Reading
needs no glyphs, so while a file is read no such font is offered: what is read is
then the same on every machine, and ten times faster where the machine's Chinese
font is a large one. Pages are drawn with the machine's fonts as usual.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from threading import RLock
from typing import Any

from fangan.errors import (
    DamagedFileError,
    EmptyFileError,
    EncryptedFileError,
    MissingFileError,
    TooLargeError,
)
from fangan.settings import settings

Foreign = Any
"""An object of pdfium or pdfplumber, which have no types."""

_NO_PAGES = re.compile(rb"/Type\s*/Pages[^>]*/Count\s+0\b|/Count\s+0\b[^>]*/Type\s*/Pages")
_SMALL = 65_536  # a file without pages is short

_LOCK = RLock()  # pdfium is not safe for threads


@lru_cache(maxsize=1)
def _font_gate() -> Foreign:
    """The handler that stands between pdfium and the machine's fonts; made once."""
    import pypdfium2

    class Gate(pypdfium2.PdfSysfontBase):  # type: ignore[misc]  # pypdfium2 has no types
        closed = False

        def MapFont(self, *wanted: Foreign) -> Foreign:  # noqa: N802  # pdfium's name
            return None if self.closed else super().MapFont(*wanted)

    gate = Gate()
    gate.setup()
    return gate


@contextmanager
def open_pdf(path: Path, *, fonts: bool = False) -> Iterator[Foreign]:
    """The pdfium document at ``path``, closed afterwards; ``fonts`` offers the machine's fonts.

    Raises MissingFileError, EmptyFileError, EncryptedFileError, DamagedFileError or
    TooLargeError.
    """
    with _LOCK:
        gate = _font_gate()
        before = gate.closed
        gate.closed = not fonts
        try:
            document = _open(path)
            try:
                _check_pages(path, document)
                yield document
            finally:
                document.close()
        finally:
            gate.closed = before


def _open(path: Path) -> Foreign:
    import pypdfium2
    from pypdfium2 import raw

    if not path.is_file():
        raise MissingFileError(f"找不到文件“{path}”，请检查路径。")
    if path.stat().st_size == 0:
        raise EmptyFileError(f"文件“{path.name}”是空的，请重新获取后再试。")
    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            raise EncryptedFileError(
                f"文件“{path.name}”有密码保护，请用密码打开后另存为不加密的 PDF 再试。"
            ) from error
        if _NO_PAGES.search(path.read_bytes()[:_SMALL]):
            raise EmptyFileError(f"文件“{path.name}”一页也没有，请重新导出后再试。") from error
        raise DamagedFileError(
            f"文件“{path.name}”不是完整的 PDF，无法打开，请重新导出或重新获取后再试。"
        ) from error


def _check_pages(path: Path, document: Foreign) -> None:
    count = len(document)
    if count == 0:
        raise EmptyFileError(f"文件“{path.name}”一页也没有，请重新导出后再试。")
    limit = settings().max_pages
    if count > limit:
        raise TooLargeError(
            f"文件“{path.name}”有 {count} 页，超过 {limit} 页的上限，请拆分后再试。"
        )
