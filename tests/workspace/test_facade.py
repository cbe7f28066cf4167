"""The facade: the stages in their order, and no more than they need."""

from pathlib import Path

import pytest

from fangan.errors import MissingFileError
from fangan.findings import Scored, Tag
from fangan.workspace import Workspace


@pytest.fixture
def samples(root) -> Path:
    return root / "corpora/samples"


def test_the_folder_is_the_given_one_else_the_setting(tmp_path, monkeypatch):
    from fangan.settings import settings

    assert Workspace(tmp_path / "mine").folder == tmp_path / "mine"
    monkeypatch.setenv("FANGAN_HOME", str(tmp_path / "set"))
    settings.cache_clear()
    assert Workspace().folder == tmp_path / "set"


def test_the_framework_is_the_given_one_else_the_setting(root, monkeypatch):
    from fangan.settings import settings

    path = root / "tests/data/frameworks/minimal/framework.toml"
    workspace = Workspace()
    assert workspace.framework().id == "shanxi-2020"
    assert workspace.framework(path).id != "shanxi-2020"
    monkeypatch.setenv("FANGAN_FRAMEWORK", str(path))
    settings.cache_clear()
    assert workspace.framework().id == workspace.framework(path).id


def test_an_unknown_framework_is_refused_before_the_plan_is_read(monkeypatch, tmp_path):
    from fangan.errors import FanganError

    monkeypatch.setattr(Workspace, "extract", lambda *_: pytest.fail("read too early"))
    with pytest.raises(FanganError, match="nowhere"):
        Workspace().review(tmp_path / "plan.pdf", "nowhere")


def test_a_review_of_a_pdf_shows_pages_and_one_of_a_docx_does_not(samples):
    workspace = Workspace()
    for name, shown in (("gaps.pdf", True), ("gaps.docx", False)):
        review = workspace.review(samples / name)
        assert ("data:image/" in workspace.review_html(review, samples / name)) is shown


def test_the_best_score_of_all_spans_counts(monkeypatch):
    spans = (
        Tag(0, 2, (Scored("T1", 0.4),), (Scored("T1.1.1", 0.4),)),
        Tag(2, 4, (Scored("T1", 0.7), Scored("T2", 0.5)), ()),
    )
    monkeypatch.setattr("fangan.review.tag.tag", lambda document, _: spans if document.text else ())
    first, second = Workspace().tag_texts(["一二三四", ""])
    assert first == Tag(0, 4, (Scored("T1", 0.7), Scored("T2", 0.5)), (Scored("T1.1.1", 0.4),))
    assert second == Tag(0, 0, (), ())


def test_a_draft_is_a_framework_file(samples, tmp_path):
    path = tmp_path / "drafted.toml"
    path.write_text(Workspace().draft_framework(samples / "sound.md")[0], encoding="utf-8")
    assert "[[areas]]" in path.read_text(encoding="utf-8")


def test_problems_of_a_missing_file_are_an_error(tmp_path):
    with pytest.raises(MissingFileError, match="找不到文件"):
        Workspace().framework_problems(tmp_path / "none.toml")
