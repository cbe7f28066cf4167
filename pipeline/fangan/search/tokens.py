"""Text to index terms: width folded, Chinese in pairs of characters, the rest in words.

Pairs (bigrams) lose no term to segmentation. In the benchmarks they found more
than dictionary words did, and words added to them gained nothing
(evaluation/results/search_lexical.json).
"""

from __future__ import annotations

import re
import unicodedata

_HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇"
_RUN = re.compile(rf"[{_HAN}]+|\d+(?:\.\d+)?|[^\W\d_{_HAN}]+")
_IS_HAN = re.compile(rf"[{_HAN}]")
_LONGEST = 64

# Words of asking, which say nothing of the matter asked for.
_ASKING = re.compile(
    "为什么|什么|如何|怎么样|怎么|怎样|哪些|哪里|哪儿|哪个|有没有|能不能|给不给|可不可以|可以|是否|多少|请问|吗|呢"
)


def fold(text: str) -> str:
    """``text`` in normal width and lower case."""
    return unicodedata.normalize("NFKC", text).lower()


def runs(text: str) -> list[str]:
    """The runs of Chinese characters, the numbers and the words of other scripts, folded."""
    return [run[:_LONGEST] if not is_han(run) else run for run in _RUN.findall(fold(text))]


def is_han(text: str) -> bool:
    """Whether ``text`` begins with a Chinese character."""
    return bool(_IS_HAN.match(text))


def bigrams(text: str) -> list[str]:
    """The index terms of ``text``; a Chinese character that stands alone is its own term."""
    made: list[str] = []
    for run in runs(text):
        if is_han(run) and len(run) > 1:
            made.extend(run[index : index + 2] for index in range(len(run) - 1))
        else:
            made.append(run)
    return made


def without_asking(query: str) -> str:
    """``query`` without words of asking (如何, 哪些…), unless nothing else is in it."""
    rest = _ASKING.sub(" ", query)
    return rest if runs(rest) else query
