"""Dictionary words by jieba, with the terms of corpora/lexicons added.

The only module that imports jieba: the import warns about its own source text and
about setuptools, which is nobody's business here.
"""

from __future__ import annotations

import warnings
from functools import lru_cache
from typing import TYPE_CHECKING

from fangan.search.tokens import fold, is_han
from fangan.settings import data_folder

if TYPE_CHECKING:
    from jieba import Tokenizer


def lexicon() -> tuple[str, ...]:
    """The terms of every ``*.txt`` in corpora/lexicons, one a line; ``#`` begins a remark."""
    found: dict[str, None] = {}
    for path in sorted(data_folder("corpora/lexicons").glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            term = line.partition("#")[0].strip()
            if term:
                found[fold(term)] = None
    return tuple(found)


@lru_cache(maxsize=1)
def _tokenizer() -> Tokenizer:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    jieba.setLogLevel("ERROR")
    tokenizer = jieba.Tokenizer()
    for term in lexicon():
        tokenizer.add_word(term)
    return tokenizer


def words(text: str) -> list[str]:
    """The words of ``text``, long ones also in their parts; single Chinese characters are left out."""
    cut = (word.strip() for word in _tokenizer().cut_for_search(fold(text)))
    return [w for w in cut if (len(w) > 1 if is_han(w) else w.isalnum())]
