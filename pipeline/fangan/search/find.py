"""From a question to hits: what it names first, then what ranks by words in common."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from fangan.errors import UsageError
from fangan.nlp.embed import encoder
from fangan.search import dense
from fangan.search.exact import (
    Named,
    Names,
    clause_number,
    named,
    names_of,
    numbers_in,
    same_number,
)
from fangan.search.highlight import highlights
from fangan.search.lexical import LexicalIndex, Row, build, rank
from fangan.search.passages import Passage
from fangan.search.policies import KINDS, Policy, Status
from fangan.search.tokens import fold, runs

_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_SPARE = 50  # ranked beyond the limit, since place, year and status still change the order
_NUDGE = 0.1  # a place, year, issuer or kind named in the question adds this share
_OUTDATED = 0.75
_CITES = 1.8  # cites the number asked for; passes its own document when the other words fit better
_HALF = 10.0  # the lexical score that becomes one half
_MEANING = 0.4  # the share of the cosine in the score, where there are vectors


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that answers a question.

    ``highlights`` are half-open spans relative to ``quote``. ``score`` orders the
    hits: below 1 ranked by words (and by meaning, where a model is set), from 1 on a clause or number found exactly, from 2
    on the very document (and clause) named, or a citation of it that fits better. ``lexical`` is the BM25 score behind it, ``dense`` the cosine;
    ``passage`` the passage's position in its document, from 0.
    """

    document: str
    passage: int
    title: str
    path: tuple[str, ...]
    page: int | None
    quote: str
    start: int
    end: int
    highlights: tuple[tuple[int, int], ...]
    score: float
    lexical: float
    dense: float | None
    number: str | None
    issuer: str | None
    region: str | None
    date: str | None
    kind: str | None
    status: Status
    head: str = ""

    def as_json(self) -> dict[str, Any]:
        """The hit in its public JSON form."""
        return {
            "document": self.document,
            "passage": self.passage,
            "title": self.title,
            "path": list(self.path),
            "page": self.page,
            "quote": self.quote,
            "start": self.start,
            "end": self.end,
            "head": self.head,
            "highlights": [list(span) for span in self.highlights],
            "score": round(self.score, 4),
            "scores": {
                "lexical": round(self.lexical, 4),
                "dense": None if self.dense is None else round(self.dense, 4),
            },
            "number": self.number,
            "issuer": self.issuer,
            "region": self.region,
            "date": self.date,
            "kind": self.kind,
            "status": self.status,
        }


@dataclass(frozen=True)
class PolicyIndex:
    """Policies with an index over their passages.

    ``places`` gives for each row of the index the position of its policy and of
    the passage in it.
    """

    policies: tuple[Policy, ...]
    names: Names
    places: tuple[tuple[int, int], ...]
    lexical: LexicalIndex
    dense: dense.DenseIndex | None = None

    def passage(self, row: int) -> tuple[Policy, int, Passage]:
        """The policy of a row, the passage's position in it, and the passage."""
        policy, position = self.places[row]
        return self.policies[policy], position, self.policies[policy].passages[position]


@dataclass(frozen=True, slots=True)
class _Found:
    row: int
    lexical: float
    dense: float | None
    score: float


def index_policies(policies: Sequence[Policy]) -> PolicyIndex:
    """An index over ``policies``, in memory; with vectors where there is an encoder."""
    places = [(p, i) for p, policy in enumerate(policies) for i in range(len(policy.passages))]
    rows = [
        Row(p, policies[p].title, " ".join(passage.path), f"{passage.head}\n{passage.text}")
        for p, i in places
        for passage in (policies[p].passages[i],)
    ]
    made_by = encoder()
    vectors = (
        dense.build([f"{row.title} {row.path}\n{row.body}" for row in rows], made_by)
        if made_by
        else None
    )
    return PolicyIndex(tuple(policies), names_of(policies), tuple(places), build(rows), vectors)


def search(
    index: PolicyIndex,
    query: str,
    *,
    limit: int = 10,
    region: str | None = None,
    issuer: str | None = None,
    kind: str | None = None,
    since: str | None = None,
    until: str | None = None,
    number: str | None = None,
    in_force: bool = False,
) -> tuple[Hit, ...]:
    """The passages that answer ``query``, best first.

    A document number, a title in 《》 and a clause (第N条) in the query are found
    exactly, before anything is ranked. A place, year, issuer or kind in the query
    raises rank; only the options filter. ``since`` and ``until`` are dates
    (2022, 2022-05, 2022-05-10), both included.

    Raises:
        UsageError: the query holds nothing to search for, or an option is wrong.
    """
    if limit < 1:
        raise UsageError(f"返回条数 {limit} 不对，请给出不小于 1 的整数。")
    if not runs(query):
        raise UsageError("检索内容是空的或只有标点，请输入要查的词句、文号或条款。")
    groups = _filtered(
        index.policies,
        region=region,
        issuer=issuer,
        kind=kind,
        since=_date(since, "起始") if since else None,
        until=_date(until, "截止") if until else None,
        number=number,
        in_force=in_force,
    )
    asked = named(query, index.names)
    exact = dict(_exact(index, asked, groups))
    if exact:
        # Within what was named, the rest of the question orders; without a rest, the document.
        lexical = dict(rank(index.lexical, asked.rest, limit=index.lexical.size, groups=groups))
    else:
        lexical = dict(rank(index.lexical, query, limit=limit + _SPARE, groups=groups))
    meant = _meant(index, query, groups=groups, limit=limit + _SPARE)
    found = [
        _Found(
            row,
            words,
            meaning,
            exact.get(row, 0)
            + _fused(words * weight, meaning, with_meaning=index.dense is not None),
        )
        for row in {**exact, **lexical, **meant}
        for words, meaning, weight in (
            (lexical.get(row, 0.0), meant.get(row), _weight(index, row, query)),
        )
    ]
    found.sort(key=lambda each: (-each.score, each.row))
    return tuple(_hit(index, each, query) for each in found[:limit])


def _exact(index: PolicyIndex, asked: Named, groups: frozenset[int]) -> Iterator[tuple[int, float]]:
    """Rows that the question names, 2 for the very thing, less for what bears on it."""
    if not asked:
        return
    for row, (policy, position) in enumerate(index.places):
        if policy not in groups:
            continue
        passage = index.policies[policy].passages[position]
        clause = clause_number(passage.clause)
        if policy in asked.policies:
            yield row, 2 if not asked.clauses or clause in asked.clauses else 1
        elif any(
            same_number(one, other) for one in asked.numbers for other in numbers_in(passage.text)
        ):
            yield row, _CITES
        elif asked.clauses and not asked.policies and clause in asked.clauses:
            yield row, 1


def _meant(
    index: PolicyIndex, query: str, *, groups: frozenset[int], limit: int
) -> dict[int, float]:
    """The cosines of the rows nearest in meaning; nothing where no model is set."""
    if index.dense is None:
        return {}
    rows = [row for row, (policy, _) in enumerate(index.places) if policy in groups]
    return dict(dense.rank(index.dense, query, limit=limit, rows=rows))


def _fused(lexical: float, meaning: float | None, *, with_meaning: bool) -> float:
    """One score below 1: by words, or a weighted mean of words and meaning."""
    if not with_meaning:
        return _squeeze(lexical)
    return (1 - _MEANING) * _squeeze(lexical) + _MEANING * min(0.999, max(0.0, meaning or 0.0))


def _squeeze(score: float) -> float:
    """A score from 0 up, brought below 1 in the same order."""
    return score / (score + _HALF)


def _weight(index: PolicyIndex, row: int, query: str) -> float:
    policy = index.policies[index.places[row][0]]
    asked = fold(query)
    signs = (
        bool(policy.region and _short(policy.region) in asked),
        bool(policy.issuer and fold(policy.issuer) in asked),
        bool(policy.date and policy.date[:4] in _YEAR.findall(asked)),
        bool(policy.kind and policy.kind in next((k for k in KINDS if k in asked), "")),
    )
    outdated = policy.status in {"superseded", "repealed"}
    return (1 + _NUDGE * sum(signs)) * (_OUTDATED if outdated else 1.0)


def _short(region: str) -> str:
    """A place as people name it: 云岭 for 云岭省."""
    folded = fold(region)
    bare = re.sub(r"(?:自治区|自治州|省|市|县|区)$", "", folded)
    return bare if len(bare) > 1 else folded


def _filtered(
    policies: Sequence[Policy],
    *,
    region: str | None,
    issuer: str | None,
    kind: str | None,
    since: str | None,
    until: str | None,
    number: str | None,
    in_force: bool,
) -> frozenset[int]:
    """Positions of the policies that the options let through.

    A region, issuer or kind may be given in part; a document without a date passes
    no date option.
    """
    wanted = numbers_in(number) if number else ()
    if number and not wanted:
        raise UsageError(f"“{number}”不是完整的文号，请按“某政发〔2022〕3号”的样子输入。")

    def passes(policy: Policy) -> bool:
        parts = ((region, policy.region), (issuer, policy.issuer), (kind, policy.kind))
        if any(asked and fold(asked.strip()) not in fold(has or "") for asked, has in parts):
            return False
        if since and not (policy.date and _last_day(policy.date) >= since):
            return False
        if until and not (policy.date and policy.date <= _last_day(until)):
            return False
        if wanted and not any(
            same_number(one, other) for one in wanted for other in numbers_in(policy.number or "")
        ):
            return False
        return not in_force or policy.status in {"in_force", "unknown"}

    return frozenset(i for i, policy in enumerate(policies) if passes(policy))


def _date(text: str, which: str) -> str:
    found = _DATE.fullmatch(text.strip())
    parts = [part for part in found.groups() if part] if found else []
    if not parts or not all(
        1 <= int(p) <= top for p, top in zip(parts[1:], (12, 31), strict=False)
    ):
        raise UsageError(f"{which}日期“{text}”不对，请写成 2022、2022-05 或 2022-05-10。")
    return "-".join([parts[0], *(part.zfill(2) for part in parts[1:])])


def _last_day(date: str) -> str:
    """The last day that ``date`` may mean, for comparing as text."""
    return f"{date}-12-31"[:10] if len(date) == 4 else f"{date}-31"[:10]


def _hit(index: PolicyIndex, found: _Found, query: str) -> Hit:
    policy, position, passage = index.passage(found.row)
    return Hit(
        document=policy.id,
        passage=position,
        title=policy.title,
        path=passage.path,
        page=passage.page,
        quote=passage.text,
        start=passage.start,
        end=passage.end,
        highlights=highlights(query, passage.text),
        score=found.score,
        lexical=found.lexical,
        dense=found.dense,
        number=policy.number,
        issuer=policy.issuer,
        region=policy.region,
        date=policy.date,
        kind=policy.kind,
        status=policy.status,
        head=passage.head,
    )
