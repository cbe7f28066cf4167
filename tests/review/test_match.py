from dataclasses import replace

import numpy as np
import pytest

from fangan.framework import Framework, Item
from fangan.review.match import TAGGED, WORDS, features, lexicon, match, tagged_items
from fangan.review.tag import tag
from fangan.review.units import Unit, units


def replace_item(framework: Framework, item: Item, *, name: str) -> Framework:
    """The framework with another name for one item."""

    def renamed(group):
        tasks = tuple(
            replace(
                task, items=tuple(replace(i, name=name) if i is item else i for i in task.items)
            )
            for task in group.tasks
        )
        return replace(group, tasks=tasks)

    return replace(framework, areas=tuple(map(renamed, framework.areas)))


def _unit(text: str, *path: str) -> Unit:
    return Unit(0, len(text), text, "sentence", path)


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("沿工业大道敷设综合管廊3公里，2024年入廊", "T2.1.5"),
        ("高新技术企业由3户增加到2025年的8户", "T3.1.3"),
        ("新增工业用地全部以“标准地”方式出让", "T5.1.3"),
        ("规划环评2022年取得审查意见", "T4.1.3"),
        ("编成产业链招商图谱", "T1.4.1"),
    ],
)
def test_the_item_a_sentence_speaks_about_comes_first(shanxi, text: str, item: str):
    row = match(shanxi, (_unit(text),))[0]
    assert shanxi.county_items[int(row.argmax())].id == item
    assert row.max() > 0.15


def test_general_talk_is_about_no_item(shanxi):
    row = match(shanxi, (_unit("宣传、统计、审计各口跟进服务，对外口径一致"),))[0]
    assert row.max() < 0.25


def test_the_heading_lends_its_subject(shanxi):
    text = "三年内建成两座，层高六米"
    plain = match(shanxi, (_unit(text),))[0]
    under = match(shanxi, (_unit(text, "（二）建设标准化厂房"),))[0]
    column = [item.id for item in shanxi.county_items].index("T2.1.2")
    assert under[column] > 1.5 * plain[column]


def test_widths_and_quotation_marks_do_not_matter(shanxi):
    first = match(shanxi, (_unit("推行“承诺制＋标准地”改革"),))
    second = match(shanxi, (_unit("推行承诺制+标准地改革"),))
    assert np.allclose(first, second)


def test_features_are_named_and_bounded(shanxi):
    made = features(shanxi, (_unit("建设智慧园区"), _unit("海绵城市", "一、基础设施")))
    assert {*WORDS, *TAGGED} == set(made)
    for name, matrix in made.items():
        assert matrix.shape == (2, len(lexicon(shanxi).items))
        if name != "tagger":  # log-odds
            assert matrix.min() >= 0.0
            assert matrix.max() <= 1.2


def test_other_words_for_an_item_are_known(shanxi):
    row = match(shanxi, (_unit("老厂房整修后先租后让，企业五年里只付租金，达产再办手续"),))[0]
    assert shanxi.county_items[int(row.argmax())].id.startswith("T5.1")


def test_an_item_that_means_something_else_is_judged_by_words(shanxi):
    at = [item.id for item in shanxi.county_items].index("T2.1.5")
    changed = replace_item(shanxi, shanxi.county_items[at], name="园区食堂")
    assert tagged_items(shanxi).all()
    assert [place for place, known in enumerate(tagged_items(changed)) if not known] == [at]
    row = match(changed, (_unit("沿工业大道敷设综合管廊3公里，2024年入廊"),))[0]
    assert 0.0 < row[at] < 1.0


def test_nothing_to_match_gives_an_empty_matrix(shanxi):
    assert match(shanxi, ()).shape == (0, 100)


def test_tags_name_areas_and_items_best_first(read, shanxi):
    document = read(
        "岭北县铜器方案", "一、任务", "建设5G基站20座，沿线敷设综合管廊。", "今天开会。"
    )
    tags = tag(document, shanxi)
    assert [document.text[t.start : t.end] for t in tags] == ["建设5G基站20座，沿线敷设综合管廊。"]
    assert {scored.id for scored in tags[0].items} >= {"T2.1.8", "T2.1.5"}
    scores = [scored.score for scored in tags[0].items]
    assert scores == sorted(scores, reverse=True)
    assert [scored.id for scored in tags[0].areas] == ["T2"]
    assert units(document)


def test_areas_of_a_report_are_those_of_whole_clauses(read, shanxi):
    document = read(
        "岭北市政府工作报告",
        "新建污水处理厂2座，关停燃煤锅炉40台，空气优良天数比例提高到82%。",
        "发放高龄津贴，为老年人免费体检。",
    )
    said = {document.text[t.start : t.end]: [a.id for a in t.areas] for t in tag(document, shanxi)}
    assert said["新建污水处理厂2座，关停燃煤锅炉40台，空气优良天数比例提高到82%。"][0] == "T4"
    assert not said.get("发放高龄津贴，为老年人免费体检。")
    assert len({(t.start, t.end) for t in tag(document, shanxi)}) == len(tag(document, shanxi))
