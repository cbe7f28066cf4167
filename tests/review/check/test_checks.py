import dataclasses

import pytest

from fangan.document import Notice, Page
from fangan.review.check import Material, findings

SOUND = (
    "岭北县铜器特色产业集聚区实施方案（2021—2025年）",
    "一、定位",
    "主导产业确定为铜器加工、铜管件两个。",
    "二、任务",
    "到2025年产值达到30亿元。",
    "三、保障",
    "2021年8月底前成立专班。",
    "岭北县人民政府",
    "2021年5月6日",
)


def _codes(document, framework):
    return [fault.check for fault in findings(Material(document, framework))]


def test_a_sound_plan_draws_nothing(read, shanxi):
    assert _codes(read(*SOUND), shanxi) == []


def _changed(old: str, new: str):
    return tuple(part.replace(old, new) for part in SOUND)


@pytest.mark.parametrize(
    ("old", "new", "check", "severity"),
    [
        (
            "铜器加工、铜管件两个",
            "铜器加工、铜管件、电缆三个",
            "too_many_leading_industries",
            "error",
        ),
        ("铜器加工、铜管件两个", "铜器、铜管、电缆和旅游", "too_many_leading_industries", "error"),
        ("2021—2025年", "2021—2027年", "target_year", "warning"),
        ("2021年8月底前", "2019年8月底前", "target_year", "warning"),
        ("30亿元", "XX亿元", "placeholder", "warning"),
        ("成立专班", "成立专班（略）", "placeholder", "warning"),
        ("三、保障", "四、保障", "heading_jump", "warning"),
    ],
)
def test_each_fault_is_found(read, shanxi, old, new, check, severity):  # noqa: PLR0917 - one row a case
    found = findings(Material(read(*_changed(old, new)), shanxi))
    assert [(fault.check, fault.severity) for fault in found] == [(check, severity)]
    assert found[0].evidence
    assert found[0].message


def test_the_horizon_is_read_from_the_goals_when_no_period_is_stated(read, shanxi):
    parts = [part.replace("（2021—2025年）", "") for part in SOUND]
    assert _codes(read(*parts), shanxi) == []
    assert _codes(read(*[p.replace("到2025年", "到2030年") for p in parts]), shanxi) == [
        "target_year"
    ]


def test_one_sentence_may_count_and_name(read, shanxi):
    text = "集聚区只定两个主导产业，一个是铜器加工（壶、盆、锣、钹、铃），一个是铜管件。"
    parts = [text if part.startswith("主导") else part for part in SOUND]
    assert _codes(read(*parts), shanxi) == []


def test_empty_cells_under_a_year_are_blanks(read, shanxi):
    table = [
        ["指标", "2020年", "2023年", "2025年"],
        ["产值", "8", "15", ""],
        ["户数", "3", "4", "9"],
    ]
    found = findings(Material(read(*SOUND[:5], table, *SOUND[5:]), shanxi))
    assert [fault.evidence[0].quote.split("\t")[0] for fault in found] == ["产值"]


def test_a_separate_attachment_is_no_blank(read, shanxi):
    assert _codes(read(*SOUND[:7], "附件：1.产业链图谱（略）", *SOUND[7:]), shanxi) == []


def test_a_near_copy_of_the_master_plan_is_found_and_a_set_phrase_is_not(read, shanxi, shared):
    source = (shared / "masterplan" / "source.txt").read_text(encoding="utf-8")
    sentence = source[source.index("探索采取PPP") :].split("。")[0]
    changed = sentence.replace("公共服务", "公用服务").replace(",", "，")
    found = findings(Material(read(*SOUND[:4], f"县里今后要{changed}。", *SOUND[4:]), shanxi))
    assert [fault.check for fault in found] == ["copied_from_master"]
    assert found[0].evidence[0].quote.startswith("探索采取")
    assert "全文约" in found[0].message
    phrase = "坚持统筹推进、适度超前、突出重点。"
    assert _codes(read(*SOUND[:4], phrase, *SOUND[4:]), shanxi) == []


def test_what_could_not_be_read_is_told(read, shanxi):
    document = dataclasses.replace(
        read(*SOUND),
        pages=(Page(1, 595, 842), Page(2, 595, 842, "unread")),
        warnings=(Notice("hidden_text", "第1页有看不见的文字", 1),),
    )
    found = findings(Material(document, shanxi))
    assert sorted(fault.check for fault in found) == ["hidden_text", "unread_page"]
    assert any("第2页" in fault.message for fault in found)


REPORT = ("岭北市政府工作报告", "一、过去一年", "四大主导产业加快发展。", "到2030年再上台阶。")


def test_what_binds_a_zones_plan_says_nothing_about_a_work_report(read, shanxi):
    assert _codes(read(*REPORT), shanxi) == []
    plan = ("岭北县集聚区建设方案", *REPORT[1:])
    assert _codes(read(*plan), shanxi) == ["too_many_leading_industries", "target_year"]


@pytest.mark.parametrize(
    "sentence",
    [
        "培育第四大支柱产业。",
        "主导产业新签约产业项目78个。",
        "三大主导产业链加快延伸。",
        "大力开展首位产业提升、项目攻坚、服务提升三个行动。",
        "主导产业确定为铜器加工一个。",
    ],
)
def test_not_every_number_beside_leading_industries_counts_them(read, shanxi, sentence):
    parts = [sentence if part.startswith("主导") else part for part in SOUND]
    assert _codes(read(*parts), shanxi) == []
