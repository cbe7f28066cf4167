"""Master plans as files: reading, checking and listing ``framework.toml``.

Whoever writes a second master plan edits one TOML file, so every fault is named
with its line, its key, what is wrong and what is allowed, in Chinese.
"""

from fangan.framework_file.body import body, fingerprint
from fangan.framework_file.library import (
    FILE_NAME,
    FrameworkSummary,
    available,
    load,
    problems,
    shingles_path,
)
from fangan.framework_file.schema import SCHEMA_VERSION

__all__ = [
    "FILE_NAME",
    "SCHEMA_VERSION",
    "FrameworkSummary",
    "available",
    "body",
    "fingerprint",
    "load",
    "problems",
    "shingles_path",
]
