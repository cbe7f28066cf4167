"""RTF written by hand; DOC, ODT and XLS where LibreOffice is there to write them."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from extract_truth.content import Case, Para, Title, plan
from extract_truth.docx_files import by_library


def cases(folder: Path) -> Iterator[Case]:
    program = shutil.which("soffice")
    if program is None:
        return
    items = plan(91, parts=3)
    path = folder / "plan.rtf"
    path.write_bytes(_rtf(items))
    yield Case("plan", "rtf", path, items)
    source = folder / "office" / "plan.docx"
    source.parent.mkdir(exist_ok=True)
    items = plan(92, parts=3)
    by_library(source, items, styles=True)
    for kind in ("doc", "odt"):
        command = [
            program, "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--convert-to", kind, "--outdir", str(folder), str(source),
        ]  # fmt: skip
        subprocess.run(command, check=False, capture_output=True, timeout=120)
        made = folder / f"plan.{kind}"
        if made.is_file():
            yield Case("plan", kind, made, items)


def _rtf(items: list) -> bytes:
    def coded(text: str) -> str:
        return "".join(
            char if char.isascii() else f"\\u{ord(char) - 65536 * (ord(char) > 32767)}?"
            for char in text
        )

    parts = ["{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0 SimSun;}}\\f0\\fs32"]
    for item in items:
        align = "\\qc\\b" if isinstance(item, Title) else "\\ql\\b0"
        if isinstance(item, Para) and item.place == "right":
            align = "\\qr\\b0"
        parts.append(f"\\pard{align} {coded(item.text)}\\par")
    return ("\n".join(parts) + "}").encode("ascii")
