"""Help: at once, in Chinese, within the width of a terminal."""

import subprocess
import sys
import time

import click
import pytest

from fangan.cli.chinese import help_page
from fangan.cli.entry import COMMANDS, commands
from fangan.nlp.width import display_width

HEAVY = {
    "faiss",
    "jieba",
    "jinja2",
    "lxml",
    "numpy",
    "pdfminer",
    "pdfplumber",
    "platformdirs",
    "pydantic",
    "pydantic_settings",
    "pypdfium2",
    "rich",
    "scipy",
    "sentence_transformers",
    "spacy",
    "tantivy",
    "torch",
    "transformers",
}


def all_commands() -> list[tuple[str, click.Context]]:
    """Every command with a context of its own, groups' children included."""
    found = []

    def walk(command: click.Command, context: click.Context) -> None:
        found.append((context.command_path, context))
        if isinstance(command, click.Group):
            for name in command.list_commands(context):
                child = command.get_command(context, name)
                walk(child, click.Context(child, parent=context, info_name=name))

    walk(commands, click.Context(commands, info_name="fangan"))
    return found


def leaves() -> list[click.Context]:
    return [
        context for _, context in all_commands() if not isinstance(context.command, click.Group)
    ]


def test_help_imports_nothing_heavy():
    script = (
        "import sys; from fangan.cli import main; code = main(['--help']);"
        "print(*sorted(m for m in sys.modules if '.' not in m), file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, check=True, encoding="utf-8"
    )
    assert not HEAVY & set(done.stderr.split())
    assert all(name in done.stdout for name in COMMANDS)


def test_help_answers_at_once():
    def seconds() -> float:
        begun = time.perf_counter()
        command = [sys.executable, "-c", "from fangan.cli import main; main(['--help'])"]
        subprocess.run(command, capture_output=True, check=True)
        return time.perf_counter() - begun

    assert min(seconds() for _ in range(5)) < 0.5


@pytest.mark.parametrize("context", [c for _, c in all_commands()], ids=lambda c: c.command_path)
def test_help_pages_are_chinese_and_fit_a_terminal(context):
    page = help_page(context.command, context)
    assert page.startswith(f"用法：{context.command_path} ")
    for english in ("Usage", "Options", "Commands", "Show this", "[default", "required"):
        assert english not in page
    assert max(map(display_width, page.splitlines())) <= 80


@pytest.mark.parametrize("context", leaves(), ids=lambda c: c.command_path)
def test_every_command_takes_a_workspace_and_explains_each_option(context):
    options = [p for p in context.command.params if isinstance(p, click.Option)]
    assert any("--workspace" in option.opts for option in options)
    assert all(option.help for option in options)
    assert context.command.short_help


def test_only_what_exists_is_listed():
    page = help_page(commands, click.Context(commands, info_name="fangan"))
    for later in ("batch", "index", "similar", "serve"):
        assert f"  {later} " not in page
