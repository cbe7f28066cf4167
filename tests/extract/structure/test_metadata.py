import pytest

from fangan.extract.raw import Fragment, Paragraph
from fangan.extract.structure.metadata import iso_date, normal_number

BODY = "为加快竹产业发展，结合本县实际，制定本方案，请各有关单位认真贯彻执行。"


def test_a_notice_that_passes_on_a_plan(read) -> None:
    document = read(f"""\
云溪县人民政府办公室关于印发《云溪县竹产业发展方案》的通知
云政办发〔2021〕22号
各乡镇人民政府，县直各部门：
{BODY}
云溪县人民政府办公室
2021年5月26日
（此件公开发布）
云溪县竹产业发展方案
{BODY}
一、总体要求
{BODY}""")
    metadata = document.metadata
    assert metadata.title == "云溪县人民政府办公室关于印发《云溪县竹产业发展方案》的通知"
    assert metadata.number == "云政办发〔2021〕22号"
    assert metadata.issuer == "云溪县人民政府办公室"
    assert metadata.date == "2021-05-26"
    assert metadata.recipients == "各乡镇人民政府，县直各部门"
    assert [b.kind for b in document.blocks].count("title") == 2
    assert [s.label for s in document.root.children] == ["一、总体要求"]


def test_a_title_over_two_lines(read) -> None:
    document = read(f"""\
云溪县人民政府关于加快竹产业
高质量发展的若干意见
{BODY}
一、总体要求
{BODY}""")
    assert document.metadata.title == "云溪县人民政府关于加快竹产业高质量发展的若干意见"
    assert document.metadata.issuer == "云溪县人民政府"


def test_a_centred_title_over_two_lines(read) -> None:
    def line(text: str) -> Paragraph:
        return Paragraph((Fragment(text),), centred=True, size=22.0)

    document = read(
        [line("云溪县竹制品"), line("特色产业集聚区创建方案"), BODY, "一、总体要求", BODY]
    )
    assert document.metadata.title == "云溪县竹制品特色产业集聚区创建方案"


def test_a_web_page_around_the_text(read) -> None:
    document = read(
        f"""\
首页 > 政务公开 > 政策文件
云溪县竹产业发展方案
来源：云溪县人民政府网 时间：2021-06-01
【字号：大 中 小】
云溪县竹产业发展方案
{BODY}
一、总体要求
{BODY}
扫一扫在手机打开当前页
相关链接
版权所有""",
        title="云溪县竹产业发展方案_云溪县人民政府",
    )
    assert document.text.startswith("云溪县竹产业发展方案\n为加快")
    assert document.text.endswith(BODY)
    kinds = [b.kind for b in document.blocks]
    assert (kinds.count("header"), kinds.count("footer")) == (4, 3)


def test_a_label_block_above_the_text(read) -> None:
    document = read(f"""\
索 引 号：
000123/2021-0001
发文机关：
云溪县人民政府
成文日期：
2021年05月26日
标  题：
云溪县竹产业发展方案
发文字号：
云政发〔2021〕9号
云溪县竹产业发展方案
{BODY}
一、总体要求
{BODY}""")
    metadata = document.metadata
    assert (metadata.number, metadata.issuer, metadata.date) == (
        "云政发〔2021〕9号",
        "云溪县人民政府",
        "2021-05-26",
    )
    assert document.text.startswith("云溪县竹产业发展方案")


def test_the_title_that_a_page_states_where_the_text_has_none(read) -> None:
    document = read(f"{BODY}\n一、总体要求\n{BODY}", title="竹产业意见 - 云溪县政府网")
    assert document.metadata.title == "竹产业意见"


def test_a_speech_has_no_recipients(read) -> None:
    document = read(f"""\
云溪县政府工作报告
——2024年1月8日在云溪县第十七届人民代表大会第四次会议上
各位代表：
{BODY}
一、2023年工作回顾
{BODY}""")
    assert document.metadata.recipients is None
    assert document.metadata.date == "2024-01-08"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("云政办发〔2022〕80号", "云政办发〔2022〕80号"),
        ("云政办发（2022）80号", "云政办发〔2022〕80号"),
        ("云政办发[2022] 80号", "云政办发〔2022〕80号"),
        ("云政办发【２０２２】８０号", "云政办发〔2022〕80号"),
        ("云政发〔202321号", "云政发〔2023〕21号"),
        ("云溪县2022年第80号", None),
        ("2022年80号楼", None),
    ],
)
def test_document_numbers(text: str, number: str | None) -> None:
    assert normal_number(text) == number


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2021年5月26日", "2021-05-26"),
        ("二〇二一年三月", "2021-03"),
        ("二○一○年九月二十一日", "2010-09-21"),
        ("一九九六年十一月五日", "1996-11-05"),
        ("2021年13月1日", None),
        ("2021年2月30日", None),
    ],
)
def test_dates(text: str, date: str | None) -> None:
    assert iso_date(text) == date
