"""``fangan doctor``."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fangan.cli.chinese import Command
from fangan.cli.options import json_option, workspace_option
from fangan.cli.output import outputs

if TYPE_CHECKING:
    from fangan.workspace.diagnosis import Check

_GROUPS = {"program": "程序", "data": "数据", "optional": "可选程序", "machine": "机器"}


@click.command(cls=Command, short_help="检查装了什么、缺什么、缺的能做什么。")
@json_option()
@workspace_option
def doctor(json_target: Path | None, workspace_folder: Path | None) -> int:
    """检查程序的各个部分：装了什么，缺什么，装上缺的能多做什么。

    能够审查方案时退出码是 0，否则是 2。
    """
    from fangan.workspace import Workspace
    from fangan.workspace.diagnosis import diagnose, works

    workspace = Workspace(workspace_folder)
    with outputs({"--json": json_target}) as out:
        checks = diagnose(workspace.folder)
        if out.wants("--json"):
            form = {"ok": works(checks), "checks": [asdict(check) for check in checks]}
            out.write_json("--json", form)
    click.echo("\n".join(table(checks)), err=out.uses_stdout)
    if works(checks):
        click.echo("可以审查方案。", err=out.uses_stdout)
        return 0
    missing = "、".join(check.id for check in checks if check.required and check.status != "ok")
    click.echo(f"错误：缺少必需的部分：{missing}；请按上面的说明补齐。", err=True)
    return 2


def table(checks: tuple[Check, ...]) -> list[str]:
    """One line for each part, by group."""
    names = {check.id: f"{check.id} {check.version or ''}".strip() for check in checks}
    width = max(map(len, names.values()))
    lines: list[str] = []
    for group, title in _GROUPS.items():
        lines.append(title)
        for check in checks:
            if check.group == group:
                mark = "有" if check.status == "ok" else ("缺" if check.required else "无")
                lines.append(f"  {mark}  {names[check.id]:<{width}}  {check.detail}")
    return lines
