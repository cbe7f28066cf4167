"""The way in: files that cannot be used, and a whole reading of each kind."""

from __future__ import annotations

import hashlib
import io
import os
import random
from pathlib import Path

import pytest

from fangan.errors import (
    EmptyFileError,
    InputError,
    MissingFileError,
    NoTextError,
    TooLargeError,
)
from fangan.extract import FORMATS, extract

TEXT = "示例县实施方案\n一、总体要求\n坚持集约发展。\n"


def word_file(*paragraphs: str) -> bytes:
    from docx import Document

    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def refusal(path: Path) -> str | None:
    """What is said against a file; None where it is read. Other exceptions come through."""
    try:
        extract(path)
    except InputError as error:
        return str(error)
    return None


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.txt", TEXT.encode("gb18030"), "text"),
        ("a.md", TEXT.encode(), "markdown"),
        ("a.doc", b"<html><body><p>" + TEXT.replace("\n", "</p><p>").encode(), "html"),
        ("a.pdf", word_file(*TEXT.split()), "docx"),
    ],
)
def test_each_kind_becomes_a_document(tmp_path, name, data, kind):
    path = tmp_path / name
    path.write_bytes(data)
    document = extract(path)
    assert document.source.media_type == FORMATS[kind].media_type
    assert document.source.filename == name
    assert document.id == hashlib.sha256(data).hexdigest()
    assert "总体要求" in document.text
    assert "坚持集约发展。" in document.text


def test_missing_folder_and_odd_names(tmp_path):
    with pytest.raises(MissingFileError, match="找不到"):
        extract(tmp_path / "没有.docx")
    with pytest.raises(NoTextError, match="没有找到实施方案"):
        extract(tmp_path)
    for name in ("a\0b.txt", "长" * 400 + ".txt"):
        with pytest.raises(InputError):
            extract(tmp_path / name)


def test_a_pipe_is_not_waited_for(tmp_path):
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    with pytest.raises(InputError, match="不是普通文件"):
        extract(pipe)


def test_no_permission(tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    path.write_text("文字")

    def refuse(_: Path) -> bytes:
        raise PermissionError

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(InputError, match="权限"):
        extract(path)


def test_empty_and_too_large(tmp_path, monkeypatch):
    from fangan.settings import settings

    path = tmp_path / "a.docx"
    path.write_bytes(b"")
    with pytest.raises(EmptyFileError):
        extract(path)
    path.write_bytes(b"\n" * (1024 * 1024 + 1))
    monkeypatch.setenv("FANGAN_MAX_MEGABYTES", "1")
    settings.cache_clear()
    with pytest.raises(TooLargeError, match="1 MB"):
        extract(path)


def test_a_word_file_without_text_says_so(tmp_path):
    path = tmp_path / "图.docx"
    path.write_bytes(word_file())
    with pytest.raises(NoTextError, match="文字识别"):
        extract(path)


def test_random_bytes_and_cut_files_raise_one_sentence(tmp_path):
    noise = random.Random(1)
    whole = word_file(*TEXT.split() * 30)
    samples = [(name, noise.randbytes(900)) for name in ("a.pdf", "a.docx", "a.txt", "a.html")]
    samples += [("b.docx", whole[:size]) for size in range(1, len(whole), len(whole) // 40)]
    for at in range(0, len(whole), len(whole) // 40):
        spoiled = bytearray(whole)
        spoiled[at : at + 8] = noise.randbytes(8)
        samples.append(("c.docx", bytes(spoiled)))
    answers = []
    for name, data in samples:
        path = tmp_path / name
        path.write_bytes(data)
        answers.append(refusal(path))
    refused = [answer for answer in answers if answer]
    assert len(refused) >= 44
    assert not [answer for answer in refused if "\n" in answer or not answer.endswith("。")]


def test_files_of_every_sort_are_read_or_refused(shared):
    for path in sorted((shared / "files").rglob("*")):
        if path.is_file() and not path.parent.name.startswith("pdf"):
            answer = refusal(path)
            assert answer is None or path.name in answer
