"""Target or achievement: what the words around a number say where no heading tells.

Reports and plans use the same numbers; Chinese verbs have no tense. What tells them
apart are words of time, of effort and of success, the verb that begins the clause, the
bound on the number, and the number itself: what was counted is seldom round. Each sign
has a weight, fitted by ``evaluation/fit_tense.py`` on the two halves of work reports.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

from fangan.nlp.quantities import Quantity

Place = Literal["sentence", "head", "clause", "clause_head"]

_DIRECTIVES = (
    "加快|加大|加强|加力|推进|推动|深入|深化|持续|大力|积极|着力|全力|扎实|稳步|有序|支持|鼓励|引导|做优|做强|做大|做好|"
    "抓好|抓实|健全|完善|强化|促进|统筹|优化|构建|聚焦|围绕|紧盯|紧扣|突出|坚持|发挥|用好|办好|提升|壮大|严格|探索|继续|落实"
)
_UNDERTAKINGS = (
    "培育|建设|打造|实施|创建|争创|招引|引进|引育|启动|开展|新建|改造|布局|发展|组建|谋划|选取|遴选"
)
_AIMS = "力争|争取(?!上级|中央|国家|到)|确保|争创|力促|预期|奋力|冲刺|努力"
SIGNS: dict[str, tuple[Place, re.Pattern[str]]] = {
    "aim": ("sentence", re.compile(_AIMS)),
    "aim_here": ("clause", re.compile(_AIMS)),
    "goal": ("sentence", re.compile("目标(?!任务完成|责任)|计划(?!生育)[^，。]{0,6}\\d|拟|指标：")),
    "ahead": (
        "sentence",
        re.compile(
            r"(?<!通过)将(?!近|军)|今年|明年|年内|年底前|要(?!素|求|闻|点|道|件)|逐步|未来|今后"
        ),
    ),
    "until": (
        "sentence",
        re.compile(r"到(?:20\d{2}年|本?世纪)|20\d{2}年(?:底|末)?(?:之|以)?前|“?十[四五]五”?末"),
    ),
    "directive_first": ("head", re.compile(_DIRECTIVES)),
    "directive_here": ("clause_head", re.compile(_DIRECTIVES)),
    "directive": ("sentence", re.compile(_DIRECTIVES)),
    "better": (
        "sentence",
        re.compile("更[多好加大高]|进一步|[做建]成?更|让[^，。]{1,12}更|力度|梯[度次]培育"),
    ),
    "each_year": ("sentence", re.compile("每年|每个|各县|分别(?:引进|培育|建设)")),
    "past_time": (
        "sentence",
        re.compile(
            r"去年|上年|全年(?!预期)|过去|年来|以来|截至|至今|目前|现有|同比|当年|期末|年均增速"
        ),
    ),
    "done": (
        "sentence",
        re.compile(
            r"已(?!批未)|[成完建到出高破现加升了]了|成功|顺利|圆满|超额|全面(?:完成|完工)|完工|投入使用|建成(?:投用|投产|通车)|初步建成|"
            r"得到|被|落户|落地见效|正式|通过[^，。]{0,14}(?:验收|认定|评估|认证)|销号|清零|获得|如期"
        ),
    ),
    "honour": (
        "sentence",
        re.compile(
            "入选|获批|获评|荣获|评为|获[^，。得取]{0,12}(?:奖|肯定|推广|称号|表彰)|列入|上榜|名单|入围|首批|在全[国省市][^，。]{0,4}推广"
        ),
    ),
    "rank": (
        "sentence",
        re.compile(
            "居全|位居|[位稳]居|排名|排全|第[一二三四五六七八九十\\d]+位?|首位|前列|率先|首个|首次|唯一|新高|第一|领先|高于|百强"
        ),
    ),
    "sum": (
        "sentence",
        re.compile("累计|总数|共(?:有|计)?\\d|惠及|带动|分别(?:达|增|为|完成)|总量|合计"),
    ),
    "given": (
        "sentence",
        re.compile(
            "办理|出台|发放|兑现|化解|办结|召开|举办|接待|收到|审议|提请|接受|承办|解决|查处|签约|投放|拨付|减免|承接"
        ),
    ),
    "moved": (
        "sentence",
        re.compile(
            "下降|增至|较|拉动|拉低|回升|扩大到|提高到|上升|净增|好转|由[^，。]{1,12}(?:为|到|至)"
        ),
    ),
    "completed_here": (
        "clause",
        re.compile(
            "完成(?!率)|实现(?!率)|建成|开工|达(?!州|标|到[^，。]{0,10}以上)|突破|超(?!低)|为(?=\\d)|占"
        ),
    ),
    "around": ("clause", re.compile("左右|上下")),
    "nearly": (
        "clause",
        re.compile("(?<!最)近(?=[\\d一二三四五六七八九十百千])|[余多](?=[个家户项万亿名人件场])"),
    ),
    "visits": ("clause", re.compile("[场人件架列车台]次|件(?!套)|提案|案例|做法")),
    "state": ("clause", re.compile("来自|稳定在|保有|余额|总产|排|占|满意|户籍|受益|办[结复]")),
    "wider": ("sentence", re.compile("全国|全省|自治区|国家级|国务院|中国|世界|长三角|全球")),
    "grown": (
        "sentence",
        re.compile(r"[元吨人次户家个]、(?:同比|分别|比上年)?增长|(?<![上右])，增长\d"),
    ),
    "estimated": ("sentence", re.compile("预计")),
    "undertaking": ("sentence", re.compile(f"[，；、](?:{_UNDERTAKINGS})")),
    "measures": ("sentence", re.compile("行动|工程|项目建设|一批|示范|体系|链主|试点")),
    "added_here": ("clause", re.compile("新增|新认定|新开|新引进|新设|新改扩建")),
}
"""Words that tell, each with where they must stand: in the sentence, at its head, in the
clause of the number, at the head of that clause."""
_MARKS = re.compile("[，。；：]")
_DOES = re.compile(f"{_DIRECTIVES}|{_UNDERTAKINGS}|{_AIMS}")
_WHOLE: tuple[Place, Place] = ("sentence", "head")
_CLAUSE: tuple[Place, Place] = ("clause", "clause_head")
_OWN = {"between": "range", "gt": "over"}
_BOUNDED = frozenset({"ge", "le"})
_STATED = re.compile(
    r"(?:每年|各级|全[市省县区国]|我[市省县区]|[一二三四五六七八九十\d]+[、.．]|（[^）]{1,3}）|[“”])*"
)

WEIGHTS: dict[str, float] = {
    "added_here": 0.12,
    "ahead": 0.77,
    "aim": 2.07,
    "aim_here": 0.30,
    "all_round": 0.50,
    "around": 1.56,
    "better": 0.41,
    "bias": -0.05,
    "bounded": 0.28,
    "bounded_near": 2.47,
    "broken_here": -0.08,
    "broken_near": -0.92,
    "completed_here": 0.19,
    "directive": 0.55,
    "directive_first": 0.29,
    "directive_here": 1.08,
    "done": -1.03,
    "each_year": 1.71,
    "estimated": -3.02,
    "exact_here": -0.31,
    "exact_near": -1.62,
    "few_do": -0.76,
    "given": -1.10,
    "goal": 0.90,
    "grown": -1.93,
    "honour": -2.61,
    "measures": 0.43,
    "most_do": 0.73,
    "moved": -1.68,
    "nearly": -1.90,
    "over": -0.66,
    "past_time": -0.47,
    "plain_here": -0.05,
    "range": 1.35,
    "rank": -1.12,
    "round_here": 0.43,
    "some_do": 0.02,
    "state": -0.23,
    "sum": -0.81,
    "undertaking": 0.54,
    "until": 2.16,
    "visits": -0.35,
    "wider": -1.02,
}
"""Weight of each sign; over 0 speaks for a target."""


def signs(
    sentence: str, clause: str, quantity: Quantity, others: tuple[Quantity, ...]
) -> frozenset[str]:
    """The signs that hold for a quantity of ``sentence``; ``others`` are all its quantities."""
    found = (
        _of_words(sentence, _WHOLE)
        | _of_clauses(sentence)
        | _of_words(clause, _CLAUSE)
        | _of_numbers(others)
    )
    own = [f"{_roundness(quantity.value)}_here"]
    if quantity.comparator in _BOUNDED and not quantity.reached:
        own.append("bounded")
    elif quantity.comparator in _OWN:
        own.append(_OWN[quantity.comparator])
    return found.union(own)


def leans(found: Iterable[str]) -> float:
    """How far the signs speak for a target: over 0 it is one."""
    return WEIGHTS["bias"] + sum(WEIGHTS.get(name, 0.0) for name in found)


@lru_cache(maxsize=64)
def _of_words(words: str, places: tuple[Place, Place]) -> frozenset[str]:
    """The signs in a sentence or clause: ``places`` are the whole of it and its head."""
    start = _STATED.match(words)
    head = words[start.end() :] if start else words
    return frozenset(
        name
        for name, (place, pattern) in SIGNS.items()
        if (place == places[0] and pattern.search(words))
        or (place == places[1] and pattern.match(head))
    )


@lru_cache(maxsize=16)
def _of_clauses(sentence: str) -> frozenset[str]:
    """Whether most clauses of a sentence, or more than a few, say what is to be done."""
    clauses = [words for words in _MARKS.split(sentence) if words]
    share = sum(_DOES.match(words) is not None for words in clauses) / (len(clauses) or 1)
    if share >= 0.5:
        return frozenset({"most_do"})
    return frozenset({"some_do"}) if share >= 0.25 else frozenset({"few_do"})


@lru_cache(maxsize=16)
def _of_numbers(others: tuple[Quantity, ...]) -> frozenset[str]:
    """The signs that the measures of a sentence give each other."""
    inside = [one for one in others if one.role == "measure"]
    shapes = {_roundness(one.value) for one in inside}
    found = {f"{shape}_near" for shape in shapes & {"exact", "broken"}}
    if any(one.comparator in _BOUNDED and not one.reached for one in inside):
        found.add("bounded_near")
    if shapes == {"round"}:
        found.add("all_round")
    return frozenset(found)


def _roundness(
    value: float | tuple[float, float],
) -> Literal["exact", "broken", "plain", "round"]:
    """Whether a value was counted (23.76, 2758; 2.9, 4.3), set (500, 30), or could be either."""
    size = abs(value[1] if isinstance(value, tuple) else value)
    digits = f"{size:.10g}".replace(".", "").strip("0")
    if len(digits) > 2:
        return "exact"
    if size != int(size) and not digits.endswith("5"):
        return "broken"
    return "round" if (size >= 10 and len(digits) == 1) or digits.endswith("5") else "plain"
