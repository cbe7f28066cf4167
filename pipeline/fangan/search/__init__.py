"""Search over policies: passages with their heading paths, found exactly or by words in common."""

from __future__ import annotations

from fangan.search.find import Hit, PolicyIndex, index_policies, search
from fangan.search.passages import Passage, passages
from fangan.search.policies import Policy, read, read_folder
from fangan.settings import data_folder

__all__ = [
    "Hit",
    "Passage",
    "Policy",
    "PolicyIndex",
    "index_policies",
    "passages",
    "read",
    "read_folder",
    "search",
    "starter_index",
]


def starter_index() -> PolicyIndex:
    """The policies that ship with the program, indexed in memory."""
    return index_policies(read_folder(data_folder("corpora/policies")))
