"""The content decides the kind; what is not served is named, with what to do."""

from __future__ import annotations

import io
import random
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangan.errors import (
    DamagedFileError,
    EmptyFileError,
    EncryptedFileError,
    FanganError,
    UnknownKindError,
)
from fangan.extract.kinds import Kind, sniff

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def stored(name: str, data: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, data)
    return buffer.getvalue()


def packed(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.docx", b"%PDF-1.7\n%\xe2\xe3", "pdf"),
        ("a.txt", b"junk\n%PDF-1.4", "pdf"),
        ("a.pdf", packed("[Content_Types].xml", "word/document.xml"), "docx"),
        ("a.pdf", packed("OFD.xml", "Doc_0/Document.xml"), "ofd"),
        ("a.docx", packed("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
        ("a.docx", packed("word/方案.docx", "word/表.xlsx"), "zip"),
        ("a.zip", stored("方案.pdf", b"%PDF-1.7\n"), "zip"),
        ("a.docx", b"7z\xbc\xaf\x27\x1c\x00\x04", "7z"),
        ("a.doc", b"{\\rtf1\\ansi hello}", "rtf"),
        ("a.wps", OLE + "WordDocument".encode("utf-16-le") + b"\x00" * 600, "doc"),
        ("a.doc", b"<?xml version='1.0'?><w:wordDocument xmlns:w='x'/>", "wordml"),
        ("a.xlsx", OLE + "Workbook".encode("utf-16-le") + b"\x00" * 600, "xls"),
        ("a.csv", "指标,2025年\n产值,30\n".encode("gb18030"), "csv"),
        ("a.txt", "<!DOCTYPE html><html><p>文字</p></html>".encode(), "html"),
        ("a.htm", '<meta charset="gb2312"><body><p>文字</p>'.encode("gb18030"), "html"),
        ("a.htm", "<style>p{margin:0}</style>\n<p>文字</p>".encode(), "html"),
        ("a", "<p>一</p><p>二</p><p>三</p><p>四</p><p>五</p>".encode(), "html"),
        ("a.md", "一、总体要求\n正文。".encode(), "markdown"),
        ("a.txt", "一、总体要求\n正文。".encode("gb18030"), "text"),
        ("a.txt", "# 方案\n\n## 目标\n\n### 一\n".encode(), "markdown"),
        ("无名", "# 方案\n\n正文\n".encode(), "markdown"),
        ("a.txt", "表\n|甲|乙|\n|---|---|\n|1|2|\n".encode(), "text"),
        ("a.docx", "某县实施方案".encode("utf-16"), "text"),
        ("a.pdf", b"\x89PNG\r\n\x1a\n\x00\x00", "png"),
        ("a.txt", b"\xff\xd8\xff\xe0\x00\x10JFIF", "jpeg"),
        ("a", b"II*\x00\x08\x00\x00\x00", "tiff"),
        ("a", b"MM\x00*\x00\x00\x00\x08", "tiff"),
    ],
)
def test_content_decides(name, data, kind):
    assert sniff(Path(name), data) == kind


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (b"GIF89a\x01\x00\x01\x00", "GIF"),
        (packed("[Content_Types].xml", "ppt/presentation.xml"), "PPTX"),
        (b"Rar!\x1a\x07\x00 rest", "RAR"),
        (b"From: a@b\nTo: c@d\nMIME-Version: 1.0\n\ntext", "EML"),
        (b"<?xml version='1.0'?><data/>", "XML"),
        (b"\x7fELF\x02\x01\x01\x00", "可执行程序"),
        (b"Received: from x\nFrom: a@b.c\nSubject: y\n\ntext", "EML"),
        ("X-Mailer: 甲\nFrom: 张 <a@b.c>\nTo: d@e.f\n\n正文".encode(), "EML"),
        (b"From a@b.c Mon Mar  3 10:00:00 2025\nFrom: a@b.c\n\ntext", "MBOX"),
        (b"From: a\nTo: b\nMIME-Version: 1.0\nContent-Type: multipart/related\n\n", "MHT"),
        (b"\x78\x9f\x3e\x22\x01\x00", "winmail.dat"),
        (OLE + "__properties_version1.0".encode("utf-16-le") + b"\x00" * 600, "Outlook"),
        (b"\x00" * 0x8000 + b"\x01CD001\x01\x00", "ISO"),
        (b"\x28\xb5\x2f\xfd\x04\x00", "zstd"),
        (b"MSCF\x00\x00\x00\x00rest", "CAB"),
        (b"\x00\x00\x00\x18ftypheic", "HEIC"),
        (b"\x00\x00\x00\x18ftypmp42", "录像"),
        (b"ID3\x03\x00", "录音"),
        (b"AC1027\x00\x00", "CAD"),
        (b"CAJ\x00\x00", "CAJ"),
        (b"L\x00\x00\x00\x01\x14\x02\x00\x00", "快捷方式"),
        (b"[InternetShortcut]\r\nURL=http://x.example\r\n", "网址"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><text>x</text></svg>", "SVG"),
        (b'{"items": [1, 2]}', "JSON"),
        (packed("[Content_Types].xml", "xl/workbook.bin"), "XLSB"),
        (packed("[Content_Types].xml", "visio/document.xml"), "Visio"),
        (packed("[Content_Types].xml", "FixedDocSeq.fdseq"), "XPS"),
        (packed("Index/Document.iwa"), "iWork"),
        # Stored and not compressed, so that the PDF in it shows near the start.
        (b"Rar!\x1a\x07\x01\x00" + b"\x00" * 60 + b"%PDF-1.7\n", "RAR"),
        (b"a.pdf".ljust(257, b"\x00") + b"ustar\x0000".ljust(255, b"\x00") + b"%PDF-1.7\n", "tar"),
    ],
)
def test_what_is_not_served_is_named_with_advice(data, named):
    with pytest.raises(UnknownKindError) as caught:
        sniff(Path("附件.docx"), data)
    message = str(caught.value)
    assert named in message
    assert "附件.docx" in message
    assert "请" in message
    assert "\n" not in message


@pytest.mark.parametrize(
    "text",
    [
        "From: 省厅\nTo: 各县\n\n一、总体要求\n发展产业。\n",
        "注意：本方案自发布之日起施行。\n说明：共四章。\n",
        "{表格}\n一、总体要求\n",
        "[1] 某县志\n[2] 某县年鉴\n",
        "BEGIN的意思是开始。\n",
    ],
)
def test_texts_that_only_look_like_data_are_texts(text):
    assert sniff(Path("方案.txt"), text.encode()) == "text"
    assert sniff(Path("方案.txt"), text.encode("gb18030")) == "text"


@pytest.mark.parametrize("name", ["来文.ceb", "来文.gd", "文献.nh"])
def test_of_formats_that_nothing_tells_the_name_helps_to_say_what_to_do(name):
    with pytest.raises(UnknownKindError, match="打印或导出为 PDF"):
        sniff(Path(name), random.Random(7).randbytes(3000))


def test_what_an_odf_file_says_of_itself_is_read_no_further_than_needed():
    import tracemalloc

    held = io.BytesIO()
    stated = b"application/vnd.oasis.opendocument.text"
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("mimetype", stated + b" " * 8_000_000)
        target.writestr("content.xml", "<a/>")
    tracemalloc.start()
    try:
        assert sniff(Path("a.odt"), held.getvalue()) == "odt"
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("data", [b"", b" \n\t\r\n", "\ufeff　　\n".encode()])
def test_empty(data):
    with pytest.raises(EmptyFileError):
        sniff(Path("a.txt"), data)


def test_an_office_file_with_a_password():
    data = OLE + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 600
    with pytest.raises(EncryptedFileError, match="密码"):
        sniff(Path("a.docx"), data)


def test_a_cut_package_is_damaged_not_unknown():
    whole = packed("[Content_Types].xml", "word/document.xml")
    with pytest.raises(DamagedFileError, match="DOCX"):
        sniff(Path("a.docx"), whole[: len(whole) // 2])


@given(data=st.binary(min_size=1, max_size=400), name=st.sampled_from(["a.pdf", "b.docx", "c.md"]))
def test_any_bytes_give_a_kind_or_one_of_our_errors(data, name):
    with suppress(FanganError):
        assert sniff(Path(name), data) in get_args(Kind)


def test_random_bytes_are_refused_whatever_their_name():
    data = random.Random(7).randbytes(3000)
    for name in ("a.pdf", "a.docx", "a.txt", "a.html", "a.md"):
        with pytest.raises(UnknownKindError, match="认不出"):
            sniff(Path(name), data)
