"""Master plans to draft from, read as any file is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fangan.document import Document
from fangan.extract import extract


@pytest.fixture
def read(tmp_path: Path) -> Callable[[str], Document]:
    """A function that reads a text as a file."""

    def make(text: str) -> Document:
        path = tmp_path / "总体方案.txt"
        path.write_text(text, encoding="utf-8")
        return extract(path)

    return make


@pytest.fixture(scope="session")
def qingling(root: Path) -> Document:
    """An invented master plan with page furniture around it."""
    return extract(root / "tests/data/frameworks/qingling.txt")
