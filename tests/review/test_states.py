from dataclasses import replace

from fangan.review import review


def _states(document, framework):
    return {finding.item.id: finding for finding in review(document, framework).items}


def test_each_state_is_told_with_its_words(read, shanxi):
    document = read(
        "岭北县铜器特色产业集聚区实施方案",
        "一、布局",
        "集聚区设在铜河镇，不在任何开发区范围内。",
        "二、任务",
        "高新技术企业由2户增加到2025年的6户。",
        "老炉房的烟道改接铜河热力站，集中供热管由赵家湾电厂引来。",
        "大力推进绿色工厂建设，不断提高水平。",
        "铜器生意账目简单，应用区块链的条件不具备，不列。",
        "岭北县人民政府",
        "2021年5月6日",
    )
    found = _states(document, shanxi)
    assert found["T3.1.3"].status == "quantified"
    assert "由2户增加到2025年的6户" in found["T3.1.3"].evidence[0].quote
    assert found["T4.3.5"].status == "concrete"
    assert found["T4.2.1"].status == "restated"
    assert found["T1.2.3"].status == "not_applicable"
    assert found["T3.3.1"].status == "missing"
    assert found["T3.3.1"].evidence == ()
    assert all(0 <= finding.confidence <= 1 for finding in found.values())
    assert all(finding.reason for finding in found.values())


def test_items_bound_to_a_place_follow_where_the_zone_lies(read, shanxi):
    outside = _states(read("方案", "一、布局", "集聚区在铜河镇，不在任何开发区内。"), shanxi)
    assert outside["T6.1.3"].status == "not_applicable"
    assert outside["T6.1.4"].status == "missing"
    inside = _states(read("方案", "一、布局", "集聚区位于岭北经济技术开发区内。"), shanxi)
    assert inside["T6.1.4"].status == "not_applicable"
    assert inside["T6.1.5"].status == "not_applicable"
    assert inside["T6.1.4"].evidence[0].quote.startswith("集聚区位于")


def test_a_reason_calls_the_zone_as_its_master_plan_does(read, shanxi):
    other = replace(shanxi, subject="枢纽")
    found = _states(read("方案", "一、布局", "枢纽位于岭北经济技术开发区内。"), other)
    assert found["T6.1.4"].reason.startswith("方案写明枢纽位于开发区内")


def test_an_unconditional_item_cannot_be_waived(read, shanxi):
    document = read("方案", "一、任务", "本期不具备建设综合管廊的条件，综合管廊不列。")
    finding = _states(document, shanxi)["T2.1.5"]
    assert finding.status == "restated"
    assert "不作安排" in finding.reason


def test_many_weak_mentions_do_not_make_a_strong_one(read, shanxi):
    document = read("方案", "一、任务", *["大力推进绿色工厂建设，提高水平。"] * 5)
    assert _states(document, shanxi)["T4.2.1"].status == "restated"


def test_the_evidence_of_every_statement_is_exact(read, shanxi):
    document = read("方案", "一、任务", "建设5G基站12座。", [["指标", "2025年"], ["产值", "30"]])
    for finding in review(document, shanxi).items:
        for said in finding.evidence:
            assert document.text[said.start : said.end] == said.quote
