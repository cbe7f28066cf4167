"""Spreadsheets: XLSX written here part by part, XLS from real files, CSV, number formats."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangan.errors import (
    DamagedFileError,
    EncryptedFileError,
    NoTextError,
    TooLargeError,
    UnknownKindError,
)
from fangan.extract import extract
from fangan.extract.raw import Paragraph, Table
from fangan.extract.sheet import name_of
from fangan.extract.sheet_format import shown
from fangan.extract.sheet_xlsx import read

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="170" formatCode="0.0%"/>'
    '<numFmt numFmtId="171" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/>'
    '<numFmt numFmtId="172" formatCode=";;;"/></numFmts>'
    '<fonts><font/><font><color rgb="FFFFFFFF"/></font></fonts>'
    '<fills><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="solid"/></fill></fills>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="170"/><xf numFmtId="171"/><xf numFmtId="3"/>'
    '<xf numFmtId="172"/><xf numFmtId="0" fontId="1"/><xf numFmtId="0" fontId="1" fillId="1"/>'
    "</cellXfs></styleSheet>"
)


def cell(reference: str, value: str | float, style: int = 0) -> str:
    if isinstance(value, str):
        return f'<c r="{reference}" s="{style}" t="inlineStr"><is><t>{value}</t></is></c>'
    return f'<c r="{reference}" s="{style}"><v>{value}</v></c>'


def row(number: int, *values: str | float, attributes: str = "") -> str:
    cells = "".join(
        value
        if isinstance(value, str) and value.startswith("<c")
        else cell(f"{'ABCDEFGH'[i]}{number}", value)
        for i, value in enumerate(values)
        if value != ""
    )
    return f'<row r="{number}" {attributes}>{cells}</row>'


def workbook(tmp_path: Path, *sheets: tuple, properties="", parts=None, name="指标.xlsx") -> Path:
    """A workbook of ``(name, rows, what follows the rows, attributes)``."""
    entries, relations, content = [], [], {}
    for i, (title, rows, *more) in enumerate(sheets, start=1):
        after, attributes = (*more, "", "")[:2]
        entries.append(f'<sheet name="{title}" sheetId="{i}" r:id="r{i}" {attributes}/>')
        relations.append(
            f'<Relationship Id="r{i}" Type="{DOCUMENT}/worksheet" Target="worksheets/{i}.xml"/>'
        )
        before, _, behind = after.rpartition("|")
        content[f"xl/worksheets/{i}.xml"] = (
            f'<worksheet xmlns="{MAIN}">{before}<sheetData>{"".join(rows)}</sheetData>{behind}</worksheet>'
        )
    content |= {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="a" '
        f'Type="{DOCUMENT}/officeDocument" Target="/xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{DOCUMENT}">{properties}'
        f"<sheets>{''.join(entries)}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{"".join(relations)}'
        f'<Relationship Id="s" Type="{DOCUMENT}/styles" Target="styles.xml"/>'
        f'<Relationship Id="t" Type="{DOCUMENT}/sharedStrings" Target="sharedStrings.xml"/>'
        "</Relationships>",
        "xl/styles.xml": STYLES,
    }
    path = tmp_path / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, data in (content | (parts or {})).items():
            archive.writestr(part, data)
    return path


def rows_of(path: Path) -> list[list[list[str]]]:
    return [
        [[c.text for c in line] for line in element.rows]
        for element in read(path).elements
        if isinstance(element, Table)
    ]


def test_a_sheet_becomes_a_heading_and_a_table(tmp_path):
    path = workbook(
        tmp_path,
        ("指标表", [row(1, "指标", "2020年", "2025年"), row(2, "产值", 30.0, 55.5)]),
        ("项目表", [row(3, "项目", "投资"), row(4, "冷链物流", 1200)]),
    )
    document = extract(path)
    assert document.text == (
        "指标表\n指标\t2020年\t2025年\n产值\t30\t55.5\n项目表\n项目\t投资\n冷链物流\t1200"
    )
    assert [section.title for section in document.root.children] == ["指标表", "项目表"]
    assert len(document.tables) == 2
    assert document.warnings == ()


def test_values_are_shown_as_their_formats_show_them(tmp_path):
    path = workbook(
        tmp_path,
        (
            "表",
            [
                row(1, "增速", cell("B1", 0.085, 1)),
                row(2, "完成日期", cell("B2", 45992, 2)),
                row(3, "投资", cell("B3", 1234567.0, 3)),
                row(4, "达标", '<c r="B4" t="b"><v>1</v></c>'),
                row(5, "错误", '<c r="B5" t="e"><v>#DIV/0!</v></c>'),
            ],
        ),
    )
    assert [line[1] for line in rows_of(path)[0]] == [
        "8.5%",
        "2025年12月1日",
        "1,234,567",
        "TRUE",
        "#DIV/0!",
    ]


def test_shared_strings_without_their_readings(tmp_path):
    texts = (
        f'<sst xmlns="{MAIN}"><si><t>主要指标</t><rPh><t>zhuyao</t></rPh></si>'
        "<si><r><t>研发</t></r><r><t>投入</t></r></si></sst>"
    )
    path = workbook(
        tmp_path,
        ("表", [row(1, '<c r="A1" t="s"><v>0</v></c>', '<c r="B1" t="s"><v>1</v></c>')]),
        parts={"xl/sharedStrings.xml": texts},
    )
    assert rows_of(path) == [[["主要指标", "研发投入"]]]


def test_merged_cells_hold_their_text_once_and_empty_rows_and_columns_go(tmp_path):
    path = workbook(
        tmp_path,
        (
            "表",
            [
                row(5, "", "类别", "指标", "", "数值"),
                row(6, "", "经济", "产值", "", 30),
                row(8, "", "残留", "税收", "", 5),
            ],
            "|<mergeCells><mergeCell ref='B6:B8'/></mergeCells>",
        ),
    )
    assert rows_of(path) == [[["类别", "指标", "数值"], ["经济", "产值", "30"], ["", "税收", "5"]]]


def test_the_title_above_and_the_remark_below_are_no_rows(tmp_path):
    path = workbook(
        tmp_path,
        (
            "附表",
            [
                row(1, "主要指标表"),
                row(2, "", "", "单位：万元"),
                row(3, "指标", "现状", "目标"),
                row(4, "一、经济发展"),
                row(5, "产值", 3, 5),
                row(6, "注：现状为2020年数。"),
                row(8, "重点项目表"),
                row(9, "名称", "投资"),
                row(10, "甲", 8),
            ],
            "|<mergeCells><mergeCell ref='A1:C1'/><mergeCell ref='A6:C6'/></mergeCells>",
        ),
    )
    elements = read(path).elements
    texts = [(e.kind, e.text) for e in elements if isinstance(e, Paragraph)]
    assert texts == [
        (None, "附表"),
        ("caption", "主要指标表"),
        ("caption", "单位：万元"),
        ("note", "注：现状为2020年数。"),
        ("caption", "重点项目表"),
    ]
    first, second = rows_of(path)
    assert first == [["指标", "现状", "目标"], ["一、经济发展", "", ""], ["产值", "3", "5"]]
    assert second == [["名称", "投资"], ["甲", "8"]]


def test_one_column_is_text(tmp_path):
    path = workbook(tmp_path, ("说明", [row(1, "填表说明"), row(2, "一、按年度填写。")]))
    assert [e.text for e in read(path).elements] == ["说明", "填表说明", "一、按年度填写。"]


def test_line_breaks_in_a_cell(tmp_path):
    path = workbook(tmp_path, ("表", [row(1, "加工\n产值", "1. 建园\n2. 建库", "GDP\nper head")]))
    assert rows_of(path) == [[["加工产值", "1. 建园 2. 建库", "GDP per head"]]]


def test_what_is_hidden_is_left_out_and_reported(tmp_path):
    path = workbook(
        tmp_path,
        (
            "公开",
            [
                row(1, "指标", "数值", "内部"),
                row(2, "产值", 30, "底数二十"),
                row(3, "隐藏行", 7, attributes='hidden="1"'),
                row(4, "税收", cell("B4", "白字", 5)),
                row(5, "就业", cell("B5", "红底白字", 6)),
                row(6, "面积", cell("B6", 999, 4)),
            ],
            '<cols><col min="3" max="3" hidden="1"/></cols>|',
        ),
        ("草稿", [row(1, "作废的数", 1)], "", 'state="veryHidden"'),
    )
    reading = read(path)
    assert rows_of(path) == [
        [["指标", "数值"], ["产值", "30"], ["税收", ""], ["就业", "红底白字"], ["面积", ""]]
    ]
    assert [n.code for n in reading.warnings] == ["hidden_text", "hidden_text"]
    assert "公开" in reading.warnings[0].message
    assert "草稿" in reading.warnings[1].message


def test_a_formula_without_its_result(tmp_path):
    formula = '<c r="B2"><f>SUM(B3:B9)</f>{}</c>'
    path = workbook(
        tmp_path,
        ("甲", [row(1, "a", "b"), row(2, "合计", formula.format("<v>12</v>"))]),
        ("乙", [row(1, "a", "b"), row(2, "合计", formula.format(""))]),
    )
    reading = read(path)
    assert rows_of(path)[0][1] == ["合计", "12"]
    (notice,) = reading.warnings
    assert notice.code == "formula_without_value"
    assert "乙" in notice.message
    assert "B2" in notice.message


def test_a_million_empty_rows_cost_nothing_and_far_cells_make_no_grid(tmp_path):
    empty = [f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(2, 60_000)]
    path = workbook(
        tmp_path,
        ("表", [row(1, "甲", "乙"), *empty, row(1_048_576, '<c r="XFD1048576"><v>1</v></c>')]),
    )
    assert rows_of(path) == [[["甲", "乙"]]]
    assert read(path).elements[-1].text == "1"


def test_too_many_cells(tmp_path, monkeypatch):
    from fangan.settings import settings

    monkeypatch.setenv("FANGAN_MAX_CELLS", "5")
    settings.cache_clear()
    path = workbook(tmp_path, ("表", [row(n, "甲", "乙") for n in range(1, 4)]))
    with pytest.raises(TooLargeError, match="FANGAN_MAX_CELLS"):
        read(path)


def test_dates_counted_from_1904(tmp_path):
    path = workbook(
        tmp_path,
        ("表", [row(1, "日期", cell("B1", 44530, 2))]),
        properties='<workbookPr date1904="1"/>',
    )
    assert rows_of(path) == [[["日期", "2025年12月1日"]]]


def test_no_document_type_is_looked_at(tmp_path):
    bomb = (
        '<!DOCTYPE x [<!ENTITY a "文字">]>'
        f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="inlineStr">'
        "<is><t>&a;</t></is></c></row></sheetData></worksheet>"
    )
    with pytest.raises(DamagedFileError):
        read(workbook(tmp_path, ("表", []), parts={"xl/worksheets/1.xml": bomb}))


def test_broken_empty_and_binary_workbooks(tmp_path):
    with pytest.raises(DamagedFileError):
        read(workbook(tmp_path, ("表", []), parts={"xl/worksheets/1.xml": "<worksheet>"}))
    with pytest.raises(DamagedFileError):
        read(workbook(tmp_path, ("表", []), parts={"xl/workbook.xml": "<workbook>"}))
    with pytest.raises(NoTextError):
        extract(workbook(tmp_path, ("表", [])))
    binary = {
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="a" '
        f'Type="{DOCUMENT}/officeDocument" Target="xl/workbook.bin"/></Relationships>',
        "xl/workbook.bin": "x",
    }
    with pytest.raises(UnknownKindError, match="XLSB"):
        read(workbook(tmp_path, ("表", []), parts=binary))


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (30.0, "General", "30"),
        (0.1 + 0.2, "General", "0.3"),
        (1234567.891, "General", "1234567.891"),
        (0.125, "0%", "13%"),
        (0.125, "0.0%", "12.5%"),
        (2.675, "0.00", "2.68"),
        (1234.5, "#,##0.00", "1,234.50"),
        (-1234.5, "#,##0.0;-#,##0.0", "-1,234.5"),
        (-5, "0;(0)", "(5)"),
        (0, "0;-0;无", "无"),
        (0.5, "0.##", "0.5"),
        (3, "0.##", "3"),
        (1234567, '0.0,"千元"', "1234.6千元"),
        (12, '0"万元"', "12万元"),
        (12, r"0\亩", "12亩"),
        (12, '"¥"#,##0.00_ ', "¥12.00"),
        (-12, '"¥"#,##0.00', "-¥12.00"),
        (12, "[$¥-804]0.0", "¥12.0"),
        (7, "000", "007"),
        (5, "[Red][>=10]0.0;[<10]0", "5"),
        (45992, "yyyy-mm-dd", "2025-12-01"),
        (45992, 'yyyy"年"m"月"', "2025年12月"),
        (45992.75, "yyyy/m/d h:mm", "2025/12/1 18:00"),
        (45992.75, "h:mm AM/PM", "6:00 PM"),
        (1.5, "[h]:mm", "36:00"),
        (0.25, "mm:ss", "00:00"),
        (45992, "aaaa", "星期一"),
        (2025, "[DBNum1]0", "二〇二五"),
        (-1, "yyyy-mm-dd", "-1"),
        (12345.678, "0.00E+00", "1.23E+04"),
        (9.5, "@", "9.5"),
        (9, ";;;", ""),
    ],
)
def test_number_formats(value, code, text):
    assert shown(value, code) == text


@given(
    value=st.floats(allow_nan=False, allow_infinity=False, width=32),
    code=st.text(alphabet='0#?.,%;"\\_*[]ymdhsE+-@/ 年元aG', max_size=12),
)
def test_any_format_shows_something_and_breaks_nothing(value, code):
    assert isinstance(shown(value, code), str)


def test_names_of_cells():
    assert [name_of(p) for p in ((0, 0), (9, 25), (0, 26), (1, 702))] == [
        "A1",
        "Z10",
        "AA1",
        "AAA2",
    ]


def test_separated_values(tmp_path):
    path = tmp_path / "项目表.csv"
    path.write_bytes('项目,投资,说明\r\n冷链,1200,"分两期,\r\n先建库"\r\n'.encode("gb18030"))
    document = extract(path)
    assert document.text == "项目表\n项目\t投资\t说明\n冷链\t1200\t分两期,先建库"
    tabbed = tmp_path / "表.tsv"
    tabbed.write_text("甲\t乙\n1,5\t2\n", "utf-8")
    assert extract(tabbed).text == "表\n甲\t乙\n1,5\t2"


def test_real_workbooks(shared):
    document = extract(shared / "files/xls/poi__chinese-provinces.xls")
    assert "Anhui\t安徽省" in document.text
    assert document.tables[0].rows[0][0].start > 0
    for name in ("tika__testWPSAttachment.xls", "tika__testWPSAttachment.xlsx"):
        with pytest.raises(NoTextError):
            extract(shared / "files/xls" / name)


def test_a_cut_xls(shared, tmp_path):
    whole = (shared / "files/xls/poi__chinese-provinces.xls").read_bytes()
    path = tmp_path / "半.xls"
    path.write_bytes(whole[: len(whole) // 3])
    with pytest.raises((DamagedFileError, UnknownKindError, EncryptedFileError)):
        extract(path)
