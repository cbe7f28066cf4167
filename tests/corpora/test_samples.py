"""The sample plans: up to date with their sources, readable, and faulty only where said."""

from __future__ import annotations

import hashlib
import importlib.util
import re
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

from fangan.document import Document
from fangan.extract import extract

FORMATS = ("md", "docx", "pdf")


@pytest.fixture(scope="module")
def samples(root: Path) -> Path:
    return root / "corpora" / "samples"


@pytest.fixture(scope="module")
def planted(samples: Path) -> dict:
    return tomllib.loads((samples / "planted.toml").read_text(encoding="utf-8"))


def _maker(samples: Path) -> ModuleType:
    import sys

    spec = importlib.util.spec_from_file_location("make_samples", samples / "make_samples.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def _bare(text: str) -> str:
    return re.sub(r"[\s|#*]+", "", text)


def test_the_files_are_what_their_sources_make(samples: Path, tmp_path: Path) -> None:
    pytest.importorskip("docx", reason="python-docx is not installed")
    pytest.importorskip("reportlab", reason="reportlab is not installed")
    maker = _maker(samples)
    if not maker.FONT_FILE.is_file():
        pytest.skip(f"the font package {maker.FONT_PACKAGE} is not installed")
    maker.main(tmp_path)

    def digest(path: Path) -> str:
        return hashlib.sha256(path.read_bytes()).hexdigest()

    made = {path.name: digest(path) for path in tmp_path.iterdir()}
    assert len(made) == 4
    assert made == {name: digest(samples / name) for name in made}


def test_a_missing_font_is_said_by_name(samples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    maker = _maker(samples)
    monkeypatch.setattr(maker, "FONT_FILE", Path("/nowhere/font.ttc"))
    with pytest.raises(SystemExit, match="fonts-wqy-microhei"):
        maker.font_file()


@pytest.mark.parametrize("name", ["sound", "gaps"])
def test_files_are_small_and_pdfs_embed_their_font(samples: Path, name: str) -> None:
    for suffix in FORMATS:
        assert (samples / f"{name}.{suffix}").stat().st_size < 400 * 1024
    raw = (samples / f"{name}.pdf").read_bytes()
    assert b"/FontFile2" in raw


@pytest.mark.parametrize("name", ["sound", "gaps"])
def test_every_format_gives_the_same_text(samples: Path, name: str) -> None:
    texts = {suffix: _bare(extract(samples / f"{name}.{suffix}").text) for suffix in FORMATS}
    assert texts["docx"] == texts["md"]
    assert texts["pdf"] == texts["md"]


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_sound_plan_has_its_sections(samples: Path, suffix: str) -> None:
    document = extract(samples / f"sound.{suffix}")
    tops = [s.label for s in document.root.children if not s.label.startswith("附件")]
    assert tops == [
        "一、基本情况",
        "二、发展定位",
        "三、发展目标",
        "四、空间布局",
        "五、重点任务",
        "六、重点项目与投资安排",
        "七、保障措施",
    ]
    tasks = next(s for s in document.root.children if s.title == "重点任务")
    assert [s.number for s in tasks.children] == [f"（{n}）" for n in "一二三四五六"]
    assert [len(s.children) for s in tasks.children] == [4, 3, 4, 3, 3, 2]


def _projects(document: Document) -> list[list[str]]:
    table = next(
        t
        for t in document.tables
        if any("总投资" in document.text[c.start : c.end] for c in t.rows[0])
    )
    return [[document.text[c.start : c.end].strip() for c in row] for row in table.rows]


def test_the_sound_plan_adds_up(samples: Path) -> None:
    document = extract(samples / "sound.md")
    rows = _projects(document)
    assert sum(int(row[3]) for row in rows[1:-1]) == int(rows[-1][3]) == 286000
    split = re.search(
        r"企业自筹([\d.]+)亿元.*?贷款([\d.]+)亿.*?债券([\d.]+)亿.*?财政([\d.]+)亿", document.text
    )
    assert split
    assert round(sum(map(float, split.groups())), 6) == 28.6
    years = re.findall(
        r"202\d年([\d.]+)亿元", document.text.split("分年度投资为")[1].split("。")[0]
    )
    assert round(sum(map(float, years)), 6) == 28.6
    assert round((96 / 32) ** 0.2 - 1, 3) == 0.246


def test_every_county_item_of_the_gaps_plan_has_one_state(root: Path, planted: dict) -> None:
    from fangan.framework_file import load

    framework = load(root / "corpora" / "frameworks" / "shanxi-2020" / "framework.toml")
    states = ("quantified", "concrete", "restated", "missing", "not_applicable")
    listed = [item for state in states for item in planted["gaps"][state]]
    assert sorted(listed) == sorted(item.id for item in framework.county_items)
    known = framework.items_by_id
    assert set(planted["sound"]["not_applicable"]) <= set(known)


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_planted_words_stand_in_the_gaps_plan(
    samples: Path, planted: dict, suffix: str
) -> None:
    document = extract(samples / f"gaps.{suffix}")
    text = _bare(document.text)
    for fault in planted["gaps"]["planted"]:
        assert all(_bare(quote) in text for quote in fault["quotes"]), fault["check"]
    assert not any("布局" in section.title for section in document.root.walk())
    rows = _projects(document)
    assert sum(int(row[3]) for row in rows[1:-1]) == 64500
    assert int(rows[-1][3]) == 68500


def test_the_sound_plan_has_no_placeholder(samples: Path) -> None:
    text = (samples / "sound.md").read_text(encoding="utf-8")
    assert not re.search(r"XX|××|待定|【|（略）|TBD", text)
