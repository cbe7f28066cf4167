"""The recognition process and its cache, with programs that play the recogniser."""

import os
import re
import sys
import time
from pathlib import Path

import pytest

from fangan.extract import scan_cache, scan_engine
from fangan.extract.scan_engine import Picture, Recogniser, RecognitionError

PICTURE = Picture(2, 1, b"\xff" * 6, 150.0)
ANSWER = '{"lines": [], "blank": true}'
READ = "import sys; sys.stdin.buffer.readline(); sys.stdin.buffer.read(6);"


def program(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


def answering(text: str) -> tuple[str, ...]:
    loop = (
        "import sys\n"
        "while sys.stdin.buffer.readline():\n"
        "    sys.stdin.buffer.read(6)\n"
        f"    print({text!r}, flush=True)\n"
    )
    return program(loop)


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_one_process_answers_picture_after_picture():
    recogniser = Recogniser(answering(ANSWER), limit=20)
    assert recogniser.see(PICTURE)["blank"] is True
    first = recogniser.pid
    assert recogniser.see(PICTURE) == {"lines": [], "blank": True}
    assert recogniser.pid == first
    recogniser.close()
    assert gone(first)


def test_a_page_that_hangs_is_ended_and_the_next_is_read(tmp_path):
    flag = tmp_path / "once"
    code = (
        f"import pathlib, time\nflag = pathlib.Path({str(flag)!r})\n"
        "if not flag.exists():\n    flag.touch(); time.sleep(60)\n" + answering(ANSWER)[2]
    )
    recogniser = Recogniser(program(code), limit=1.5, loading=0)
    began = time.monotonic()
    with pytest.raises(RecognitionError, match="没有完成"):
        recogniser.see(PICTURE)
    assert time.monotonic() - began < 15
    assert recogniser.pid is None
    slow = Recogniser(program(code), limit=20)
    assert slow.see(PICTURE)["blank"] is True
    slow.close()


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (program(READ), "意外退出"),
        (program("raise SystemExit(3)"), "意外退出"),
        (answering('{"error": "MemoryError"}'), "出错"),
        (("/nowhere/recogniser",), "无法启动"),
    ],
)
def test_what_goes_wrong_is_said_and_leaves_no_process(command, said):
    recogniser = Recogniser(command, limit=20)
    with pytest.raises(RecognitionError, match=said):
        recogniser.see(PICTURE)
    assert recogniser.pid is None


def test_an_interruption_ends_the_process_at_once(monkeypatch):
    recogniser = Recogniser(program("import time; time.sleep(60)"), limit=60)
    started = []
    start = recogniser._start

    def start_and_interrupt():
        process = start()
        started.append(process.pid)

        class Interrupted:
            def readline(self):
                raise KeyboardInterrupt

            def close(self):
                process_stdout.close()

        process_stdout, process.stdout = process.stdout, Interrupted()
        return process

    monkeypatch.setattr(recogniser, "_start", start_and_interrupt)
    with pytest.raises(KeyboardInterrupt):
        recogniser.see(PICTURE)
    assert recogniser.pid is None
    assert gone(started[0])


def test_what_was_seen_is_not_looked_at_again(monkeypatch):
    fake = Recogniser(answering(ANSWER), limit=20)
    monkeypatch.setattr(scan_engine, "_recogniser", lambda: fake)
    first = scan_engine.look(PICTURE)
    fake.close()

    def never():
        raise AssertionError

    monkeypatch.setattr(scan_engine, "_recogniser", never)
    assert scan_engine.look(PICTURE) == first
    with pytest.raises(AssertionError):
        scan_engine.look(Picture(2, 1, b"\x00" * 6, 150.0))


def test_a_workspace_that_cannot_be_written_keeps_nothing(monkeypatch, tmp_path):
    from fangan.settings import settings

    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("FANGAN_HOME", str(tmp_path / "file"))
    settings.cache_clear()
    name = scan_cache.key(2, 1, PICTURE.data)
    scan_cache.store(name, {"lines": []})
    assert scan_cache.load(name) is None


def test_the_cache_is_stale_when_any_module_that_looks_has_changed():
    worker = Path(scan_cache.__file__).with_name("scan_worker.py").read_text("utf-8")
    used = re.findall(r"from fangan\.extract\.(scan_\w+) import", worker)
    assert {f"{name}.py" for name in (*used, "scan_worker")} == set(scan_cache._PARTS)


def test_the_cache_drops_what_was_not_asked_for_the_longest(monkeypatch, tmp_path):
    monkeypatch.setenv("FANGAN_HOME", str(tmp_path))
    names = [scan_cache.key(1, 1, bytes([number])) for number in range(6)]
    for age, name in enumerate(names):
        scan_cache.store(name, {"lines": ["字" * 1000]})
        (place,) = tmp_path.rglob(f"{name}.json")
        os.utime(place, (1_000_000 + age, 1_000_000 + age))
    size = place.stat().st_size
    scan_cache.prune(6 * size)
    assert all(map(scan_cache.load, names[:2]))  # nothing was dropped, and these are now in use
    left = place.with_name("left.part")
    left.write_bytes(b"half")
    os.utime(left, (1_000_000, 1_000_000))
    scan_cache.prune(4 * size)
    kept = [scan_cache.load(name) is not None for name in names]
    assert kept == [True, True, False, False, False, True]
    assert not left.exists()


def test_the_cache_looks_after_itself(monkeypatch, tmp_path):
    monkeypatch.setenv("FANGAN_HOME", str(tmp_path))
    looked = []
    monkeypatch.setattr(scan_cache, "prune", lambda: looked.append(1))
    for number in range(200):
        scan_cache.store(scan_cache.key(1, 1, bytes([number])), {"lines": []})
    assert 2 <= len(looked) <= 4


def test_two_processes_may_drop_at_once(monkeypatch, tmp_path):
    monkeypatch.setenv("FANGAN_HOME", str(tmp_path))
    for number in range(4):
        scan_cache.store(scan_cache.key(1, 1, bytes([number])), {"lines": []})
    unlink = Path.unlink

    def too_late(path, **options):
        unlink(path)
        unlink(path, **options)  # as if the other process had dropped it first

    monkeypatch.setattr(Path, "unlink", too_late)
    scan_cache.prune(0)
    assert not list(tmp_path.rglob("*.json"))


def test_a_damaged_entry_counts_as_none(tmp_path):
    name = scan_cache.key(2, 1, PICTURE.data)
    scan_cache.store(name, {"lines": []})
    (kept,) = (tmp_path / "home").rglob("*.json")
    kept.write_text("{")
    assert scan_cache.load(name) is None
    kept.write_text("[]")
    assert scan_cache.load(name) is None
