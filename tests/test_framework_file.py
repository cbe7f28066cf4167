"""Reading, checking and listing master-plan files."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangan.errors import FrameworkError
from fangan.framework_file import available, load, problems, shingles_path
from fangan.nlp.shingles import ShingleSet


@pytest.fixture(scope="module")
def minimal(root: Path) -> Path:
    return root / "tests/data/frameworks/minimal/framework.toml"


@pytest.fixture
def changed(minimal: Path, tmp_path: Path):
    """A function that writes the minimal file with one piece replaced, and checks it."""
    text = minimal.read_text(encoding="utf-8")

    def check(old: str, new: str) -> list[tuple[int, str]]:
        assert text.count(old) >= 1, old
        path = tmp_path / "framework.toml"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return list(problems(path))

    return check


def test_the_shipped_framework_has_the_master_plans_counts():
    framework = load("shanxi-2020")
    assert [area.id for area in framework.areas] == ["T1", "T2", "T3", "T4", "T5", "T6"]
    tasks = [task for area in framework.areas for task in area.tasks]
    assert len([task for task in tasks if not task.id.endswith(".0")]) == 19
    assert len(framework.items) == 106
    assert len(framework.county_items) == 100
    assert len(framework.targets) == 23
    assert [part.name for part in framework.parts] == [
        "发展定位",
        "发展目标",
        "空间布局",
        "重点任务",
        "保障措施",
    ]
    assert len(framework.obligations) == 7
    assert framework.items_by_id["T3.0.1"].task == "T3.0"
    assert framework.horizon == 2025


def test_only_numbers_that_hold_for_one_plan_bind():
    targets = {target.id: target for target in load("shanxi-2020").targets}
    assert {name for name, target in targets.items() if target.binding} == {"K2", "K3"}
    assert targets["K1"].value == 50
    assert targets["K1"].comparator == "approx"
    assert targets["K1"].scope == "province"
    assert targets["K2"].value == (1, 2)
    assert targets["K3"].value == 50
    stated = {name for name, target in targets.items() if target.value is not None}
    assert stated == {"K1", "K2", "K3", "K4", "K5", "K6"}


def test_every_item_has_terms_of_its_own_and_every_target_too():
    framework = load("shanxi-2020")
    assert all(len(set(item.terms)) == len(item.terms) >= 4 for item in framework.items)
    assert all(len(target.terms) >= 4 for target in framework.targets)


def test_the_shipped_framework_agrees_with_the_analysis(shared: Path):
    yaml = pytest.importorskip("yaml")
    analysis = yaml.safe_load((shared / "masterplan/framework.yaml").read_text(encoding="utf-8"))
    framework = load("shanxi-2020")
    ours = {item.id: item for item in framework.items}
    assert list(ours) == [item["id"] for item in analysis["items"]]
    for item in analysis["items"]:
        mine = ours[item["id"]]
        assert (mine.name, mine.kind, mine.modality, mine.applies) == (
            item["name"],
            item["kind"],
            item["modality"],
            item["applies"],
        )


def test_the_shipped_files_hold_no_sentence_of_the_master_plan(shared: Path, root: Path):
    source = (shared / "masterplan/source.txt").read_text(encoding="utf-8")
    sentences = {part.strip() for part in re.split(r"[。；，\n]", source) if len(part.strip()) > 16}
    names = {"山西省创建特色产业集聚区总体方案"}
    for path in (root / "corpora/frameworks/shanxi-2020").iterdir():
        text = path.read_text(encoding="utf-8")
        assert not [part for part in sentences - names if part in text]


def test_the_fingerprints_know_the_master_plan_and_nothing_else(shared: Path):
    shingles = load("shanxi-2020").shingles
    source = (shared / "masterplan/source.txt").read_text(encoding="utf-8")
    sentences = [s for s in re.split(r"[。\n]", source) if len(s) > 40]
    body, note = sentences[3:], sentences[0]
    known = [shingles.share(sentence) > 0.95 for sentence in body]
    assert sum(known) >= len(known) - 1
    assert shingles.share(note) < 0.9
    assert shingles.share("本县盛产陶瓷，现有窑炉四十二座，从业人员三千余人。") < 0.1


def test_loading_is_quick():
    load("shanxi-2020")
    start = time.perf_counter()
    load("shanxi-2020")
    assert time.perf_counter() - start < 0.2  # about 0.015 s; generous for a busy machine


@pytest.mark.parametrize("kind", ["file", "folder", "text"])
def test_a_framework_is_found_by_file_and_by_folder(minimal: Path, kind: str):
    reference = {"file": minimal, "folder": minimal.parent, "text": str(minimal)}[kind]
    framework = load(reference)
    assert framework.id == "minimal"
    assert framework.targets[0].value == (1.0, 3.0)
    assert framework.targets[1].unit is None
    assert framework.items_by_id["T1.1.1"].terms == ("产业", "主攻方向")
    assert [group.counted for group in framework.groups] == [False]
    assert not framework.shingles


def test_the_users_own_frameworks_are_listed_and_loaded(minimal: Path, tmp_path: Path):
    folder = tmp_path / "space/frameworks/minimal"
    folder.mkdir(parents=True)
    (folder / "framework.toml").write_bytes(minimal.read_bytes())
    found = {summary.id: summary for summary in available(workspace=tmp_path / "space")}
    assert set(found) == {"minimal", "shanxi-2020"}
    assert not found["minimal"].shipped
    assert found["shanxi-2020"].shipped
    assert (found["shanxi-2020"].areas, found["shanxi-2020"].tasks) == (6, 19)
    assert load("minimal", workspace=tmp_path / "space").title.startswith("青岭省")


def test_a_broken_framework_is_listed_with_its_problems(tmp_path: Path):
    folder = tmp_path / "frameworks/broken"
    folder.mkdir(parents=True)
    (folder / "framework.toml").write_text("title = “全角”\n", encoding="utf-8")
    broken = next(one for one in available(workspace=tmp_path) if one.id == "broken")
    assert broken.problems == 1
    with pytest.raises(FrameworkError, match="第 1 行"):
        load("broken", workspace=tmp_path)


def test_an_unknown_name_is_answered_with_the_nearest():
    with pytest.raises(FrameworkError, match="是不是想写 shanxi-2020"):
        load("shanxi-2021")


def test_a_missing_file_is_one_problem(tmp_path: Path):
    assert problems(tmp_path / "no.toml") == (
        (0, f"找不到总体方案文件 {tmp_path / 'no.toml'}，请检查路径。"),
    )


def test_the_minimal_file_is_sound(minimal: Path):
    assert problems(minimal) == ()


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("schema_version = 1", "schema_version = 9", 2, "应写 1"),
        ("schema_version = 1\n", "", 1, "缺少 schema_version"),
        ('id = "minimal"', 'id = "Mini Mal"', 3, "小写字母"),
        ("horizon =", "horizont =", 7, "是不是想写 horizon"),
        ("year = 2023", 'year = "2023"', 6, "1949 到 2100"),
        ('name = "做强产业"', 'nmae = "做强产业"', 12, "是不是想写 name"),
        ('name = "做强产业"', 'name = "  "', 12, "是空的"),
        ('kind = "indicator"', 'kind = "indicater"', 33, "是不是想写 indicator"),
        ('modality = "must"', 'modality = "should"', 34, "可用 must（必须）"),
        ('applies = "all"', 'applies = "some"', 35, "可用 all（一律适用）"),
        ('applies = "province"', 'applies = "all"', 48, "province 或 city"),
        ('task = "T1.1"', 'task = "T1.2"', 30, "是不是想写 T1.1"),
        ('id = "T1.1.1"', 'id = "T2.1.1"', 29, "应以 T1.1. 开头"),
        ('id = "G1.1"', 'id = "T1.1.1"', 42, "第 29 行已经用过"),
        ('terms = ["统筹"]', "terms = []", 49, "至少要写一个"),
        ('comparator = "between"', 'comparator = "betwen"', 55, "是不是想写 between"),
        ('comparator = "between"\n', "", 54, "还要写 comparator"),
        ("value = [1, 3]", "value = [3, 1]", 54, "从小到大"),
        ("value = [1, 3]", "value = 2", 55, "用 between"),
        ("value = [1, 3]\n", "", 54, "却没有 value"),
        ("value = [1, 3]", "value = true", 54, "写法不对"),
        ('unit = "个"\n', "", 51, "缺少 unit"),
        ('terms = ["产业个数"]\n', "", 51, "缺少 terms"),
        ('items = ["T1.1.1"]', 'items = ["T1.1.7"]', 61, "不存在的条目 T1.1.7"),
        ('name = "数值和年份"\n', "", 74, "缺少 name"),
        ('[[parts]]\nid = "S1"', '[parts]\nid = "S1"', 70, "两层方括号"),
        ("binding = true", "binding = 1", 59, "true 或 false"),
        ('area = "G"', 'area = "H"', 26, "不存在"),
    ],
)
def test_each_fault_is_named_with_its_line(changed, old: str, new: str, line: int, words: str):
    found = changed(old, new)
    assert any(at == line and words in message for at, message in found), found


def test_all_faults_are_told_at_once_and_in_order(changed):
    found = changed('id = "T1.1"\nname = "定好产业"', 'id = "T1.1"\nname = ""\nmood = 1')
    assert [line for line, _ in found] == [20, 21]


def test_load_raises_with_all_problems(minimal: Path, tmp_path: Path):
    path = tmp_path / "mine.toml"
    path.write_text(minimal.read_text(encoding="utf-8").replace('"must"', '"shall"'), "utf-8")
    with pytest.raises(FrameworkError, match="有 2 处问题，先看第 34 行") as caught:
        load(path)
    assert [line for line, _ in caught.value.problems] == [34, 83]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("id = “甲”", 1, "全角的 “"),
        ('a = 1\nb = ["x"，"y"]', 2, "全角的 ，"),
        ('id = "甲\ntitle = "乙"', 1, "引号"),
        ("a = 1\na = 2", 2, "写了两次"),
        ("只是一句话", 1, "键"),
    ],
)
def test_wrong_toml_is_explained(tmp_path: Path, text: str, line: int, words: str):
    path = tmp_path / "framework.toml"
    path.write_text(text, encoding="utf-8")
    (found,) = problems(path)
    assert found[0] == line
    assert words in found[1]


def test_another_encoding_is_named_with_its_line(tmp_path: Path):
    path = tmp_path / "framework.toml"
    path.write_bytes('id = "a"\ntitle = "方案"\n'.encode("gb18030"))
    assert problems(path) == ((2, "这一行不是 UTF-8 编码，请在编辑器里另存为 UTF-8"),)


def test_windows_line_ends_and_byte_order_mark_are_fine(minimal: Path, tmp_path: Path):
    path = tmp_path / "framework.toml"
    path.write_bytes(b"\xef\xbb\xbf" + minimal.read_bytes().replace(b"\n", b"\r\n"))
    assert problems(path) == ()


def test_fingerprints_lie_beside_the_file(minimal: Path, tmp_path: Path):
    path = tmp_path / "mine.toml"
    path.write_bytes(minimal.read_bytes())
    file = shingles_path(path)
    assert file.name == "mine.shingles.txt"
    file.write_text(ShingleSet.of(["示范园区创建总体方案"]).encode(), encoding="ascii")
    assert load(path).shingles.share("示范园区创建") == 1.0
    file.write_text("!!", encoding="ascii")
    with pytest.raises(FrameworkError, match="已损坏"):
        load(path)
    assert len(problems(path)) == 1


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_no_damaged_file_raises_anything_but_problems(tmp_path_factory, root: Path, data):
    text = (root / "tests/data/frameworks/minimal/framework.toml").read_text(encoding="utf-8")
    at = data.draw(st.integers(0, len(text) - 1))
    length = data.draw(st.integers(0, 30))
    filler = data.draw(st.sampled_from(["", "[", "]", '"', "=", "1", "[[items]]\n", "#", "、"]))
    path = tmp_path_factory.mktemp("damaged") / "framework.toml"
    path.write_text(text[:at] + filler + text[at + length :], encoding="utf-8")
    lines = path.read_text(encoding="utf-8").count("\n") + 1
    assert all(0 <= line <= lines and message for line, message in problems(path))
