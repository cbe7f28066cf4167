"""The outermost layer: finds the command, and turns every failure into one sentence."""

from __future__ import annotations

import codecs
import errno
import importlib
import logging
import os
import signal
import sys
import threading
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import click

from fangan import __version__
from fangan.cli.chinese import Group, usage_message
from fangan.cli.options import State
from fangan.errors import FanganError

INTERRUPTED = 130
BROKEN_PIPE = 141
_ENDING = ("SIGTERM", "SIGHUP")
"""Signals that end a program at once, unless it asks to hear them; Windows has not all."""

COMMANDS = {
    "review": "fangan.cli.review:review",
    "extract": "fangan.cli.extract:extract",
    "tag": "fangan.cli.annotate:tag",
    "measure": "fangan.cli.annotate:measure",
    "search": "fangan.cli.search:search",
    "framework": "fangan.cli.framework:framework",
    "doctor": "fangan.cli.doctor:doctor",
}
"""Where each command stands, in the order in which help lists them."""


class _Commands(Group):
    """The commands, each imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, the main one first."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command ``cmd_name``, or None."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, and with a guess from all commands when there is none."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            raise click.NoSuchCommand(args[0], possibilities=COMMANDS, ctx=ctx)
        return super().resolve_command(ctx, args)


@click.group(cls=_Commands, no_args_is_help=True)
@click.version_option(__version__, message="fangan %(version)s", help="显示版本。")
def commands() -> None:
    """方案审查：对照总体方案检查实施方案是否完整，并检索政策。

    每个命令都可以加 --help 查看说明，例如 fangan review --help。
    退出码：0 完成且无缺；1 有缺项、问题或未读出的页；2 命令、文件或环境有误。
    """


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; no exception leaves."""
    _quieten()
    state = State()
    try:
        with _ending_in_order():
            code = _run(sys.argv[1:] if arguments is None else list(arguments), state)
            sys.stdout.flush()
    except BrokenPipeError:
        _abandon_stdout()
        return BROKEN_PIPE
    except (KeyboardInterrupt, click.Abort) as stop:
        code = 128 + stop.args[0] if stop.args else INTERRUPTED
        return _fail("已按要求停止，没有写出结果。", code)
    except click.ClickException as error:
        return _explain(error)
    except FanganError as error:
        return _fail(str(error), error.exit_code)
    except Exception as error:  # noqa: BLE001 — the last line of defence: a user never sees a trace
        return _fail(_unforeseen(error, state), FanganError.exit_code)
    return code


@contextmanager
def _ending_in_order() -> Iterator[None]:
    """Let a stop from outside clear away half-written results, as Ctrl-C does."""

    def stop(number: int, _: object) -> None:
        raise KeyboardInterrupt(number)

    changed: list[signal.Signals] = []
    if threading.current_thread() is threading.main_thread():
        for name in _ENDING:
            number = getattr(signal, name, None)
            # Another owner of the signal (nohup, say) keeps it.
            if number is not None and signal.getsignal(number) is signal.SIG_DFL:
                signal.signal(number, stop)
                changed.append(number)
    try:
        yield
    finally:
        for number in changed:
            signal.signal(number, signal.SIG_DFL)


def _run(arguments: list[str], state: State) -> int:
    try:
        with commands.make_context("fangan", arguments, obj=state) as ctx:
            code = commands.invoke(ctx)
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    return code if isinstance(code, int) else 0


def _explain(error: click.ClickException) -> int:
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.format_message(), err=True)
        return FanganError.exit_code
    if isinstance(error, click.UsageError):
        return _fail(usage_message(error), FanganError.exit_code)
    return _fail(error.format_message(), FanganError.exit_code)


def _fail(message: str, code: int) -> int:
    printable = "".join(char if char.isprintable() else "�" for char in message)
    click.echo(f"错误：{printable}", err=True)
    return code


def _abandon_stdout() -> None:
    """Let nothing more reach standard output; Python would flush and fail again at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _nowhere() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")


def _quieten() -> None:
    """Keep libraries' warnings and logs off the screen, and any character printable."""
    # A closed standard stream is None, which few libraries expect.
    sys.stdout = sys.stdout or _nowhere()
    sys.stderr = sys.stderr or _nowhere()
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    logging.getLogger().addHandler(logging.NullHandler())
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            # Where only ASCII is known (a bare container, cron) all would be question marks.
            ascii_only = codecs.lookup(stream.encoding or "utf-8").name == "ascii"
            reconfigure(encoding="utf-8" if ascii_only else None, errors="replace")


def _unforeseen(error: Exception, state: State) -> str:
    """What to say of an error that nobody raised on purpose; its details go to a log."""
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        _abandon_stdout()
        return "磁盘已满，结果没有写全，请清理后再试。"
    log = _record(state)
    if log is None:
        return "程序遇到没有料到的问题，已停止；详情也无处可记，请检查磁盘和权限后再试。"
    return f"程序遇到没有料到的问题，已停止；详情记在 {log}，请把它交给维护人员。"


def _record(state: State) -> Path | None:
    """Write the running exception down, in the workspace or else the temporary folder."""
    import tempfile
    import time
    import traceback

    from fangan.settings import workspace_folder

    details = f"fangan {__version__}\nPython {sys.version}\n\n{traceback.format_exc()}"
    name = f"error-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}.log"
    for inside_workspace in (True, False):
        try:
            folder = (
                workspace_folder(state.workspace) / "logs"
                if inside_workspace
                else Path(tempfile.gettempdir())
            )
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / name
            path.write_text(details, encoding="utf-8", errors="replace")
        except (OSError, FanganError):
            continue
        return path
    return None
