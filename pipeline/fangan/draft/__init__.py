"""Drafts a framework (framework.toml) from a master plan, for a person to finish."""

from fangan.draft.drafting import draft
from fangan.draft.write import to_shingles, to_toml

__all__ = ["draft", "to_shingles", "to_toml"]
