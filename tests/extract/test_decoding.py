"""Which encoding a text is in, and what is made of a few broken bytes."""

from __future__ import annotations

import random

import pytest

from fangan.errors import UnknownKindError
from fangan.extract import extract
from fangan.extract.decoding import BROKEN, decode

TEXT = "青禾县食用菌方案\n一、总体要求\n坚持因地制宜，到2025年鲜菇产量达到5万吨。\n" * 6
ENCODINGS = ("utf-8", "gb18030")


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("ending", ["txt", "md", "html", "csv"])
def test_a_text_that_breaks_off_within_a_character_is_read_and_said(tmp_path, encoding, ending):
    text = TEXT.replace("\n", ",\n") if ending == "csv" else TEXT
    if ending == "html":
        text = f"<html><body><h1>方案</h1><p>{TEXT}</p>"
    path = tmp_path / f"a.{ending}"
    path.write_bytes(f"{text}结尾半个字".encode(encoding)[:-1])
    document = extract(path)
    assert "鲜菇产量达到5万吨" in document.text
    assert [notice.code for notice in document.warnings] == ["broken_characters"]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_one_wrong_byte_costs_a_character_not_the_file(encoding):
    data = TEXT.encode(encoding)
    text = decode(data[:60] + b"\xff" + data[61:])
    assert text is not None
    assert 1 <= text.count(BROKEN) <= 3
    assert text.endswith("到2025年鲜菇产量达到5万吨。\n")


def test_many_wrong_bytes_are_no_text(tmp_path):
    data = bytearray(TEXT.encode())
    rng = random.Random(1)
    for _ in range(len(data) // 12):
        data[rng.randrange(len(data))] = 0xFF
    assert decode(bytes(data)) is None
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    with pytest.raises(UnknownKindError):
        extract(path)


def test_data_is_no_text():
    rng = random.Random(2)
    for length in (50, 500, 20_000):
        assert decode(rng.randbytes(length)) is None
