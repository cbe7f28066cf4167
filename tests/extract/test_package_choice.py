"""Which file of a submission is the plan: invented packages whose names and lengths mislead."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from fangan.extract.package import open_package

PLAN = "某县实施方案\n\n一、总体要求\n要求。\n\n二、空间布局\n布局。\n\n三、重点任务\n任务。\n\n四、保障措施\n保障。\n"
LETTER = "承诺书\n\n我们承诺所报材料真实有效。\n"


def archive(path: Path, members: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in members.items():
            target.writestr(name, data)
    return path


def plan_of(path: Path) -> str | None:
    with open_package(path) as package:
        return package.plan.name if package.plan else None


OTHER_PLAN = PLAN.replace("某县实施方案", "另县花木专业镇实施方案")
FORM = "专业镇申报表\n\n单位名称：某县。\n"
LONG_REPORT = "某县产业研究报告\n\n" + "市场逐年扩大，结构发生变化，出口渠道多元。\n\n" * 400
MASTER = PLAN.replace("某县实施方案", "示例省专业镇总体方案") * 4
ASKED = "示例市关于编制实施方案的通知\n\n一、总体要求\n按时编制。\n\n二、工作要求\n按时报送。\n"
CHOICES = {
    "names that lie": (
        {"实施方案（申报表）.txt": FORM, "方案.txt": LETTER, "附件3.txt": PLAN},
        "附件3.txt",
    ),
    "no name says anything": ({"1.txt": LETTER, "2.txt": FORM, "3.txt": PLAN}, "3.txt"),
    "an annex longer than the plan": (
        {"研究报告.txt": LONG_REPORT, "项目库.csv": "项目,投资\n" * 900, "正文.txt": PLAN},
        "正文.txt",
    ),
    "the notice that asks for plans": (
        {"关于编制实施方案的通知.txt": ASKED, "花木专业镇方案.txt": PLAN},
        "花木专业镇方案.txt",
    ),
    "the notice that issues the plan": (
        {"关于印发某县实施方案的通知.txt": PLAN, "汇报材料.txt": ASKED},
        "关于印发某县实施方案的通知.txt",
    ),
    "the master plan lies beside it": (
        {"县方案.txt": PLAN, "参考/总体方案.txt": MASTER},
        "县方案.txt",
    ),
    "the master plan known by its title": (
        {"1.txt": MASTER, "2.txt": PLAN.replace("某县", "示例省某县")},
        "2.txt",
    ),
    "drafts are longer": (
        {"初稿/方案.txt": PLAN * 3, "征求意见稿/方案.txt": PLAN * 3, "定稿/方案.txt": PLAN},
        "定稿/方案.txt",
    ),
    "copies": (
        {"副本/方案.txt": PLAN, "方案 - 副本.txt": PLAN, "方案.txt": PLAN, "备份/方案.txt": PLAN},
        "方案.txt",
    ),
    "a summary and an account of how it was made": (
        {"摘要.txt": "某县实施方案（摘要）\n\n" + PLAN[8:60], "编制说明.txt": ASKED, "a.txt": PLAN},
        "a.txt",
    ),
    "an action plan by its title": (
        {"1.txt": "用地证明\n\n经查属实。\n", "2.txt": PLAN.replace("实施方案", "三年行动计划")},
        "2.txt",
    ),
    "the form holds the plan": (
        {"申报书.txt": FORM + PLAN.replace("某县实施方案", ""), "承诺书.txt": LETTER},
        "申报书.txt",
    ),
    "a report that forwards the plan": (
        {"请示.txt": "某县关于报送实施方案的请示\n\n请予审批。\n", "送审稿.txt": PLAN},
        "送审稿.txt",
    ),
    "a twin that cannot be opened": (
        {"实施方案.docx": b"PK\x03\x04" + b"\x00" * 99, "实施方案（盖章）.txt": PLAN},
        "实施方案（盖章）.txt",
    ),
}


@pytest.mark.parametrize("name", CHOICES)
def test_the_plan_is_chosen_alike_in_an_archive_and_a_folder(tmp_path, name):
    members, wanted = CHOICES[name]
    assert plan_of(archive(tmp_path / "a.zip", members)) == wanted
    for member, data in members.items():
        path = tmp_path / "某县" / member
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
    assert plan_of(tmp_path / "某县") == wanted


def test_several_submissions_in_one_folder_are_told(tmp_path):
    path = archive(tmp_path / "a.zip", {"某县/实施方案.txt": PLAN, "另县/实施方案.txt": OTHER_PLAN})
    with open_package(path) as package:
        assert [n.code for n in package.notices] == ["several_plans"]
        assert "逐份指定" in package.notices[0].message
    drafts = archive(tmp_path / "b.zip", {"初稿/方案.txt": PLAN, "方案.txt": PLAN})
    with open_package(drafts) as package:
        assert package.notices == ()


def test_a_plan_that_cannot_be_opened_is_told_before_all_else(tmp_path):
    path = archive(
        tmp_path / "a.zip",
        {
            "附件.rar": b"Rar!\x1a\x07\x00",
            "实施方案.docx": b"PK\x03\x04" + b"\x00" * 99,
            "编制说明.txt": ASKED,
        },
    )
    with open_package(path) as package:
        assert [n.code for n in package.notices] == ["member_refused"] * 2
        assert "实施方案.docx" in package.notices[0].message
        assert "RAR" in package.notices[1].message
