"""click in Chinese: help pages and what is wrong with a command line.

click measures by characters and speaks English; Chinese characters are twice as
wide, so help pages are laid out here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from inspect import cleandoc

import click

from fangan.nlp.width import display_width

_INDENT = "  "
_COLUMN = 30
_DETAIL = re.compile(r"[(（](?P<detail>.+)[)）]")


class Command(click.Command):
    """A command whose help page is Chinese."""

    def get_help(self, ctx: click.Context) -> str:
        """The help page."""
        return help_page(self, ctx)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """``--help``, explained in Chinese."""
        return _translated(super().get_help_option(ctx))


class Group(click.Group):
    """A group of commands whose help page is Chinese."""

    command_class = Command

    def get_help(self, ctx: click.Context) -> str:
        """The help page."""
        return help_page(self, ctx)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """``--help``, explained in Chinese."""
        return _translated(super().get_help_option(ctx))


def _translated(option: click.Option | None) -> click.Option | None:
    if option is not None:
        option.help = "显示这页说明。"
    return option


def help_page(command: click.Command, ctx: click.Context) -> str:
    """The help page of ``command``: usage, what it does, commands, options."""
    pieces = [f"用法：{ctx.command_path} {_usage(command, ctx)}", ""]
    pieces += [f"{_INDENT}{line}".rstrip() for line in cleandoc(command.help or "").splitlines()]
    if isinstance(command, click.Group):
        rows = [
            (name, child.get_short_help_str(limit=200))
            for name in command.list_commands(ctx)
            if (child := command.get_command(ctx, name)) is not None
        ]
        pieces += ["", "命令：", *_columns(rows)]
    options = [
        record
        for parameter in command.get_params(ctx)
        if isinstance(parameter, click.Option)
        and (record := parameter.get_help_record(ctx)) is not None
    ]
    pieces += ["", "选项：", *_columns(options)]
    return "\n".join(pieces)


def _usage(command: click.Command, ctx: click.Context) -> str:
    words = ["[选项]"]
    words += [
        parameter.make_metavar(ctx)
        for parameter in command.params
        if isinstance(parameter, click.Argument)
    ]
    if isinstance(command, click.Group):
        words.append("命令 …")
    return " ".join(words)


def _columns(rows: Iterable[tuple[str, str]]) -> list[str]:
    rows = list(rows)
    width = min(max((display_width(left) for left, _ in rows), default=0), _COLUMN)
    lines = []
    for left, right in rows:
        if display_width(left) <= width:
            lines.append(f"{_INDENT}{left}{' ' * (width - display_width(left))}  {right}")
        else:
            lines += [f"{_INDENT}{left}", f"{_INDENT}{' ' * width}  {right}"]
    return lines


def usage_message(error: click.UsageError) -> str:
    """What is wrong with the command line, as one Chinese sentence."""
    path = error.ctx.command_path if error.ctx else "fangan"
    return f"{_fault(error)}；输入 {path} --help 查看用法。"


def _fault(error: click.UsageError) -> str:
    fault = error.message.rstrip("。.")
    detail = _DETAIL.search(error.message)
    match error:
        case click.NoSuchOption():
            fault = f"没有选项 {error.option_name}{_guess(error.possibilities)}"
        case click.NoSuchCommand():
            fault = f"没有命令 {error.command_name}{_guess(error.possibilities)}"
        case click.MissingParameter():
            fault = f"缺少{_kind(error.param)} {_name(error)}"
        case click.BadOptionUsage():
            needs = "requires" in error.message
            fault = f"选项 {error.option_name} {'后面要跟一个值' if needs else '后面不能跟值'}"
        case click.BadParameter():
            fault = f"{_kind(error.param)} {_name(error)} 的值不对：{error.message}"
        case _ if "unexpected extra" in error.message and detail:
            fault = f"多出了参数 {detail['detail']}"
    return fault


def _guess(possibilities: list[str] | None) -> str:
    return f"，是不是 {' 或 '.join(possibilities)}" if possibilities else ""


def _kind(parameter: click.Parameter | None) -> str:
    return "选项" if isinstance(parameter, click.Option) else "参数"


def _name(error: click.BadParameter) -> str:
    parameter = error.param
    if parameter is None:
        return ""
    if isinstance(parameter, click.Option):
        return max(parameter.opts, key=len)
    return parameter.metavar or parameter.human_readable_name
