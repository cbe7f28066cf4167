"""Kinds of file that are not read: how each is known, and what to do instead."""

from __future__ import annotations

import json
import re
from pathlib import Path

from fangan.errors import UnknownKindError

SAVE_AS_DOCX = "请用 Word 或 WPS 另存为 DOCX 或 PDF 后再试"
EXPORT_PDF = "请导出为 PDF 或 DOCX 后再试"
SAVE_AS_TABLE = "请另存为 XLSX 后再试"
_UNPACK = "请解压后改存为 ZIP，或直接选取其中的文件再试"
_DETACH = "请把邮件里的附件另存出来，再选取其中的方案"
_CHOOSE_ANOTHER = "请改选文档文件"
_SAVE_AS_PNG = "请另存为 PNG 或 JPG 后再试"
_PRINT_PDF = "请用原阅读软件打开，打印或导出为 PDF 后再试"

# Patterns of the first bytes; those that could open a text ask for more than a word.
_SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (rb"\xdb\xa5", "老版 Word 文档", SAVE_AS_DOCX),
    (rb"GIF8[79]a", "GIF 图片", _SAVE_AS_PNG),
    (rb"BM.{4}\x00{4}", "BMP 图片", _SAVE_AS_PNG),
    (rb"RIFF.{4}WEBP", "WEBP 图片", _SAVE_AS_PNG),
    (rb"\x00{3}.ftyp(?:hei[cxms]|hev[cx]|mif1|msf1|avi[fs])", "HEIC 图片", _SAVE_AS_PNG),
    (rb"\x00{3}\x0cjP {2}\r\n\x87\n", "JPEG 2000 图片", _SAVE_AS_PNG),
    (rb"8BPS\x00[\x01\x02]", "PSD 图片", _SAVE_AS_PNG),
    (rb"\xd7\xcd\xc6\x9a|\x01\x00{3}.{36} EMF", "WMF 或 EMF 图形", _SAVE_AS_PNG),
    (rb"Rar!\x1a\x07", "RAR 压缩包", _UNPACK),
    (rb"\x1f\x8b", "gzip 压缩包", _UNPACK),
    (rb"BZh\d1AY&SY", "bzip2 压缩包", _UNPACK),
    (rb"\xfd7zXZ\x00", "xz 压缩包", _UNPACK),
    (rb"\x28\xb5\x2f\xfd", "zstd 压缩包", _UNPACK),
    (rb".{257}ustar", "tar 压缩包", _UNPACK),
    (rb"MSCF\x00{4}", "CAB 压缩包", _UNPACK),
    (rb"\x60\xea.{2}[\x1e-\x30]", "ARJ 压缩包", _UNPACK),
    (rb"..-lh[\dd]-", "LZH 压缩包", _UNPACK),
    (rb"\x78\x9f\x3e\x22", "Outlook 邮件附件包（winmail.dat）", _DETACH),
    (rb"From \S+@\S+ .*\d{4}\r?\n[A-Z][\w-]*:", "邮件（MBOX）", _DETACH),
    (rb"%!PS-Adobe", "PostScript 文件", EXPORT_PDF),
    (rb"AT&TFORM", "DJVU 文件", EXPORT_PDF),
    (rb"AC10\d\d\x00", "CAD 图纸", EXPORT_PDF),
    (rb"CAJ\x00|HN\x00\x00|KDH ", "CAJ 文献", _PRINT_PDF),
    (rb"ID3[\x02-\x04]|RIFF.{4}WAVE|OggS\x00|fLaC|#!AMR", "录音", _CHOOSE_ANOTHER),
    (
        rb"\x00{3}.ftyp|RIFF.{4}AVI |\x1aE\xdf\xa3|FLV\x01|\x30\x26\xb2\x75|\x00\x00\x01\xba",
        "录像",
        _CHOOSE_ANOTHER,
    ),
    (rb"\x7fELF|MZ[\x80-\xff]\x00|\xca\xfe\xba\xbe", "可执行程序", _CHOOSE_ANOTHER),
    (
        rb"SQLite format 3\x00|\x00\x01\x00\x00Standard (?:Jet|ACE) DB",
        "数据库文件",
        _CHOOSE_ANOTHER,
    ),
    (rb"L\x00{3}\x01\x14\x02\x00", "快捷方式", "请改选它所指的文件"),
    (rb"\x00\x01\x00\x00\x00[\x04-\x40]\x00|OTTO\x00|ttcf\x00", "字体", _CHOOSE_ANOTHER),
)
_ISO = (0x8001, b"CD001")

OLE_STREAMS = (
    ("__properties_version1.0", "Outlook 邮件", _DETACH),
    ("PowerPoint Document", "PPT 演示文稿", EXPORT_PDF),
    ("VisioDocument", "Visio 图", EXPORT_PDF),
)
# Parts of a ZIP that say what it is; those of the first group only in an Office package.
OFFICE_PARTS = (
    ("ppt/", "PPTX 演示文稿", EXPORT_PDF),
    ("visio/", "Visio 图", EXPORT_PDF),
    ("fixeddocseq.fdseq", "XPS 文件", EXPORT_PDF),
    ("fixeddocumentsequence.fdseq", "XPS 文件", EXPORT_PDF),
    ("xl/workbook.bin", "XLSB 表格", SAVE_AS_TABLE),
)
ZIP_PARTS = (
    ("meta-inf/container.xml", "EPUB 电子书", EXPORT_PDF),
    ("index/document.iwa", "苹果 iWork 文件", EXPORT_PDF),
    ("androidmanifest.xml", "安卓程序", _CHOOSE_ANOTHER),
)

_MAIL_START = re.compile(r"\s*\ufeff?(?:[A-Z][\w-]*:[^\n]*\n(?:[ \t][^\n]*\n)*){2,}")
_MAIL_FIELD = re.compile(
    r"^(?:MIME-Version|Message-ID|Received|Return-Path|X-Mailer|DKIM-Signature):|^From:.*@",
    re.MULTILINE | re.IGNORECASE,
)
_TEXTS: tuple[tuple[str, str, str], ...] = (
    (r"\s*(?:<\?xml[^>]*>\s*)?(?:<!DOCTYPE svg[^>]*>\s*)?<svg\b", "SVG 图形", _SAVE_AS_PNG),
    (r"\s*BEGIN:VC(?:ARD|ALENDAR)\b", "名片或日程", _CHOOSE_ANOTHER),
    (r"\s*\[InternetShortcut\]", "网址快捷方式", "请打开网页后另存，或改选文档文件"),
    (r"\s*<\?xml\b", "XML 数据", EXPORT_PDF),
)
# Formats of one maker, which nothing in the content tells for certain.
_BY_NAME = {
    ".ceb": "方正版式文件（CEB）",
    ".cebx": "方正版式文件（CEBX）",
    ".sep": "书生版式文件（SEP）",
    ".gd": "书生版式公文（GD）",
    ".gw": "书生版式公文（GW）",
    ".caj": "CAJ 文献",
    ".nh": "CAJ 文献",
    ".kdh": "CAJ 文献",
    ".wdl": "华康版式文件（WDL）",
    ".pdg": "超星图书（PDG）",
}


def refuse_bytes(path: Path, data: bytes) -> None:
    """Refuse what its first bytes show to be a kind that is not read.

    Raises:
        UnknownKindError: the message names the kind and what to do.
    """
    for signature, name, advice in _SIGNATURES:
        if re.match(signature, data[:512], re.DOTALL):
            raise refusal(path, name, advice)
    at, mark = _ISO
    if data[at : at + len(mark)] == mark:
        raise refusal(path, "光盘映像（ISO）", _UNPACK)


def refuse_text(path: Path, text: str) -> None:
    """Refuse a text that is data, a mail or the like, and no document.

    Raises:
        UnknownKindError: the message names the kind and what to do.
    """
    head = text[:4096]
    for pattern, name, advice in _TEXTS:
        if re.match(pattern, head, re.IGNORECASE):
            raise refusal(path, name, advice)
    if (start := _MAIL_START.match(head)) and _MAIL_FIELD.search(start[0]):
        if "multipart/related" in head:
            raise refusal(path, "单文件网页（MHT）", SAVE_AS_DOCX)
        raise refusal(path, "邮件（EML）", _DETACH)
    if _is_json(text):
        raise refusal(path, "JSON 数据", _CHOOSE_ANOTHER)


def _is_json(text: str) -> bool:
    if not re.match(r"\s*(?:\{\s*[\"}]|\[\s*[\[{\"\d\]])", text):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def unknown(path: Path) -> UnknownKindError:
    """The error for content that shows no kind; the name only helps to say what it may be."""
    maker = _BY_NAME.get(path.suffix.lower())
    if maker:
        return UnknownKindError(f"文件 {path.name} 看来是{maker}，暂不能直接读取，{_PRINT_PDF}。")
    return UnknownKindError(
        f"文件 {path.name} 的内容认不出是哪种文档，可能已损坏，或扩展名与内容不符；"
        "请另存为 PDF 或 DOCX 后再试。"
    )


def refusal(path: Path, name: str, advice: str) -> UnknownKindError:
    """The error for a file of a kind that is not read."""
    gap = " " if name[0].isascii() else ""
    return UnknownKindError(f"文件 {path.name} 是{gap}{name}，暂不能直接读取，{advice}。")
