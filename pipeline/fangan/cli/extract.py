"""``fangan extract``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fangan.cli.chinese import Command
from fangan.cli.options import FILE, json_option, workspace_option
from fangan.cli.output import outputs
from fangan.cli.progress import shown_progress

if TYPE_CHECKING:
    from fangan.document import Document


@click.command(cls=Command, short_help="读出一个文件的文字、标题、表格和位置。")
@click.argument("file", metavar="FILE", type=FILE)
@json_option()
@click.option(
    "--text", "text_target", metavar="FILE", type=FILE, help="只写出正文；- 表示标准输出。"
)
@click.option(
    "--html",
    "html_target",
    metavar="FILE",
    type=FILE,
    help="写成网页，原页与读出的内容左右对照。",
)
@workspace_option
def extract(
    file: Path,
    json_target: Path | None,
    text_target: Path | None,
    html_target: Path | None,
    workspace_folder: Path | None,
) -> None:
    """读出一个文件：正文、标题层级、表格、页码和文号等信息。

    FILE 可以是 PDF、扫描件和图片（PNG、JPG、TIFF）、DOCX、DOC、WPS、RTF、
    ODT、OFD、XLSX、XLS、CSV、HTML、TXT、Markdown，或装着方案及其附件的
    文件夹、ZIP、7Z：按一份提交材料对待，读其中的方案。
    不给 --json、--text 和 --html 时，在屏幕上显示标题层级和基本信息。
    """
    from fangan.workspace import Workspace
    from fangan.workspace.forms import document_form

    wanted = {"--json": json_target, "--text": text_target, "--html": html_target}
    workspace = Workspace(workspace_folder)
    with outputs(wanted, inputs=(file,)) as out:
        with shown_progress() as progress:
            document = workspace.extract(file, progress=progress)
        if out.wants("--json"):
            out.write_json("--json", document_form(document))
        if out.wants("--text"):
            out.write("--text", f"{document.text}\n")
        if out.wants("--html"):
            out.write("--html", workspace.reading_html(document, file))
    if not out.places:
        click.echo(outline(document))
    for notice in document.warnings:
        click.echo(_shown(f"注意：{notice.message}"), err=True)


def outline(document: Document) -> str:
    """What was read, for the eye: the facts about the document and its headings."""
    metadata = document.metadata
    facts = {
        "标题": metadata.title,
        "文号": metadata.number,
        "发文机关": metadata.issuer,
        "日期": metadata.date,
        "主送": metadata.recipients,
        "页数": str(len(document.pages)) if document.pages else None,
        "字数": str(len(document.text)),
        "表格": str(len(document.tables)),
    }
    lines = [_shown(f"{name}：{value or '—'}") for name, value in facts.items()]
    lines.append("")
    lines += [
        f"{'  ' * (section.level - 1)}{_shown(section.label)}"
        for section in document.root.walk()
        if section.level
    ]
    return "\n".join(lines)


def _shown(text: str) -> str:
    """One line for the screen; a document's words must not steer it."""
    from fangan.review.report.words import clean, one_line

    return one_line(clean(text))
