"""too_many_leading_industries: more leading industries (主导产业) than the master plan allows."""

from __future__ import annotations

import re

from fangan.findings import Finding, quote
from fangan.framework import Framework
from fangan.nlp.numerals import chinese_integer
from fangan.review.check.material import Material

_LEADING = r"(?:主导产业|首位产业|主攻产业|支柱产业)"
_COUNT = r"([一二两三四五六七八九十\d]{1,2})"
_NAMING = "(?:只|仅|就|暂)?(?:确定为|确定|明确为|明确|定为|选定为|选定|为|是|定|有|包括|：|:)"
_COUNTED = re.compile(
    rf"(?<!第)(?<!\d){_COUNT}(?:个|大)[^，。；、]{{0,4}}{_LEADING}(?!链|[^，。；、]{{0,4}}(?:项目|企业))"
    rf"|{_LEADING}(?:{_NAMING}[^，。；]{{0,40}}?)?{_COUNT}个(?!百分)"
)
"""An ordinal counts nothing, and a number of projects or firms no industries."""
_NAMED = re.compile(
    rf"{_LEADING}{_NAMING}([^，。；：]{{2,80}})"
    rf"|(?:以|把|将)([^，。；：]{{2,80}}?)(?:等)?(?:作为|为|确定为|定为|列为){_LEADING}"
)
_BRACKETS = re.compile(r"[（(][^）)]*[）)]")
_TAIL = re.compile(r"(?:等)?[一二两三四五六七八九十\d]{1,2}个.*$|等.*$")


def check(material: Material) -> list[Finding]:
    """One error for each sentence that names more than the master plan's most."""
    most = _most(material.framework)
    if most is None or not material.is_plan:
        return []
    found: list[Finding] = []
    for span in material.units:
        if span.kind != "sentence":
            continue
        named = _named(span.text)
        if named is not None and named > most:
            found.append(
                Finding(
                    "too_many_leading_industries",
                    "error",
                    f"主导产业写了{named}个，总体方案要求不超过{most:g}个",
                    (quote(material.document, span.start, span.end),),
                )
            )
    return found


def _most(framework: Framework) -> float | None:
    """The upper bound that the framework sets on leading industries, if it sets one."""
    for target in framework.targets:
        names = (target.name, *target.terms)
        if target.binding and any("主导产业" in name for name in names):
            if isinstance(target.value, tuple):
                return target.value[1]
            if isinstance(target.value, (int, float)):
                return target.value
    return None


def _named(text: str) -> int | None:
    """How many leading industries a sentence names; None where it names none."""
    counted = _COUNTED.search(text)
    if counted:
        value = chinese_integer(counted.group(1) or counted.group(2))
        if value:
            return value
    named = _NAMED.search(text)
    if not named:
        return None
    words = _TAIL.sub("", _BRACKETS.sub("", named.group(1) or named.group(2)))
    names = [word for word in re.split(r"、|和|及|与|以及", words) if word.strip()]
    return len(names) or None
