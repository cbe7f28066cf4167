"""Indicators of sentences and of a whole plan, on invented text."""

from collections.abc import Callable

import pytest

from fangan.document import Document
from fangan.findings import Indicator
from fangan.framework import Framework
from fangan.review.measure import measure, measure_text

Read = Callable[..., Document]


def one(text: str) -> Indicator:
    (found,) = measure_text(text)
    return found


def test_a_sentence_gives_name_year_base_and_kind() -> None:
    found = one("到2026年，园区总产值由40亿元提高到90亿元以上。")
    assert (found.name, found.value, found.unit) == ("园区总产值", 90, "亿元")
    assert (found.year, found.base_value, found.kind) == (2026, 40, "target")
    assert found.comparator == "ge"


def test_evidence_is_the_clause_and_its_offsets_hold() -> None:
    text = "做强产业，到2026年园区产值达到90亿元，环境改善。"
    found = one(text)
    assert found.evidence.quote == "到2026年园区产值达到90亿元"
    assert text[found.evidence.start : found.evidence.end] == found.evidence.quote


def test_a_list_by_year_gives_one_indicator_each() -> None:
    found = measure_text("到2024年、2026年，企业分别达到30家、50家。")
    assert [(i.value, i.unit) for i in found] == [(30, "家"), (50, "家")]
    found = measure_text("到2024年、2026年分别达到30家、50家。")
    assert [(i.value, i.year) for i in found] == [(30, 2024), (50, 2026)]


def test_parallel_nouns_are_given_their_own_numbers() -> None:
    found = measure_text("公园、绿地保有量分别达到40个、12个。")
    assert [(i.name, i.value) for i in found] == [("公园保有量", 40), ("绿地保有量", 12)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("新增瞪羚企业3户，累计达到7户。", ["新增瞪羚企业", "瞪羚企业"]),
        ("瞪羚企业达到7户，其中新增3户。", ["瞪羚企业", "新增瞪羚企业"]),
        ("瞪羚企业达到7户，年均新增1户。", ["瞪羚企业", "年均新增瞪羚企业"]),
        (
            "厂房8万平方米，一期5万平方米，二期3万平方米。",
            ["厂房", "厂房一期", "厂房二期"],
        ),
        ("供水管沿铜河路铺设，2023年建成2.6公里。", ["供水管沿铜河路铺设建成"]),
        ("2024年前6户企业通过铜器质量认证。", ["企业通过铜器质量认证"]),
        ("对接企业四十家、签约12个。", ["对接企业", "对接企业签约"]),
        (
            "县自然资源局在正在编制的村镇空间规划里为铜河镇划出后备地块150亩。",
            ["划出后备地块"],
        ),
    ],
)
def test_a_name_says_what_is_counted(text: str, names: list[str]) -> None:
    assert [found.name for found in measure_text(text)] == names


def test_growth_is_named_after_what_grows() -> None:
    amount, rate = measure_text("工业投资125亿元，增长15.8%。")
    assert (amount.name, amount.value) == ("工业投资", 125)
    assert (rate.name, rate.value, rate.unit) == ("工业投资增速", 15.8, "%")


def test_the_noun_after_a_count_names_it() -> None:
    assert "瞪羚企业" in one("2026年前培育10户瞪羚企业。").name


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("截至目前，园区已建成厂房3万平方米。", "achieved"),
        ("去年完成投资12亿元，同比增长。", "achieved"),
        ("力争引进企业12家。", "target"),
        ("加快改造管网12公里。", "target"),
    ],
)
def test_kinds(text: str, kind: str) -> None:
    assert one(text).kind == kind


def test_reaching_is_a_bound_in_a_target_and_a_fact_in_a_report() -> None:
    assert one("力争产值达到90亿元。").comparator == "ge"
    assert one("去年产值达到90亿元，同比增长。").comparator == "eq"


def test_a_fact_and_a_target_in_one_sentence_are_base_and_target(
    read: Read, shanxi: Framework
) -> None:
    document = read(
        "青岭县集聚区建设方案", "一、发展目标", "2020年产值为65亿元，到2025年达到150亿元。",
        "青岭县人民政府", "2021年6月1日",
    )  # fmt: skip
    found = measure(document, shanxi)
    assert (found[-1].value, found[-1].base_value, found[-1].base_year) == (150, 65, 2020)


PLAN = (
    "青岭县特色产业集聚区建设方案",
    "一、发展基础",
    "现有规上企业18户，从业人员4000人。",
    "二、发展目标",
    "到2025年，总产值达到90亿元。规上企业由18户增加到40户。",
    "三、重点任务",
    "（一）壮大产业",
    "2024年底前建成智能车间5个。",
    "责任单位：县工信局",
    "（二）集约用地",
    "新上项目每亩投资不低于260万元。",
    "牵头单位：县自然资源局；配合单位：县财政局",
    "青岭县人民政府",
    "2021年6月1日",
)


def test_headings_and_lines_of_responsibility_hold_for_what_they_cover(
    read: Read, shanxi: Framework
) -> None:
    document = read(*PLAN)
    found = {i.value: i for i in measure(document, shanxi)}
    assert found[18].kind == found[4000].kind == "achieved"
    assert found[90].kind == found[40].kind == found[5].kind == "target"
    assert found[5].owner == "县工信局"
    assert found[260].owner == "县自然资源局"
    assert found[90].owner is None
    assert found[40].year == 2025


def test_quotes_of_a_document_stand_where_they_say(read: Read, shanxi: Framework) -> None:
    document = read(*PLAN)
    for found in measure(document, shanxi):
        evidence = found.evidence
        assert document.text[evidence.start : evidence.end] == evidence.quote


def test_what_a_target_asks_for_counts_without_a_plain_number(
    read: Read, shanxi: Framework
) -> None:
    document = read(
        "青岭县集聚区建设方案", "一、重点任务", "到2025年实现规上工业企业创新活动全覆盖。", "农村道路实现全覆盖。",
        "职务成果转化现金奖励减按50%计入工资薪金所得。", "企业设备投资按10%给予补助。", "2024年升为省级科技企业孵化器。",
    )  # fmt: skip
    found = measure(document, shanxi)
    assert sorted((i.value, i.unit) for i in found) == [(1, "个"), (50, "%"), (100, "%")]


def test_real_patterns_are_read_as_their_table_says(shared) -> None:
    """Value, unit and comparator of the patterns, where the contract does not rule otherwise."""
    rules = {17, 35, 36, 46, 47, 54, 58, 59, 50, 64, 66, 71, 72, 73, 75, 76}
    wrong = []
    for line in (shared / "domain" / "indicator-patterns.md").read_text("utf-8").splitlines():
        cells = line.strip("|").split("|")
        if not cells[0].isdigit() or int(cells[0]) in rules:
            continue
        number, text, value, unit, comparator = int(cells[0]), *cells[1:5]
        found = measure_text(text)
        if value == "None":
            if found:
                wrong.append(number)
            continue
        if not found:
            wrong.append(number)
            continue
        got = found[0].value if isinstance(found[0].value, tuple) else (found[0].value,)
        want = tuple(float(part) for part in value.strip("[]").split(","))
        falls = number == 48
        same = tuple(abs(v) if falls else v for v in got) == tuple(abs(w) for w in want)
        if not same or (found[0].unit or "") != unit:
            wrong.append(number)
        down = {"le", "lt"}
        if (found[0].comparator in down) != (comparator in down):
            wrong.append(number)
    assert wrong == []
