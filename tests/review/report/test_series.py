"""Indicators over the years: what is drawn together, in which unit, and how high."""

import re

from fangan.document import Document
from fangan.findings import Evidence, Indicator
from fangan.review.report import as_html
from fangan.review.report.series import series


def stated(name: str, value: float, unit: str, year: int | None, **more: object) -> Indicator:
    at = int(more.pop("at", 0))  # type: ignore[call-overload]
    fields = {"comparator": "eq", "kind": "target", **more}
    return Indicator(name=name, value=value, unit=unit, year=year, evidence=Evidence(at, at + 5, "……"), **fields)  # type: ignore[arg-type]  # fmt: skip


def courses(*indicators: Indicator) -> list[list[tuple[str, str, str]]]:
    return [[(p.when, p.role, p.amount) for p in one.points] for one in series(indicators)]


def test_a_base_and_the_years_after_it_make_a_course() -> None:
    assert courses(
        stated("竹编产业产值", 9, "亿元", 2023, base_value=6.0, base_year=2020),
        stated("竹编产业总产值", 12, "亿元", 2025, comparator="ge", at=90),
    ) == [
        [
            ("2020 年", "base", "6 亿元"),
            ("2023 年", "target", "9 亿元"),
            ("2025 年", "target", "不低于 12 亿元"),
        ]
    ]


def test_one_number_is_no_course() -> None:
    assert not courses(stated("竹编产业产值", 9, "亿元", 2023))
    assert not courses(stated("竹编产业产值", 9, "亿元", None), stated("企业", 3, "家", 2023))


def test_a_base_without_a_year_stands_first_and_an_aim_without_one_last() -> None:
    (found,) = courses(stated("竹林利用率", 70, "%", None, base_value=40.0))
    assert [when for when, _, _ in found] == ["基期", "期末"]


def test_a_point_without_a_year_gives_way_to_one_with_a_year() -> None:
    (found,) = courses(
        stated("竹林利用率", 70, "%", 2025, base_value=40.0, base_year=2020),
        stated("竹林利用率", 70, "%", 2025, base_value=40.0, at=90),
    )
    assert [when for when, _, _ in found] == ["2020 年", "2025 年"]


def test_values_are_drawn_in_one_unit_and_shown_as_written() -> None:
    (one,) = series(
        [
            stated("竹编产业产值", 8000, "万元", 2023),
            stated("竹编产业产值", 1.6, "亿元", 2025, at=90),
        ]
    )
    assert [point.size for point in one.points] == [0.8, 1.6]
    assert one.points[0].amount == "8000 万元"
    low, high = one.bars
    assert high.height == 2 * low.height
    assert low.y + low.height == high.y + high.height == one.zero


def test_what_disagrees_is_not_joined() -> None:
    rows = [
        stated("竹编产业产值", 9, "亿元", 2023, base_value=6.0, base_year=2020, at=10),
        stated("竹编产业产值", 11, "亿元", 2023, at=90),
        stated("竹编产业产值", 20, "亿元", 2025, at=150),
    ]
    assert [[when for when, _, _ in one] for one in courses(*rows)] == [["2020 年", "2023 年"]]


def test_a_measure_without_a_subject_is_joined_in_its_own_row_only() -> None:
    assert not courses(
        stated("投资", 3, "亿元", 2022, at=10), stated("投资", 5, "亿元", 2024, at=90)
    )
    assert courses(stated("投资", 3, "亿元", 2022), stated("投资", 5, "亿元", 2024))


def test_falls_hang_from_the_line() -> None:
    (one,) = series([stated("竹材能耗", -9, "%", 2023), stated("竹材能耗", -16, "%", 2025)])
    assert one.zero == min(bar.y for bar in one.bars)
    assert one.zero < one.height / 2


def test_nothing_but_noughts_is_drawn_flat() -> None:
    (one,) = series([stated("竹材库存", 0, "吨", 2023), stated("竹材库存", 0, "吨", 2025)])
    assert {bar.height for bar in one.bars} == {0}


def test_the_report_shows_bars_and_their_numbers_as_text(cases) -> None:
    from dataclasses import replace

    document: Document = cases.paged.document
    evidence = Evidence(0, 3, document.text[:3])
    made = [
        replace(stated("竹编<b>产值", 9, "亿元", 2023, base_value=6.0, base_year=2020), evidence=evidence)
    ]  # fmt: skip
    page = as_html(replace(cases.paged, indicators=tuple(made), targets=()))
    course = page[page.index('class="courses"') :]
    assert len(re.findall("<rect", course[: course.index("</ul>")])) == 2
    assert "2020 年基期</span> <b>6 亿元</b>" in course
    assert "竹编&lt;b&gt;产值" in course
    assert "竹编<b>" not in page
