"""Reads files in a process apart, within limits of time and memory.

A file that hangs, eats the memory or brings a library down takes only the worker
with it: that is ended, the file is reported, and the next one gets a new worker.
The worker is kept warm between files, since starting it costs more than most files.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import io
import json
import os
import pickle
import resource
import select
import signal
import struct
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import IO, Any

from fangan.document import Document
from fangan.errors import DamagedFileError, FanganError, InputError, TooLargeError
from fangan.extract.scan_progress import Progress, told
from fangan.settings import PREFIX

READER = "fangan.extract:extract"
SECONDS = 300.0
MEGABYTES = 4096
_MEGABYTE = 1024 * 1024
_LENGTH = struct.Struct("<Q")
_FILES_A_WORKER = 200  # what libraries leak is given back now and then
_GRACE = 5  # seconds after which the worker ends itself, where its parent has not
_PROGRESS, _ANSWER = b"p", b"a"  # the first byte of a message from the worker
_TRUSTED = frozenset({"fangan.document", "fangan.errors"})


def read_in_worker(
    path: Path,
    *,
    seconds: float = SECONDS,
    megabytes: int = MEGABYTES,
    reader: str = READER,
    progress: Progress | None = None,
    home: Path | None = None,
) -> Document:
    """Read the file at ``path`` in the warm worker of this process.

    Args:
        path: The file.
        seconds: The longest that the reading may take by the clock, from its start or
            from the last page that was recognised.
        megabytes: How much memory it may take on top of the worker's own.
        reader: The function that reads, as ``module:name``.
        progress: Told of each page that was recognised.
        home: The user's folder for the worker, where it is another than the option says.

    Raises:
        TooLargeError: the limit of time or memory was reached.
        DamagedFileError: the file brought the worker down.
        FanganError: whatever the reader itself raises.
    """
    with _lock:
        worker = _warm_worker(_options(home))
        try:
            request = _Request(str(path.absolute()), reader, seconds, megabytes)
            answer = worker.ask(request, progress)
        except BaseException:
            # Also for Ctrl-C: a worker in the middle of a file is of no use.
            close()
            raise
        if worker.files >= _FILES_A_WORKER:
            close()
    if isinstance(answer, FanganError):
        raise answer
    return answer


def close() -> None:
    """End the worker and all that it has started; the next file starts a new one."""
    worker = _held.pop() if _held else None
    if worker is not None:
        worker.end()


@dataclass(frozen=True, slots=True)
class _Request:
    path: str
    reader: str
    seconds: float
    megabytes: int


class _Worker:
    """The parent's side of one worker process."""

    def __init__(self, options: dict[str, str]) -> None:
        self.files = 0
        self.options = options
        # Its own session: Ctrl-C reaches only the parent, which then ends it whole.
        self._process = subprocess.Popen(
            [sys.executable, "-m", "fangan.extract.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **options},
            start_new_session=True,
        )

    @property
    def is_alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def ask(self, request: _Request, progress: Progress | None) -> Document | FanganError:
        """Have one file read; what goes wrong with the process becomes an error about the file."""
        self.files += 1
        name = Path(request.path).name
        source, target = self._process.stdout, self._process.stdin
        if source is None or target is None:
            raise BrokenPipeError
        data = json.dumps(astuple(request)).encode()
        try:
            target.write(_LENGTH.pack(len(data)) + data)
            target.flush()
            while True:
                message = _received(source, time.monotonic() + request.seconds)
                if message[:1] == _ANSWER:
                    break
                if progress is not None:
                    progress(*json.loads(message[1:]))
        except (BrokenPipeError, EOFError):
            return self._died(name)
        except TimeoutError:
            close()
            return TooLargeError(
                f"读取文件 {name} 超过 {request.seconds:g} 秒，已停止；"
                "请检查文件是否正常，或拆分、另存后再试。"
            )
        return _opened(message[1:]) or DamagedFileError(
            f"读取文件 {name} 得到的结果不可信，已丢弃；请另存为 DOCX 或 PDF 后再试。"
        )

    def _died(self, name: str) -> FanganError:
        """What to say of a file at which the process ended by itself."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_GRACE)
        code = self._process.returncode
        close()
        if code in {-signal.SIGXCPU, -signal.SIGALRM}:
            return TooLargeError(f"读取文件 {name} 用时过长，已停止；请拆分或另存后再试。")
        if code == -signal.SIGKILL:
            return TooLargeError(
                f"读取文件 {name} 占用的内存过多，读取进程被系统结束；请拆分或另存后再试。"
            )
        how = signal.Signals(-code).name if code is not None and code < 0 else f"代码 {code}"
        return DamagedFileError(
            f"文件 {name} 使读取进程意外中止（{how}），可能已损坏；请另存为 DOCX 或 PDF 后再试。"
        )

    def end(self) -> None:
        """Kill the process and all of its session."""
        for pid in (*_session(self._process.pid), self._process.pid):
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()


_lock = threading.Lock()
_held: list[_Worker] = []
atexit.register(close)


def _options(home: Path | None) -> dict[str, str]:
    """The options that the worker is to run under."""
    options = {name: value for name, value in os.environ.items() if name.startswith(PREFIX)}
    if home is not None:
        options[f"{PREFIX}HOME"] = str(home)
    return options


def _warm_worker(options: dict[str, str]) -> _Worker:
    if _held and not (_held[0].is_alive and _held[0].options == options):
        close()
    if not _held:
        _held.append(_Worker(options))
    return _held[0]


def _session(leader: int) -> Iterator[int]:
    """The processes of a session, where the system lists them.

    A program that the reader started has a group of its own but the same session.
    """
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text("utf-8", "replace").rpartition(")")[2].split()
        except OSError:
            continue
        if len(fields) > 3 and fields[3] == str(leader):
            yield int(entry.parent.name)


def _received(source: IO[bytes], deadline: float) -> bytes:
    """One whole message.

    Raises:
        TimeoutError: it is not here at the deadline.
        EOFError: the other side is gone.
    """
    length = _LENGTH.unpack(_taken(source, _LENGTH.size, deadline))[0]
    return _taken(source, length, deadline)


def _taken(source: IO[bytes], count: int, deadline: float) -> bytes:
    parts: list[bytes] = []
    while count:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([source], [], [], left)[0]:
            raise TimeoutError
        part = os.read(source.fileno(), min(count, _MEGABYTE))
        if not part:
            raise EOFError
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


class _Unpickler(pickle.Unpickler):
    """Loads documents and errors only: a worker that a file has taken over sends nothing else."""

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401 — as its base has it
        if module in _TRUSTED and "." not in name:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name}")


def _opened(answer: bytes) -> Document | FanganError | None:
    """The answer of a worker, None where it is not what a worker sends."""
    try:
        found = _Unpickler(io.BytesIO(answer)).load()
    except Exception:  # noqa: BLE001 — a forged answer may fail in any way
        return None
    return found if isinstance(found, Document | FanganError) else None


def serve() -> None:
    """The worker's side: read what is asked for until the parent is gone."""
    collect_rarely()
    source = os.fdopen(os.dup(0), "rb")
    target = os.fdopen(os.dup(1), "wb")
    # What a library prints must not get into the answers.
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    while True:
        head = source.read(_LENGTH.size)
        if len(head) < _LENGTH.size:
            return
        request = _Request(*json.loads(source.read(_LENGTH.unpack(head)[0])))
        answer = _answer(request, target)
        try:
            _send(target, _ANSWER, pickle.dumps(answer, protocol=pickle.HIGHEST_PROTOCOL))
        except BrokenPipeError:
            # Nobody waits any more; at its end Python would complain of what is left to write.
            os._exit(0)


def collect_rarely() -> None:
    """Look for cycles less often: a reading makes many small values and hardly any cycles."""
    gc.set_threshold(100_000, 20, 20)


def _send(target: IO[bytes], kind: bytes, body: bytes) -> None:
    target.write(_LENGTH.pack(len(kind) + len(body)) + kind + body)
    target.flush()


def _answer(request: _Request, target: IO[bytes]) -> Document | FanganError:
    path = Path(request.path)

    def tell(done: int, total: int, stage: str) -> None:
        _limit_time(request)
        _send(target, _PROGRESS, json.dumps([done, total, stage]).encode())

    module, _, name = request.reader.partition(":")
    try:
        reader: Callable[[Path], Document] = getattr(importlib.import_module(module), name)
        _set(resource.RLIMIT_AS, _address_space() + request.megabytes * _MEGABYTE)
        _limit_time(request)
        with told(tell):
            return reader(path)
    except FanganError as error:
        return _bare(error)
    except MemoryError:
        return TooLargeError(
            f"读取文件 {path.name} 需要的内存超过 {request.megabytes} MB 的上限，已停止；"
            "请拆分或另存后再试。"
        )
    except Exception as error:  # noqa: BLE001 — whatever a file brings about is said of the file
        refusal = InputError(
            f"读取文件 {path.name} 时出错（{type(error).__name__}），请另存为 DOCX 或 PDF 后再试。"
        )
        refusal.add_note(traceback.format_exc())
        return refusal
    finally:
        _lift()


def _bare(error: FanganError) -> FanganError:
    """The error without its cause, which may hold anything and cannot be sent."""
    error.__cause__ = error.__context__ = None
    return error.with_traceback(None)


def _limit_time(request: _Request) -> None:
    """Set the limits of time from now on, on top of what the worker has used already."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = used.ru_utime + used.ru_stime
    # Recognition runs in threads; all their time counts.
    threads = os.cpu_count() or 1
    _set(resource.RLIMIT_CPU, int(spent + request.seconds * threads) + _GRACE)
    # Should the parent be gone, the worker still ends.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, request.seconds + _GRACE)


def _lift() -> None:
    signal.setitimer(signal.ITIMER_REAL, 0)
    for kind in (resource.RLIMIT_AS, resource.RLIMIT_CPU):
        _set(kind, resource.RLIM_INFINITY)


def _set(kind: int, wanted: int) -> None:
    _, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY and (wanted == resource.RLIM_INFINITY or wanted > hard):
        wanted = hard
    with suppress(ValueError, OSError):
        resource.setrlimit(kind, (wanted, hard))


def _address_space() -> int:
    """How much the process has reserved by now."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    except (OSError, ValueError):
        return 0
    return pages * resource.getpagesize()


if __name__ == "__main__":
    serve()
