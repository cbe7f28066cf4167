"""Which kind of file this is, decided by what is in it and never by its name."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Literal

from fangan.errors import (
    DamagedFileError,
    EmptyFileError,
    EncryptedFileError,
)
from fangan.extract.decoding import decode
from fangan.extract.parts import BROKEN_ZIP
from fangan.extract.refused import (
    EXPORT_PDF,
    OFFICE_PARTS,
    OLE_STREAMS,
    SAVE_AS_DOCX,
    SAVE_AS_TABLE,
    ZIP_PARTS,
    refusal,
    refuse_bytes,
    refuse_text,
    unknown,
)

Kind = Literal[
    "pdf",
    "docx",
    "ofd",
    "doc",
    "rtf",
    "odt",
    "wordml",
    "xlsx",
    "xls",
    "csv",
    "zip",
    "7z",
    "png",
    "jpeg",
    "tiff",
    "html",
    "markdown",
    "text",
]

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STARTS: tuple[tuple[bytes, Kind], ...] = (
    (rb"\x89PNG\r\n", "png"),
    (rb"\xff\xd8\xff", "jpeg"),
    (rb"II\*\x00|MM\x00\*", "tiff"),
    (rb"7z\xbc\xaf\x27\x1c", "7z"),
    (rb"\s*\{\\rtf\d", "rtf"),
)
_OLE_KINDS: dict[str, Kind] = {
    "WordDocument": "doc",
    "MatOST": "doc",
    "Workbook": "xls",
    "Book": "xls",
}
_OLE_CLASSES = {
    b"\x00\x09\x02\x00": "WordDocument",
    b"\x06\x09\x02\x00": "WordDocument",
    b"\x10\x08\x02\x00": "Book",
    b"\x20\x08\x02\x00": "Workbook",
    b"\x10\x8d\x81\x64": "PowerPoint Document",
    b"\xb2\x5a\xa4\x0e": "MatOST",  # Works 2000, whose stream has a name that says nothing
}
_ZIP_KINDS: tuple[tuple[str, Kind], ...] = (
    ("word/", "docx"),
    ("xl/", "xlsx"),
)
_ODF = "application/vnd.oasis.opendocument."
_COMMENTS = r"(?:<!--.*?-->|<\?xml[^>]*>|\s)*"
_HTML_START = re.compile(
    _COMMENTS
    + r"<(?:!doctype\s+html|html|head|body|meta|title|link|style|script|table|div|p|h[1-6])\b",
    re.DOTALL | re.IGNORECASE,
)
_HTML_TAGS = re.compile(
    r"</(?:p|div|table|tr|td|h[1-6]|ul|ol|li|body|article|section|span)\s*>", re.IGNORECASE
)
_WORD_XML = re.compile(r"<\w+:wordDocument\b|<pkg:package\b")
_MARKDOWN_HEADING = re.compile(r"^ {0,3}#{1,6} +\S", re.MULTILINE)
_MARKDOWN_TABLE = re.compile(r"^ *\|?(?: *:?-{3,}:? *\|)+ *(?::?-{3,}:?)? *$", re.MULTILINE)
_MARKDOWN_NAMES = frozenset({".md", ".markdown", ".mdown"})
_TEXT_NAMES = frozenset({".txt", ".text"})
_TABLE_NAMES = frozenset({".csv", ".tsv"})
_HEAD = 4096


def sniff(path: Path, data: bytes) -> Kind:
    """The kind of the file at ``path`` whose bytes are ``data``.

    Raises:
        EmptyFileError: no bytes, or only white space.
        EncryptedFileError: an Office file with a password.
        DamagedFileError: a DOCX whose package is broken.
        UnknownKindError: anything that no reader exists for; the message names
            what it is, where that can be told, and what to do.
    """
    if not data.strip():
        raise _empty(path)
    if data.startswith(_OLE):
        return _ole_kind(path, data)
    begun = next((kind for start, kind in _STARTS if re.match(start, data[:512])), None)
    if begun:
        return begun
    if data.startswith(_ZIP):
        return _zip_kind(path, data)
    refuse_bytes(path, data)
    # A PDF may stand behind a few bytes of junk; so do its own viewers read it. An archive
    # that holds one as it is was refused or opened before.
    if b"%PDF-" in data[:1024]:
        return "pdf"
    text = decode(data)
    if text is None:
        raise unknown(path)
    if not text.strip("\ufeff\x00 \t\r\n\f\v\u3000\xa0"):
        raise _empty(path)
    return _text_kind(path, text)


def _text_kind(path: Path, text: str) -> Kind:
    head = text[:_HEAD]
    if _HTML_START.match(head) or len(_HTML_TAGS.findall(text[: 16 * _HEAD])) >= 5:
        named_text = path.suffix.lower() in _MARKDOWN_NAMES
        return "markdown" if named_text and not _HTML_START.match(head) else "html"
    if _WORD_XML.search(head):
        return "wordml"
    refuse_text(path, text)
    if path.suffix.lower() in _MARKDOWN_NAMES:
        return "markdown"
    if path.suffix.lower() in _TABLE_NAMES:
        return "csv"
    headings = len(_MARKDOWN_HEADING.findall(text))
    # A plain text may hold pipe tables, or a line that happens to open with #.
    if path.suffix.lower() in _TEXT_NAMES:
        return "markdown" if headings >= 3 else "text"
    return "markdown" if headings or _MARKDOWN_TABLE.search(text) else "text"


def _zip_kind(path: Path, data: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [name.replace("\\", "/").lower() for name in archive.namelist()]
            odf = _stated_type(archive) if {"content.xml", "mimetype"} <= set(names) else ""
    except BROKEN_ZIP as error:
        # Without its directory at the end a package still shows the names of its parts.
        if b"word/" in data or b"[Content_Types].xml" in data[:_HEAD]:
            raise DamagedFileError(
                f"DOCX 文件 {path.name} 不完整或已损坏，请重新下载或重新导出后再试。"
            ) from error
        raise DamagedFileError(
            f"压缩格式的文件 {path.name} 不完整或已损坏，请重新下载或重新导出后再试。"
        ) from error
    if "ofd.xml" in names:
        return "ofd"
    if odf.startswith(_ODF + "text"):
        return "odt"
    if odf:
        is_table = odf.startswith(_ODF + "spreadsheet")
        raise refusal(path, "ODF 文件", SAVE_AS_TABLE if is_table else EXPORT_PDF)
    # A submission may hold a folder of this name; only an Office file says what it holds.
    if "[content_types].xml" in names:
        return _office_kind(path, names)
    for part, name, advice in ZIP_PARTS:
        if part in names:
            raise refusal(path, name, advice)
    return "zip"


def _office_kind(path: Path, names: list[str]) -> Kind:
    for prefix, name, advice in OFFICE_PARTS:
        if any(part.startswith(prefix) for part in names):
            raise refusal(path, name, advice)
    return next(
        (kind for prefix, kind in _ZIP_KINDS if any(part.startswith(prefix) for part in names)),
        "zip",
    )


def _stated_type(archive: zipfile.ZipFile) -> str:
    """The media type by which an ODF file names its kind; what is longer is none."""
    try:
        with archive.open("mimetype") as source:
            return source.read(99).decode("ascii", "replace")
    except KeyError:
        return ""


def _ole_kind(path: Path, data: bytes) -> Kind:
    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") + b"\x00\x00" in data

    if holds("EncryptedPackage"):
        raise EncryptedFileError(f"文件 {path.name} 设有打开密码，请取消密码后再试。")
    # The class of the root says it; the streams may belong to something embedded.
    root = (int.from_bytes(data[48:52], "little") + 1) << int.from_bytes(data[30:32], "little")
    owner = _OLE_CLASSES.get(data[root + 80 : root + 84])
    for stream, kind in _OLE_KINDS.items():
        if stream == owner or (owner is None and holds(stream)):
            return kind
    for stream, name, advice in OLE_STREAMS:
        if stream == owner or (owner is None and holds(stream)):
            raise refusal(path, name, advice)
    raise refusal(path, "老版 Office 或 WPS 文件", SAVE_AS_DOCX)


def _empty(path: Path) -> EmptyFileError:
    return EmptyFileError(f"文件 {path.name} 是空的，没有任何内容，请检查是否传错了文件。")
