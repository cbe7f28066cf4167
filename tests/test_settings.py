import pytest

from fangan.errors import DataFolderError, SettingsError
from fangan.settings import data_folder, settings, workspace_folder


def test_an_option_comes_from_the_environment(monkeypatch):
    monkeypatch.setenv("FANGAN_MAX_PAGES", "12")
    assert settings().max_pages == 12


def test_a_misspelt_option_is_an_error(monkeypatch):
    monkeypatch.setenv("FANGAN_MAXPAGES", "12")
    with pytest.raises(SettingsError, match="FANGAN_MAXPAGES 不是本程序的选项"):
        settings()


def test_a_wrong_value_is_an_error(monkeypatch):
    monkeypatch.setenv("FANGAN_MAX_PAGES", "很多")
    with pytest.raises(SettingsError, match="FANGAN_MAX_PAGES 的值“很多”"):
        settings()


def test_program_data_is_found_and_its_absence_said():
    assert (data_folder("corpora/frameworks") / "shanxi-2020/framework.toml").is_file()
    with pytest.raises(DataFolderError, match="不见了"):
        data_folder("corpora/nothing")


def test_the_workspace_is_the_given_one_else_the_users(tmp_path):
    assert workspace_folder(tmp_path) == tmp_path
    assert workspace_folder() == tmp_path / "home"
