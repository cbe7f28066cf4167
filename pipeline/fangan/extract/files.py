"""Takes a file's bytes from the disk, where that is safe to do."""

from __future__ import annotations

from pathlib import Path

from fangan.errors import InputError, MissingFileError, TooLargeError
from fangan.settings import settings

_MEGABYTE = 1024 * 1024


def read_bytes(path: Path) -> bytes:
    """The content of a file, after the checks that need no reading.

    Raises:
        MissingFileError: nothing is there.
        TooLargeError: it is larger than ``max_megabytes``.
        InputError: it is no plain file, or may not be read.
    """
    limit = settings().max_megabytes
    try:
        if not path.exists():
            raise MissingFileError(f"找不到文件 {path}，请检查路径和文件名。")
        # A pipe or a device would never end.
        if not path.is_file():
            raise InputError(f"{path} 不是普通文件，无法读取，请指定一个文档文件。")
        size = path.stat().st_size
        if size > limit * _MEGABYTE:
            raise TooLargeError(
                f"文件 {path.name} 有 {size / _MEGABYTE:.0f} MB，超过 {limit} MB 的上限；"
                "请拆分文件，或用环境变量 FANGAN_MAX_MEGABYTES 调高上限。"
            )
        return path.read_bytes()
    except PermissionError as error:
        raise InputError(f"没有读取文件 {path.name} 的权限，请检查文件权限。") from error
    except (OSError, ValueError) as error:
        raise InputError(f"文件 {path.name} 无法打开，请检查路径和磁盘后再试。") from error
