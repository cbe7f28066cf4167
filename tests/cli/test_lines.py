"""Files of one JSON object a line."""

import io
import json
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangan.cli.lines import TextLine, read_texts
from fangan.errors import DamagedFileError, EmptyFileError, InputError, MissingFileError


def test_ids_keep_their_kind_and_blank_lines_are_passed_over(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(
        "\ufeff".encode() + '{"id": 7, "text": "三十亿元"}\r\n\n{"id": "b", "text": ""}'.encode()
    )
    assert read_texts(path) == (TextLine(7, "三十亿元"), TextLine("b", ""))


def test_bad_lines_are_named_by_number(tmp_path):
    path = tmp_path / "a.jsonl"
    good = b'{"id": 1, "text": "x"}'
    bad = [
        b"not json",
        b'{"id": 1}',
        b'["id", "text"]',
        b'{"id": true, "text": "x"}',
        b'{"id": 1, "text": 2}',
        '{"id": 1, "text": "方案"}'.encode("gbk"),
        b"[" * 100_000,
    ]
    path.write_bytes(b"\n".join([good, *bad, good]))
    with pytest.raises(DamagedFileError, match=r"第 2、3、4、5、6、7、8 行（共 7 行）"):
        read_texts(path)


def test_many_bad_lines_are_counted_not_listed(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"x\n" * 500)
    with pytest.raises(
        DamagedFileError, match=r"第 1、2、3、4、5、6、7、8、9、10 等 行（共 500 行）"
    ):
        read_texts(path)


def test_what_is_no_file_is_refused(tmp_path):
    with pytest.raises(MissingFileError, match="找不到文件"):
        read_texts(tmp_path / "none.jsonl")
    with pytest.raises(InputError, match="是一个文件夹"):
        read_texts(tmp_path)
    empty = tmp_path / "empty.jsonl"
    empty.write_bytes(b"\n \n")
    with pytest.raises(EmptyFileError, match="一行也没有"):
        read_texts(empty)


def test_standard_input(monkeypatch):
    stream = io.TextIOWrapper(io.BytesIO(b'{"id": 1, "text": "x"}\n'))
    monkeypatch.setattr(sys, "stdin", stream)
    assert read_texts(Path("-")) == (TextLine(1, "x"),)


@given(st.lists(st.tuples(st.integers() | st.text(), st.text()), min_size=1))
def test_what_json_writes_is_read_back(tmp_path_factory, pairs):
    path = tmp_path_factory.mktemp("lines") / "a.jsonl"
    lines = [json.dumps({"id": name, "text": text}) for name, text in pairs]
    path.write_text("\n".join(lines), encoding="utf-8")
    assert [(line.id, line.text) for line in read_texts(path)] == pairs
