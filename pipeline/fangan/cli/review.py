"""``fangan review``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fangan.cli.chinese import Command
from fangan.cli.options import FILE, framework_option, json_option, workspace_option
from fangan.cli.output import outputs
from fangan.cli.progress import shown_progress

if TYPE_CHECKING:
    from fangan.findings import Review


@click.command(cls=Command, short_help="审查一份实施方案，列出缺项和问题。")
@click.argument("plan", metavar="PLAN", type=FILE)
@framework_option
@json_option()
@click.option("--html", "html_target", metavar="FILE", type=FILE, help="把审查报告写成网页文件。")
@workspace_option
def review(
    plan: Path,
    reference: str | None,
    json_target: Path | None,
    html_target: Path | None,
    workspace_folder: Path | None,
) -> int:
    """对照总体方案审查一份实施方案。

    PLAN 是方案文件：PDF、扫描件和图片、DOCX、DOC、WPS、OFD、HTML、TXT、
    Markdown 等，或装着方案及其附件的文件夹、ZIP、7Z 压缩包。
    结论显示在屏幕上；--html 写出可离线打开、可打印的报告，每条结论附原文和页码。
    退出码：0 完整且无问题；1 有缺项、问题或未读出的页；2 文件打不开或设置有误。
    """
    from fangan.review.report import as_json
    from fangan.workspace import Workspace

    wanted = {"--json": json_target, "--html": html_target}
    workspace = Workspace(workspace_folder)
    with outputs(wanted, inputs=(plan, reference)) as out:
        with shown_progress() as progress:
            made = workspace.review(plan, reference, progress=progress)
        if out.wants("--json"):
            out.write_json("--json", as_json(made))
        if out.wants("--html"):
            out.write("--html", workspace.review_html(made, plan))
    _show(made, to_stderr=out.uses_stdout)
    for option, target in wanted.items():
        if target is not None and option != "--json":
            click.echo(f"报告已写入 {target}", err=True)
    return exit_code(made)


def exit_code(review: Review) -> int:
    """0 for a complete plan in which no error or warning stands, else 1."""
    faults = any(finding.severity in ("error", "warning") for finding in review.findings)
    return 0 if review.verdict == "complete" and not faults else 1


def _show(review: Review, *, to_stderr: bool) -> None:
    from rich.console import Console

    from fangan.cli.summary import summary

    Console(stderr=to_stderr, highlight=False).print(summary(review))
