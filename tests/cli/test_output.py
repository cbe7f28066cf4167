"""Results appear whole or not at all, and places are tried before the work."""

import os
import stat
from pathlib import Path

import pytest

from fangan.cli.output import outputs
from fangan.errors import OutputError, UsageError


def leftovers(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name.startswith(".fangan"))


def test_a_file_appears_only_when_the_block_ends(tmp_path):
    target = tmp_path / "结果.json"
    with outputs({"--json": target, "--html": None}) as out:
        assert out.wants("--json")
        assert not out.wants("--html")
        out.write_json("--json", {"值": "三十亿元"})
        assert not target.exists()
    assert target.read_text(encoding="utf-8") == '{"值": "三十亿元"}\n'
    assert leftovers(tmp_path) == []


def test_a_failure_leaves_the_old_file_as_it_was(tmp_path):
    target = tmp_path / "a.json"
    target.write_text("old")

    def work() -> None:
        with outputs({"--json": target}) as out:
            out.write("--json", "half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        work()
    assert target.read_text() == "old"
    assert leftovers(tmp_path) == []


def test_one_failing_place_spoils_none_of_the_others(tmp_path):
    good, bad = tmp_path / "a.json", tmp_path / "none" / "a.html"

    def work() -> None:
        with outputs({"--json": good, "--html": bad}):
            pytest.fail("the work must not begin")

    with pytest.raises(OutputError, match="所在的文件夹不存在"):
        work()
    assert not good.exists()
    assert leftovers(tmp_path) == []


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda folder: folder, "它是一个文件夹"),
        (lambda folder: folder / ("长" * 200), "文件名太长"),
        (lambda folder: folder / "file" / "a.json", "它的上一级不是文件夹"),
    ],
)
def test_a_place_that_cannot_be_written_is_refused_at_once(tmp_path, make, reason):
    (tmp_path / "file").write_text("")
    target = make(tmp_path)
    with pytest.raises(OutputError, match=reason), outputs({"--json": target}):
        pytest.fail("the work must not begin")


def test_a_device_is_written_and_kept():
    with outputs({"--json": Path("/dev/null")}) as out:
        out.write("--json", "x")
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_one_sentence():
    def work() -> None:
        with outputs({"--json": Path("/dev/full")}) as out:
            out.write("--json", "x")

    with pytest.raises(OutputError, match="磁盘已满"):
        work()


def test_a_link_keeps_pointing_at_its_file(tmp_path):
    real = tmp_path / "real.json"
    real.write_text("old")
    link = tmp_path / "link.json"
    link.symlink_to(real)
    with outputs({"--json": link}) as out:
        out.write("--json", "new")
    assert link.is_symlink()
    assert real.read_text() == "new"


def test_the_rights_of_a_file_are_kept_and_new_ones_follow_the_umask(tmp_path):
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_text("")
    old.chmod(0o640)
    before = os.umask(0o027)
    try:
        with outputs({"--json": old, "--html": new}) as out:
            out.write("--json", "x")
    finally:
        os.umask(before)
    assert stat.S_IMODE(old.stat().st_mode) == 0o640
    assert stat.S_IMODE(new.stat().st_mode) == 0o640


def test_an_input_is_never_overwritten(tmp_path):
    plan = tmp_path / "plan.txt"
    plan.write_text("x")
    link = tmp_path / "other.txt"
    os.link(plan, link)
    for target in (plan, link, tmp_path / "." / "plan.txt"):
        with (
            pytest.raises(UsageError, match="会覆盖输入文件"),
            outputs({"--html": target}, inputs=(plan,)),
        ):
            pytest.fail("the work must not begin")
    assert plan.read_text() == "x"


def test_an_input_that_is_no_file_stands_in_no_way(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with outputs({"--json": Path("shanxi-2020")}, inputs=("shanxi-2020", None)) as out:
        out.write("--json", "x")
    assert (tmp_path / "shanxi-2020").read_text() == "x"


@pytest.mark.parametrize("name", ["-", "a.json"])
def test_two_results_need_two_places(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    with (
        pytest.raises(UsageError, match="--json 和 --html 不能写到同一个地方"),
        outputs({"--json": Path(name), "--html": Path(name)}),
    ):
        pytest.fail("the work must not begin")


def test_standard_output_is_utf8_whatever_the_screen(capfdbinary):
    with outputs({"--json": Path("-")}) as out:
        assert out.uses_stdout
        out.write_json("--json", {"名": "方案\udcff"})
    assert capfdbinary.readouterr().out == '{"名": "方案?"}\n'.encode()
