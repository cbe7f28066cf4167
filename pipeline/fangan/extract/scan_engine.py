"""The one recognition process: started when a page needs it, kept for the next, ended on a hang."""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from threading import Lock, Timer
from typing import Any

from fangan.extract import scan_cache
from fangan.settings import settings

PACKAGES = ("rapidocr", "onnxruntime", "cv2")
_LOADING = 60.0  # seconds more for the first page, before which the models are loaded
_COMMAND = (sys.executable, "-P", "-m", "fangan.extract.scan_worker")


class RecognitionError(Exception):
    """A picture could not be recognised; ``str(error)`` is a part of a Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A page picture: RGB, row by row, and how many of its pixels make an inch of the page."""

    width: int
    height: int
    data: bytes
    dpi: float


def missing_packages() -> tuple[str, ...]:
    """The packages that recognition needs and that are not installed."""
    return tuple(name for name in PACKAGES if find_spec(name) is None)


class Recogniser:
    """A process that recognises pictures, one at a time; started at the first.

    ``command`` is the program to run, ``limit`` the seconds that a page may take.
    """

    def __init__(
        self, command: tuple[str, ...] = _COMMAND, *, limit: float, loading: float = _LOADING
    ) -> None:
        self._command = command
        self._limit = limit
        self._loading = loading
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = Lock()

    @property
    def pid(self) -> int | None:
        """The process that runs now."""
        return self._process.pid if self._process else None

    def see(self, picture: Picture) -> dict[str, Any]:
        """What is seen on ``picture``. Raises RecognitionError."""
        with self._lock:
            try:
                return self._ask(picture)
            except BaseException:  # Ctrl-C too: a process in the middle of a page is of no use
                self._end()
                raise

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    def _ask(self, picture: Picture) -> dict[str, Any]:
        fresh = self._process is None or self._process.poll() is not None
        if fresh:
            self._end()
            self._process = self._start()
        process = self._process
        assert process is not None and process.stdin and process.stdout  # noqa: S101, PT018
        late = False

        def kill() -> None:
            nonlocal late
            late = True
            process.kill()

        timer = Timer(self._limit + (self._loading if fresh else 0), kill)
        timer.daemon = True
        timer.start()
        try:
            header = {"width": picture.width, "height": picture.height, "threads": _threads()}
            process.stdin.write(json.dumps(header).encode() + b"\n")
            process.stdin.write(picture.data)
            process.stdin.flush()
            answer = process.stdout.readline()
        except OSError:
            answer = b""
        finally:
            timer.cancel()
        if late:
            raise RecognitionError(f"识别超过 {self._limit:.0f} 秒没有完成")
        if not answer.endswith(b"\n"):
            raise RecognitionError("识别程序意外退出")
        seen: dict[str, Any] = json.loads(answer)
        if "error" in seen:
            raise RecognitionError("识别程序出错")
        return seen

    def _start(self) -> subprocess.Popen[bytes]:
        paths = os.pathsep.join(path for path in sys.path if path)
        try:
            return subprocess.Popen(  # noqa: S603  # our own program
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": paths},
            )
        except OSError as error:
            raise RecognitionError("识别程序无法启动") from error

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                with suppress(OSError):  # what was not yet sent cannot be sent any more
                    pipe.close()
        process.wait()


def _threads() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


_shared: Recogniser | None = None
_shared_lock = Lock()


def _recogniser() -> Recogniser:
    """The process that all readings share."""
    global _shared  # noqa: PLW0603  # one process for all is what it is for
    with _shared_lock:
        if _shared is None:
            _shared = Recogniser(limit=settings().recognition_seconds)
            atexit.register(_shared.close)
        return _shared


def look(picture: Picture) -> dict[str, Any]:
    """What is seen on ``picture``, from the cache or by looking. Raises RecognitionError."""
    name = scan_cache.key(picture.width, picture.height, picture.data)
    seen = scan_cache.load(name)
    if seen is None:
        seen = _recogniser().see(picture)
        scan_cache.store(name, seen)
    return seen


def close() -> None:
    """End the shared process, if one runs; the next page starts another."""
    if _shared is not None:
        _shared.close()
