"""What a policy file says of itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from fangan.errors import InputError
from fangan.search.policies import front_matter, kind_of, read, read_folder


def test_front_matter_overrides_what_the_text_says(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(
        "---\ntitle: 甲山省厂房补助办法\nnumber: 甲政发〔2022〕3号\ndate: 2022-05-10\n"
        "status: superseded\nregion: 甲山省\ntags: [x]\n---\n\n# 厂房补助\n\n第一条 给予补助。\n",
        encoding="utf-8",
    )
    policy = read(path)
    assert policy.title == "甲山省厂房补助办法"
    assert policy.number == "甲政发〔2022〕3号"
    assert (policy.date, policy.kind, policy.status) == ("2022-05-10", "办法", "superseded")
    assert not any("tags" in passage.text for passage in policy.passages)


def test_without_front_matter_the_text_speaks(tmp_path: Path) -> None:
    path = tmp_path / "b.md"
    path.write_text(
        "# 甲山省人民政府关于支持厂房建设的意见\n\n各市人民政府：\n\n一、支持厂房\n\n给予补助。\n",
        encoding="utf-8",
    )
    policy = read(path)
    assert policy.kind == "意见"
    assert policy.region == "甲山省"
    assert policy.status == "unknown"


def test_wrong_values_are_not_taken_over() -> None:
    assert front_matter("---\nstatus: maybe\n---\n正文") == {"status": "maybe"}
    assert front_matter("正文\n---\na: b\n---\n") == {}


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("甲山省工业倍增行动计划（2022—2025年）", "行动计划"),
        ("关于印发厂房补助办法的通知", "通知"),
        ("甲山省园区条例", "条例"),
        ("某某讲话", None),
    ],
)
def test_the_kind_is_what_the_title_ends_in(title: str, kind: str | None) -> None:
    assert kind_of(title) == kind


def test_a_folder_without_policies_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Markdown"):
        read_folder(tmp_path)
