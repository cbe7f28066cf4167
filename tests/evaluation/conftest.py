"""The scripts that measure lie beside the package, in the source tree."""

import pytest


@pytest.fixture(autouse=True)
def _source_tree(monkeypatch, root):
    monkeypatch.syspath_prepend(str(root))
