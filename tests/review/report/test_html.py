from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace

import pytest
from lxml import html

from fangan.review.report import as_html, pages_shown

PNG = b"\x89PNG\r\n\x1a\nfirst"
JPEG = b"\xff\xd8\xff\xe0second"


def parse(text: str) -> html.HtmlElement:
    return html.document_fromstring(text)


def words_of(element: html.HtmlElement) -> str:
    return re.sub(r"\s+", " ", element.text_content())


def row(page: html.HtmlElement, item: str) -> html.HtmlElement:
    return page.get_element_by_id(f"item-{item}")


@pytest.fixture(scope="module")
def report(cases) -> str:
    return as_html(cases.paged, images={1: PNG, 2: JPEG})


@pytest.fixture(scope="module")
def page(report) -> html.HtmlElement:
    return parse(report)


def test_loads_nothing_from_anywhere(report, page):
    addresses = [value for _, name, value, _ in page.iterlinks() if name in {"src", "href"}]
    assert addresses
    assert {value[:5] for value in addresses if not value.startswith("#")} == {"data:"}
    outside = set(re.findall(r"https?://[^\s\"'<]+", report))
    assert outside <= {"http://www.w3.org/2000/svg"}
    assert "@import" not in report
    assert "url(" not in report


def test_only_its_own_script_and_style_may_run(page):
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith("default-src 'none'; img-src data:;")
    assert "unsafe" not in policy
    for kind in ("script", "style"):
        [element] = page.xpath(f"//{kind}")
        digest = hashlib.sha256(element.text.encode()).digest()
        assert f"{kind}-src 'sha256-{base64.b64encode(digest).decode()}'" in policy
    assert not page.xpath("//@style")
    assert not [name for el in page.iter() for name in el.attrib if name.startswith("on")]


def test_the_plans_words_are_data(report, page, review_with, cases):
    assert "<script>alert" not in report
    assert "<script>alert('x')</script>" in words_of(row(page, "T1.1.2"))
    assert "云溪<b>方案.pdf" in words_of(page.xpath("//header")[0])
    spiteful = review_with(
        cases.paged, filename='"><img src=x onerror=alert(1)>{{ 7*7 }}\x1b\ud800'
    )
    text = as_html(spiteful)
    text.encode("utf-8")
    assert "\x1b" not in text
    assert "{{ 7*7 }}" in text
    assert not parse(text).xpath("//img")


def test_every_jump_arrives_and_no_name_is_used_twice(page):
    names = page.xpath("//@id")
    assert len(names) == len(set(names))
    jumps = [value[1:] for value in page.xpath("//@href") if value.startswith("#")]
    labels = [
        n for value in page.xpath("//@aria-labelledby | //@aria-controls") for n in value.split()
    ]
    assert set(jumps + labels) <= set(names)


def test_the_verdict_comes_first_with_its_reasons(page):
    heading = page.xpath("(//main//h2)[1]")[0]
    assert words_of(heading).startswith("不完整")
    reasons = [words_of(li) for li in page.xpath("//ol[@class='reasons']/li")]
    assert reasons == [
        "缺必备部分 1 个：空间布局。",
        "缺项 2 条必备条目（未写 1 条，只是复述 1 条）。",
    ]


def test_facts_of_the_file_are_told(page):
    facts = words_of(page.xpath("//dl[@class='facts']")[0])
    for fact in (
        "云政办发〔2021〕7号",
        "2 页",
        "竹编产业园总体方案",
        "2025-03-04 09:08",
        "9.9.9",
        "ababababab",
    ):
        assert fact in facts


def test_unread_pages_are_shown_in_red_and_to_be_read_by_eye(cases):
    page = parse(as_html(cases.unread, images={2: PNG}))
    assert "第 2 页" in words_of(page.xpath("//ol[@class='reasons']/li[@class='unread']")[0])
    assert "没有读出文字" in words_of(page.xpath("//figcaption[@class='unread']")[0])
    assert page.xpath("//section[@id='verdict']/@class")[0].split()[1] == "unreadable"


def test_a_complete_plan_has_no_list_of_gaps(cases):
    page = parse(as_html(cases.complete))
    assert words_of(page.xpath("(//main//h2)[1]")[0]).startswith("完整")
    assert not page.xpath("//section[contains(@class, 'gaps')]")
    assert "没有发现问题" in words_of(page.get_element_by_id("findings"))


def test_all_items_are_listed_under_their_area_and_task(page, cases):
    ids = [
        name.removeprefix("item-")
        for name in page.xpath("//tr[contains(@class,'item ') or @class='item']/@id")
    ]
    assert ids == [item.id for item in cases.paged.framework.county_items]
    assert words_of(page.xpath("//tr[@class='task']")[0]).strip() == "T1.1做强主导产业"


def test_force_decides_the_words_for_a_gap(page):
    assert "缺项" in words_of(row(page, "T1.1.3"))
    assert "建议补充" in words_of(row(page, "T2.1.1"))
    assert "缺项" not in words_of(row(page, "T2.1.1"))
    assert "建议补充" not in words_of(row(page, "T2.1.2"))
    listed = page.xpath("//section[@class='gaps']//a/@href")
    assert listed == ["#item-T1.1.3", "#item-G1.1"]


def test_low_confidence_asks_for_a_person(page):
    asking = [r.get("id") for r in page.xpath("//tr[@data-doubt]")]
    assert asking == ["item-T1.1.2"]
    assert "请人工核对" in words_of(row(page, "T1.1.2"))


def test_states_are_told_by_word_and_by_shape(page):
    for state in page.xpath("//span[contains(@class, 'state ')]"):
        assert words_of(state).strip()
        assert state.xpath(".//*[local-name()='use']/@href")
    shapes = {
        words_of(s).strip(): s.xpath(".//*[local-name()='use']/@href")[0]
        for s in page.xpath("//ul[@class='counts']//span")
    }
    assert len(set(shapes.values())) == len(shapes) == 5


def test_areas_are_bars_and_words(page):
    first = page.xpath("//table[@class='areas']/tbody/tr")[0]
    assert "2 / 3" in words_of(first)
    assert "67%" in words_of(first)
    assert first.xpath(".//*[local-name()='rect']/@width") == ["200", "133.3"]


def test_problems_are_sorted_by_weight(page):
    kinds = [words_of(cell) for cell in page.xpath("//table[@class='findings']/tbody/tr/th")]
    assert kinds == ["合计与分项不符", "留有空白或占位符", "缺完成时限"]


def test_targets_say_what_they_lack(page):
    first = words_of(page.get_element_by_id("target-K1"))
    assert "不低于 10 亿元（2025 年）" in first
    assert "基数、责任单位" in first
    assert page.get_element_by_id("target-K1").xpath(".//a/@href") == ["#indicator-0"]


def test_indicators_are_told_in_words(page):
    second = words_of(page.get_element_by_id("indicator-1"))
    for said in (
        "200 至 350.5 万元/亩",
        "150 万元/亩（2020 年）",
        "本区",
        "约束性",
        "县工信局",
        "K2",
        "投资强度 ｜ 200万元/亩",
    ):
        assert said in second
    assert "下降不低于 15%" in words_of(page.get_element_by_id("indicator-2"))


def test_each_picture_is_held_once(report, page):
    assert page.xpath("//figure/@data-page") == ["1", "2"]
    sources = page.xpath("//figure//img/@src")
    assert [source.split(";")[0] for source in sources] == ["data:image/png", "data:image/jpeg"]
    assert report.count(base64.b64encode(PNG).decode()) == 1
    assert page.xpath("//figure//*[local-name()='svg']/@viewbox")[0] == "0 0 595.3 841.9"


def test_a_picture_of_another_kind_is_refused(cases):
    with pytest.raises(ValueError, match="PNG or JPEG"):
        as_html(cases.paged, images={1: b"GIF89a"})


def test_boxes_of_a_quotation_lead_over_the_page_break(page, cases):
    [button] = row(page, "T1.1.2").xpath(".//button[@class='quote']")
    boxes = [box.split(",") for box in button.get("data-b").split(";")]
    assert [box[0] for box in boxes] == ["1", "2"]
    anchor = cases.paged.items[2].evidence[0].anchors[0]
    assert [float(edge) for edge in boxes[0][1:]] == pytest.approx(anchor.bbox.as_list(), abs=0.05)
    assert "第 1 页 · 一、总体要求" in words_of(button)


@pytest.mark.parametrize("name", ["paged", "pageless"])
def test_the_text_panel_keeps_the_offsets(cases, name):
    review = getattr(cases, name)
    paragraphs = parse(as_html(review)).xpath("//div[@id='text']//*[@data-s]")
    assert len(paragraphs) == 8
    for paragraph in paragraphs:
        start, words = int(paragraph.get("data-s")), paragraph.text_content()
        assert review.document.text[start : start + len(words)] == words
    assert [p.text_content() for p in paragraphs if "heading" in p.get("class", "")] == [
        "一、总体要求",
        "二、重点任务",
    ]


def test_without_pictures_the_text_is_what_is_shown(cases):
    page = parse(as_html(cases.pageless))
    assert not page.xpath("//figure")
    assert page.get_element_by_id("text").get("hidden") is None
    assert page.get_element_by_id("tab-text").get("aria-selected") == "true"
    assert "第 " not in words_of(row(page, "T1.1.1"))


def test_pages_that_carry_nothing_need_no_picture(cases):
    assert pages_shown(cases.paged) == (1, 2)
    assert pages_shown(cases.pageless) == ()
    bare = replace(cases.unread, parts=(), items=(), findings=(), indicators=(), targets=())
    assert pages_shown(bare) == (2,)


def test_more_than_three_quotations_are_folded_but_there(cases):
    many = replace(cases.paged.items[1], evidence=cases.paged.items[1].evidence * 5)
    page = parse(as_html(replace(cases.paged, items=(many,))))
    assert len(row(page, "T1.1.1").xpath(".//li")) == 5
    assert len(row(page, "T1.1.1").xpath(".//li[@class='rest']")) == 2
    assert "另有 2 处" in words_of(row(page, "T1.1.1"))


def test_a_tables_row_in_the_text_panel_stands_in_cells(page):
    [row] = page.xpath("//div[@id='text']/table/tr | //div[@id='text']/table/tbody/tr")
    assert [cell.text for cell in row] == ["投资强度\t", "200万元/亩\t", "2025年"]
