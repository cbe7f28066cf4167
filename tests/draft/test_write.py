"""Writing a framework as TOML."""

from __future__ import annotations

import tomllib
from dataclasses import fields, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from fangan.draft import to_toml
from fangan.framework_file import load


def test_the_shipped_framework_survives_writing_and_reading(tmp_path):
    framework = load("shanxi-2020")
    path = tmp_path / "copy.toml"
    path.write_text(to_toml(framework), encoding="utf-8")
    again = load(path)
    assert not again.shingles
    for field in fields(framework):
        if field.name != "shingles":
            assert getattr(again, field.name) == getattr(framework, field.name)


@settings(max_examples=25, deadline=None)
@given(title=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40))
def test_any_text_is_escaped(title):
    framework = replace(load("shanxi-2020"), title=title, doubts=(("", title), ("T1", title)))
    assert tomllib.loads(to_toml(framework))["title"] == title


def test_doubts_stand_above_what_they_are_about():
    framework = replace(load("shanxi-2020"), doubts=(("T2", "看一看"),))
    text = to_toml(framework)
    assert '# 请核对：看一看\n[[areas]]\nid = "T2"' in text
