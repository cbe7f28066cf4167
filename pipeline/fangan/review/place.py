"""Where the plan says its zone lies: inside a development zone (开发区) or outside."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fangan.document import Document
from fangan.review.units import Unit

_ZONE = r"(?:开发区|高新区|经开区|高新技术产业园区)"
_OUTSIDE = re.compile(
    rf"(?:不在|不属于|未纳入|不属|不处于)[^，。；]{{0,14}}{_ZONE}"
    rf"|{_ZONE}(?:界线|边界|范围|区划|界限)?(?:以外|之外|外)"
    rf"|非{_ZONE}"
)
_INSIDE = re.compile(
    rf"(?:位于|设在|设于|坐落(?:在|于)|放在|处在|地处|依托|落在|纳入|属于|都在|均在|就在)[^，。；]{{0,24}}{_ZONE}"
    rf"|{_ZONE}[^，。；]{{0,8}}(?:界内|界线之内|边界之内|范围之内|范围内|区内|核准范围|管辖范围|界线内)"
    rf"|由[^，。；]{{0,16}}{_ZONE}管(?:理)?委(?:员)?会[^，。；]{{0,10}}(?:管理|负责|代管|统管|承担)"
)
_RULE = re.compile(r"适用|规定|条款|事项|做法|区外集聚区|区内集聚区")


@dataclass(frozen=True, slots=True)
class Place:
    """``inside`` is None where the plan does not say; ``spans`` are the words it rests on."""

    inside: bool | None
    spans: tuple[tuple[int, int], ...]


def place(document: Document, spans: tuple[Unit, ...]) -> Place:
    """Read the zone's place from its sentences; denials weigh more than mentions.

    A sentence about a rule (…的规定不适用) says where the zone does not lie only
    by way of the rule, so it counts half.
    """
    votes = {True: 0.0, False: 0.0}
    found: dict[bool, list[tuple[float, int, int]]] = {True: [], False: []}
    for span in spans:
        if span.kind != "sentence":
            continue
        outside = bool(_OUTSIDE.search(span.text))
        if not outside and not _INSIDE.search(span.text):
            continue
        weight = (2.0 if outside else 1.0) * (0.5 if _RULE.search(span.text) else 1.0)
        if outside and re.search(
            rf"(?:不属于|不是)[^，。；]{{0,8}}{_ZONE}(?:以外|之外|外)", span.text
        ):
            outside = False  # "not one of those outside" lies inside
        votes[not outside] += weight
        found[not outside].append((weight, span.start, span.end))
    titles = [block for block in document.blocks if block.kind == "title"]
    named = [block for block in titles if re.search(_ZONE, document.text[block.start : block.end])]
    if named or re.search(_ZONE, document.metadata.title or ""):
        votes[True] += 1.5
        found[True] += [(0.0, block.start, block.end) for block in named[:1]]
    if votes[True] == votes[False]:
        return Place(None, ())
    inside = votes[True] > votes[False]
    best = sorted(found[inside], key=lambda entry: (-entry[0], entry[1]))[:2]
    return Place(inside, tuple((start, end) for _, start, end in best))
