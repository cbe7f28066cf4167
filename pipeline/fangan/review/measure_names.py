"""What a quantity is called: the words of its sentence that name the indicator.

A number is named by the noun before it (产值达到80亿元), else by the noun after it
(50个集聚区), else by the subject of the number before (总额2亿元，增长5%).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from fangan.nlp.quantity_grammar import ABOUT

_CLAUSE = re.compile(r"[，。；：！？,;!?\n\t]")
_HEAD = re.compile(
    r"^(?:[、\s]|（[一二三四五六七八九十\d]+）|[一二三四五六七八九十]是|\d+[.．、](?=\D|20\d{2}年)|"
    r"(?:力争)?(?:到|至|在|自|从|于)?“?(?:(?:19|20)\d{2}年?[-—–~～至])?(?:19|20)\d{2}年(?:\d{1,2}月)?(?:底|末|初|年底|年末)?(?:以?前|之前|起|内|度|期间)?[，的]?|"
    r"(?:到|至)?“?(?:十[一二三四五]五|“十[一二三四五]五”)”?(?:时期|期间|期末|末)?|"
    r"今后[一二三四五六七八九十两]+年|[一二三四五六七八九十两]+年(?:内|来|间)?(?=[年新累给引培建]|合计)|"
    r"力争|争取|确保|其中|同时|并|且|全面|加快|努力|实现|以及|和|及|与|共|推动|推进|持续|继续|进一步|积极|预计|完成(?!率)|使|将|把|对(?![接标])|的|我县|我市|我省|每年)"
)
_TAIL = re.compile(
    r"(?:的|由|从|达到|达|突破|超过|增长|增加|提高|提升|上升|下降|降低|减少|压缩|压减|缩短|扩大|发展|保持|稳定|维持|控制|做|(?<!新)(?<!净)增|升|降|"
    rf"到|至|为|在|是|共有|现有|拥有|有|{ABOUT}|近|超|共|累计|总计|合计|分别|均|都|各|已|将|就|只|仅|了|(?<!占)(?<!对)比|同比|环比|年均|全部|、|：|:|"
    r"以[^，。；、]{2,20}为(?:基数|底数|基准)|在[^，。；、]{2,20}基础上|"
    r"(?:比|较)(?:19|20)\d{2}年|(?:19|20)\d{2}年(?:底|末)?|不少于|不低于|不超过)$"
)
_VERB = re.compile(
    r"(?:新建|新增|新引进|新|建成|建设|培育|引进|招引|打造|创建|争创|设立|组建|成立|获批|实施|推广|落地|签约|开工|改造|布局|申报|建|培养|招|完成|更换|拆除|"
    r"选取|遴选|认定|明确|确定|先上|安排|开展|举办|发展|拥有|有|投入|投资|发起设立|设|组织|统一完成|推进|支持|把|将|对|与)+$"
)
_NOUN = re.compile(r"[^，。；、：！？,;\n\t（(“”\d]{1,24}")
_NOUN_END = re.compile(
    r"(?:的|建设$|以上|通过|实现|达到|按|由|在(?=[^线职建])|开展|完成|列入|纳入|投用|投产|建成|改走|投运|投入|并|均|都|全部|得到|获|基本|成为|进入|上云|拿到)"
)
METRIC = re.compile(
    r"(?:[^、和及与，]{0,6})?(总产值|产值|增加值|营业收入|收入|余额|保有量|存量|数量|总数|总量|产量|投资|占比|比重|比例|税收|增速|降幅|增幅|效益|覆盖率|普及率|利用率|率|面积|规模|总额|均值)$"
)
_STAGE = re.compile(r"(?:[一二三四首前]期|先?(?:交付?|建|投用|启动)|(?:第[一二三]|首)批)")
"""Words that name a stage of what was named before, and nothing by themselves."""
_STAGE_END = re.compile(
    r"(?<=.)(?:[一二三四首前]期|(?:第[一二三]|首)批|先(?:交付?|建|投用|启动)|新增|净增|新建)$"
)
_PERIOD = re.compile(r"[一二三四五六七八九十两]+年")
_GAIN = re.compile(r"(?:年均|每年|年)?(?:新增|净增|新建|新引进|新培育|新认定)")
"""Words for what comes on top; a total that follows them (累计) counts the thing itself."""
_TOTAL = re.compile(r"累计|总数|总量|总计|合计|共计|达到|增至|扩大到")
_ADDED = re.compile(rf"(?:{_STAGE.pattern})|(?:{_GAIN.pattern})|(?:{_VERB.pattern})")
"""Words that say what is done with something named before."""
_LONG = 18
_SAYS_LITTLE = 2
_NOUN_LEAST = 4
_DOING = re.compile(
    r"建设(?!公司|集团|投资|用地|单位|项目|工程|指标|局|厅)|建成|新建|改造|引进|引来|培育|打造|创建|争创|组建|获批|实施|完成|安排|划出|切出|切给|配齐|配置|开展|组织|预留|埋设"
)
"""Verbs from which a long clause is its name: who acts, and for what, stands before them."""
_SPLIT = re.compile("[、和及与]")


@dataclass(frozen=True, slots=True)
class Naming:
    """A name and where the words that carry it begin."""

    name: str
    start: int


def clause_start(text: str, offset: int, floor: int) -> int:
    """Where the clause that holds ``offset`` begins, not before ``floor``."""
    start = floor
    for match in _CLAUSE.finditer(text, floor, offset):
        start = match.end()
    return start


def clause_end(text: str, offset: int, ceiling: int) -> int:
    """Where the clause that holds ``offset`` ends, without its mark."""
    match = _CLAUSE.search(text, offset, ceiling)
    return match.start() if match else ceiling


def trimmed(words: str) -> str:
    """``words`` without the adverbs, years and verbs around the noun they hold."""
    previous = None
    while previous != words:
        previous = words
        words = _HEAD.sub("", words.strip())
        words = _TAIL.sub("", words)
    if words.count("“") != words.count("”"):
        words = words.replace("“", "").replace("”", "")
    return words


def noun_after(text: str, offset: int, ceiling: int) -> str:
    """The noun that follows a number and its unit (50个→特色产业集聚区)."""
    match = _NOUN.match(text[offset:ceiling].lstrip("的“"))
    if not match:
        return ""
    words = match.group()
    end = _NOUN_END.search(words)
    if end and end.start() < _SAYS_LITTLE:
        return ""
    if end and end.start() > _SAYS_LITTLE:
        words = words[: end.start()]
    return words.strip("的”")


def name_of(
    text: str,
    *,
    lead: int,
    span: tuple[int, int],
    floor: int,
    ceiling: int,
    previous: Naming | None,
    counted: bool,
) -> Naming:
    """Name the quantity ``text[span[0]:span[1]]``.

    Args:
        text: The text.
        lead: Where the words of comparison that belong to the number begin.
        span: Where the number begins and where its unit ends.
        floor: Where its words may begin: the sentence, or the end of the quantity before.
        ceiling: Where the noun after it must have ended.
        previous: The name of the quantity before in the same sentence.
        counted: Whether its unit counts things, so that a noun right after it is what is counted.
    """
    begin = clause_start(text, lead, floor)
    words = trimmed(text[begin : max(lead, begin)])
    after = noun_after(text, span[1], ceiling)
    if after and (counted or not words or _VERB.search(words)):
        verb = words if _VERB.fullmatch(words) else ""
        return Naming(verb + after, begin)
    if _PERIOD.fullmatch(words):
        words = ""
    if words and not _ADDED.fullmatch(words):
        return Naming(_shortened(words), begin)
    before = max(begin - 1, floor)
    earlier = trimmed(text[clause_start(text, before, floor) : before])
    if previous and (not words or _STAGE.fullmatch(words) or len(earlier) < _NOUN_LEAST):
        total = _TOTAL.search(text, begin, span[0]) is not None
        return Naming(_lent(previous.name, words, total=total), previous.start)
    if earlier:
        return Naming(_shortened(earlier) + words, begin)
    return Naming(words or text[span[0] : span[1]], begin)


def _lent(name: str, words: str, *, total: bool) -> str:
    """The name of the quantity before with the ``words`` that this one has of its own.

    A stage or a gain of its own takes the place of the other's; a ``total`` has neither.
    """
    if not words and not total:
        return name
    gain = _GAIN.match(name)
    thing = name[gain.end() :] if gain and gain.end() < len(name) else name
    thing = _STAGE_END.sub("", thing)
    return words + thing if _GAIN.match(words) else thing + words


def _shortened(words: str) -> str:
    """A clause that is too long for a name, from its last verb on."""
    if len(words) <= _LONG:
        return words
    starts = [match.start() for match in _DOING.finditer(words) if match.end() <= len(words) - 2]
    return words[starts[-1] :] if starts else words[-30:]


def parallel(name: str, count: int) -> tuple[str, ...] | None:
    """The names of ``count`` quantities listed with 分别 behind ``name``, or None.

    城市公园、口袋公园保有量 → 城市公园保有量, 口袋公园保有量.
    """
    parts = [part for part in _SPLIT.split(name) if part]
    if len(parts) < count:
        return None
    parts = parts[-count:]
    metric = METRIC.search(parts[-1])
    if metric is None:
        return tuple(parts)
    tail = metric[1]
    return tuple(part if part.endswith(tail) else part + tail for part in parts)
