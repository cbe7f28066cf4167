"""Trees of invented documents, each for one habit of Chinese official writing."""

from fangan.extract.raw import Fragment, Paragraph

BODY = "各乡镇、各部门要结合实际认真落实，明确任务分工和完成时限，确保按期取得成效。"


def test_the_usual_tree(read, labels) -> None:
    document = read(f"""\
云溪县竹制品特色产业集聚区建设方案
{BODY}
一、总体要求
（一）指导思想
{BODY}
（二）发展目标
{BODY}
二、重点任务
（一）壮大链条
1.扶持龙头
{BODY}
2.引进配套
{BODY}
（二）补齐短板
{BODY}
三、保障措施
{BODY}""")
    assert labels(document) == [
        "1 一、总体要求",
        "2 （一）指导思想",
        "2 （二）发展目标",
        "1 二、重点任务",
        "2 （一）壮大链条",
        "3 1.扶持龙头",
        "3 2.引进配套",
        "2 （二）补齐短板",
        "1 三、保障措施",
    ]
    root = document.root
    assert document.metadata.title == "云溪县竹制品特色产业集聚区建设方案"
    assert document.text[: root.heading_end] == document.metadata.title
    first = root.children[0]
    assert document.text[first.start : first.heading_end] == "一、总体要求"
    assert document.text[first.end + 1 :].startswith("二、重点任务")
    assert document.path(document.text.index("2.引进配套") + 10) == (
        "二、重点任务",
        "（一）壮大链条",
        "2.引进配套",
    )


def test_brackets_and_digits_of_a_web_copy(read, labels) -> None:
    document = read(f"""\
—、总体要求
(一）指导思想。{BODY}
（二)发展目标。{BODY}
二．重点任务
１．扶持龙头
{BODY}
２、引进配套
{BODY}""")
    assert labels(document) == [
        "1 —、总体要求",
        "2 (一）指导思想",
        "2 （二)发展目标",
        "1 二．重点任务",
        "2 １．扶持龙头",
        "2 ２、引进配套",
    ]


def test_a_heading_that_lost_its_number_stands_among_its_siblings(read, labels) -> None:
    document = read(f"""\
一、总体要求
{BODY}
二、重点任务
实施链条培育工程。{BODY}
1.扶持龙头。{BODY}
2.引进配套。{BODY}
（二）实施平台建设工程。{BODY}
3.建设检测平台。{BODY}
4.建设物流平台。{BODY}
（三）实施市场开拓工程。{BODY}
加强要素保障和政策支持
{BODY}
四、工作要求
{BODY}""")
    assert labels(document) == [
        "1 一、总体要求",
        "1 二、重点任务",
        "2 实施链条培育工程",
        "3 1.扶持龙头",
        "3 2.引进配套",
        "2 （二）实施平台建设工程",
        "3 3.建设检测平台",
        "3 4.建设物流平台",
        "2 （三）实施市场开拓工程",
        "1 加强要素保障和政策支持",
        "1 四、工作要求",
    ]


def test_of_two_short_lines_in_a_gap_neither_is_the_lost_heading(read, labels) -> None:
    document = read(f"""\
一、总体要求
{BODY}
示范带动的县区
{BODY}
推广应用的单位
{BODY}
三、工作要求
{BODY}""")
    assert [label for label in labels(document) if label.startswith("1")] == [
        "1 一、总体要求",
        "1 三、工作要求",
    ]


def test_a_lost_number_does_not_nest(read, labels) -> None:
    document = read(f"""\
三、空间布局
{BODY}
五、重点任务
（一）产业
{BODY}
（四）创新
{BODY}
六、保障措施
{BODY}""")
    assert labels(document) == [
        "1 三、空间布局",
        "1 五、重点任务",
        "2 （一）产业",
        "2 （四）创新",
        "1 六、保障措施",
    ]


def test_the_documents_own_order_of_styles(read, labels) -> None:
    document = read(f"""\
（一）当前形势
{BODY}
（二）今后方针
一、农业
{BODY}
二、工业
{BODY}
（三）前景
{BODY}""")
    assert labels(document) == [
        "1 （一）当前形势",
        "1 （二）今后方针",
        "2 一、农业",
        "2 二、工业",
        "1 （三）前景",
    ]


def test_numbers_that_go_on_through_the_chapters(read, labels) -> None:
    document = read(f"""\
一、培育主体
1.扶持龙头。{BODY}
2.引进配套。{BODY}
二、优化环境
3.简化审批。{BODY}
4.降低成本。{BODY}""")
    assert labels(document) == [
        "1 一、培育主体",
        "2 1.扶持龙头",
        "2 2.引进配套",
        "1 二、优化环境",
        "2 3.简化审批",
        "2 4.降低成本",
    ]


def test_decimals(read, labels) -> None:
    document = read(f"""\
1 总则
1.1 适用范围
{BODY}
1.2 依据
{BODY}
2 要求
2.1 选址
2.1.1 地质
{BODY}
2.1.2 水文
{BODY}""")
    assert labels(document) == [
        "1 1总则",
        "2 1.1适用范围",
        "2 1.2依据",
        "1 2要求",
        "2 2.1选址",
        "3 2.1.1地质",
        "3 2.1.2水文",
    ]


def test_chapters_and_articles(read, labels) -> None:
    document = read(f"""\
云溪县竹林管护办法
第一章 总 则
第一条 为加强竹林管护，制定本办法。
第二条 本办法适用于本县竹林。有下列情形之一的除外：
（一）已经另行规定的；
（二）县人民政府批准的。
第二章 管护
第三条【责任】{BODY}""")
    assert labels(document) == [
        "1 第一章总 则",
        "2 第一条",
        "2 第二条",
        "1 第二章管护",
        "2 第三条责任",
    ]
    second = document.root.children[0].children[1]
    assert document.text[second.start : second.end].endswith("县人民政府批准的。")


def test_run_in_titles_with_numbers(read, labels) -> None:
    document = read(f"""\
一、保障措施
（一）加强领导。{BODY}
（二）落实责任：{BODY}
本行动由县工信局牵头，县商务局、县交通局配合，每季度调度一次进展情况。""")
    assert labels(document) == ["1 一、保障措施", "2 （一）加强领导", "2 （二）落实责任"]
    first, second = document.root.children[0].children
    assert document.text[first.start : first.heading_end] == "（一）加强领导。"
    assert document.text[first.heading_end : first.end] == BODY
    # what closes the chapter is not part of its last heading
    assert document.text[second.heading_end : second.end] == BODY
    assert [b.kind for b in document.blocks] == ["heading", "paragraph", "paragraph", "paragraph"]


def test_run_in_titles_without_numbers(read, labels) -> None:
    document = read(f"""\
一、重点任务
竹业是全县的当家产业。{BODY}
做强主导产业。{BODY}
培育新型业态。{BODY}
推进绿色生产。{BODY}
二、保障措施
{BODY}
资金是关键一环。{BODY}
{BODY}""")
    assert labels(document) == [
        "1 一、重点任务",
        "2 做强主导产业",
        "2 培育新型业态",
        "2 推进绿色生产",
        "1 二、保障措施",
    ]


def test_list_points_are_no_headings(read, labels) -> None:
    document = read("""\
一、申报材料
申报单位须提交下列材料：
（一）申请表；
（二）营业执照复印件；
（三）上一年度审计报告。
二、支持标准
1.对年营业收入超过1亿元的企业，每年补助20万元；
2.对年营业收入超过5000万元的企业，每年补助10万元；
三、工作安排
1.建设路网2.4公里，2022年底前通车，完成投资1.2亿元。
2.新增标准厂房6万平方米，2023年交付使用，引进企业8户。""")
    assert labels(document) == ["1 一、申报材料", "1 二、支持标准", "1 三、工作安排"]
    kinds = [b.kind for b in document.blocks]
    assert kinds.count("list") == 7


def test_points_inside_a_paragraph_are_no_headings(read, labels) -> None:
    document = read(f"""\
一、存在问题
一是分散。竹企分布在二十多个村，产品雷同。二是粗放。竹材利用率不高，废料堆在路边。
二、保障措施
一是加强领导。{BODY}
二是落实资金。{BODY}""")
    assert labels(document) == [
        "1 一、存在问题",
        "1 二、保障措施",
        "2 一是加强领导",
        "2 二是落实资金",
    ]


def test_a_member_without_a_title_keeps_its_place_among_headings(read, labels) -> None:
    document = read(f"""\
一、重点任务
1.抓头部。{BODY}
2.推动新一代信息技术在主导产业各环节广泛应用，不断提升企业的数字化水平和管理水平，形成示范。
3.抓配套。{BODY}""")
    assert labels(document) == [
        "1 一、重点任务",
        "2 1.抓头部",
        "2 2.推动新一代信息技术在主导产业各环节广泛应用，不断提升企业的数字化水平和管理水平，形成示范",
        "2 3.抓配套",
    ]


def test_attachments_begin_anew(read, labels) -> None:
    document = read(f"""\
一、总体要求
{BODY}
二、保障措施
{BODY}
附件：1.重点项目表
2.任务分工表
云溪县人民政府
2021年5月26日
附件1
重点项目表
一、续建项目
{BODY}
二、新建项目
{BODY}
附件2 任务分工表
{BODY}""")
    assert labels(document) == [
        "1 一、总体要求",
        "1 二、保障措施",
        "1 附件1重点项目表",
        "2 一、续建项目",
        "2 二、新建项目",
        "1 附件2任务分工表",
    ]


def test_a_box_counts_for_itself(read, labels) -> None:
    document = read(f"""\
一、重点任务
1.数字设计。{BODY}
2.智能生产。{BODY}
专栏1 数字化工程
1.竹编行业。{BODY}
2.竹板行业。{BODY}
3.绿色物流。{BODY}
4.品牌营销。{BODY}""")
    assert [line for line in labels(document) if "专栏" in line or "行业" in line] == [
        "3 专栏1数字化工程",
        "4 1.竹编行业",
        "4 2.竹板行业",
    ] or labels(document)[3] == "2 专栏1数字化工程"


def test_contents_are_no_headings(read, labels) -> None:
    document = read(f"""\
云溪县竹产业发展规划
目 录
一、总体要求........1
二、重点任务........3
（一）壮大链条 ........4
三、保障措施........9
一、总体要求
{BODY}
二、重点任务
（一）壮大链条
{BODY}
三、保障措施
{BODY}""")
    assert labels(document) == [
        "1 一、总体要求",
        "1 二、重点任务",
        "2 （一）壮大链条",
        "1 三、保障措施",
    ]
    assert document.root.children[0].start > document.text.index("........9")


def test_contents_without_page_numbers(read) -> None:
    document = read(f"""\
云溪县竹产业发展规划
目录
第一章 总体要求
第二章 重点任务
第三章 保障措施
第一章 总体要求
{BODY}
第二章 重点任务
{BODY}
第三章 保障措施
{BODY}""")
    assert len(document.root.children) == 3
    assert document.root.children[0].start > document.text.index("第三章")


def test_unnumbered_lines_that_stand_alone(read, labels) -> None:
    document = read(f"""\
各位代表：
{BODY}
2023年工作回顾
{BODY}
{BODY}
2024年工作安排
{BODY}
一、壮大产业
{BODY}
二、改善民生
{BODY}
加强自身建设
{BODY}""")
    assert labels(document) == [
        "1 2023年工作回顾",
        "1 2024年工作安排",
        "2 一、壮大产业",
        "2 二、改善民生",
        "1 加强自身建设",
    ]


def test_bold_lines_are_headings_and_signatures_are_not(read, labels) -> None:
    def bold(text: str) -> Paragraph:
        return Paragraph((Fragment(text),), bold=True)

    document = read(
        [
            bold("发展定位"),
            BODY,
            BODY,
            bold("空间布局"),
            BODY,
            BODY,
            BODY,
            "云溪县人民政府",
            "2021年5月26日",
        ]
    )
    assert labels(document) == ["1 发展定位", "1 空间布局"]


def test_levels_that_the_format_states(read, labels) -> None:
    def stated(text: str, level: int) -> Paragraph:
        return Paragraph((Fragment(text),), level=level)

    document = read(
        [
            stated("发展基础", 1),
            stated("产业家底", 2),
            BODY,
            stated("突出短板", 2),
            BODY,
            stated("重点任务", 1),
            stated("一、壮大链条", 2),
            BODY,
        ]
    )
    assert labels(document) == [
        "1 发展基础",
        "2 产业家底",
        "2 突出短板",
        "1 重点任务",
        "2 一、壮大链条",
    ]


def test_numbers_win_over_levels_that_say_nothing(read, labels) -> None:
    def stated(text: str) -> Paragraph:
        return Paragraph((Fragment(text),), level=1)

    lines = ["一、总体要求", "（一）思路", "（二）目标", "二、重点任务", "（一）产业"]
    document = read([part for line in lines for part in (stated(line), BODY)])
    assert [label[0] for label in labels(document)] == ["1", "2", "2", "1", "2"]


def test_the_real_master_plan(read, shared) -> None:
    text = (shared / "masterplan" / "source.txt").read_text(encoding="utf-8")
    document = read(text)
    levels = [section.level for section in document.root.walk()]
    assert (levels.count(1), levels.count(2), levels.count(3)) == (3, 9, 19)
    assert document.metadata.title == "山西省创建特色产业集聚区总体方案"
    assert "当前位置" not in document.text
    assert "招商代理" not in document.text
    assert all(len(section.title) <= 20 for section in document.root.walk())
