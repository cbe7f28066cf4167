"""DOC, WPS, RTF and ODT by way of LibreOffice."""

from __future__ import annotations

import os
import stat
import time
import zipfile
from pathlib import Path

import pytest

from fangan.errors import (
    DamagedFileError,
    EncryptedFileError,
    InputError,
    MissingPartError,
    NoTextError,
    SettingsError,
    TooLargeError,
)
from fangan.extract import extract, office
from fangan.settings import settings

RTF = (
    r"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 SimSun;}}\f0\fs32 "
    + "".join(
        rf"\u{ord(c)}?" if c != "\n" else r"\par "
        for c in "一、总体要求\n各地要切实加强组织领导。\n"
    )
    + "}"
)


@pytest.fixture
def needs_office():
    """Skips without LibreOffice, except where every program must be there."""
    if office.find_program() is None:
        message = "LibreOffice is not installed"
        if os.environ.get("FANGAN_REQUIRE_ALL") == "1":
            pytest.fail(message)
        pytest.skip(message)


def rtf(tmp_path: Path, name: str = "方案.doc") -> Path:
    path = tmp_path / name
    path.write_text(RTF, "ascii")
    return path


def program(tmp_path: Path, monkeypatch, body: str) -> None:
    """Put a program of ours in the place of LibreOffice."""
    path = tmp_path / "soffice"
    path.write_text(f"#!/bin/sh\n{body}\n", "utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("FANGAN_LIBREOFFICE", str(path))
    settings.cache_clear()


@pytest.mark.usefixtures("needs_office")
def test_rtf_under_any_name(tmp_path):
    document = extract(rtf(tmp_path))
    assert document.text == "一、总体要求\n各地要切实加强组织领导。"
    assert document.source.media_type == "application/rtf"
    assert [section.label for section in document.root.children] == ["一、总体要求"]
    assert "converted" in [notice.code for notice in document.warnings]


@pytest.mark.usefixtures("needs_office")
def test_odt(tmp_path):
    path = tmp_path / "方案.odt"
    office_name = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    text_name = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    kind = "application/vnd.oasis.opendocument.text"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr(
            "content.xml",
            f'<o:document-content xmlns:o="{office_name}" xmlns:t="{text_name}" o:version="1.2">'
            "<o:body><o:text><t:p>主要目标是增收。</t:p></o:text></o:body></o:document-content>",
        )
        archive.writestr(
            "META-INF/manifest.xml",
            f'<m:manifest xmlns:m="{manifest}"><m:file-entry m:full-path="/" m:media-type="{kind}"/>'
            '<m:file-entry m:full-path="content.xml" m:media-type="text/xml"/></m:manifest>',
        )
    assert extract(path).text == "主要目标是增收。"


@pytest.mark.usefixtures("needs_office")
def test_real_files(shared):
    """Word 95, merged cells, and the three ages of Works."""
    folder = shared / "files"
    assert "quick brown fox" in extract(folder / "doc/poi__Word95.doc").text
    assert extract(folder / "doc/poi__table-merges.doc").tables
    for path in sorted((folder / "wps").glob("*.wps")):
        assert "example document" in extract(path).text
    with pytest.raises(NoTextError):
        extract(folder / "doc/tika__testWPSAttachment.doc")


def test_an_encrypted_doc_is_known_without_libreoffice(shared, monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(EncryptedFileError, match="密码"):
        extract(shared / "files/doc/tika__testWORD_protected_passtika.doc")


def doc_head(flags: int, mark: bytes = b"\xec\xa5") -> bytes:
    """The least of a compound file: its head, one sector of directory, one of WordDocument."""
    head = bytearray(512)
    head[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    head[30:32] = (9).to_bytes(2, "little")
    entry = bytearray(512)
    name = "WordDocument".encode("utf-16-le")
    entry[: len(name)] = name
    entry[116:120] = (1).to_bytes(4, "little")
    stream = bytearray(512)
    stream[:2] = mark
    stream[10:12] = flags.to_bytes(2, "little")
    return bytes(head + entry + stream)


def test_the_mark_of_encryption():
    assert office.is_encrypted(doc_head(0x0100))
    assert not office.is_encrypted(doc_head(0x0200))
    assert not office.is_encrypted(doc_head(0x0100, mark=b"xx"))
    assert not office.is_encrypted(doc_head(0x0100)[:700])
    assert not office.is_encrypted(RTF.encode())


def test_an_encrypted_odt(tmp_path):
    path = tmp_path / "a.odt"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", b"\x00\x01")
        archive.writestr("META-INF/manifest.xml", "<m:encryption-data/>")
    with pytest.raises(EncryptedFileError):
        extract(path)


def test_without_libreoffice(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingPartError, match=r"libreoffice-writer.*另存为 DOCX"):
        extract(rtf(tmp_path))


def test_an_option_that_names_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("FANGAN_LIBREOFFICE", str(tmp_path / "no"))
    settings.cache_clear()
    with pytest.raises(SettingsError, match="FANGAN_LIBREOFFICE"):
        extract(rtf(tmp_path))


@pytest.mark.parametrize(
    "body", ["exit 0", 'for last; do :; done; mkdir -p out; echo no docx > "out/source.docx"']
)
def test_success_without_output_is_a_failure(tmp_path, monkeypatch, body):
    program(tmp_path, monkeypatch, body)
    with pytest.raises(DamagedFileError, match="LibreOffice"):
        extract(rtf(tmp_path))


def test_one_that_hangs_is_ended_with_its_children(tmp_path, monkeypatch):
    monkeypatch.setenv("FANGAN_OFFICE_SECONDS", "1")
    program(tmp_path, monkeypatch, f"sleep 600 & echo $! > {tmp_path}/pid; wait")
    start = time.monotonic()
    with pytest.raises(InputError, match="超过 1 秒"):
        extract(rtf(tmp_path))
    assert time.monotonic() - start < 10
    child = int((tmp_path / "pid").read_text())
    for _ in range(50):
        try:
            os.kill(child, 0)
        except ProcessLookupError:
            return
        if Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
            return
        time.sleep(0.1)
    pytest.fail("the child of the converter is still there")


def test_it_has_a_limit_of_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(office, "_MEMORY", 512 * 1024 * 1024)
    # The limit is set from outside, right after the start.
    program(tmp_path, monkeypatch, f"sleep 0.5; ulimit -v > {tmp_path}/limit")
    with pytest.raises(DamagedFileError):
        extract(rtf(tmp_path))
    assert (tmp_path / "limit").read_text().strip() == str(512 * 1024)


def test_a_bomb_never_reaches_libreoffice(tmp_path, monkeypatch):
    program(tmp_path, monkeypatch, f"touch {tmp_path}/started")
    path = tmp_path / "a.odt"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", "<a>" + " " * 80_000_000 + "</a>")
    with pytest.raises(TooLargeError):
        extract(path)
    assert not (tmp_path / "started").exists()
