"""Which of the master plan's targets (指标) an indicator answers, and what the plan leaves open."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from fangan.document import Document
from fangan.findings import Indicator, Tag, TargetFinding, TargetStatus
from fangan.framework import Framework, Target
from fangan.nlp import units
from fangan.review.comparable import conflicts, statements

_LOOSE = 0.75
"""Share of a term's character pairs that must stand in the words of an indicator."""
_WHOLE = 2.0
_OWN_NUMBER = 0.6
"""The same where the plan repeats the master plan's own number, which says as much."""
_FAINT = 0.2
_BACKED = 0.5
"""The same where the sentence speaks above all of an item that the target belongs to."""
_SPEAKS = 0.3
"""Score from which a sentence's first item may back a target. On the tuning plans any
value from .15 to .35 gives the same links, and any share from .34 to .5."""
_TIMES = frozenset({"workday", "day", "hour"})
_ABBREVIATIONS = (
    (re.compile("规模以上"), "规上"),
    (re.compile("信息化[与和](?:工业化|管理体系)(?:深度)?融合?"), "两化融合"),
    (re.compile("(?<!新)高企"), "高新技术企业"),
    (re.compile("[“”]"), ""),
)
"""Usual short forms of official language, written out on one side and not on the other."""
_RANKS = ("国家级", "省级", "市级", "县级")
_GAINED = "升|获批|创成|创建|认定|拿下|建成|争创|申报|申建|打造|培育|达到|晋升|获评"
_SPLIT = re.compile(r"[、/和与及（）()]")
_LEADING = re.compile(r"^(?:每区|省级以上|省级|国家级|国家和省级|高层次)")


def link(
    document: Document,
    framework: Framework,
    indicators: Iterable[Indicator],
    tags: Sequence[Tag] = (),
) -> tuple[tuple[Indicator, ...], tuple[TargetFinding, ...]]:
    """Name the target of each indicator and judge every target of the framework.

    An indicator answers the target whose name or terms stand in its name, or in the
    clause that holds it, and whose unit can be converted to its own. Plans call things
    by names of their own: where no term stands there, half of a term is enough for a
    target of the item that ``tags`` (in reading order) say the sentence speaks about.
    """
    wanted = _wanted(framework)
    fitting: dict[str | None, _Fitting] = {}
    known: dict[tuple[str, str | None, str], str | None] = {}
    linked: list[Indicator] = []
    for one in indicators:
        if one.unit not in fitting:
            fitting[one.unit] = _fitting(wanted, one.unit)
        words = (one.name, one.unit, one.evidence.quote)
        if one.target is None and words not in known:
            known[words] = _best(fitting[one.unit], one)
        target = one.target or known[words] or _backed(fitting[one.unit], one, tags)
        linked.append(replace(one, target=target))
    findings = tuple(_judged(document, target, linked) for target in framework.targets)
    return tuple(linked), findings


def asked_for(
    framework: Framework,
    unit: str | None,
    words: str,
    *,
    value: float | tuple[float, float] | None = None,
) -> str | None:
    """The target of the framework that asks for what ``words`` state in ``unit``, or None.

    With a ``value``, only a target counts whose number the master plan itself sets to
    it, in the very same unit: such a number stands in a rule (减按50%计入) and is meant.
    """
    short = _Words(_short(words), _pairs(_short(words)))
    least = _LOOSE if value is None else _OWN_NUMBER
    for target in framework.targets:
        if target.scope == "province" or not _fits(target, unit):
            continue
        own = target.binding and target.unit == unit and target.value == value
        if value is not None and not own:
            continue
        if any(_score(_Words(term, _pairs(term)), short, least=least) for term in _terms(target)):
            return target.id
    return None


def levels(framework: Framework) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Targets that ask for a level and not for a number (省级以上), with what states them.

    The pattern matches a clause that names the thing and a level at least as high, or
    a sentence that names the thing and later only what it rises to (…，2024年升为省级).
    """
    found: list[tuple[str, re.Pattern[str]]] = []
    for target in framework.targets:
        if not isinstance(target.value, str):
            continue
        ranks = [rank for rank in _RANKS if rank[0] in target.value]
        if not ranks:
            continue
        high = "|".join(_RANKS[: _RANKS.index(ranks[0]) + 1])
        things = "|".join(
            sorted({re.escape(_LEADING.sub("", term)) for term in _terms(target)}, key=len)
        )
        found.append(
            (
                target.id,
                re.compile(
                    rf"(?:{_GAINED})[^，。；\d]{{0,8}}(?:{high})[^，。；\d]{{0,12}}(?:{things})"
                    rf"|(?:{things})[^，。；\d]{{0,10}}(?:{_GAINED})(?:为|成)?(?:{high})"
                    rf"|(?P<thing>{things})[^。；\n]{{0,60}}?，[^，。；]{{0,10}}"
                    rf"(?P<rise>(?:{_GAINED})(?:为|成)?(?:{high})(?:以上)?)(?=[，。；]|$)"
                ),
            )
        )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A target that a plan may answer, with the words that announce it."""

    target: Target
    terms: tuple[_Words, ...]


def _wanted(framework: Framework) -> list[_Wanted]:
    return [
        _Wanted(target, tuple(_Words(term, _pairs(term)) for term in _terms(target)))
        for target in framework.targets
        if target.scope != "province"
    ]


@dataclass(frozen=True, slots=True)
class _Fitting:
    """The targets that a unit fits.

    ``terms`` are all their terms, each with its target's position; ``holders`` gives
    for a pair of characters the numbers of the terms that have it.
    """

    wanted: tuple[_Wanted, ...]
    terms: tuple[tuple[int, _Words], ...]
    holders: dict[str, list[int]]


def _fitting(wanted: Iterable[_Wanted], unit: str | None) -> _Fitting:
    fitting = tuple(one for one in wanted if _fits(one.target, unit))
    terms = tuple((at, term) for at, one in enumerate(fitting) for term in one.terms)
    holders: dict[str, list[int]] = {}
    for number, (_, term) in enumerate(terms):
        for pair in term.pairs:
            holders.setdefault(pair, []).append(number)
    return _Fitting(fitting, terms, holders)


def _best(fitting: _Fitting, indicator: Indicator) -> str | None:
    """The target, among those of a fitting unit, whose words an indicator has best.

    Words in the name weigh more than words in the clause, where only whole terms count.
    """
    name, words = _short(indicator.name), _short(indicator.evidence.quote)
    in_clause = "" if "\t" in words or len(words) > 80 else words
    scores = {at: score + 1.0 for at, score in _scores(fitting, name).items()}
    scores = {**_scores(fitting, in_clause, least=_WHOLE), **scores}
    if not scores and _is_rare(indicator.unit) and len(fitting.wanted) == 1:
        scores = {0: _overlap(fitting.wanted[0], name + words)}
    best = max(sorted(scores), key=lambda at: scores[at], default=None)
    if best is None or not scores[best]:
        return None
    return fitting.wanted[best].target.id


def _backed(fitting: _Fitting, indicator: Indicator, tags: Sequence[Tag]) -> str | None:
    """The target, of the item its sentence speaks about, whose terms the name half has."""
    at = bisect_right(tags, indicator.evidence.start, key=lambda tag: tag.start) - 1
    if at < 0 or tags[at].end <= indicator.evidence.start or not tags[at].items:
        return None
    item = tags[at].items[0]
    if item.score < _SPEAKS:
        return None
    pairs = _pairs(_short(indicator.name))
    scores = {
        one.target.id: max(len(term.pairs & pairs) / (len(term.pairs) or 1) for term in one.terms)
        for one in fitting.wanted
        if item.id in one.target.items
    }
    best = max(scores, key=lambda identity: scores[identity], default=None)
    return best if best is not None and scores[best] >= _BACKED else None


def _scores(fitting: _Fitting, text: str, *, least: float = _LOOSE) -> dict[int, float]:
    """How well ``text`` holds each target's best term, by position; zeros left out."""
    words = _Words(text, _pairs(text))
    seen: Counter[int] = Counter()
    for pair in words.pairs:
        seen.update(fitting.holders.get(pair, ()))
    scores: dict[int, float] = {}
    for number, count in seen.items():
        at, term = fitting.terms[number]
        if count < min(least, 1.0) * len(term.pairs):
            continue  # too few of its pairs, whatever their order
        score = _score(term, words, least=least)
        if score > scores.get(at, 0.0):
            scores[at] = score
    return scores


def _terms(target: Target) -> tuple[str, ...]:
    names = [part for part in _SPLIT.split(target.name) if len(part) >= 3]
    names += [_LEADING.sub("", part) for part in names]
    terms = dict.fromkeys([target.name, *target.terms, *names])
    return tuple(dict.fromkeys([*terms, *(_short(term) for term in terms)]))


@dataclass(frozen=True, slots=True)
class _Words:
    """Words to look in, with their pairs of neighbouring characters."""

    text: str
    pairs: frozenset[str]


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[index : index + 2] for index in range(len(text) - 1))


def _score(term: _Words, words: _Words, *, least: float = _LOOSE) -> float:
    """How well ``words`` hold ``term``: its length when whole, less when only most of it.

    With ``least`` over 1 only the whole term counts.
    """
    size = len(term.text)
    if term.text in words.text:
        return float(size)
    if least > 1 or size < 4:
        return 0.0
    share = len(term.pairs & words.pairs) / len(term.pairs)
    return size * share * 0.8 if share >= least else 0.0


def _is_rare(unit: str | None) -> bool:
    """Whether a unit says by itself what is measured (工作日, 平方米/人)."""
    dimension = units.dimension(unit)
    return "/" in dimension or dimension in _TIMES


def _overlap(wanted: _Wanted, words: str) -> float:
    """The share of a target's words in ``words``, for a unit that only it has."""
    here = _pairs(words)
    best = max((len(one.pairs & here) / (len(one.pairs) or 1) for one in wanted.terms), default=0.0)
    return best if best >= _FAINT else 0.0


def _short(words: str) -> str:
    """Words with the long forms of usual abbreviations made short, as terms have them."""
    for pattern, short in _ABBREVIATIONS:
        words = pattern.sub(short, words)
    return words


def _fits(target: Target, unit: str | None) -> bool:
    """Whether a value in ``unit`` can answer the target."""
    if not target.unit:
        return unit is None or unit == "%"
    if units.compatible(target.unit, unit):
        return True
    wanted, given = units.dimension(target.unit), units.dimension(unit)
    counted = given.startswith("count:")
    if wanted == "times" and counted:
        return True
    if wanted in _TIMES and given in _TIMES:
        return True
    if wanted.startswith("other:") or wanted == "none":
        return counted or given == "share"
    return False


# Judging -----------------------------------------------------------------------------------


def _judged(document: Document, target: Target, indicators: Sequence[Indicator]) -> TargetFinding:
    positions = tuple(
        index
        for index, one in enumerate(indicators)
        if one.target == target.id and one.kind == "target"
    )
    if target.scope == "province":
        return TargetFinding(target.id, target.name, "not_applicable", (), positions)
    if not positions:
        return TargetFinding(target.id, target.name, "not_stated", (), ())
    mine = [indicators[index] for index in positions]
    if _breaks(target, mine) or _says_two_things(document, mine):
        return TargetFinding(target.id, target.name, "contradicts", (), positions)
    lacks = _lacks(target, mine)
    status: TargetStatus = "incomplete" if lacks else "complete"
    return TargetFinding(target.id, target.name, status, lacks, positions)


def _lacks(target: Target, mine: list[Indicator]) -> tuple[str, ...]:
    """What no statement of the target gives. A number the master plan fixes needs no base."""
    if target.binding:
        return ()
    lacks: list[str] = []
    if target.unit and all(one.unit is None for one in mine):
        lacks.append("unit")
    if all(one.base_value is None for one in mine):
        lacks.append("base_value")
    if all(one.year is None for one in mine):
        lacks.append("year")
    if all(one.owner is None for one in mine):
        lacks.append("owner")
    return tuple(lacks)


def _breaks(target: Target, mine: list[Indicator]) -> bool:
    """Whether a statement breaks a number the master plan itself sets."""
    if not target.binding or target.value is None or isinstance(target.value, str):
        return False
    low, high = target.value if isinstance(target.value, tuple) else (target.value, target.value)
    for one in mine:
        if not _counts(target, one):
            continue
        values = one.value if isinstance(one.value, tuple) else (one.value,)
        factor = units.parse(one.unit).factor / units.parse(target.unit).factor
        for value in values:
            size = value * factor
            if target.comparator in ("eq", "between", None) and not low <= size <= high:
                return True
            if target.comparator in ("ge", "gt") and size < low:
                return True
            if target.comparator in ("le", "lt") and size > high:
                return True
    return False


def _counts(target: Target, one: Indicator) -> bool:
    """Whether a count is one of the target's things, not of what they have (主导产业项目78个)."""
    name = _plain(one.name)
    return _kind_of(one.unit) != "count" or any(
        name.endswith(term) or term.endswith(name) for term in _terms(target)
    )


def _says_two_things(document: Document, mine: list[Indicator]) -> bool:
    """Whether two statements on one thing, year and scope cannot both hold."""
    made = [one for one in statements(mine) if one.kind == "target"]
    return bool(conflicts(document, made))


def _kind_of(unit: str | None) -> str:
    dimension = units.dimension(unit)
    return "count" if dimension.startswith("count:") else dimension


def _plain(name: str) -> str:
    return re.sub(r"数量|个数|户数|总数|数$|[“”\s]", "", name)
