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
    UnknownKindError,
)
from fangan.extract.decoding import decode
from fangan.extract.parts import BROKEN_ZIP

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

_SAVE_AS_DOCX = "请用 Word 或 WPS 另存为 DOCX 或 PDF 后再试"
_EXPORT_PDF = "请导出为 PDF 或 DOCX 后再试"
_UNPACK = "请解压后改存为 ZIP，或直接选取其中的文件再试"
_DETACH = "请把邮件里的附件另存出来，再选取其中的方案"
_SAVE_AS_TABLE = "请另存为 XLSX 后再试"
_CHOOSE_ANOTHER = "请改选文档文件"
_SAVE_AS_PNG = "请另存为 PNG 或 JPG 后再试"

# Patterns of the first bytes; those that could open a text ask for more than a word.
_SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (rb"\xdb\xa5", "老版 Word 文档", _SAVE_AS_DOCX),
    (rb"GIF8[79]a", "GIF 图片", _SAVE_AS_PNG),
    (rb"BM.{4}\x00{4}", "BMP 图片", _SAVE_AS_PNG),
    (rb"RIFF.{4}WEBP", "WEBP 图片", _SAVE_AS_PNG),
    (rb"Rar!\x1a\x07", "RAR 压缩包", _UNPACK),
    (rb"\x1f\x8b", "gzip 压缩包", _UNPACK),
    (rb"BZh\d1AY&SY", "bzip2 压缩包", _UNPACK),
    (rb"\xfd7zXZ\x00", "xz 压缩包", _UNPACK),
    (rb".{257}ustar", "tar 压缩包", _UNPACK),
    (rb"%!PS-Adobe", "PostScript 文件", _EXPORT_PDF),
    (rb"\x7fELF|MZ[\x80-\xff]\x00", "可执行程序", _CHOOSE_ANOTHER),
    (rb"SQLite format 3\x00", "数据库文件", _CHOOSE_ANOTHER),
)
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
_OLE_STREAMS = (
    ("__properties_version1.0", "Outlook 邮件", _DETACH),
    ("PowerPoint Document", "PPT 演示文稿", _EXPORT_PDF),
)
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
_ZIP_PARTS = (
    ("ppt/", "PPTX 演示文稿", _EXPORT_PDF),
    ("meta-inf/container.xml", "EPUB 电子书", _EXPORT_PDF),
)
_COMMENTS = r"(?:<!--.*?-->|<\?xml[^>]*>|\s)*"
_HTML_START = re.compile(
    _COMMENTS + r"<(?:!doctype\s+html|html|head|body|meta|title|table|div|p|h[1-6])\b",
    re.DOTALL | re.IGNORECASE,
)
_HTML_TAGS = re.compile(
    r"</(?:p|div|table|tr|td|h[1-6]|ul|ol|li|body|article|section|span)\s*>", re.IGNORECASE
)
_WORD_XML = re.compile(r"<\w+:wordDocument\b|<pkg:package\b")
_XML_START = re.compile(r"\s*<\?xml\b")
_MAIL_START = re.compile(r"(?:[A-Z][\w-]*:[^\n]*\n(?:[ \t][^\n]*\n)*){2,}")
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
    # A PDF may stand behind a few bytes of junk; so do its own viewers read it.
    if b"%PDF-" in data[:1024] and not data.startswith(_ZIP):
        return "pdf"
    if data.startswith(_OLE):
        return _ole_kind(path, data)
    begun = next((kind for start, kind in _STARTS if re.match(start, data[:512])), None)
    if begun:
        return begun
    if data.startswith(_ZIP):
        return _zip_kind(path, data)
    for signature, name, advice in _SIGNATURES:
        if re.match(signature, data[:512], re.DOTALL):
            raise _refusal(path, name, advice)
    text = decode(data)
    if text is None:
        raise UnknownKindError(
            f"文件 {path.name} 的内容认不出是哪种文档，可能已损坏，或扩展名与内容不符；"
            "请另存为 PDF 或 DOCX 后再试。"
        )
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
    if _XML_START.match(head):
        raise _refusal(path, "XML 数据", _EXPORT_PDF)
    if _MAIL_START.match(head) and re.search(r"^MIME-Version:", head, re.MULTILINE):
        if "multipart/related" in head:
            raise _refusal(path, "单文件网页（MHT）", _SAVE_AS_DOCX)
        raise _refusal(path, "邮件（EML）", _DETACH)
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
            odf = archive.read("mimetype")[:99].decode("ascii") if _is_odf(archive) else ""
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
        raise _refusal(path, "ODF 文件", _SAVE_AS_TABLE if is_table else _EXPORT_PDF)
    # A submission may hold a folder of this name; only an Office file says what it holds.
    office = "[content_types].xml" in names
    for prefix, kind in _ZIP_KINDS:
        if office and any(part.startswith(prefix) for part in names):
            return kind
    for prefix, name, advice in _ZIP_PARTS:
        if (office or "/" in prefix[:-1]) and any(part.startswith(prefix) for part in names):
            raise _refusal(path, name, advice)
    return "zip"


def _is_odf(archive: zipfile.ZipFile) -> bool:
    """Whether a ZIP says of itself that it is an ODF file."""
    names = set(archive.namelist())
    return "content.xml" in names and "mimetype" in names


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
    for stream, name, advice in _OLE_STREAMS:
        if stream == owner or (owner is None and holds(stream)):
            raise _refusal(path, name, advice)
    raise _refusal(path, "老版 Office 或 WPS 文件", _SAVE_AS_DOCX)


def _refusal(path: Path, name: str, advice: str) -> UnknownKindError:
    gap = " " if name[0].isascii() else ""
    return UnknownKindError(f"文件 {path.name} 是{gap}{name}，暂不能直接读取，{advice}。")


def _empty(path: Path) -> EmptyFileError:
    return EmptyFileError(f"文件 {path.name} 是空的，没有任何内容，请检查是否传错了文件。")
