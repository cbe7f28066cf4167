"""Drafting a framework: invented master plans of several builds, then real ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from fangan.draft import draft, to_shingles, to_toml
from fangan.errors import NoTextError
from fangan.extract import extract
from fangan.framework import Framework
from fangan.framework_file import body, fingerprint, load, problems, shingles_path


@pytest.fixture(scope="module")
def tea(qingling) -> Framework:
    return draft(qingling)


def test_areas_and_tasks_are_the_chapters_of_the_task_chapter(tea):
    assert [(area.id, area.name) for area in tea.areas] == [
        ("T1", "壮大茶叶产业"),
        ("T2", "提升茶园配套"),
    ]
    assert [task.name for area in tea.areas for task in area.tasks] == [
        "建好标准茶园",
        "做强加工企业",
        "改善水利设施",
        "培养茶业人才",
    ]
    assert [(group.id, group.name) for group in tea.groups] == [
        ("O", "总体要求"),
        ("G", "保障措施"),
    ]


def test_the_face_is_read(tea):
    assert tea.title == "青岭省创建精品茶园示范区总体方案"
    assert tea.issuer == "青岭省"
    assert tea.horizon == 2027
    assert tea.subject == "精品茶园示范区"


def test_items_are_the_single_asks_with_their_clause(tea):
    first = tea.areas[0].tasks[0].items
    assert [item.ask for item in first] == [
        "各示范区要明确1至2个主栽品种",
        "编制茶园改造项目清单",
        "加快淘汰老化茶树",
        "支持有条件的示范区建设有机茶基地，提高鲜叶品质",
    ]
    assert [item.kind for item in first[:2]] == ["indicator", "deliverable"]
    assert [item.modality for item in first] == ["must", "must", "must", "encourage"]
    assert first[3].applies == "conditional"
    assert first[0].clause == "二、（一）建好标准茶园第1句"
    assert first[3].clause == "二、（一）建好标准茶园第2句"
    assert "有机茶基地" in first[3].terms


def test_force_follows_the_verb(tea):
    items = {item.ask: item for item in tea.items}
    assert items["鼓励加工企业组建联合体"].modality == "encourage"
    assert items["探索订单采摘模式"].modality == "explore"
    forbidden = next(item for ask, item in items.items() if "不得占用" in ask)
    assert (forbidden.modality, forbidden.kind) == ("must", "condition")


def test_what_the_province_does_is_a_duty(tea):
    duties = {item.ask: item.applies for item in tea.items if item.modality == "duty"}
    assert "省农业农村厅负责统筹指导" in duties
    assert set(duties.values()) == {"province"}
    assert len(duties) == 2


def test_owners_in_brackets_become_obligations(tea):
    owners = {one.who: one for one in tea.obligations}
    assert set(owners) == {"省农业农村厅", "省人力资源社会保障厅"}
    assert "T2.2.2" in owners["省农业农村厅"].items


def test_numbers_become_targets_with_year_and_scope(tea):
    found = {target.name: target for target in tea.targets}
    total = found["精品茶园示范区"]
    assert (total.value, total.unit, total.comparator) == (30, "个", "approx")
    assert (total.year, total.scope, total.binding) == (2027, "province", False)
    kinds = found["主栽品种"]
    assert (kinds.value, kinds.comparator) == ((1, 2), "between")
    assert (kinds.scope, kinds.binding, kinds.items) == ("zone", True, ("T1.1.1",))
    output = next(target for target in tea.targets if target.unit == "亿元")
    assert (output.value, output.comparator, output.year) == (200, "gt", 2027)
    capacity = next(target for target in tea.targets if target.unit == "吨")
    assert (capacity.value, capacity.comparator, capacity.scope) == (500, "ge", "zone")
    assert len(tea.targets) == 4


def test_parts_are_those_the_master_plan_names(tea):
    assert [part.name for part in tea.parts] == [
        "发展定位",
        "主要目标",
        "空间布局",
        "重点任务",
        "保障措施",
    ]
    assert all(part.contents for part in tea.parts)


def test_page_furniture_stays_out(tea):
    text = to_toml(tea)
    for furniture in ("首页", "阅读全文", "青岭茶网", "责任编辑"):
        assert furniture not in text
    assert tea.shingles.share("茶叶批发就找青岭茶网") == 0
    assert tea.shingles.share("推进茶园滴灌建设，不得占用永久基本农田") == 1


def test_an_areas_introduction_is_kept_as_a_remark(tea):
    remarks = dict(tea.doubts)
    assert "推动茶产业集中连片发展" in remarks["T1"]


def test_the_draft_is_a_framework_that_loads(tea, tmp_path):
    path = tmp_path / "framework.toml"
    path.write_text(to_toml(tea), encoding="utf-8")
    shingles_path(path).write_text(to_shingles(tea), encoding="ascii")
    assert problems(path) == ()
    again = load(path)
    assert again.areas == tea.areas
    assert again.groups == tea.groups
    assert again.targets == tea.targets
    assert again.parts == tea.parts
    assert again.obligations == tea.obligations
    assert again.shingles == tea.shingles
    assert "# 请核对" in path.read_text(encoding="utf-8")


def test_chapters_are_the_areas_where_none_is_called_tasks(read):
    found = draft(
        read(
            "云岭市数字乡村行动方案\n为推进数字乡村建设，制定本方案。\n"
            "一、总体目标\n到2026年，农村网络全面改善。\n"
            "二、改善乡村网络\n（一）建设基站。建设农村基站，优化信号覆盖。\n"
            "（二）升级宽带。推进光纤到户，降低资费。\n"
            "三、发展智慧农业\n（一）推广智能农机。推广智能农机，建立共享平台。\n"
            "（二）培育数字农场。培育数字农场20个。\n"
            "四、组织实施\n加强组织领导，开展年度评估。\n"
        )
    )
    assert [area.name for area in found.areas] == ["改善乡村网络", "发展智慧农业"]
    assert [group.id for group in found.groups] == ["O", "G"]
    assert any("各章当作任务领域" in doubt for _, doubt in found.doubts)
    assert any("哪几部分" in doubt for _, doubt in found.doubts)
    assert [target.value for target in found.targets] == [20]


def test_tasks_without_sub_tasks_are_areas_of_one_task(read):
    found = draft(
        read(
            "一、总体要求\n坚持质量第一，全面提升水平。\n二、主要任务\n"
            "（一）提升创新能力\n建设实验室，引进专家团队。\n"
            "（二）扩大对外开放\n举办展会，拓展海外市场。\n"
            "三、保障措施\n加强组织领导，落实责任分工。\n"
        )
    )
    assert [area.name for area in found.areas] == ["提升创新能力", "扩大对外开放"]
    assert [len(area.tasks) for area in found.areas] == [1, 1]
    assert [len(area.tasks[0].items) for area in found.areas] == [2, 2]


def test_a_text_without_chapters_is_drafted_as_one_area(read, tmp_path):
    found = draft(read("各县要建设标准厂房，培育骨干企业。鼓励企业上市。"))
    assert len(found.areas) == 1
    assert len(found.items) == 3
    (tmp_path / "f.toml").write_text(to_toml(found), encoding="utf-8")
    assert problems(tmp_path / "f.toml") == ()


def test_subsidies_and_frames_are_no_targets(read):
    found = draft(
        read(
            "一、主要任务\n（一）支持企业\n对新认定的企业给予50万元奖励，围绕12条产业链开展服务。\n"
            "（二）建设平台\n建设平台5个，培育一批骨干企业。\n"
        )
    )
    assert [(target.value, target.unit) for target in found.targets] == [(5, "个")]


def test_a_document_without_prose_is_refused(read):
    with pytest.raises(NoTextError, match="没有可以起草的正文"):
        draft(read("联系电话\n首页"))


def test_a_five_year_plan_says_its_years_in_its_title(read):
    found = draft(
        read("云岭市“十四五”果业发展规划\n一、重点任务\n（一）建园\n建设果园，到2035年全面振兴。")
    )
    assert (found.year, found.horizon) == (2021, 2025)


def test_a_table_of_targets_is_read(tmp_path):
    path = tmp_path / "规划.md"
    path.write_text(
        "# 云岭市果业发展规划\n\n## 一、主要目标\n\n到2027年果业全面振兴。\n\n"
        "| 指标名称 | 单位 | 2022年 | 2027年 |\n|---|---|---|---|\n"
        "| 果品产量 | 万吨 | 12 | 20 |\n| 优质果率 | % | 60 | 80 |\n\n"
        "## 二、重点任务\n\n### （一）建好果园\n\n建设果园，培育苗木。\n",
        encoding="utf-8",
    )
    found = draft(extract(path))
    assert [(t.name, t.value, t.unit, t.year) for t in found.targets] == [
        ("果品产量", 20, "万吨", 2027),
        ("优质果率", 80, "%", 2027),
    ]


# Real master plans -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def shanxi(shared: Path) -> Framework:
    return draft(extract(shared / "masterplan/source.txt"))


def test_the_real_master_plan_gives_its_areas_tasks_and_parts(shanxi):
    ours = load("shanxi-2020")
    assert [area.name for area in shanxi.areas] == [area.name for area in ours.areas]
    assert [len(area.tasks) for area in shanxi.areas] == [4, 3, 4, 3, 3, 2]
    assert [part.name for part in shanxi.parts] == [part.name for part in ours.parts]
    assert shanxi.title == ours.title
    assert shanxi.subject == ours.subject
    assert shanxi.horizon == 2025


def test_every_hard_number_of_the_real_master_plan_is_a_target(shanxi):
    numbers = {(target.value, target.unit): target for target in shanxi.targets}
    total = numbers[50, "个"]
    assert (total.comparator, total.year, total.scope) == ("approx", 2025, "province")
    assert not total.binding
    assert numbers[(1, 2), "个"].binding
    assert numbers[50, "%"].scope == "individual"
    assert not numbers[50, "%"].binding


def test_the_real_pages_navigation_and_advertisements_stay_out(shanxi, shared):
    document = extract(shared / "masterplan/source.txt")
    start, end = body(document)
    for words in ("园链", "阅读全文", "查阅", "当前位置", "马上体验"):
        assert words not in document.text[start:end]
        assert words not in to_toml(shanxi)
    assert load("shanxi-2020").shingles.values == fingerprint(document).values


@pytest.mark.parametrize(
    ("name", "areas", "tasks"),
    [
        ("policies_shandong/shandong_022.txt", 4, 20),
        ("policies_shandong/shandong_051.txt", 7, 21),
        ("policies_shandong/shandong_010.txt", 6, 6),
        ("policies_shandong/shandong_019.txt", 3, 10),
        ("policies_shandong/shandong_038.txt", 10, 10),
        ("policies_central/central_006.txt", 5, 20),
        ("policies_central/central_082.txt", 7, 20),
        ("policies_central/central_016.txt", 4, 13),
    ],
)
def test_other_real_plans_give_a_sensible_draft(
    shared: Path, tmp_path: Path, name: str, areas: int, tasks: int
):
    found = draft(extract(shared / "docs" / name))
    assert len(found.areas) == areas
    assert sum(len(area.tasks) for area in found.areas) == tasks
    assert all(task.items for area in found.areas for task in area.tasks)
    (tmp_path / "framework.toml").write_text(to_toml(found), encoding="utf-8")
    assert problems(tmp_path / "framework.toml") == ()
