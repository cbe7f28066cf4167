"""Plain text: encodings, wrapped lines, page numbers and tables."""

from __future__ import annotations

import pytest

from fangan.errors import UnknownKindError
from fangan.extract import text
from fangan.extract.decoding import decode
from fangan.extract.lines import continues, page_numbers
from fangan.extract.raw import Aside, Paragraph, Table

PLAN = "示例县特色产业集聚区实施方案\n一、总体要求\n坚持集约发展，到2025年产值达到100亿元。\n"
TRADITIONAL = "臺灣地區經濟發展與產業轉型升級的總體規劃，應當堅持創新驅動與綠色發展。"
WRAPPED = [
    "为加快示例县特色产业集聚区建设，推动玻璃器皿产业转",
    "型升级和绿色发展，依据全省总体方案的部署，结合本县产业基",
    "础、要素条件和生态环境承载能力的实际情况，经过反复论证。",
    "集聚区建设坚持以企业为主体、以市场为导向，统筹布局各",
    "类要素，到2025年产值达到120亿元，税收达到6.5亿元，年均增",
    "长15%以上。",
    "一、总体要求",
    "坚持市场主导、政府引导，坚持节约集约、绿色低碳，把集",
    "聚区建成全省一流的玻璃器皿生产、设计、展示和出口基地，到",
    "二〇二五年产值突破一百亿元。",
]


def read(tmp_path, data):
    path = tmp_path / "方案.txt"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return text.read(path).elements


def texts(elements):
    return [e.text for e in elements if isinstance(e, Paragraph)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
def test_encodings_of_chinese_offices(tmp_path, encoding):
    assert texts(read(tmp_path, PLAN.encode(encoding))) == PLAN.split()


def test_big5_is_not_taken_for_gb18030():
    assert decode(TRADITIONAL.encode("big5")) == TRADITIONAL
    assert decode(TRADITIONAL.encode("gb18030")) == TRADITIONAL


def test_binary_data_is_no_text(tmp_path):
    assert decode(bytes(range(256)) * 8) is None
    assert decode("文字\x00\x01\x02".encode()) is None
    with pytest.raises(UnknownKindError, match="编码"):
        read(tmp_path, bytes(range(256)))


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_stray_control_character_does_not_make_a_text_unreadable(tmp_path, encoding):
    data = (PLAN.replace("集约", "集\x1b约") + PLAN * 3).encode(encoding)
    assert texts(read(tmp_path, data)) == PLAN.splitlines() * 4


def test_one_paragraph_a_line(tmp_path):
    data = "　　一、目标\n\n\t一是扩大规模\n二是提升质量\n  责任单位：县发改局\n"
    assert texts(read(tmp_path, data)) == [
        "一、目标",
        "一是扩大规模",
        "二是提升质量",
        "责任单位：县发改局",
    ]


def test_wrapped_lines_are_joined_to_paragraphs(tmp_path):
    assert texts(read(tmp_path, "\n".join(WRAPPED))) == [
        "".join(WRAPPED[:3]),
        "".join(WRAPPED[3:6]),
        WRAPPED[6],
        "".join(WRAPPED[7:]),
    ]


def test_indents_and_blank_lines_end_paragraphs(tmp_path):
    lines = [
        "　　为加快示例县特色产业集聚区建设，推动玻璃器皿产业转",
        "型升级和绿色发展，依据全省总体方案的部署，结合本县产业基",
        "础、要素条件和生态环境承载能力的实际情况，经过反复论证。",
        "　　集聚区建设坚持以企业为主体、以市场为导向，统筹布局各",
        "类要素，到2025年产值达到120亿元，税收达到6.5亿元，年均增",
        "",
        "长15%以上，",
    ]
    assert len(texts(read(tmp_path, "\n".join(lines)))) == 3


def test_a_list_of_names_is_not_taken_for_wrapped_lines():
    names = [
        f"示例县{place}特色产业集聚区标准化厂房建设项目{kind}工程"
        for place in ("东关", "西沟", "南河", "北岭")
        for kind in ("一期", "二期", "三期")
    ]
    assert not any(continues(names))


def test_page_numbers_among_wrapped_lines_are_asides(tmp_path):
    lines = [*WRAPPED[:2], "", "— 12 —", "", *WRAPPED[2:]]
    elements = read(tmp_path, "\n".join(lines))
    assert Aside("page_number", "— 12 —") in elements
    assert texts(elements)[0] == "".join(WRAPPED[:3])


def test_bare_numbers_count_as_pages_only_among_wrapped_lines():
    pages = []
    for number in range(1, 5):
        pages += [*WRAPPED, str(number)]
    assert len(page_numbers(pages)) == 4
    serials = []
    for number in range(1, 9):
        serials += [str(number), "某公司", "产品说明。" * 50]
    assert not page_numbers(serials)


def test_tables_of_pipes_and_tabs(tmp_path):
    data = (
        "表1 指标\n| 指标 | 单位 | 2025年 |\n|---|---|---|\n| 产值 | 亿元 | 100 |\n\n"
        "序号\t项目\t投资\n1\t厂房\t2.5\n正文结束。\n"
    )
    elements = read(tmp_path, data)
    first, second = (e for e in elements if isinstance(e, Table))
    assert [[c.text for c in row] for row in first.rows] == [
        ["指标", "单位", "2025年"],
        ["产值", "亿元", "100"],
    ]
    assert [[c.text for c in row] for row in second.rows] == [
        ["序号", "项目", "投资"],
        ["1", "厂房", "2.5"],
    ]
    assert texts(elements) == ["表1 指标", "正文结束。"]


def test_drawn_tables(tmp_path):
    data = "┌──┬──┐\n│指标│数值│\n├──┼──┤\n│产值│100 │\n└──┴──┘\n"
    (table,) = read(tmp_path, data)
    assert [[c.text for c in row] for row in table.rows] == [["指标", "数值"], ["产值", "100"]]


def test_nothing_is_lost_on_real_texts(shared):
    def letters(value):
        return "".join(value.split())

    for path in sorted((shared / "docs" / "policies_shandong").glob("*.txt")):
        whole = path.read_text("utf-8-sig")
        found = ""
        for element in text.read(path).elements:
            if isinstance(element, Table):
                found += "".join(cell.text for row in element.rows for cell in row)
            else:
                found += element.text
        # Page numbers and joined lines move nothing; table frames may go.
        assert abs(len(letters(found)) - len(letters(whole))) <= 0.001 * len(whole) + 5, path


def test_letters_that_nobody_sees_are_no_text(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("总体\u200b要求\u202e，发\u00ad展\ufe0f产业\U000e0041\U000e0042。\n", "utf-8")
    assert [element.text for element in text.read(path).elements] == ["总体要求，发展产业。"]
