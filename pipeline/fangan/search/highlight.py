"""Which words of a passage answer to the words of a question."""

from __future__ import annotations

from fangan.nlp.shingles import letters
from fangan.search.exact import CLAUSE, clause_number
from fangan.search.tokens import fold, is_han, runs, without_asking

_BRIDGE = 1  # characters between two spans that are shown as one, such as a quotation mark


def highlights(query: str, quote: str) -> tuple[tuple[int, int], ...]:
    """Half-open spans of ``quote``, relative to its own start, that stand in ``query``.

    Chinese is matched from two characters on; other words, numbers and clauses
    (第N条) whole.
    """
    folded, offsets = letters(quote)
    asked = runs(without_asking(CLAUSE.sub(" ", fold(query))))
    chinese = [run for run in asked if is_han(run)]
    others = {run for run in asked if not is_han(run)}
    spans = [*_chinese(folded, chinese), *_whole(quote, folded, offsets, others)]
    in_quote = [(offsets[start], offsets[end - 1] + 1) for start, end in spans]
    in_quote = sorted([*in_quote, *_clauses(query, quote)])
    merged: list[tuple[int, int]] = []
    for start, end in in_quote:
        if merged and start <= merged[-1][1] + _BRIDGE and "\n" not in quote[merged[-1][1] : start]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _clauses(query: str, quote: str) -> list[tuple[int, int]]:
    """Where ``quote`` writes a clause that ``query`` asks for."""
    wanted = {clause_number(found[0]) for found in CLAUSE.finditer(fold(query))}
    found = CLAUSE.finditer(quote) if wanted else ()
    return [match.span() for match in found if clause_number(match[0]) in wanted]


def _chinese(folded: str, asked: list[str]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    index = 0
    shortest = 1 if all(len(run) == 1 for run in asked) else 2
    while index < len(folded):
        end = index
        if is_han(folded[index]):
            end = max(_reach(folded, index, run) for run in asked) if asked else index
        if end - index >= shortest:
            spans.append((index, end))
            index = end
        else:
            index += 1
    return spans


def _reach(folded: str, start: int, run: str) -> int:
    end = start
    while end < len(folded) and folded[start : end + 1] in run:
        end += 1
    return end


def _whole(quote: str, folded: str, offsets: list[int], asked: set[str]) -> list[tuple[int, int]]:
    def runs_on(right: int) -> bool:
        """Whether the characters before and at ``right`` belong to one number or word."""
        if not 0 < right < len(folded):
            return False
        a, b = folded[right - 1], folded[right]
        between = quote[offsets[right - 1] + 1 : offsets[right]]
        if a.isdigit() and b.isdigit():
            return between in {"", ".", ",", "，"}
        return not between and all(char.isascii() and char.isalpha() for char in a + b)

    spans: list[tuple[int, int]] = []
    for word in asked:
        bare = letters(word)[0]
        start = folded.find(bare) if bare else -1
        while start >= 0:
            end = start + len(bare)
            written = fold(quote[offsets[start] : offsets[end - 1] + 1]).replace(",", "")
            if written == word and not (runs_on(start) or runs_on(end)):
                spans.append((start, end))
            start = folded.find(bare, end)
    return spans
