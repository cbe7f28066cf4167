"""The starter policies: marked as invented, complete in what they say of themselves."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fangan.search import Policy, read
from fangan.search.policies import front_matter

FILES = sorted((Path(__file__).resolve().parents[2] / "corpora" / "policies").glob("*.md"))
KEYS = {"title", "number", "issuer", "region", "date", "kind", "status", "note"}


@pytest.fixture(scope="module")
def policies() -> dict[str, Policy]:
    return {path.stem: read(path) for path in FILES}


def test_there_are_enough_of_several_kinds(policies: dict[str, Policy]) -> None:
    assert len(policies) >= 14
    assert len({policy.kind for policy in policies.values()}) >= 6
    assert {policy.status for policy in policies.values()} == {"in_force", "superseded", "repealed"}
    numbers = [policy.number for policy in policies.values()]
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_is_marked_and_described(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    front = front_matter(text)
    assert set(front) >= KEYS
    assert "示例" in front["note"]
    assert front["title"].endswith("（示例）")
    assert f"# {front['title']}\n" in text
    assert re.fullmatch(r"20\d{2}-\d{2}-\d{2}", front["date"])
    assert 950 <= len(text) <= 2500


def test_clauses_run_without_a_gap(policies: dict[str, Policy]) -> None:
    from fangan.search.exact import clause_number

    with_clauses = 0
    for name, policy in policies.items():
        numbers = [clause_number(p.clause) for p in policy.passages if p.clause]
        if numbers:
            with_clauses += 1
            assert list(dict.fromkeys(numbers)) == list(range(1, max(numbers) + 1)), name
    assert with_clauses >= 5


def test_versions_point_at_each_other(policies: dict[str, Policy]) -> None:
    fronts = {path.stem: front_matter(path.read_text(encoding="utf-8")) for path in FILES}
    pairs = 0
    for name, front in fronts.items():
        for back, forth in (("superseded_by", "supersedes"), ("repealed_by", "repeals")):
            if back in front:
                newer = front[back]
                assert fronts[newer][forth] == name
                assert fronts[newer]["date"] > front["date"]
                assert any(front["number"] in p.text for p in policies[newer].passages)
                pairs += 1
    assert pairs >= 2
