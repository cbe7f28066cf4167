from __future__ import annotations

from dataclasses import replace
from io import StringIO

import pytest
from rich.cells import cell_len
from rich.console import Console

from fangan.cli.summary import summary
from fangan.document import Document, Metadata, Notice, Page, Section, Source
from fangan.findings import AreaFinding, Evidence, Finding, ItemFinding, PartFinding, Review
from fangan.framework import Framework, Item


def make_item(name: str, title: str, modality: str) -> Item:
    return Item(name, title, "写明", "action", modality, "all", (), "T1.1", "T1")  # type: ignore[arg-type]


@pytest.fixture
def review() -> Review:
    text = "云溪县竹编产业园实施方案"
    document = Document(
        Source("云溪[bold]方案\x1b[31m.pdf", "application/pdf", "ab" * 32),
        text,
        (),
        Section(0, "", "", 0, 0, len(text)),
        (Page(1, 595, 842), Page(2, 595, 842)),
        Metadata(title="云溪县竹编产业园[red]实施方案"),
        (Notice("small_type", "第 2 页有很小的字"),),
    )
    framework = Framework("f", "总体方案", "某省", 2020, 2025, "产业园", (), (), (), (), ())
    return Review(
        document,
        framework,
        "2025-03-04T09:08:07",
        "1",
        (
            PartFinding("S1", "总体要求", "present", "有"),
            PartFinding("S2", "空间布局", "missing", "没有这一章"),
        ),
        (
            ItemFinding(make_item("T1.1.1", "主导产业", "must"), "quantified", 0.9, "写明了"),
            ItemFinding(
                make_item("T1.1.2", "一个名字长到一行放不下、需要折成两行才放得下的条目", "must"),
                "restated",
                0.5,
                "只有与总体方案相同的笼统话，没有写本地自己的企业、项目、地点和完成的时间，也没有数字",
            ),
            ItemFinding(make_item("T1.1.3", "鼓励的事", "encourage"), "missing", 0.9, "没有写到"),
        ),
        (AreaFinding("T1", "培育产业", 2, 1),),
        (),
        (),
        (
            Finding("no_deadline", "hint", "没有时限"),
            Finding("sum_mismatch", "error", "合计不符", (Evidence(0, 2, "云溪"),)),
        ),
    )


def printed(review: Review, *, width: int = 80) -> str:
    stream = StringIO()
    Console(file=stream, width=width).print(summary(review))
    return stream.getvalue()


def test_the_verdict_stands_before_the_reasons_and_the_gaps(review):
    out = printed(review)
    order = ["结论：不完整", "缺必备部分 1 个：空间布局", "各领域", "缺项 1 条\n", "问题 2 处\n"]
    places = [out.index(words) for words in order]
    assert places == sorted(places)


def test_a_pipe_gets_no_control_codes_and_no_markup_is_read(review):
    out = printed(review)
    assert "\x1b" not in out
    assert "云溪[bold]方案" in out
    assert "云溪县竹编产业园[red]实施方案" in out


@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_is_wider_than_the_screen_and_nothing_is_cut(review, width):
    out = printed(review, width=width)
    assert max(cell_len(line) for line in out.splitlines()) <= width
    assert "…" not in out


def test_missing_must_items_come_with_state_and_reason(review):
    out = printed(review, width=160)
    [line] = [line for line in out.splitlines() if line.startswith("T1.1.2")]
    assert "只是复述" in line
    assert "只有与总体方案相同的笼统话" in line
    assert "请人工核对" in out
    assert not [line for line in out.splitlines() if line.startswith(("T1.1.1", "T1.1.3"))]


def test_areas_have_bars_and_figures(review):
    [line] = [line for line in printed(review).splitlines() if line.startswith("T1 ")]
    assert line.count("█") == line.count("·") == 10
    assert "1 / 2" in line
    assert "50%" in line


def test_problems_are_sorted_by_weight(review):
    out = printed(review)
    assert out.index("合计与分项不符") < out.index("缺完成时限")


def test_every_sign_is_one_that_a_chinese_windows_console_has(review):
    plain = replace(review, document=replace(review.document, metadata=Metadata(), warnings=()))
    shown = printed(plain).replace("\ufffd", "")
    assert shown.encode("gbk", "replace").decode("gbk") == shown


def test_unread_pages_and_notices_are_told(review):
    pages = (review.document.pages[0], replace(review.document.pages[1], status="unread"))
    out = printed(replace(review, document=replace(review.document, pages=pages)))
    assert "结论：不能判定" in out
    assert "有 1 页没有读出文字：第 2 页" in out
    assert "第 2 页有很小的字" in out


def test_a_complete_plan_shows_no_empty_tables(review):
    done = replace(
        review,
        items=review.items[:1],
        parts=review.parts[:1],
        findings=(),
    )
    out = printed(done)
    assert "结论：完整" in out
    assert "缺项" not in out
    assert "问题" not in out
