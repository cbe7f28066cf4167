"""The options that several commands share, and the kinds of value they take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

STDOUT = Path("-")


@dataclass
class State:
    """What the outermost handler must know of the command that ran."""

    workspace: Path | None = None


class _FilePath(click.ParamType[Path]):
    """A path to read or write. Whether it is there is the library's business."""

    name = "FILE"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Path:
        """Refuse the empty name, which would mean the current folder."""
        if isinstance(value, str) and not value.strip():
            self.fail("文件名是空的", param, ctx)
        return Path(str(value))


class _Count(click.ParamType[int]):
    """A whole number from 1 to ``most``."""

    name = "N"

    def __init__(self, most: int) -> None:
        self.most = most

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """The number, or a usage error in Chinese."""
        try:
            number = int(str(value))
        except ValueError:
            number = 0
        if not 1 <= number <= self.most:
            self.fail(f"“{value}”不是 1 到 {self.most} 的整数", param, ctx)
        return number


FILE = _FilePath()
"""A file to read or write; ``-`` is the screen or the next program."""


def count(most: int) -> click.ParamType[int]:
    """A whole number from 1 to ``most``."""
    return _Count(most)


def _remember(ctx: click.Context, _: click.Parameter, value: Path | None) -> Path | None:
    if value is not None:
        ctx.ensure_object(State).workspace = value
    return value


def workspace_option(command: Decorated) -> Decorated:
    """``--workspace FOLDER``, which every command takes."""
    return click.option(
        "--workspace",
        "workspace_folder",
        metavar="FOLDER",
        type=FILE,
        callback=_remember,
        help="工作文件夹；不给时用环境变量 FANGAN_HOME。",
    )(command)


def framework_option(command: Decorated) -> Decorated:
    """``--framework ID|FILE``: the master plan to check against."""
    return click.option(
        "--framework",
        "reference",
        metavar="ID|FILE",
        help="总体方案的编号，或 framework.toml 的路径。",
    )(command)


def json_option(
    text: str = "把结果写成 JSON；- 表示标准输出。",
) -> Callable[[Decorated], Decorated]:
    """``--json FILE`` or ``--json -``."""
    return click.option("--json", "json_target", metavar="FILE", type=FILE, help=text)
