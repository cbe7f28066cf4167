"""fangan (方案): reviews implementation plans against a master plan.

The public functions are loaded when first used, so that ``import fangan`` stays light.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_PUBLIC = {
    "extract": "fangan.extract",
    "review": "fangan.review",
    "load_framework": "fangan.framework_file",
}
__all__ = ["extract", "load_framework", "review"]  # noqa: F822 - found by __getattr__


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the module holds
    if name not in _PUBLIC:
        raise AttributeError(f"module 'fangan' has no attribute {name!r}")
    attribute = "load" if name == "load_framework" else name
    return getattr(import_module(_PUBLIC[name]), attribute)
