"""Options, and the places where the program's and the user's files lie."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from platformdirs import user_data_path
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from fangan.errors import DataFolderError, SettingsError

PREFIX = "FANGAN_"
_TEST_FLAGS = frozenset({"FANGAN_REQUIRE_ALL", "FANGAN_UPDATE"})


class Settings(BaseSettings):
    """Every option, set in the environment as ``FANGAN_`` and its name in capitals."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    home: Path | None = Field(default=None, description="工作文件夹；默认在用户数据目录")
    framework: str = Field(default="shanxi-2020", description="默认使用的总体方案")
    embedding_model: Path | None = Field(
        default=None,
        description="语义模型所在的文件夹（sentence-transformers 格式）；不给则只按词语检索",
    )
    max_megabytes: int = Field(default=200, gt=0, description="单个文件的大小上限（MB）")
    max_pages: int = Field(default=3000, gt=0, description="单个文件的页数上限")
    max_cells: int = Field(default=300_000, gt=0, description="单个表格文件的单元格数上限")
    libreoffice: Path | None = Field(
        default=None, description="LibreOffice 的命令；默认在系统路径中寻找"
    )
    office_seconds: int = Field(
        default=60, gt=0, description="LibreOffice 转换一个文件的时间上限（秒）"
    )
    max_members: int = Field(default=2000, gt=0, description="一个压缩包或文件夹的文件数上限")
    max_unpacked_megabytes: int = Field(
        default=500, gt=0, description="压缩格式（DOCX 等）解开后的大小上限（MB）"
    )
    recognition_seconds: int = Field(default=120, gt=0, description="识别一页图像的时间上限（秒）")


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The options in force. Raises SettingsError on an unknown name or a wrong value."""
    known = {PREFIX + name.upper() for name in Settings.model_fields} | _TEST_FLAGS
    unknown = sorted(
        name for name in os.environ if name.upper().startswith(PREFIX) and name.upper() not in known
    )
    if unknown:
        raise SettingsError(
            f"环境变量 {unknown[0]} 不是本程序的选项；可用的选项有 {'、'.join(sorted(known))}。"
        )
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + str(first["loc"][0]).upper()
        raise SettingsError(
            f"环境变量 {name} 的值“{os.environ.get(name, '')}”不合要求，请改正后重试。"
        ) from error


def data_folder(name: str) -> Path:
    """The folder ``name`` (``corpora/frameworks``, ``prompts``…) that ships with the program.

    Inside the package when installed from a wheel, else beside ``pipeline/`` in a
    source tree. Raises DataFolderError when it is in neither place.
    """
    package = Path(__file__).resolve().parent
    inside = package / name
    if inside.is_dir():
        return inside
    root = package.parent.parent
    beside = root / name
    if (root / "pyproject.toml").is_file() and beside.is_dir():
        return beside
    raise DataFolderError(f"程序自带的文件夹 {name} 不见了，请重新安装本程序。")


def workspace_folder(given: Path | None = None) -> Path:
    """Where the user's own data goes: ``given``, else FANGAN_HOME, else the platform's place."""
    return given or settings().home or user_data_path("fangan", appauthor=False)
