"""The facade that wires reading, reviewing, reporting and search for one user.

A workspace is a folder of the user's own; nothing needs to be written there for a
review, so that it may be read-only or absent.
"""

from fangan.workspace.facade import Workspace

__all__ = ["Workspace"]
