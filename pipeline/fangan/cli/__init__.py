"""The command line: parses, calls the workspace, prints.

Only this layer prints. Nothing heavy is imported before a command has been
parsed, so that ``fangan --help`` answers at once.
"""

from fangan.cli.entry import main

__all__ = ["main"]
