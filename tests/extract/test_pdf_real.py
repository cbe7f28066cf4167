"""The PDF reader on the real and the broken files beside the source tree."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fangan.errors import InputError, NoTextError
from fangan.extract.pdf import read
from fangan.extract.raw import Aside, Paragraph, Table


def squeezed(text: str) -> str:
    return re.sub(r"[\s#*]", "", text)


@pytest.mark.parametrize("plan", ["11", "19", "a", "b"])
def test_plans_read_as_they_were_written(shared: Path, plan: str) -> None:
    folder = shared / "plans" / plan
    written = [line.strip() for line in (folder / "plan.md").read_text("utf-8").splitlines()]
    rows = [
        tuple(squeezed(cell) for cell in line.strip("|").split("|"))
        for line in written
        if line.startswith("|") and not re.fullmatch(r"[|\-: ]+", line)
    ]
    texts = [squeezed(line) for line in written if line and not line.startswith("|")]
    reading = read(folder / "plan.pdf")
    assert [squeezed(e.text) for e in reading.elements if isinstance(e, Paragraph)] == texts
    assert [
        tuple(squeezed(cell.text) for cell in row)
        for e in reading.elements
        if isinstance(e, Table)
        for row in e.rows
    ] == rows
    assert all(e.kind == "page_number" for e in reading.elements if isinstance(e, Aside))


@pytest.mark.parametrize("plan", ["a", "b"])
def test_scans_say_what_to_install_where_nothing_can_recognise_them(
    shared: Path, plan: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fangan.extract.scan.missing_packages", lambda: ("rapidocr",))
    with pytest.raises(NoTextError, match=r"扫描件.*pip install rapidocr"):
        read(shared / "plans" / plan / "scan.pdf")


def test_every_file_gives_text_or_one_clear_error(shared: Path) -> None:
    said: dict[str, str] = {}
    for folder in ("pdf", "pdf_nasty"):
        for path in sorted((shared / "files" / folder).glob("*.pdf")):
            try:
                reading = read(path)
            except InputError as error:
                said[path.name] = str(error)
            else:
                assert any(not isinstance(e, Aside) for e in reading.elements), path.name
    assert all(name in message and "\n" not in message for name, message in said.items())
    assert len(said) < 10


def test_a_company_report_keeps_its_tables_and_loses_its_headers(shared: Path) -> None:
    reading = read(shared / "files" / "pdf" / "pdfplumber__issue-67-example.pdf")
    tables = [e for e in reading.elements if isinstance(e, Table)]
    headers = [e for e in reading.elements if isinstance(e, Aside) and e.kind == "header"]
    numbers = [e for e in reading.elements if isinstance(e, Aside) and e.kind == "page_number"]
    assert len(headers) == len(numbers) == len(reading.pages) == 22
    assert [c.text for c in tables[0].rows[1]] == [
        "营业收入（元）",
        "4,755,785.11",
        "5,699,227.63",
        "-16.55%",
    ]
    assert all(len({len(row) for row in table.rows}) == 1 for table in tables)


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        *((f"pdfjs__{name}", "garbled") for name in ("issue7696", "issue2884_reduced")),
        ("pdfminersix__issue_566_test_1", "second_engine"),
        ("pdfminersix__issue-791-non-unicode-cmap", "second_engine"),
        *(
            (f"pdfjs__{name}", "good")
            for name in ("issue6387", "issue16063", "issue2128r", "issue19360", "vertical")
        ),
        *((f"pdfjs__noembed-{name}", "good") for name in ("eucjp", "sjis", "identity")),
        *(("pdfminersix__jo", "good"), ("pdfplumber__issue-67-example", "good")),
    ],
)
def test_wrong_code_tables_are_known_and_foreign_text_is_believed(
    shared: Path, name: str, verdict: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fangan.extract.scan.missing_packages", lambda: ("rapidocr",))
    path = shared / "files" / "pdf" / f"{name}.pdf"
    if verdict == "garbled":
        with pytest.raises(NoTextError, match="文字层编码有误"):
            read(path)
        return
    codes = [notice.code for notice in read(path).warnings]
    assert codes == ([] if verdict == "good" else [verdict])
