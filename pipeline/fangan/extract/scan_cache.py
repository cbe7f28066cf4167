"""What was seen on a picture, kept in the workspace, so that a page is not read twice.

The folder keeps to a limit: what was not asked for the longest goes first. Several
processes may use it at once; each file is written beside its place and moved there, and
one that another process has just dropped is simply not there.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import time
from contextlib import suppress
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from itertools import count
from pathlib import Path
from typing import Any

from fangan.settings import workspace_folder

_PARTS = ("scan_image.py", "scan_tables.py", "scan_worker.py")  # what they see is what is kept
_MOST_BYTES = 256 * 1024 * 1024  # some twenty thousand pages
_KEPT = 0.8  # of that, when it was reached
_LOOKED_AFTER = 64  # pages that are stored between two looks at the whole
_LEFT_BEHIND = 3600.0  # seconds after which a half-written file is nobody's any more


_stored = count()


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
    place = _place(name)
    try:
        kept = json.loads(place.read_bytes())
    except (OSError, ValueError):
        return None
    if not (isinstance(kept, dict) and "lines" in kept):
        return None
    with suppress(OSError):
        os.utime(place)  # it was asked for now
    return kept


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
        if next(_stored) % _LOOKED_AFTER == 0:
            prune()


def prune(most: int = _MOST_BYTES) -> None:
    """Drop what was not asked for the longest, until the folder is well below ``most`` bytes."""
    files: list[tuple[float, int, Path]] = []
    for path in _folder().glob("*/*"):
        with suppress(OSError):  # another process was faster
            about = path.stat()
            if path.suffix == ".json":
                files.append((about.st_mtime, about.st_size, path))
            elif path.suffix == ".part" and time.time() - about.st_mtime > _LEFT_BEHIND:
                path.unlink()
    held = sum(size for _, size, _ in files)
    if held <= most:
        return
    for _, size, path in sorted(files):
        if held <= _KEPT * most:
            break
        with suppress(OSError):
            path.unlink(missing_ok=True)
        held -= size


def _folder() -> Path:
    return workspace_folder() / "cache" / "recognition"


def _place(name: str) -> Path:
    return _folder() / name[:2] / f"{name}.json"
