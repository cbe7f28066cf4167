"""unit_missing: a value of a table, or a commitment, without a unit anywhere."""

from __future__ import annotations

import re

from fangan.findings import Finding, quote
from fangan.review.check.material import Material

_PURE = re.compile(
    "率|系数|指数|比$|比值|弹性|密度|占比|比重|强度$|等级|级别|名次|排名|位次|得分|评分|分值"
)
"""Names whose value needs no unit, or is a rank."""
_NO_UNIT = frozenset({"—", "——", "-", "－", "/", "无"})
_COMMITTED = re.compile(
    r"(?:不低于|不少于|不高于|不超过|提高到|增加到|达到|降到|压减到)(?P<value>\d+(?:\.\d+)?)(?=以上|以内|左右|[，。；]|$)"
)


def check(material: Material) -> list[Finding]:
    """One hint for each row of a table, and each clause, whose number has no unit."""
    document = material.document
    found: dict[int, Finding] = {}
    for one in material.statements:
        evidence = one.evidence
        if not one.in_table or one.indicator.unit is not None or _PURE.search(one.indicator.name):
            continue
        if not _NO_UNIT & set(evidence.quote.split("\t")):
            message = f"表格中“{one.indicator.name}”的数值没有单位"
            found.setdefault(evidence.start, Finding("unit_missing", "hint", message, (evidence,)))
    for span in material.units:
        if span.kind != "sentence":
            continue
        for match in _COMMITTED.finditer(span.text):
            clause = re.split("[，。；：]", span.text[: match.start()])[-1]
            if _PURE.search(clause) or re.fullmatch(r"(?:19|20)\d{2}", match["value"]):
                continue
            start = span.start + match.start() - len(clause)
            evidence = quote(document, start, span.start + match.end())
            message = f"“{evidence.quote}”没有写单位"
            found[start] = Finding("unit_missing", "hint", message, (evidence,))
    return list(found.values())
