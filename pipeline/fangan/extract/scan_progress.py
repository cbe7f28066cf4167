"""How far a long reading has come, told to whoever asked to be told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Progress = Callable[[int, int, str], None]
"""Called with the pages done, the pages in all, and the stage (``recognition``)."""

_listener: ContextVar[Progress | None] = ContextVar("progress", default=None)


@contextmanager
def told(progress: Progress | None) -> Iterator[None]:
    """Tell ``progress`` of what is read inside; None leaves the listener that is there."""
    if progress is None:
        yield
        return
    token = _listener.set(progress)
    try:
        yield
    finally:
        _listener.reset(token)


def tell(done: int, total: int, stage: str) -> None:
    """Say how far it has come."""
    listener = _listener.get()
    if listener is not None:
        listener(done, total, stage)
