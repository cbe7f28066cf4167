"""Search over the starter policies and over small invented ones."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangan.errors import UsageError
from fangan.search import Hit, PolicyIndex, search, starter_index
from fangan.search.find import index_policies
from fangan.search.highlight import highlights
from fangan.search.passages import Passage
from fangan.search.policies import Policy


@pytest.fixture(scope="module")
def index() -> PolicyIndex:
    return starter_index()


@pytest.mark.parametrize(
    ("query", "title", "words"),
    [
        ("先租后让的租赁期是几年", "标准地", "三年至五年"),
        ("旧厂房加层要不要补交土地价款", "零地技改", "不再增收土地价款"),
        ("D类企业 差别化电价", "亩均效益", "0.15元"),
        ("小巨人企业奖励多少", "梯度培育", "60万元"),
        ("高新技术企业首次认定奖励", "高新技术企业倍增", "奖励30万元"),
        ("孵化器场地面积要求", "孵化器", "平方米"),
        ("引进的博士安家补助", "产业人才", "30万元"),
        ("燃煤锅炉淘汰", "绿色工厂", "35蒸吨"),
        ("增量配电试点", "用能成本", "电力业务许可证"),
        ("企业开办几个工作日", "企业开办", "1个工作日"),
        ("管委会和公司 人员分开 财务分账", "开发区条例", "财务分账"),
        ("缺口环节 目标企业清单", "招商图谱", "目标企业"),
        ("基础设施和公共平台项目补助额度", "专项资金管理办法", "2000万元"),
        ("铁路专用线补助", "物流成本", "3000万元"),
        ("首台套保险补偿比例", "首批次", "80%"),
    ],
)
def test_each_question_finds_its_policy(
    index: PolicyIndex, query: str, title: str, words: str
) -> None:
    hits = search(index, query, limit=3)
    assert title in hits[0].title
    assert any(words in hit.quote for hit in hits)


def test_a_number_and_clause_are_found_before_anything_else(index: PolicyIndex) -> None:
    first = search(index, "云政办发（2023）31号 第七条", limit=5)[0]
    assert first.number == "云政办发〔2023〕31号"
    assert first.quote.startswith("第七条")
    assert first.score >= 2


def test_a_title_in_brackets_and_a_clause(index: PolicyIndex) -> None:
    first = search(index, "《开发区条例》第十三条", limit=1)[0]
    assert first.title.startswith("云岭省开发区条例")
    assert first.quote.startswith("第十三条")


def test_a_clause_alone_is_found_in_every_document_that_has_it(index: PolicyIndex) -> None:
    hits = search(index, "第五条 奖励", limit=6)
    assert all(hit.quote.startswith("第五条") for hit in hits)
    assert "奖励" in hits[0].quote


def test_a_citation_that_fits_the_question_passes_the_cited_text(index: PolicyIndex) -> None:
    first = search(index, "云政办发〔2020〕45号被哪个文件废止", limit=1)[0]
    assert first.number == "云政办发〔2023〕31号"


def test_the_version_in_force_comes_first(index: PolicyIndex) -> None:
    hits = search(index, "企业亩均效益综合评价 A类企业 比例", limit=5)
    assert hits[0].status == "in_force"
    assert {hit.status for hit in search(index, "首台套 奖励", in_force=True)} == {"in_force"}


def test_filters_let_through_only_what_they_name(index: PolicyIndex) -> None:
    hits = search(index, "奖励", kind="条例", limit=20)
    assert all(hit.kind == "条例" for hit in hits)
    hits = search(index, "企业", since="2022", until="2022-06", limit=50)
    assert hits
    assert all("2022-01" <= (hit.date or "") <= "2022-06-31" for hit in hits)
    hits = search(index, "企业", number="云政发(2022)3号", limit=50)
    assert {hit.number for hit in hits} == {"云政发〔2022〕3号"}
    hits = search(index, "项目", issuer="财政厅", region="云岭", limit=50)
    assert {hit.issuer for hit in hits} == {"云岭省财政厅"}
    assert search(index, "企业", region="别处省") == ()


@pytest.mark.parametrize(
    "wrong",
    [
        {"query": ""},
        {"query": " 。！？ "},
        {"query": "企业", "limit": 0},
        {"query": "企业", "since": "去年"},
        {"query": "企业", "until": "2022-13"},
        {"query": "企业", "number": "31号"},
    ],
)
def test_wrong_use_is_said_in_one_sentence(index: PolicyIndex, wrong: dict) -> None:
    with pytest.raises(UsageError) as caught:
        search(index, wrong.pop("query"), **wrong)
    assert str(caught.value).endswith("。")


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60))
def test_no_query_breaks_the_search(index: PolicyIndex, query: str) -> None:
    try:
        hits = search(index, query)
    except UsageError:
        return
    for hit in hits:
        assert all(0 <= a < b <= len(hit.quote) for a, b in hit.highlights)


@pytest.mark.parametrize(
    "query",
    ['"标准地', "标准地 AND (", "title:标准地^9", "标准地~ *", "+标准地 -标准地", "标准地" * 500],
)
def test_signs_of_a_query_language_are_only_signs(index: PolicyIndex, query: str) -> None:
    assert "标准地" in search(index, query, limit=1)[0].title


def test_width_and_case_make_no_difference(index: PolicyIndex) -> None:
    def found(query: str) -> list[str]:
        return [hit.quote for hit in search(index, query)]

    assert found("D类企业 10%") == found("ｄ类企业　１０％")


def test_a_single_character_is_found(index: PolicyIndex) -> None:
    assert all("税" in hit.quote for hit in search(index, "税"))


def test_the_json_form(index: PolicyIndex) -> None:
    hit: Hit = search(index, "标准地 出让", limit=1)[0]
    form = hit.as_json()
    assert set(form) >= {
        "document", "passage", "title", "path", "page", "quote", "highlights", "score", "scores",
        "number", "issuer", "region", "date", "kind", "status",
    }  # fmt: skip
    assert form["scores"]["dense"] is None
    assert form["scores"]["lexical"] > 0
    start, end = form["highlights"][0]
    assert form["quote"][start:end] in {"标准地", "出让"}


def test_highlights_show_whole_clauses_numbers_and_terms() -> None:
    quote = "第三条 投资强度不低于260万元/亩，比2.60高。第十三条另行规定。"
    shown = [quote[a:b] for a, b in highlights("第三条 投资强度 260", quote)]
    assert shown == ["第三条 投资强度", "260"]
    assert highlights("60", quote) == ()


def test_a_place_or_year_in_the_question_raises_rank_but_does_not_filter() -> None:
    def policy(name: str, region: str, date: str) -> Policy:
        text = "新建标准厂房按面积给予补助。"
        return Policy(
            name, "厂房补助办法", (Passage(0, len(text), text),), region=region, date=date
        )

    index = index_policies(
        [policy("a", "甲山省", "2021-01-01"), policy("b", "乙水省", "2023-01-01")]
    )
    assert [h.document for h in search(index, "乙水 标准厂房补助")] == ["b", "a"]
    assert [h.document for h in search(index, "2023年标准厂房补助")] == ["b", "a"]
    assert [h.document for h in search(index, "标准厂房补助")] == ["a", "b"]


def test_an_index_of_nothing_finds_nothing() -> None:
    assert search(index_policies([]), "标准地") == ()


def test_a_search_needs_neither_jieba_nor_much_time(index: PolicyIndex) -> None:
    begun = time.perf_counter()
    for _ in range(20):
        search(index, "园区里的企业怎么申请技改补助")
    assert (time.perf_counter() - begun) / 20 < 0.1
    program = (
        "import sys; from fangan.search import search, starter_index;"
        "search(starter_index(), '标准地'); print('jieba' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
