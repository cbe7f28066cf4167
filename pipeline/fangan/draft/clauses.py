"""From the sentences of a master plan to single requirements (候选条目).

A sentence is cut where a comma is followed by another directive verb; a part that
only leads up to something, or tells what it is for, stays with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from fangan.draft import words
from fangan.framework import Applies, ItemKind, Modality
from fangan.nlp.quantities import quantities
from fangan.nlp.sentences import sentences

_SHORTEST = 4  # characters of a requirement; less is a heading or a remnant
_SHORTEST_PART = 4
_NAME = 24
_LONGEST_TERM = 12
_OPENING, _CLOSING = "（(“‘《〈【[「", "）)”’》〉】]」"
_EDGE = " 　，,。；;：:、！!？?"
_VAGUE = re.compile(
    r"^(?:一批|一系列|更多|各类|各种|相关|有关|全部|所有|若干|多种形式|多种|多个|现有|更加|等|各|其|及|该|本|们)+|"
    r"(?:等|等方面|方面|水平|工作|建设|发展|要求|方向|任务|各项|进一步)$"
)
_JOIN = r"(?<![参赋给总共以普涉])(?:和|与|及|或)(?!谐|平|解|时|其)"
_CUT = re.compile(
    rf"[、，,。；;：:（）()“”‘’《》\s—+]|以及|(?<=..)(?:{_JOIN}|的)(?=..)|等(?!级|离)"
)
_BREAK = re.compile(rf"[、，,]|(?<=..){_JOIN}(?=..)")
_SUPPORTED = re.compile(
    r"(?:支持|鼓励|引导|推动)[^，,]{0,14}?(?:围绕|根据|结合|依托|按照|通过|针对|以(?!及)|在)"
)
_COMMON = (
    "企业 项目 产业 平台 机制 体系 能力 水平 服务 设施 资源 政策 支持 领域 重点 机构 技术 人才 资金 管理 模式 环境 方式 作用 "
    "力度 工作 任务 目标 要求 方面 发展 建设 全面 推进 优势 创新 各地 地方 领导 部门 单位 规模 结构 情况 制度 标准 有条件 符合条件 方案 各级"
)
_OWNER_WORDS = re.compile(
    r"^(?:责任|牵头|配合)?(?:单位|部门)[:：]|(?:按照?职责分工|分工|分别)?(?:牵头|负责|配合|参与|等)*$"
)
_COMMITMENT = re.compile(r"\d|达到|突破|超过|不低于|不少于")
_PLAIN_VERB = re.compile(
    "制定|制订|编制|建立|建设|打造|培育|引进|开展|实施|完善|健全|组建|推动|推进|探索|加快|创建|设立|构建|出台|提升|扩大|突破|申请"
)


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that a sentence asks for; offsets into the document's text."""

    start: int
    end: int
    text: str
    modality: Modality
    applies: Applies
    kind: ItemKind
    sentence: int
    owners: tuple[str, ...] = ()
    doubt: str = ""


def requirements(text: str, start: int, end: int) -> list[Requirement]:
    """The requirements of ``text[start:end]``, in order; ``sentence`` counts from 1."""
    found: list[Requirement] = []
    number = 0
    for left, right in sentences(text, start, end, semicolons=True):
        first, owners = _owners_at_start(text, left, right)
        if owners and found:
            found[-1] = replace(found[-1], owners=owners)
        sentence = text[first:right]
        last = first + len(_without_owners(sentence))
        body = text[first:last].strip(_EDGE)
        if len(body) < _SHORTEST:
            continue
        number += 1
        found.extend(_of_sentence(text, first, last, number, _owners(sentence)))
    return found


def name_of(text: str) -> str:
    """A short name for a requirement: its directive part, cut where it can be cut."""
    parts = [text[left:right].strip(_EDGE) for left, right in _parts(text, 0, len(text))]
    parts = [part for part in parts if part]
    told = [part for n, part in enumerate(parts) if not _leads_up(part, parts[n + 1 : n + 2])]
    core = next((part for part in told if words.ANY_DIRECTIVE.search(part)), "")
    core = words.without_lead(core or (told or parts or [text])[-1])
    if len(core) <= _NAME:
        return core
    breaks = [match.start() for match in _BREAK.finditer(core, 8, _NAME)]
    return core[: breaks[-1]].strip(_EDGE) + "等" if breaks else core[:_NAME] + "…"


def terms_of(text: str, *, subject: str = "", most: int = 8) -> tuple[str, ...]:
    """The things a requirement names, as words to look for in a plan.

    The plans' ``subject`` (特色产业集聚区) and its short forms are taken off: they
    stand everywhere in a plan.
    """
    found: list[str] = []
    for chunk in _chunks(text):
        word = words.without_verb(chunk.strip(_EDGE))
        if (backing := words.BACKING.match(word)) and len(word) - backing.end() >= 3:
            word = word[backing.end() :]
        word = words.without_verb(without_subject(word, subject))
        word = _VAGUE.sub("", _VAGUE.sub("", word))
        if 2 <= len(word) <= _LONGEST_TERM and word not in _COMMON.split() and word not in found:
            found.append(word)
    return tuple(found[:most])


def _chunks(text: str) -> Iterator[str]:
    """The pieces between marks and joining words; a long one is cut at its verbs too."""
    for chunk in _CUT.split(text):
        if len(chunk) <= _LONGEST_TERM:
            yield chunk
        else:
            yield from _PLAIN_VERB.split(chunk)


def without_subject(word: str, subject: str) -> str:
    """``word`` without the subject of the plans, or a short form of it, at its front."""
    for at in range(max(len(subject) - 1, 0)):
        if word.startswith(subject[at:]):
            return word[len(subject) - at :]
    return word


def _of_sentence(
    text: str, start: int, end: int, number: int, owners: tuple[str, ...]
) -> Iterator[Requirement]:
    sentence = text[start:end]
    duty = _duty(sentence)
    conditional = words.CONDITION.search(sentence) is not None
    groups = list(_groups(text, start, end))
    asks = any(_asks(text[left:right]) for left, right in groups)
    lent: Modality | None = None
    for left, right in groups:
        clause = text[left:right].strip(_EDGE)
        own = _own_modality(clause)
        if own in ("encourage", "explore") and left == start:
            lent = own
        modality: Modality = own or lent or "must"
        applies: Applies = "conditional" if conditional else "all"
        if words.OUTSIDE_ZONE.search(sentence):
            applies = "out_devzone"
        elif words.INSIDE_ZONE.search(sentence):
            applies = "in_devzone"
        doubt = "" if asks else "没有明显的指令性动词，看它是不是要求"
        if duty:
            modality, applies = "duty", duty
            doubt = "主语是上级部门，按省、市的职责处理"
        yield Requirement(
            start=left,
            end=right,
            text=clause,
            modality=modality,
            applies=applies,
            kind=_kind(clause),
            sentence=number,
            owners=owners,
            doubt=doubt,
        )


def _groups(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentence, cut before each part that asks for something new."""
    begin, complete = start, False
    spans = list(_parts(text, start, end))
    parts = [text[left:right].strip(_EDGE) for left, right in spans]
    for n, (part, (left, _)) in enumerate(zip(parts, spans, strict=True)):
        opens = (
            complete
            and len(part) >= _SHORTEST_PART
            and words.DIRECTIVE.match(part) is not None
            and words.PURPOSE.match(part) is None
        )
        if opens:
            yield begin, left
            begin, complete = left, False
        if _asks(part) and not _leads_up(part, parts[n + 1 : n + 2]):
            complete = True
    if text[begin:end].strip(_EDGE):
        yield begin, end


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The parts between commas, brackets and quotations kept whole."""
    depth, begin = 0, start
    for at in range(start, end):
        char = text[at]
        if char in _OPENING:
            depth += 1
        elif char in _CLOSING:
            depth = max(depth - 1, 0)
        elif char in "，," and (depth == 0 or at - begin > 80) and not _in_number(text, at):
            yield begin, at + 1
            begin, depth = at + 1, 0
    if begin < end:
        yield begin, end


def _in_number(text: str, at: int) -> bool:
    return text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit()


def _asks(part: str) -> bool:
    part = part.strip(_EDGE)
    return (
        words.DIRECTIVE.match(part) is not None
        or words.PURPOSE.match(part) is not None
        or words.OBLIGED.search(part) is not None
        or words.ANY_DIRECTIVE.search(part) is not None
        or _COMMITMENT.search(part) is not None
    )


def _leads_up(part: str, following: list[str]) -> bool:
    """Whether a part only leads up to the next one (围绕…, 支持各地结合…)."""
    if words.BACKING.match(part):
        return True
    return bool(
        following
        and words.DIRECTIVE.match(following[0])
        and (found := _SUPPORTED.match(part))
        and not _PLAIN_VERB.search(part, found.end())
    )


def _own_modality(clause: str) -> Modality | None:
    """The force of a clause by its own first verb; None where that verb asks plainly."""
    for left, right in _parts(clause, 0, len(clause)):
        part = words.without_lead(clause[left:right].strip(_EDGE))
        if words.BACKING.match(part) and not words.ENCOURAGE.search(part):
            continue
        if words.OBLIGED.search(part):
            return "must"
        verb = words.ANY_DIRECTIVE.search(part)
        if verb is None:
            continue
        if words.ENCOURAGE.match(verb[0]):
            return "encourage"
        return "explore" if words.EXPLORE.match(verb[0]) else None
    return None


def _duty(sentence: str) -> Applies | None:
    found = words.DUTY.match(sentence.strip(_EDGE))
    if found is None:
        return None
    return "city" if found["level"].startswith("市") else "province"


def _kind(clause: str) -> ItemKind:
    if any(one.role in ("measure", "implicit", "rule") for one in quantities(clause)):
        return "indicator"
    for kind, pattern in (
        ("condition", words.FORBIDDEN),
        ("deliverable", words.DELIVERABLE),
        ("responsibility", words.RESPONSIBILITY),
        ("support", words.SUPPORT),
    ):
        if pattern.search(clause):
            return kind  # type: ignore[return-value] # the literals of the tuple
    return "action"


def _owners_at_start(text: str, start: int, end: int) -> tuple[int, tuple[str, ...]]:
    """Owners in brackets that belong to the sentence before, and where this one begins."""
    found = words.OWNER.match(text, start, end)
    if found is None or not words.OWNER_SIGN.search(found["who"]):
        return start, ()
    return found.end(), _split_owners(found["who"])


def _owner_brackets(sentence: str) -> re.Match[str] | None:
    return next(
        (
            found
            for found in words.OWNER.finditer(sentence)
            if words.OWNER_SIGN.search(found["who"])
        ),
        None,
    )


def _owners(sentence: str) -> tuple[str, ...]:
    found = _owner_brackets(sentence)
    return _split_owners(found["who"]) if found else ()


def _split_owners(who: str) -> tuple[str, ...]:
    named = (_OWNER_WORDS.sub("", part).strip() for part in re.split(r"[、，,；;]", who))
    return tuple(part for part in named if 2 <= len(part) <= 30)


def _without_owners(sentence: str) -> str:
    found = _owner_brackets(sentence)
    return sentence[: found.start()] if found else sentence
