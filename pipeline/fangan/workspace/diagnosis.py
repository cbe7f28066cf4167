"""What is installed, what is missing, and what each missing part would enable."""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Literal

from fangan import __version__
from fangan.errors import FanganError
from fangan.settings import data_folder

Group = Literal["program", "data", "optional", "machine"]
CheckStatus = Literal["ok", "missing"]

MINIMUM_PYTHON = (3, 11)
_GIGABYTE = 1024**3
_COMFORTABLE_MEMORY = 2 * _GIGABYTE


@dataclass(frozen=True, slots=True)
class Check:
    """The state of one part; ``required`` parts are those no review works without."""

    id: str
    group: Group
    required: bool
    status: CheckStatus
    detail: str
    version: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A distribution that the program depends on, the module it gives, and its use."""

    module: str
    use: str
    required: bool = True


PARTS = {
    "charset-normalizer": Part("charset_normalizer", "辨认文本文件的编码"),
    "click": Part("click", "命令行"),
    "faiss-cpu": Part("faiss", "按语义检索（向量索引）", required=False),
    "jieba": Part("jieba", "中文分词，供语言处理流程和检索选用"),
    "jinja2": Part("jinja2", "网页报告"),
    "lxml": Part("lxml", "读取 DOCX 和 HTML"),
    "numpy": Part("numpy", "数值计算"),
    "onnxruntime": Part("onnxruntime", "识别扫描件（运行识别模型）", required=False),
    "opencv-python-headless": Part("cv2", "识别扫描件（图像处理）", required=False),
    "pdfminer.six": Part("pdfminer", "读取 PDF 表格"),
    "pdfplumber": Part("pdfplumber", "读取 PDF 表格"),
    "pillow": Part("PIL", "读取和显示图片"),
    "platformdirs": Part("platformdirs", "找到用户的工作文件夹"),
    "pydantic": Part("pydantic", "检查设置"),
    "pydantic-settings": Part("pydantic_settings", "读取设置"),
    "pypdfium2": Part("pypdfium2", "读取 PDF 文字、显示页面"),
    "rapidocr": Part("rapidocr", "识别扫描件和图片中的文字", required=False),
    "rich": Part("rich", "屏幕显示"),
    "safetensors": Part("safetensors", "读取语义模型", required=False),
    "sentence-transformers": Part(
        "sentence_transformers", "读取用户自备的语义模型", required=False
    ),
    "spacy": Part("spacy", "中文语言处理流程", required=False),
    "tantivy": Part("tantivy", "政策检索"),
    "tokenizers": Part("tokenizers", "为语义模型切词", required=False),
    "torch": Part("torch", "运行语义模型", required=False),
    "transformers": Part("transformers", "运行语义模型", required=False),
    "xlrd": Part("xlrd", "读取 XLS 表格"),
}
"""Every run-time dependency (a test compares this with pyproject.toml)."""

PROGRAMS = {
    "libreoffice": (("soffice", "libreoffice"), "读取 .doc、.wps、.rtf、.odt"),
    "bsdtar": (("bsdtar",), "读取 7Z 压缩包"),
    "chromium": (("chromium", "chromium-browser", "google-chrome"), "在浏览器里测试网页报告"),
    "postgresql": (("psql", "postgres"), "多人共用的工作区（计划中，本版本还不能）"),
}
"""Programs that may be there: the commands that show it, and what they enable."""


def diagnose(workspace: Path) -> tuple[Check, ...]:
    """Look at every part; nothing heavy is imported and nothing is written."""
    return (
        _python(),
        *(_part(name, part) for name, part in PARTS.items()),
        *_data(),
        *(_program(name, *about) for name, about in PROGRAMS.items()),
        *_machine(workspace),
    )


def works(checks: tuple[Check, ...]) -> bool:
    """Whether all that a review needs is there."""
    return all(check.status == "ok" for check in checks if check.required)


def _python() -> Check:
    wanted = ".".join(map(str, MINIMUM_PYTHON))
    good = sys.version_info >= MINIMUM_PYTHON
    detail = f"fangan {__version__}" if good else f"需要 Python {wanted} 或更新的版本"
    return Check("python", "program", True, _status(good), detail, platform.python_version())


def _part(name: str, part: Part) -> Check:
    try:
        version = metadata.version(name)
        there = importlib.util.find_spec(part.module) is not None
    except (metadata.PackageNotFoundError, ImportError):
        version, there = None, False
    detail = part.use if there else f"{part.use}；请重新安装本程序，或运行 pip install {name}"
    return Check(name, "program", part.required, _status(there), detail, version)


def _data() -> Iterator[Check]:
    yield _folder("frameworks", _frameworks, "总体方案条目", required=True)
    yield _folder("policies", _files("corpora/policies"), "示例政策，供检索试用")
    yield _folder("samples", _files("corpora/samples"), "示例方案，供审查试用")
    yield _folder("models", _models, "由训练材料得到的数据和模型")


def _folder(name: str, count: Callable[[], int], use: str, *, required: bool = False) -> Check:
    try:
        number = count()
    except (FanganError, OSError) as error:
        return Check(name, "data", required, "missing", f"{use}：{error}")
    detail = f"{use}（{number} 个）" if number else use
    return Check(name, "data", required, _status(number > 0), detail)


def _frameworks() -> int:
    from fangan.framework_file import available

    return len(available())


def _files(name: str) -> Callable[[], int]:
    def count() -> int:
        return sum(
            path.is_file() and not path.name.startswith(".")
            for path in data_folder(name).rglob("*")
        )

    return count


def _models() -> int:
    return sum(1 for _ in data_folder("models").glob("*/model.toml"))


def _program(name: str, commands: tuple[str, ...], use: str) -> Check:
    path = next((found for command in commands if (found := shutil.which(command))), None)
    detail = f"{use}；{path}" if path else f"未安装；用于{use}"
    return Check(name, "optional", False, _status(path is not None), detail)


def _machine(workspace: Path) -> Iterator[Check]:
    yield Check("cpu", "machine", False, "ok", f"{os.cpu_count() or 1} 个处理器核")
    memory = _memory()
    if memory is not None:
        enough = memory >= _COMFORTABLE_MEMORY
        advice = "" if enough else "，建议 2 GB 以上"
        detail = f"内存 {memory / _GIGABYTE:.1f} GB{advice}"
        yield Check("memory", "machine", False, _status(enough), detail)
    writable = _writable(workspace)
    detail = (
        str(workspace)
        if writable
        else f"{workspace} 不能写入；审查仍可进行，出错记录会写到临时文件夹"
    )
    yield Check("workspace", "machine", False, _status(writable), f"工作文件夹 {detail}")


def _memory() -> int | None:
    """Bytes of memory, or None where the system does not tell."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return None


def _writable(folder: Path) -> bool:
    """Whether ``folder`` could be written to, or made where it is not there yet."""
    for place in (folder, *folder.absolute().parents):
        if place.exists():
            return place.is_dir() and os.access(place, os.W_OK | os.X_OK)
    return False


def _status(good: bool) -> CheckStatus:  # noqa: FBT001 — the one thing it is about
    return "ok" if good else "missing"
