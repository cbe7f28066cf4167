"""The wheel, installed into a bare environment, works from any folder."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest


def run(*command: str | Path, cwd: Path, accept: tuple[int, ...] = (0,)) -> str:
    """Run ``command`` as a user would, without a word of this environment's Python."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("PYTHON")
    }
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode in accept, f"{command}: {done.returncode}\n{done.stdout}{done.stderr}"
    assert "Traceback" not in done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(root, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = ("-m", "build", "--wheel", "--no-isolation", "--outdir", folder, root)
    run(sys.executable, *build, cwd=folder)
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def bare(wheel, tmp_path_factory) -> Path:
    """The scripts of an environment that holds the wheel, and others' packages by a path."""
    folder = tmp_path_factory.mktemp("bare")
    venv.create(folder, with_pip=False, symlinks=True)
    scripts = folder / "bin"
    python = scripts / "python"
    place = Path(
        run(python, "-c", "import site; print(site.getsitepackages()[0])", cwd=folder).strip()
    )
    install = ("-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index")
    run(sys.executable, *install, wheel, cwd=folder)
    # A .pth line puts a folder on the path but does not read the .pth files in it,
    # so that the editable install of the source tree stays out.
    others = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (place / "others.pth").write_text("\n".join(others), encoding="utf-8")
    return scripts


@pytest.fixture
def elsewhere(tmp_path) -> Path:
    folder = tmp_path / "别处 的文件夹"
    folder.mkdir()
    return folder


def test_the_wheel_holds_code_data_and_licence(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    for wanted in (
        "fangan/py.typed",
        "fangan/cli/entry.py",
        "fangan/corpora/frameworks/shanxi-2020/framework.toml",
        "fangan/corpora/samples/gaps.pdf",
        "fangan/corpora/samples/sound.docx",
    ):
        assert wanted in names
    assert any(name.startswith("fangan/corpora/policies/") for name in names)
    assert any(name.startswith("fangan/review/report/templates/") for name in names)
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)
    assert "fangan/models/official-pairs/model.toml" in names
    assert not [name for name in names if "__pycache__" in name or name.startswith("tests")]
    # What makes models and samples is for those who have the repository.
    assert not [name for name in names if "/train" in name or name.endswith("make_samples.py")]


def test_the_bare_environment_runs_the_wheel_and_not_the_source_tree(bare, elsewhere, root):
    where = run(bare / "python", "-c", "import fangan; print(fangan.__file__)", cwd=elsewhere)
    assert Path(where.strip()).is_relative_to(bare.parent)
    assert not Path(where.strip()).is_relative_to(root)


def test_a_plan_is_reviewed_from_another_folder(bare, elsewhere):
    find = "from fangan.settings import data_folder; print(data_folder('corpora/samples'))"
    samples = Path(run(bare / "python", "-c", find, cwd=elsewhere).strip())
    assert samples.is_relative_to(bare.parent)
    options = ("--html", "报告.html", "--json", "a.json", "--workspace", elsewhere)
    shown = run(
        bare / "fangan", "review", samples / "gaps.pdf", *options, cwd=elsewhere, accept=(1,)
    )
    assert shown.strip()
    assert "<html" in (elsewhere / "报告.html").read_text(encoding="utf-8")
    assert (elsewhere / "a.json").stat().st_size > 1000


def test_frameworks_and_policies_came_along(bare, elsewhere):
    assert "shanxi-2020" in run(bare / "fangan", "framework", "list", cwd=elsewhere)
    found = run(bare / "fangan", "search", "产业集聚区 用地", "--limit", "2", cwd=elsewhere)
    assert "示例" in found
    assert "frameworks" in run(bare / "fangan", "doctor", cwd=elsewhere)
