"""How far a long reading has come, on one line of the terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from fangan.extract.scan_progress import Progress


@contextmanager
def shown_progress() -> Iterator[Progress | None]:
    """A listener that writes to standard error; None where that is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    width = 0

    def show(done: int, total: int, stage: str) -> None:  # noqa: ARG001 - recognition is the only one
        nonlocal width
        line = f"正在识别图像页 {done}/{total} …"
        width = max(width, 2 * len(line))
        click.echo(f"\r{line}", nl=False, err=True)

    try:
        yield show
    finally:
        if width:
            click.echo(f"\r{' ' * width}\r", nl=False, err=True)
