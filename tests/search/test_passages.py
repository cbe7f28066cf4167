"""Passages keep their place, follow sections, and stay short."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangan.document import Block, Document, Section, Source
from fangan.extract import extract
from fangan.search.passages import LIMIT, passages


def _read(tmp_path: Path, text: str, name: str = "plan.md") -> Document:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return extract(path)


def _plain(text: str) -> Document:
    """A document of one section, a paragraph a line."""
    blocks = []
    start = 0
    for line in text.split("\n"):
        blocks.append(Block("paragraph", start, start + len(line)))
        start += len(line) + 1
    root = Section(0, "", "", 0, 0, len(text))
    return Document(Source("a.txt", "text/plain", "0" * 64), text, tuple(blocks), root)


def test_clauses_are_passages_of_their_own_and_keep_their_number(tmp_path: Path) -> None:
    document = _read(
        tmp_path,
        "# 试验县厂房管理办法\n\n第一条 为管好厂房，制定本办法。\n\n"
        "第二条 厂房按下列办法出租：\n\n（一）先到先租；\n\n（二）租期三年。\n\n第三条 本办法自公布之日起施行。\n",
    )
    found = passages(document)
    assert [p.clause for p in found] == ["第一条", "第二条", "第三条"]
    assert found[1].text.startswith("第二条 厂房")
    assert "租期三年" in found[1].text


def test_short_paragraphs_of_a_section_are_joined_but_never_across_sections(tmp_path: Path) -> None:
    document = _read(
        tmp_path,
        "# 试验县方案\n\n## 一、土地\n\n每年供地一百亩。\n\n先租后让五十亩。\n\n## 二、资金\n\n每年安排一千万元。\n",
    )
    found = passages(document)
    assert [p.text for p in found] == ["每年供地一百亩。\n先租后让五十亩。", "每年安排一千万元。"]
    assert found[0].path == ("一、土地",)


def test_table_rows_carry_the_head_row_and_the_caption(tmp_path: Path) -> None:
    document = _read(
        tmp_path,
        "# 试验县方案\n\n## 一、目标\n\n目标见下表。\n\n表1 主要指标\n\n"
        "| 指标 | 单位 | 2025年 |\n|---|---|---|\n| 产值 | 亿元 | 30 |\n| 税收 | 亿元 | 2 |\n",
    )
    rows = next(p for p in passages(document) if p.head)
    assert "指标\t单位\t2025年" in rows.head
    assert rows.text.split("\n") == ["产值\t亿元\t30", "税收\t亿元\t2"]


def test_a_heading_with_nothing_below_it_is_not_lost(tmp_path: Path) -> None:
    document = _read(
        tmp_path, "# 试验县方案\n\n## 一、建设污水厂\n\n## 二、资金\n\n每年一千万元。\n"
    )
    assert any("建设污水厂" in p.text for p in passages(document))


def test_a_long_paragraph_is_cut_at_sentence_ends() -> None:
    sentence = "县财政每年安排专项资金支持企业在原有厂房内更新设备。"
    found = passages(_plain(sentence * 30))
    assert len(found) > 1
    assert all(p.text.endswith("。") and len(p.text) <= LIMIT for p in found)
    assert "".join(p.text for p in found) == sentence * 30


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.text(alphabet="甲乙丙丁。；，、 a1", min_size=0, max_size=700), min_size=1, max_size=6
    )
)
def test_every_character_stands_in_one_passage(lines: list[str]) -> None:
    document = _plain("\n".join(lines))
    found = passages(document)
    assert all(p.text == document.text[p.start : p.end] and 0 < len(p.text) <= LIMIT for p in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    kept = "".join("".join(p.text.split()) for p in found)
    assert kept == "".join(document.text.split())


def test_pages_are_given_where_the_format_has_them(root: Path) -> None:
    found = passages(extract(root / "corpora" / "samples" / "sound.pdf"))
    pages = [p.page for p in found]
    assert pages[0] == 1
    assert max(page for page in pages if page) > 10
    assert pages == sorted(pages, key=lambda page: page or 0)


def test_real_texts_are_covered(shared: Path) -> None:
    files = sorted((shared / "plans").glob("*/plan.md"))
    if not files:
        pytest.skip("no plans in ../shared/plans")
    for path in files[:4]:
        document = extract(path)
        found = passages(document)
        assert all(p.text == document.text[p.start : p.end] for p in found)
        covered = sum(len(p.text) for p in found)
        assert covered > 0.85 * len(document.text)
