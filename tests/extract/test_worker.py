"""The reading worker: what it survives, and what it costs."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

from fangan.errors import (
    DamagedFileError,
    EmptyFileError,
    FanganError,
    InputError,
    MissingFileError,
    TooLargeError,
)
from fangan.extract import extract, worker
from fangan.extract.worker import read_in_worker

READERS = """
import os, signal, subprocess, sys, time
from pathlib import Path

def hangs(path):
    time.sleep(600)

def spins(path):
    while True:
        pass

def eats(path):
    held = []
    while True:
        held.append(bytearray(50_000_000))

def dies(path):
    os.kill(os.getpid(), signal.SIGSEGV)

def leaves(path):
    os._exit(3)

def fails(path):
    return {}["missing"]

def prints(path):
    from fangan.extract import extract
    print("words that are no answer")
    os.write(1, b"nor these")
    return extract(path)

def forges(path):
    return subprocess.Popen

def parent_of_a_sleeper(path):
    child = subprocess.Popen(["sleep", "600"], process_group=0)
    path.with_suffix(".pid").write_text(str(child.pid))
    time.sleep(600)

def tells(path):
    from fangan.extract import extract
    from fangan.extract.scan_progress import tell
    for page in (1, 2, 3, 4):
        time.sleep(0.8)
        tell(page, 4, "recognition")
    return extract(path)

def knows_its_home(path):
    from fangan.errors import InputError
    raise InputError(os.environ["FANGAN_HOME"])

def knows_its_process(path):
    from fangan.errors import InputError
    raise InputError(str(os.getpid()))
"""


@pytest.fixture
def plan(tmp_path, monkeypatch):
    """A small file, and readers that misbehave as the module ``bad_readers``."""
    (tmp_path / "bad_readers.py").write_text(READERS, "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    worker.close()
    path = tmp_path / "方案.txt"
    path.write_text("某县实施方案\n\n一、总体要求\n正文。\n", "utf-8")
    yield path
    worker.close()


def read(path, name, **limits):
    return read_in_worker(path, reader=f"bad_readers:{name}", **limits)


def test_the_document_is_the_same(plan):
    assert read_in_worker(plan) == extract(plan)


def test_errors_come_through(plan, tmp_path):
    empty = tmp_path / "空.txt"
    empty.touch()
    with pytest.raises(EmptyFileError, match=r"空\.txt"):
        read_in_worker(empty)
    with pytest.raises(MissingFileError):
        read_in_worker(tmp_path / "无.txt")
    assert read_in_worker(plan).text


@pytest.mark.parametrize("name", ["hangs", "spins"])
def test_what_never_ends_is_ended(plan, name):
    start = time.monotonic()
    with pytest.raises(TooLargeError, match=r"方案\.txt.*1 秒"):
        read(plan, name, seconds=1)
    assert time.monotonic() - start < 6
    assert read_in_worker(plan).text


def test_what_eats_memory_is_stopped(plan):
    with pytest.raises(TooLargeError, match="300 MB"):
        read(plan, "eats", megabytes=300)
    assert read_in_worker(plan).text


@pytest.mark.parametrize(("name", "how"), [("dies", "SIGSEGV"), ("leaves", "代码 3")])
def test_what_brings_the_worker_down_is_reported(plan, name, how):
    with pytest.raises(DamagedFileError, match=how):
        read(plan, name)
    assert read_in_worker(plan).text


def test_an_error_of_the_program_is_said_of_the_file(plan):
    with pytest.raises(InputError, match="KeyError") as caught:
        read(plan, "fails")
    assert "bad_readers" in "".join(caught.value.__notes__)


def test_what_is_printed_gets_in_no_ones_way(plan):
    assert read(plan, "prints") == extract(plan)


def test_only_documents_and_errors_are_taken_from_a_worker(plan):
    with pytest.raises(DamagedFileError, match="不可信"):
        read(plan, "forges")
    assert read_in_worker(plan).text


def process_of(plan) -> str:
    with pytest.raises(InputError) as caught:
        read(plan, "knows_its_process")
    return str(caught.value)


def test_one_worker_serves_many_files_until_it_is_worn(plan, monkeypatch):
    first = process_of(plan)
    assert process_of(plan) == first
    monkeypatch.setattr(worker, "_FILES_A_WORKER", 3)
    assert process_of(plan) == first
    assert process_of(plan) != first


def test_what_the_reader_started_ends_with_it(plan):
    with pytest.raises(TooLargeError):
        read(plan, "parent_of_a_sleeper", seconds=2)
    child = int(plan.with_suffix(".pid").read_text())
    for _ in range(50):
        if not is_running(child):
            return
        time.sleep(0.1)
    pytest.fail("the sleeper is still there")


def is_running(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text("utf-8")
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def test_threads_take_turns(plan):
    texts: list[str] = []
    threads = [
        threading.Thread(target=lambda: texts.append(read_in_worker(plan).text)) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert texts == [extract(plan).text] * 4


def test_ctrl_c_ends_the_worker_too(plan, tmp_path):
    script = tmp_path / "caller.py"
    script.write_text(
        textwrap.dedent("""
        import sys
        from pathlib import Path
        from fangan.extract import worker
        path = Path(sys.argv[1])
        worker.read_in_worker(path)
        print(worker._held[0]._process.pid, flush=True)
        worker.read_in_worker(path, reader="bad_readers:hangs")
        """),
        "utf-8",
    )
    caller = subprocess.Popen(
        [sys.executable, str(script), str(plan)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
    )
    with caller:
        pid = int(caller.stdout.readline())
        time.sleep(0.5)
        caller.send_signal(signal.SIGINT)
        assert caller.wait(20) != 0
    for _ in range(50):
        if not is_running(pid):
            return
        time.sleep(0.1)
    pytest.fail("the worker is still there")


def test_a_warm_worker_costs_little(plan):
    read_in_worker(plan)
    extract(plan)
    start = time.perf_counter()
    for _ in range(5):
        extract(plan)
    here = time.perf_counter() - start
    start = time.perf_counter()
    for _ in range(5):
        read_in_worker(plan)
    there = time.perf_counter() - start
    assert (there - here) / 5 < 0.3


def test_every_error_can_be_sent():
    import pickle

    error = TooLargeError("太大。")
    assert isinstance(pickle.loads(pickle.dumps(error)), FanganError)


def test_progress_comes_through_and_extends_the_time(plan):
    heard = []
    document = read(plan, "tells", seconds=2, progress=lambda *told: heard.append(told))
    assert document.text
    assert heard == [(page, 4, "recognition") for page in (1, 2, 3, 4)]


def test_another_home_gets_another_worker(plan, tmp_path):
    for name in ("one", "two"):
        with pytest.raises(InputError, match=name):
            read(plan, "knows_its_home", home=tmp_path / name)


def test_a_worker_whose_parent_is_gone_ends_without_a_word(plan):
    process = subprocess.Popen(
        [sys.executable, "-m", "fangan.extract.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    data = json.dumps([str(plan), "bad_readers:tells", 60.0, 1024]).encode()
    process.stdout.close()
    process.stdin.write(len(data).to_bytes(8, "little") + data)
    process.stdin.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(30) == 0


def test_a_folder_is_read_in_the_worker_too(plan, tmp_path):
    folder = tmp_path / "某县"
    folder.mkdir()
    (folder / "实施方案.txt").write_bytes(plan.read_bytes())
    assert read_in_worker(folder) == extract(folder)
