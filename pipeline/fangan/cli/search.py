"""``fangan search``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fangan.cli.chinese import Command
from fangan.cli.lines import read_texts
from fangan.cli.options import FILE, STDOUT, count, json_option, workspace_option
from fangan.cli.output import Outputs, outputs
from fangan.errors import UsageError

if TYPE_CHECKING:
    from fangan.search import Hit
    from fangan.workspace import Workspace

_MOST = 1000
_STATUS = {"in_force": "现行有效", "superseded": "已被替代", "repealed": "已废止", "unknown": ""}


@click.command(cls=Command, short_help="检索政策。")
@click.argument("query", metavar="[QUERY]", required=False)
@click.option("--limit", type=count(_MOST), default=10, help="最多列出几条；默认 10。")
@json_option()
@click.option(
    "--queries",
    "queries_file",
    metavar="FILE",
    type=FILE,
    help='一次查许多句：每行一个 {"id", "text"}。',
)
@click.option("--region", metavar="TEXT", help="只要这个地区的。")
@click.option("--issuer", metavar="TEXT", help="只要这个机关发的。")
@click.option("--kind", metavar="TEXT", help="只要这种文件，例如 办法、意见。")
@click.option("--since", metavar="DATE", help="只要这一天及以后的，例如 2022 或 2022-05-10。")
@click.option("--until", metavar="DATE", help="只要这一天及以前的。")
@click.option("--number", metavar="TEXT", help="只要这个文号的。")
@click.option("--in-force", is_flag=True, help="不要已废止和已被替代的。")
@workspace_option
def search(
    query: str | None,
    queries_file: Path | None,
    json_target: Path | None,
    workspace_folder: Path | None,
    **filters: Any,  # noqa: ANN401 — passed on as they are, each by its own name
) -> None:
    """用自己的话检索政策；问题里的文号和“第几条”会先精确查找。

    QUERY 是要查的话。地区、年份、机关、文种写在话里会排得靠前，
    要只看某一类，请用下面的选项。检索的是程序自带的示例政策（虚构，仅供试用）。
    """
    from fangan.workspace import Workspace

    if (query is None) == (queries_file is None):
        raise UsageError("请给出要查的话，或用 --queries 给出一个文件，两者取一。")
    workspace = Workspace(workspace_folder)
    if queries_file is not None:
        with outputs({"--json": json_target or STDOUT}, inputs=(queries_file,)) as out:
            _search_all(workspace, queries_file, out, filters)
        return
    with outputs({"--json": json_target}) as out:
        hits = workspace.search(query or "", **filters)
        if out.wants("--json"):
            out.write_json("--json", _form(None, query or "", hits))
    if not out.uses_stdout:
        _show(hits)


def _search_all(workspace: Workspace, path: Path, out: Outputs, filters: dict[str, Any]) -> None:
    for line in read_texts(path):
        # One empty question among thousands is no reason to stop.
        asks = any(char.isalnum() for char in line.text)
        hits = workspace.search(line.text, **filters) if asks else ()
        out.write_json("--json", _form(line.id, line.text, hits))
        if not asks:
            click.echo(f"注意：{line.id} 没有可以检索的字词。", err=True)


def _form(name: str | int | None, query: str, hits: tuple[Hit, ...]) -> dict[str, Any]:
    return {"id": name, "query": query, "hits": [hit.as_json() for hit in hits]}


def _show(hits: tuple[Hit, ...]) -> None:
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    from fangan.review.report.words import clean, one_line

    console = Console(highlight=False)
    if not hits:
        console.print("没有找到；请换个说法，或去掉筛选条件再试。")
    for position, hit in enumerate(hits, start=1):
        console.print(Text(one_line(clean(f"{position}. {hit.title}")), style="bold"))
        quote = Text(clean(hit.quote))
        for start, end in hit.highlights:
            quote.stylize("bold yellow", start, end)
        about = [Text(one_line(clean(line))) for line in _about(hit)]
        score = Text(f"相关度 {hit.score:.2f}", style="dim")
        for text in (*about, quote, score):
            console.print(Padding(text, (0, 0, 0, 3), expand=False))
        console.print()


def _about(hit: Hit) -> Iterator[str]:
    """Whose document it is, and where in it the words stand."""
    facts = (hit.number, hit.issuer, hit.date, _STATUS[hit.status])
    yield " · ".join(fact for fact in facts if fact)
    place = [*hit.path, *([f"第 {hit.page} 页"] if hit.page else [])]
    if place:
        yield " › ".join(place)
