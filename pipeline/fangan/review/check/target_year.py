"""target_year: another horizon than the master plan's, or a deadline before the plan."""

from __future__ import annotations

import re
from collections import Counter

from fangan.document import Document
from fangan.findings import Evidence, Finding, quote
from fangan.framework import Framework
from fangan.nlp.numerals import chinese_integer
from fangan.nlp.sentences import sentences
from fangan.review.check.material import Material
from fangan.review.units import Unit

_YEAR = r"(20\d\d|二[〇○零][一二三四五][〇○零一二三四五六七八九])"
_PERIOD = re.compile(rf"{_YEAR}年?\s*(?:[—－–~～-]{{1,2}}|至|到)\s*{_YEAR}年")
_NAMED_PERIOD = re.compile(r"(?:实施期|规划期|期限|建设期|方案期|时限)")
_BY = re.compile(rf"(?:到|至){_YEAR}年")
_DEADLINE = re.compile(rf"{_YEAR}年(?:\d{{1,2}}月)?(?:底|末)?(?:之?前|以前)(?!后)")
_PAST = re.compile(r"已|了|曾|原|历史|累计|现有")


def check(material: Material) -> list[Finding]:
    """One warning for a different horizon, one for each deadline in the past."""
    document, framework = material.document, material.framework
    spans = [span for span in material.units if span.kind == "sentence"]
    found = _horizon(document, framework, spans) if material.is_plan else []
    date = document.metadata.date
    if date:
        found += _past_deadlines(document, spans, int(date[:4]))
    return found


def _year(text: str) -> int:
    return chinese_integer(text) or 0


def _horizon(document: Document, framework: Framework, spans: list[Unit]) -> list[Finding]:
    period = _stated_period(document, spans)
    if period:
        year, evidence = period
    else:
        named = Counter(
            _year(match.group(1)) for span in spans for match in _BY.finditer(span.text)
        )
        if not named or framework.horizon in named:
            return []
        year = named.most_common(1)[0][0]
        evidence = next(
            quote(document, span.start, span.end)
            for span in spans
            if any(_year(match.group(1)) == year for match in _BY.finditer(span.text))
        )
    if year == framework.horizon:
        return []
    message = f"方案的目标年是{year}年，总体方案是{framework.horizon}年"
    return [Finding("target_year", "warning", message, (evidence,))]


def _stated_period(document: Document, spans: list[Unit]) -> tuple[int, Evidence] | None:
    """The last year of the period that the title or a sentence on the period states."""
    first = document.blocks[0] if document.blocks else None
    head = next((block for block in document.blocks if block.kind == "title"), first)
    if head:
        for start, end in sentences(document.text, head.start, head.end):
            match = _PERIOD.search(document.text, start, end)
            if match:
                return _year(match.group(2)), quote(document, start, end)
    for span in spans:
        match = _PERIOD.search(span.text)
        if match and _NAMED_PERIOD.search(span.text):
            return _year(match.group(2)), quote(document, span.start, span.end)
    return None


def _past_deadlines(document: Document, spans: list[Unit], written: int) -> list[Finding]:
    found: list[Finding] = []
    for span in spans:
        match = _DEADLINE.search(span.text)
        if match and 0 < _year(match.group(1)) < written and not _PAST.search(span.text):
            found.append(
                Finding(
                    "target_year",
                    "warning",
                    f"期限{match.group()}早于方案成文的{written}年",
                    (quote(document, span.start, span.end),),
                )
            )
    return found
