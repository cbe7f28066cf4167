"""``fangan tag`` and ``fangan measure``: one text a line in, one result a line out."""

from __future__ import annotations

from pathlib import Path

import click

from fangan.cli.chinese import Command
from fangan.cli.lines import read_texts
from fangan.cli.options import FILE, STDOUT, framework_option, json_option, workspace_option
from fangan.cli.output import outputs

_LINES_HELP = "结果写到哪里，一行一条；不给时写到标准输出。"


@click.command(cls=Command, short_help="给一批文字标注任务领域和条目。")
@click.argument("texts", metavar="TEXTS.jsonl", type=FILE)
@framework_option
@json_option(_LINES_HELP)
@workspace_option
def tag(
    texts: Path,
    reference: str | None,
    json_target: Path | None,
    workspace_folder: Path | None,
) -> None:
    """给每段文字标注它说的是总体方案的哪些任务领域和条目。

    TEXTS.jsonl 每行一个 {"id": …, "text": "…"}；- 表示从标准输入读取。
    每行得到一个 {"id", "areas", "items"}，按把握从高到低排列。
    """
    from fangan.review.report import tag_json
    from fangan.workspace import Workspace

    workspace = Workspace(workspace_folder)
    with outputs({"--json": json_target or STDOUT}, inputs=(texts, reference)) as out:
        lines = read_texts(texts)
        tags = workspace.tag_texts((line.text for line in lines), reference)
        for line, found in zip(lines, tags, strict=True):
            out.write_json("--json", {"id": line.id, **tag_json(found)})


@click.command(cls=Command, short_help="读出一批文字里的指标。")
@click.argument("texts", metavar="TEXTS.jsonl", type=FILE)
@json_option(_LINES_HELP)
@workspace_option
def measure(texts: Path, json_target: Path | None, workspace_folder: Path | None) -> None:
    """读出每段文字里的指标：名称、数值、单位、比较关系、基期和年份。

    TEXTS.jsonl 每行一个 {"id": …, "text": "…"}；- 表示从标准输入读取。
    每行得到一个 {"id", "indicators"}，依据的位置从该段文字的开头数起。
    """
    from fangan.review.report import indicator_json
    from fangan.workspace import Workspace

    workspace = Workspace(workspace_folder)
    with outputs({"--json": json_target or STDOUT}, inputs=(texts,)) as out:
        lines = read_texts(texts)
        for line, found in zip(
            lines, workspace.measure_texts(line.text for line in lines), strict=True
        ):
            indicators = [indicator_json(indicator) for indicator in found]
            out.write_json("--json", {"id": line.id, "indicators": indicators})
