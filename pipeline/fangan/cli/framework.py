"""``fangan framework list | show | check | draft``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fangan.cli.chinese import Command, Group
from fangan.cli.options import FILE, STDOUT, workspace_option
from fangan.cli.output import outputs

if TYPE_CHECKING:
    from fangan.framework import Framework


@click.group(cls=Group, short_help="查看、检查、起草总体方案的条目。")
def framework() -> None:
    """总体方案拆成的条目：审查就是逐条对照它们。"""


@framework.command("list", cls=Command, short_help="列出自带的总体方案。")
@workspace_option
def list_frameworks(workspace_folder: Path | None) -> None:
    """列出自带的总体方案：编号和名称。"""
    from fangan.workspace import Workspace

    for summary in Workspace(workspace_folder).frameworks():
        click.echo(f"{summary.id}\t{summary.title}")


@framework.command(cls=Command, short_help="显示一个总体方案的全部条目。")
@click.argument("reference", metavar="ID")
@workspace_option
def show(reference: str, workspace_folder: Path | None) -> None:
    """显示一个总体方案：必备部分、任务领域、条目和目标。

    ID 是 fangan framework list 列出的编号，或 framework.toml 的路径。
    """
    from fangan.workspace import Workspace

    click.echo("\n".join(describe(Workspace(workspace_folder).framework(reference))))


@framework.command(cls=Command, short_help="检查一个 framework.toml 写得对不对。")
@click.argument("file", metavar="FILE", type=FILE)
@workspace_option
def check(file: Path, workspace_folder: Path | None) -> int:
    """逐行指出 framework.toml 里的错误；没有错误时退出码是 0，有错误是 1。"""
    from fangan.workspace import Workspace

    problems = Workspace(workspace_folder).framework_problems(file)
    for line, message in problems:
        click.echo(f"{file}:{line}：{message}" if line else f"{file}：{message}")
    if problems:
        click.echo(f"共 {len(problems)} 处错误，请改正后再检查。", err=True)
        return 1
    click.echo(f"{file} 没有错误。", err=True)
    return 0


@framework.command(cls=Command, short_help="从总体方案原文起草 framework.toml。")
@click.argument("masterplan", metavar="MASTERPLAN", type=FILE)
@click.option("--out", "target", metavar="FILE", type=FILE, help="写到哪里；不给时写到标准输出。")
@workspace_option
def draft(masterplan: Path, target: Path | None, workspace_folder: Path | None) -> None:
    """从一份总体方案的原文起草 framework.toml，供人修改后使用。

    草稿列出任务领域、任务、候选条目、目标和必备部分；条目的取舍和措辞要由人核定，
    改好后用 fangan framework check 检查。
    """
    from fangan.framework_file import shingles_path
    from fangan.workspace import Workspace

    workspace = Workspace(workspace_folder)
    beside = shingles_path(target) if target else None
    with outputs({"--out": target or STDOUT, "原文指纹": beside}, inputs=(masterplan,)) as out:
        toml, shingles = workspace.draft_framework(masterplan)
        out.write("--out", toml)
        if beside:
            out.write("原文指纹", shingles)
    if target is not None:
        click.echo(f"草稿已写入 {target}，请逐条核定。", err=True)


def describe(framework: Framework) -> Iterator[str]:
    """The lines that show a framework to a person."""
    from fangan.review.report import words

    yield f"{framework.id}  {framework.title}"
    yield f"发文机关：{framework.issuer}　年份：{framework.year}　目标年：{framework.horizon}"
    yield ""
    yield f"必备部分（{len(framework.parts)}）"
    for part in framework.parts:
        yield f"  {part.id}  {part.name}：{'、'.join(content.name for content in part.contents)}"
    for area in (*framework.areas, *framework.groups):
        yield ""
        yield f"{area.id}  {area.name}（{len(area.items)} 条）"
        for task in area.tasks:
            yield f"  {task.id}  {task.name}"
            for item in task.items:
                notes = (words.MODALITIES[item.modality], words.APPLIES.get(item.applies, ""))
                label = "，".join(note for note in notes if note)
                yield f"    {item.id}  {item.name}（{label}）：{item.ask}"
    yield ""
    yield f"目标（{len(framework.targets)}）"
    for target in framework.targets:
        yield f"  {target.id}  {target.name}：{words.demand(target)}"
