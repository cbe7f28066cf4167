"""``fangan framework``."""

import pytest

from fangan.cli import main
from fangan.cli.framework import describe
from fangan.framework_file import load


def test_list_names_what_ships(capsys):
    assert main(["framework", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "shanxi-2020\t" in lines[0]
    assert all(len(line.split("\t")) == 2 for line in lines)


def test_show_leaves_nothing_out(capsys):
    assert main(["framework", "show", "shanxi-2020"]) == 0
    shown = capsys.readouterr().out
    framework = load("shanxi-2020")
    things = (*framework.items, *framework.targets, *framework.parts, *framework.areas)
    assert all(f"{thing.id}  {thing.name}" in shown for thing in things)
    assert "None" not in "".join(describe(framework))


def test_show_of_an_unknown_one_is_one_sentence(capsys):
    assert main(["framework", "show", "nowhere"]) == 2
    err = capsys.readouterr().err
    assert err.startswith("错误：")
    assert err.count("\n") == 1


def test_check_of_a_good_file_is_silent_on_stdout(root, capsys):
    path = root / "corpora/frameworks/shanxi-2020/framework.toml"
    assert main(["framework", "check", str(path)]) == 0
    assert capsys.readouterr().out == ""


def test_check_names_each_fault_with_its_line(root, tmp_path, capsys):
    good = (root / "corpora/frameworks/shanxi-2020/framework.toml").read_text(encoding="utf-8")
    lines = good.splitlines()
    place = next(number for number, line in enumerate(lines) if line.startswith("title"))
    lines.insert(place, 'titel = "x"')
    path = tmp_path / "framework.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    assert main(["framework", "check", str(path)]) == 1
    out = capsys.readouterr().out
    assert f"{path}:{place + 1}：" in out
    assert "titel" in out


@pytest.mark.parametrize("command", ["check", "draft"])
def test_a_missing_file_is_2(command, tmp_path, capsys):
    assert main(["framework", command, str(tmp_path / "none.toml")]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "找不到文件" in err
    assert err.count("\n") == 1


def test_a_draft_written_to_a_file_has_its_fingerprints_beside_it(root, tmp_path, capsys):
    path = tmp_path / "mine" / "framework.toml"
    path.parent.mkdir()
    source = root / "corpora/samples/sound.md"
    assert main(["framework", "draft", str(source), "--out", str(path)]) == 0
    assert "草稿已写入" in capsys.readouterr().err
    drafted = load(path)
    assert drafted.areas
    assert drafted.shingles.share("区内划分磁性材料、微特电机等四个片区") < 1
    assert path.with_name("shingles.txt").is_file()


def test_a_framework_of_the_users_own_is_found_by_its_id(tmp_path, root, capsys):
    folder = tmp_path / "ws" / "frameworks" / "mine"
    folder.mkdir(parents=True)
    text = (root / "tests/data/frameworks/minimal/framework.toml").read_text(encoding="utf-8")
    (folder / "framework.toml").write_text(text, encoding="utf-8")
    assert main(["framework", "list", "--workspace", str(tmp_path / "ws")]) == 0
    assert "mine\t" in capsys.readouterr().out
