"""What was seen on a picture, kept in the workspace: the same page is never read twice."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from contextlib import suppress
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from fangan.settings import workspace_folder

_PARTS = ("scan_image.py", "scan_worker.py")  # what they see is what is kept


def key(width: int, height: int, data: bytes) -> str:
    """The name under which a picture's result is kept: its content and who looked at it."""
    digest = hashlib.sha256(f"{_engine()}:{width}x{height}:".encode())
    digest.update(data)
    return digest.hexdigest()


@lru_cache(maxsize=1)
def _engine() -> str:
    """The recogniser's version and the code that uses it; another one sees other things."""
    names = []
    for package in ("rapidocr", "onnxruntime"):
        with suppress(PackageNotFoundError):
            names.append(f"{package}={version(package)}")
    code = hashlib.sha256()
    for part in _PARTS:
        with suppress(OSError):
            code.update(Path(__file__).with_name(part).read_bytes())
    return ";".join([*names, code.hexdigest()])


def load(name: str) -> dict[str, Any] | None:
    """What was kept under ``name``; None where nothing usable is."""
    try:
        kept = json.loads(_place(name).read_bytes())
    except (OSError, ValueError):
        return None
    return kept if isinstance(kept, dict) and "lines" in kept else None


def store(name: str, seen: dict[str, Any]) -> None:
    """Keep ``seen`` under ``name``; a workspace that cannot be written keeps nothing."""
    place = _place(name)
    with suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, written = tempfile.mkstemp(dir=place.parent, suffix=".part")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(seen, file, ensure_ascii=False, separators=(",", ":"))
            Path(written).replace(place)
        except OSError:
            Path(written).unlink(missing_ok=True)


def _place(name: str) -> Path:
    return workspace_folder() / "cache" / "recognition" / name[:2] / f"{name}.json"
