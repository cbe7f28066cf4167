"""The rules of the house: short modules, clean words, docs that name everything."""

import ast
import os
import re
import tomllib
from pathlib import Path

import click
import pytest

from fangan import __version__, errors
from fangan.cli.chinese import help_page
from fangan.cli.entry import commands
from fangan.settings import PREFIX, Settings

LIMIT = 500
TEXT = {".py", ".md", ".toml", ".txt", ".html", ".j2", ".css", ".js", ".jsonl", ".tsv", ".csv", ""}
FOLDERS = (".ci", "corpora", "docs", "evaluation", "models", "pipeline", "prompts", "tests")
HEADER = "<!-- 由 make docs 生成，请勿手改 -->"


@pytest.fixture(scope="module")
def ours(root) -> tuple[Path, ...]:
    """Every file of the project; what is generated lies elsewhere or is a cache."""
    beside = (path for path in root.iterdir() if path.is_file())
    inside = (path for folder in FOLDERS for path in (root / folder).rglob("*") if path.is_file())
    return tuple(path for path in (*beside, *inside) if "__pycache__" not in path.parts)


def texts(paths: tuple[Path, ...]):
    for path in paths:
        if path.suffix in TEXT:
            yield path, path.read_text(encoding="utf-8")


def test_no_module_over_the_limit(ours):
    long = {
        str(path): count
        for path, text in texts(ours)
        if path.suffix == ".py" and (count := len(text.splitlines())) > LIMIT
    }
    assert not long, f"split these modules: {long}"


def test_no_catch_all_modules(ours):
    vague = {"utils", "util", "helpers", "misc", "common"}
    assert not [path for path in ours if path.suffix == ".py" and path.stem in vague]


def test_no_loose_ends(ours):
    marks = re.compile("|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X:", "HA" + "CK")))
    assert not [
        f"{path}:{number}"
        for path, text in texts(ours)
        if path.suffix == ".py"
        for number, line in enumerate(text.splitlines(), start=1)
        if marks.search(line)
    ]


def test_no_machine_of_ours_in_any_file(ours):
    """No path of a developer's machine and no package registry's address."""
    patterns = [
        r"(?<![\w.])/(?:work|root|home/\w+|Users/\w+)/",
        r"pypi\.org|pythonhosted|files\.python",
        r"index[-]url|find[-]links",
    ]
    stray = re.compile("|".join(patterns))
    me = Path(__file__).name
    assert not [
        f"{path}:{number}: {line.strip()[:80]}"
        for path, text in texts(ours)
        if path.name != me
        for number, line in enumerate(text.splitlines(), start=1)
        if stray.search(line)
    ]


def test_only_the_command_line_prints(root):
    for path in (root / "pipeline/fangan").rglob("*.py"):
        if path.parent.name == "cli":
            continue
        calls = (
            node
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call)
        )
        printing = [
            c.lineno for c in calls if isinstance(c.func, ast.Name) and c.func.id == "print"
        ]
        assert not printing, f"{path}:{printing}"


def all_commands():
    def walk(command, context):
        yield context
        if isinstance(command, click.Group):
            for name in command.list_commands(context):
                child = command.get_command(context, name)
                yield from walk(child, click.Context(child, parent=context, info_name=name))

    return list(walk(commands, click.Context(commands, info_name="fangan")))


def test_the_command_reference_is_what_help_says(root):
    pieces = [HEADER, "# 命令", ""]
    for context in all_commands():
        page = help_page(context.command, context)
        pieces += [f"## {context.command_path}", "", "```text", page, "```", ""]
    made = "\n".join(pieces)
    path = root / "docs/cli.md"
    if os.environ.get("FANGAN_UPDATE") == "1":
        path.write_text(made, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == made, "run: make docs"


def test_the_update_flag_is_off_in_checks():
    assert not (os.environ.get("CI") and os.environ.get("FANGAN_UPDATE"))


@pytest.fixture(scope="module")
def documentation(root) -> str:
    paths = (*(root / "docs").glob("*.md"), root / "README.md", root / "README.zh-CN.md")
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def test_every_setting_is_documented(documentation):
    names = [PREFIX + name.upper() for name in Settings.model_fields]
    assert not [name for name in names if f"`{name}`" not in documentation]


def test_every_error_is_documented(documentation):
    names = [
        name
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, errors.FanganError)
    ]
    assert len(names) > 10
    assert not [name for name in names if f"`{name}`" not in documentation]


def test_every_top_module_stands_in_the_layers_and_in_the_architecture(root):
    package = root / "pipeline/fangan"
    modules = {
        path.stem
        for path in package.iterdir()
        if (path.suffix == ".py" and path.stem != "__init__") or (path / "__init__.py").is_file()
    }
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    (contract,) = settings["tool"]["importlinter"]["contracts"]
    placed = {name for layer in contract["layers"] for name in re.split(r"\W+", layer) if name}
    assert placed == modules
    architecture = (root / "docs/architecture.md").read_text(encoding="utf-8")
    assert not [name for name in modules if f"`{name}" not in architecture]


def test_links_between_documents_lead_somewhere(root):
    for path in (*root.glob("*.md"), *(root / "docs").glob("*.md")):
        for link in re.findall(r"\]\(([^)#]+)[^)]*\)", path.read_text(encoding="utf-8")):
            if "://" not in link:
                assert (path.parent / link).exists(), f"{path.name}: {link}"


def test_the_version_is_the_same_everywhere(root):
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    assert settings["project"]["version"] == __version__
    assert f"## [{__version__}]" in (root / "CHANGELOG.md").read_text(encoding="utf-8")


def test_every_requirement_is_pinned(root):
    def key(requirement: str) -> str:
        name = re.match(r"[A-Za-z0-9._-]+", requirement)[0]
        return re.sub(r"[-_.]+", "-", name).lower()

    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = {
        key(entry)
        for entry in (*settings["project"]["dependencies"], *settings["dependency-groups"]["dev"])
    }
    lines = [
        line
        for line in (root / "constraints.txt").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[0-9A-Za-z.]+", line) for line in lines)
    assert wanted <= {key(line) for line in lines}
