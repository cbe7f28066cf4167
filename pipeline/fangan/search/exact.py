"""What a question names outright: a document number, a title in 《》, a clause (第N条).

These are found by comparing, before anything is ranked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fangan.nlp.numerals import chinese_integer
from fangan.nlp.shingles import letters
from fangan.search.policies import Policy
from fangan.search.tokens import fold

# The year's brackets are lost or mangled in many copies: 〔2022〕, (2022), [2022], 2022年.
_NUMBER = re.compile(
    r"(?P<sign>[\u4e00-\u9fff]{0,14})\s*[〔\[(【{]?\s*(?P<year>(?:19|20)\d{2})\s*[〕\])】}年]?"
    r"\s*第?\s*(?P<serial>\d{1,5})\s*号"
)
_PLAIN_NUMBER = re.compile(r"(?P<sign>[\u4e00-\u9fff]{2,30})第\s*(?P<serial>\d{1,5})\s*号")
CLAUSE = re.compile(r"第\s*([零〇○一二三四五六七八九十百千\d]+)\s*条")
_TITLE = re.compile(r"《([^《》]+)》")
_REMARK = re.compile(r"\s*[（(][^（）()]*[)）]\s*$")
_SHORTEST_TITLE = 6


@dataclass(frozen=True, slots=True)
class Number:
    """A document number (发文字号) taken apart; ``year`` is 0 where it has none."""

    sign: str
    year: int
    serial: int


@dataclass(frozen=True, slots=True)
class Named:
    """What a question names: documents by position, clauses by number, and the words left over."""

    policies: frozenset[int]
    numbers: tuple[Number, ...]
    clauses: frozenset[int]
    rest: str

    def __bool__(self) -> bool:
        return bool(self.policies or self.clauses or self.numbers)


def numbers_in(text: str) -> tuple[Number, ...]:
    """The document numbers written in ``text``, however their brackets are."""
    found = _NUMBER.finditer(fold(text))
    made = [Number(m["sign"], int(m["year"]), int(m["serial"])) for m in found]
    if not made:
        found = _PLAIN_NUMBER.finditer(fold(text))
        made = [Number(m["sign"], 0, int(m["serial"])) for m in found]
    return tuple(made)


def same_number(asked: Number, number: Number) -> bool:
    """Whether ``asked`` names ``number``; the sign may be cut short or have words before it."""
    if (asked.year, asked.serial) != (number.year, number.serial):
        return False
    if asked.year:
        return asked.sign.endswith(number.sign) or number.sign.endswith(asked.sign)
    return asked.sign[-2:] == number.sign[-2:]


def clause_number(text: str | None) -> int | None:
    """The N of 第N条."""
    found = CLAUSE.search(fold(text or ""))
    return chinese_integer(found[1]) if found else None


@dataclass(frozen=True, slots=True)
class Names:
    """The names of policies, made ready for comparing: numbers and titles by position."""

    numbers: tuple[tuple[Number, ...], ...]
    titles: tuple[tuple[str, ...], ...]


def names_of(policies: Sequence[Policy]) -> Names:
    """The names of ``policies``; a title counts with and without the remark in brackets at its end."""
    titles = []
    for policy in policies:
        bare = letters(_REMARK.sub("", policy.title))[0]
        titles.append(tuple(dict.fromkeys(filter(None, (letters(policy.title)[0], bare)))))
    return Names(tuple(numbers_in(policy.number or "") for policy in policies), tuple(titles))


def named(query: str, names: Names) -> Named:
    """What ``query`` names among the policies of ``names``.

    A number or title that no policy bears is no name: its words stay in the rest.
    """
    rest = fold(query)
    asked = numbers_in(rest)
    chosen = {
        index
        for index, numbers in enumerate(names.numbers)
        if any(same_number(each, number) for number in numbers for each in asked)
    }
    if chosen:
        rest = _PLAIN_NUMBER.sub(" ", _NUMBER.sub(" ", rest))
    by_title, rest = _titles(rest, names.titles)
    clauses = {number for m in CLAUSE.finditer(rest) if (number := chinese_integer(m[1]))}
    rest = CLAUSE.sub(" ", rest)
    return Named(
        frozenset(chosen & by_title or chosen or by_title), asked, frozenset(clauses), rest
    )


def _titles(query: str, titles: Sequence[Sequence[str]]) -> tuple[set[int], str]:
    """Policies whose title ``query`` writes in 《》 or in full, and the query without it."""
    chosen: set[int] = set()
    for quoted in _TITLE.findall(query):
        bare = letters(quoted)[0]
        whole = {index for index, forms in enumerate(titles) if bare in forms}
        part = {i for i, forms in enumerate(titles) if len(bare) >= 4 and bare in forms[0]}
        chosen |= whole or part
    if chosen:
        return chosen, _TITLE.sub(" ", query)
    spoken, offsets = letters(query)
    inside = {t for forms in titles for t in forms if len(t) >= _SHORTEST_TITLE and t in spoken}
    if not inside:
        return set(), query
    longest = max(inside, key=len)
    start = spoken.index(longest)
    left, right = offsets[start], offsets[start + len(longest) - 1] + 1
    named = {index for index, forms in enumerate(titles) if longest in forms}
    return named, f"{query[:left]} {query[right:]}"
