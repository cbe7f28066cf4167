import dataclasses
import tomllib

import pytest

from fangan.document import Page
from fangan.extract import extract
from fangan.review import review

GAPS = {"missing", "restated"}


@pytest.fixture(scope="module")
def planted(root):
    return tomllib.loads((root / "corpora/samples/planted.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("kind", ["docx", "pdf", "md"])
def test_the_sound_sample_is_complete_and_draws_no_fault(root, shanxi, kind: str):
    made = review(extract(root / f"corpora/samples/sound.{kind}"), shanxi)
    assert made.must_missing == ()
    assert made.verdict == "complete"
    assert [fault.check for fault in made.findings if fault.severity != "hint"] == []
    assert all(area.coverage == 1 for area in made.areas)


def test_the_sample_with_gaps_is_told_apart(root, shanxi, planted):
    made = review(extract(root / "corpora/samples/gaps.pdf"), shanxi)
    assert made.verdict == "incomplete"
    truth = {id_: state for state in ("missing", "restated") for id_ in planted["gaps"][state]}
    said = {finding.item.id for finding in made.items if finding.status in GAPS}
    hits = len(said & set(truth))
    assert hits >= 0.85 * len(truth)
    assert hits >= 0.8 * len(said)
    assert [part.id for part in made.parts if part.status == "missing"] == ["S3"]
    wanted = {fault["check"] for fault in planted["gaps"]["planted"]}
    ours = {"placeholder", "too_many_leading_industries", "target_year", "heading_jump"}
    assert ours & wanted <= {fault.check for fault in made.findings}


def test_a_plan_with_an_unread_page_is_never_complete(root, shanxi):
    document = extract(root / "corpora/samples/sound.docx")
    broken = dataclasses.replace(document, pages=(Page(1, 595, 842, "unread"),))
    assert review(broken, shanxi).verdict == "unreadable"
