"""The command line: parses, calls the workspace, prints.

Only this layer prints. Nothing heavy is imported before a command has been
parsed, so that ``fangan --help`` answers at once.
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; no exception leaves."""
    try:
        from fangan.cli.entry import main as run
    except KeyboardInterrupt:
        # Stopped while the program was still loading: nothing was begun, nothing to say.
        return 130
    return run(arguments)
