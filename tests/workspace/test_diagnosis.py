"""The diagnosis of an installation."""

import builtins
import re
import tomllib
from importlib import metadata

import pytest

from fangan.errors import DataFolderError
from fangan.workspace import diagnosis
from fangan.workspace.diagnosis import PARTS, PROGRAMS, diagnose, works


def by_id(checks):
    return {check.id: check for check in checks}


def test_every_dependency_is_looked_at(root):
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = {
        re.match(r"[A-Za-z0-9._-]+", entry)[0].lower()
        for entry in settings["project"]["dependencies"]
    }
    assert set(PARTS) == wanted


def test_a_whole_installation_works(tmp_path):
    checks = diagnose(tmp_path / "not there yet")
    assert works(checks)
    found = by_id(checks)
    assert found["pypdfium2"].version
    assert found["frameworks"].status == "ok"
    assert found["workspace"].status == "ok"
    assert not (tmp_path / "not there yet").exists()


def test_nothing_heavy_is_imported(tmp_path, monkeypatch):
    imported = []
    true_import = builtins.__import__

    def watch(name, *rest, **more):
        imported.append(name.partition(".")[0])
        return true_import(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", watch)
    diagnose(tmp_path)
    assert not {"torch", "spacy", "transformers", "sentence_transformers", "faiss"} & set(imported)


def test_a_missing_dependency_is_named_with_what_it_is_for(tmp_path, monkeypatch):
    true_version = metadata.version

    def version(name):
        if name in ("lxml", "torch"):
            raise metadata.PackageNotFoundError(name)
        return true_version(name)

    monkeypatch.setattr(metadata, "version", version)
    found = by_id(diagnose(tmp_path))
    assert found["lxml"].status == "missing"
    assert "DOCX" in found["lxml"].detail
    assert "pip install lxml" in found["lxml"].detail
    assert not works(tuple(found.values()))
    del found["lxml"]
    assert found["torch"].status == "missing"
    assert works(tuple(found.values()))


def test_metadata_without_the_module_is_missing(tmp_path, monkeypatch):
    monkeypatch.setitem(PARTS, "lxml", diagnosis.Part("no_such_module", "x"))
    assert by_id(diagnose(tmp_path))["lxml"].status == "missing"


def test_lost_data_is_one_line(tmp_path, monkeypatch):
    def lost(name):
        raise DataFolderError(f"程序自带的文件夹 {name} 不见了，请重新安装本程序。")

    monkeypatch.setattr(diagnosis, "data_folder", lost)
    found = by_id(diagnose(tmp_path))
    assert found["policies"].status == "missing"
    assert "不见了" in found["policies"].detail
    assert not found["policies"].required


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_program_is_found_by_any_of_its_names(tmp_path, monkeypatch, program):
    commands, _ = PROGRAMS[program]
    wanted = commands[-1]
    monkeypatch.setattr(
        diagnosis.shutil, "which", lambda name: f"/bin/{name}" if name == wanted else None
    )
    found = by_id(diagnose(tmp_path))
    assert found[program].status == "ok"
    assert f"/bin/{wanted}" in found[program].detail
    others = set(PROGRAMS) - {program}
    assert all(found[other].status == "missing" for other in others)
    assert all("未安装；用于" in found[other].detail for other in others)


def test_a_workspace_in_the_way_is_named(tmp_path):
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    check = by_id(diagnose(in_the_way / "mine"))["workspace"]
    assert check.status == "missing"
    assert "审查仍可进行" in check.detail
