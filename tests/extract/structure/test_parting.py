"""Headings that ran on behind the end of another paragraph."""

from fangan.document import Anchor, BBox, Source
from fangan.extract.raw import Fragment, Paragraph, Reading
from fangan.extract.structure import assemble

BODY = "各乡镇、各部门要结合实际认真落实，明确任务分工和完成时限，确保按期取得成效。"


def test_a_number_that_fills_the_gap_begins_a_paragraph(read, labels) -> None:
    document = read(f"""\
一、重点任务
（一）壮大链条。{BODY}（二）引进配套。{BODY}
（三）建设园区。{BODY} 二、保障措施
（一）加强领导。{BODY}
（二）强化督查。{BODY}""")
    assert labels(document) == [
        "1 一、重点任务",
        "2 （一）壮大链条",
        "2 （二）引进配套",
        "2 （三）建设园区",
        "1 二、保障措施",
        "2 （一）加强领导",
        "2 （二）强化督查",
    ]
    lines = document.text.split("\n")
    assert lines[2] == f"（二）引进配套。{BODY}"
    assert lines[4] == "二、保障措施"


def test_a_chapter_and_its_first_article_on_one_line(read, labels) -> None:
    document = read(f"""\
第一章 总则　　第一条 {BODY}
第二条 {BODY}
第二章 附则　　第三条 {BODY}""")
    assert labels(document) == [
        "1 第一章总则",
        "2 第一条",
        "2 第二条",
        "1 第二章附则",
        "2 第三条",
    ]


def test_a_heading_and_the_first_below_it_on_one_line(read, labels) -> None:
    document = read(f"""\
一、总体要求 （一）基本思路。{BODY}
（二）发展目标。{BODY}""")
    assert labels(document) == ["1 一、总体要求", "2 （一）基本思路", "2 （二）发展目标"]


def test_a_number_that_is_only_mentioned_stays(read, labels) -> None:
    lines = f"""\
一、重点任务
（一）壮大链条。{BODY}（二）所列项目优先。
（二）引进配套。{BODY}（五）以下另行安排。
产业发展较快。一、二、三产业分别增长。{BODY}
二、保障措施
{BODY}"""
    document = read(lines)
    assert document.text == lines
    assert labels(document) == [
        "1 一、重点任务",
        "2 （一）壮大链条",
        "2 （二）引进配套",
        "1 二、保障措施",
    ]


def test_both_parts_of_a_printed_line_keep_their_places() -> None:
    def printed(text: str, top: float) -> Fragment:
        return Fragment(text, Anchor(1, BBox(0, top, 10 * len(text), top + 10)))

    paragraphs = (
        Paragraph((printed("一、壮大链条", 0),)),
        Paragraph((printed("重点扶持龙头企业，延伸", 20), printed("链条。二、引进配套", 40))),
        Paragraph((printed("引进配套企业。", 60),)),
    )
    document = assemble(Source("示例.pdf", "application/pdf", "0" * 64), Reading(paragraphs))
    at = document.text.index("二、")
    assert document.text[at - 1] == "\n"
    assert document.anchors(at, at + 6) == (Anchor(1, BBox(30, 40, 90, 50)),)
    assert document.anchors(at - 4, at - 1) == (Anchor(1, BBox(0, 40, 30, 50)),)


def test_indents_whose_line_breaks_were_lost_begin_paragraphs(read, labels) -> None:
    run_on = (
        "一、工作回顾　　过去一年，全县竹编产业稳步发展，产值达到十八亿元。　　"
        "同时也要看到，产业链条还不完整，龙头企业带动作用还不够强。　　"
        "（一）做强企业。支持龙头企业建设二期项目，年底前建成投产。　　（二）补齐链条。招引配套企业。"
    )
    document = read(f"{run_on}\n二、工作安排\n坚持稳中求进。")
    lines = document.text.splitlines()
    assert lines[:2] == ["一、工作回顾", "过去一年，全县竹编产业稳步发展，产值达到十八亿元。"]
    assert labels(document)[:3] == ["1 一、工作回顾", "2 （一）做强企业", "2 （二）补齐链条"]


def test_blanks_of_forms_and_signatures_stay(read) -> None:
    for line in (
        "甲方：　　　　乙方：　　　　日期：",
        "签发：　　审核：　　拟稿：某某。",
        "主任　　副主任　　委员",
        "主管部门：某县工信局　　联系人：某某。",
    ):
        assert read(f"一、总体要求\n{line}\n二、保障").text.splitlines()[1] == line
