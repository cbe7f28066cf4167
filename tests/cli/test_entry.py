"""Failures: one Chinese sentence on stderr, the right exit code, never a trace."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest

from fangan.cli import entry, main
from fangan.cli.options import workspace_option
from fangan.cli.output import outputs
from fangan.errors import DamagedFileError


@pytest.fixture
def stand_in(monkeypatch):
    """A command that does what the test says, in place of ``doctor``."""

    def install(action):
        command = click.Command("doctor", callback=lambda **_: action())
        monkeypatch.setattr(
            entry._Commands,
            "get_command",
            lambda _self, _ctx, _name: workspace_option(command),
        )

    return install


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["revew"], "错误：没有命令 revew，是不是 review；输入 fangan --help 查看用法。"),
        (["review"], "错误：缺少参数 PLAN；输入 fangan review --help 查看用法。"),
        (["review", "a", "--jsn"], "没有选项 --jsn，是不是 --json；"),
        (["review", "a", "--json"], "错误：选项 --json 后面要跟一个值；"),
        (["extract", "a", "b"], "错误：多出了参数 b；"),
        (["extract", ""], "错误：参数 FILE 的值不对：文件名是空的；"),
        (
            ["framework", "lst"],
            "没有命令 lst，是不是 list；输入 fangan framework --help 查看用法。",
        ),
        (["--nothing"], "错误：没有选项 --nothing"),
    ],
)
def test_a_wrong_command_line_gets_one_chinese_sentence(arguments, sentence, capsys):
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert sentence in err
    assert err.count("\n") == 1


def test_no_command_shows_help_on_stderr(capsys):
    assert main([]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("用法：fangan")


def test_version_and_help_are_no_failures(capsys):
    assert main(["--version"]) == 0
    assert re.fullmatch(r"fangan \d+\.\d+\.\d+\n", capsys.readouterr().out)
    assert main(["framework", "--help"]) == 0


def test_an_error_raised_on_purpose_is_shown_as_it_is(stand_in, capsys):
    def fail():
        raise DamagedFileError("文件 a\x1b[31m\n.pdf 已损坏。")

    stand_in(fail)
    assert main(["doctor"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "错误：文件 a�[31m�.pdf 已损坏。\n"


def test_an_unforeseen_exception_is_written_down_in_the_workspace(stand_in, capsys, tmp_path):
    def fail():
        raise RuntimeError("the details")

    stand_in(fail)
    assert main(["doctor", "--workspace", str(tmp_path / "mine")]) == 2
    err = capsys.readouterr().err
    assert err.startswith("错误：程序遇到没有料到的问题")
    assert "Traceback" not in err
    assert err.count("\n") == 1
    (log,) = (tmp_path / "mine" / "logs").iterdir()
    assert str(log) in err
    assert "RuntimeError: the details" in log.read_text(encoding="utf-8")


def test_without_a_writable_workspace_the_log_goes_to_the_temporary_folder(
    stand_in, capsys, tmp_path, monkeypatch
):
    def fail():
        raise RuntimeError

    stand_in(fail)
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path / "temporary"))
    assert main(["doctor", "--workspace", str(in_the_way)]) == 2
    (log,) = (tmp_path / "temporary").iterdir()
    assert str(log) in capsys.readouterr().err


def test_an_interrupt_is_130(stand_in, capsys):
    def fail():
        raise KeyboardInterrupt

    stand_in(fail)
    assert main(["doctor"]) == 130
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "错误：已按要求停止，没有写出结果。\n"


def test_an_interrupt_while_the_program_loads_leaves_no_trace(monkeypatch):
    class Impatient:
        def find_spec(self, name, *_):
            if name == "fangan.cli.entry":
                raise KeyboardInterrupt

    monkeypatch.delitem(sys.modules, "fangan.cli.entry")
    monkeypatch.setattr(sys, "meta_path", [Impatient(), *sys.meta_path])
    assert main(["doctor"]) == 130


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="Windows has other signals")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_stop_from_outside_leaves_no_half_written_result(name, stand_in, capsys, tmp_path):
    def fail():
        with outputs({"--json": tmp_path / "out.json"}) as out:
            out.write("--json", "half")
            os.kill(os.getpid(), getattr(signal, name))

    before = signal.getsignal(getattr(signal, name))
    stand_in(fail)
    assert main(["doctor"]) == 128 + getattr(signal, name)
    assert list(tmp_path.iterdir()) == []
    assert capsys.readouterr().err == "错误：已按要求停止，没有写出结果。\n"
    assert signal.getsignal(getattr(signal, name)) is before


def test_a_reader_that_leaves_is_no_failure_to_report():
    script = "import sys; from fangan.cli import main; sys.exit(main(['--help']))"
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-c", script], stdout=write, stderr=subprocess.PIPE, check=False
    )
    os.close(write)
    assert done.stderr == b""
    assert done.returncode == 141


def in_a_shell(command: str) -> subprocess.CompletedProcess[bytes]:
    script = f"{sys.executable} -c 'import sys; from fangan.cli import main; sys.exit(main())'"
    return subprocess.run(
        ["sh", "-c", command.replace("FANGAN", script)], capture_output=True, check=False
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("command", ["framework show shanxi-2020", "doctor --json -"])
def test_a_full_disk_behind_standard_output_is_one_sentence(command):
    done = in_a_shell(f"FANGAN {command} > /dev/full")
    assert done.returncode == 2
    assert "磁盘已满" in done.stderr.decode()
    assert done.stderr.count(b"\n") == 1


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_closed_standard_streams_stop_nothing(closed):
    assert in_a_shell(f"FANGAN framework list {closed}").returncode == 0
    assert in_a_shell(f"FANGAN extract none.pdf {closed}").returncode == 2


def test_a_wrong_setting_is_one_sentence(monkeypatch, capsys):
    monkeypatch.setenv("FANGAN_HOEM", "x")
    assert main(["framework", "list"]) == 2
    err = capsys.readouterr().err
    assert err.startswith("错误：环境变量 FANGAN_HOEM 不是本程序的选项")
    assert err.count("\n") == 1


@pytest.mark.parametrize(("encoding", "shown"), [("ascii", "utf-8"), ("gbk", "gbk")])
def test_chinese_is_written_on_a_screen_that_names_no_encoding_for_it(encoding, shown):
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    script = "import sys; from fangan.cli import main; sys.exit(main(['--help']))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, check=False, env=environment
    )
    assert done.returncode == 0
    assert "审查一份实施方案" in done.stdout.decode(shown)


def test_a_screen_without_chinese_does_not_stop_the_program():
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    script = "import sys; from fangan.cli import main; sys.exit(main(['--help']))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, check=False, env=environment
    )
    assert done.returncode == 0
    assert b"review" in done.stdout
