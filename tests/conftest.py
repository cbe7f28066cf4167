"""Shared fixtures: the real material, where it is there, and a clean environment."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test sees the user's options or writes into the user's workspace."""
    from fangan.settings import settings

    for name in list(os.environ):
        if name.startswith("FANGAN_") and name not in {"FANGAN_REQUIRE_ALL", "FANGAN_UPDATE"}:
            monkeypatch.delenv(name)
    monkeypatch.setenv("FANGAN_HOME", str(tmp_path / "home"))
    settings.cache_clear()


@pytest.fixture(scope="session")
def root() -> Path:
    """The source tree."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real material beside the source tree; skips where it is absent."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the folder ../shared with real documents is not here")
    return folder
