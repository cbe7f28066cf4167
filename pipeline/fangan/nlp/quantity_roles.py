"""What a quantity is there for: a measure, or only a number in a name, a rule, a habit.

The grammar finds numbers with units; most numbers of an official text are no
indicators. Every test looks at the words on both sides, inside one clause.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Literal

Role = Literal["measure", "base", "threshold", "rule", "frequency", "label", "article", "implicit"]

_ENTITY = (
    "企业|项目|产业|集群|园区|主体|单位|公司|大户|个人|农户|居民|家庭|车辆|船舶|机组|锅炉|工程|商户|纳税人|客户|村|乡镇|县|城市|"
    "品牌|产品|单品|强镇|大镇|镇|楼宇|超市|商场|河流|水库|泊位|码头|矿山|煤矿|房屋|建筑|岗位|人群|老人|老年人|儿童|婴幼儿|人口|"
    "青年|群众|学生|道路|宽带|用户|航空器|变电站|线路|级|门槛|俱乐部|阶段|台阶大关"
)
# What may stand between the limit and the thing it limits: attributes, no verbs, no marks.
_ATTRIBUTES = r"[^，。；、：（）()“”\s\d支用推促带扶建引补奖落给完签开为是由与和达]{0,7}?"
_LIMITS = re.compile(rf"的?(?:{_ATTRIBUTES})(?:{_ENTITY})")
_NUMBERED = re.compile(r"(?:第|(?<![年月底日提])前|令|附件|附表|附图|(?<!代)表|图|专栏)$")
_DISTANT = re.compile(
    r"(?:相距|距离|距|离|半径|间隔|周边|方圆|以东|以西|以南|以北|不到)[^，。；\d]{0,10}$"
)
_ARTICLE_OF_LAW = re.compile(r"\s*第[一二三四五六七八九十百零〇\d]+条")
_CONDITION = re.compile(
    r"申报单位|申报主体|申请人|申请单位|申报人|申报条件|应具备|须具备|应满足|不得(?!低于|少于|小于|高于|超过|大于|突破|短于)"
)
_ELLIPTIC = re.compile(r"的?\d+余?[个家户项]")
_LEVEL_NAME = re.compile(r"级")
_BUILT = "(?:项目|工程|机组|生产线|产线|码头|泊位|电站|基地|航道|示范线)"
_CAPACITY = re.compile(
    rf"[^，。；、：\n\t\d的]{{0,18}}?{_BUILT}|[^，。；：\n\t\d的]{{0,30}}?等{_BUILT}"
)
_LIMITED = (
    "money",
    "area",
    "length",
    "mass",
    "volume",
    "power",
    "energy",
    "heat",
    "age",
    "flops",
    "boiler",
)
_CAPACITIES = ("mass", "volume", "power", "energy", "heat", "boiler", "flops", "coal")
_SPECIFICATIONS = ("voltage", "pressure", "apparent")

_RULE_BEFORE = re.compile(
    r"(?:给予|予以|一次性|按照|按|最高|补助|补贴|贴息|罚款|税率|扣除|减按|奖励|奖补|资助|标准为|并处|收取|缴纳|保证金|注册资本|"
    r"每(?:户|家|人|个|件|项|辆|台|名|篇|只|头|只|次|场|年每))[^，。；：\n\t\d]{0,14}$"
)
_RULE_AFTER = re.compile(
    r"的?(?:比例|标准|税率|额度)?的?(?:给予|予以|计入|计税|并入|扣除|征收|补助|补贴|奖励|返还|计算|缴纳|收取|资助|一次性|罚款|贴息|奖补|的补|的奖)"
)
_PAID = re.compile(r"(?:发放|兑现|拨付|落实|下达|争取|累计|投入|安排|支出|统筹)[^，。；：]*$")
_SINGLE = re.compile("单个|单户|单项|每|最高")
_LARGEST_GRANT = 1e8
"""Yuan; a larger sum is what was paid out in all, not what one applicant gets."""
_PROCEDURE = re.compile(
    r"之日起|应当|收到|申请后|届满|期满|公示|逾期|提前|有效期|保存|届时|须在|不得超过|自.{0,12}起"
)
_PERIOD_OF = re.compile(
    r"压缩|压减|缩短|缩减|提速|办结|办理|办完|办照|开办|时限|时间|天数|优良|达标|登记|审批|通关|用时|耗时|平均|寿命|时长|压到|减少|停电|机时|新设|新办"
)
_ANSWERED = re.compile(
    r"内?(?:答复|提出|作出|做出|报|向|书面|反馈|通知|回复|受理|告知|公布|公开|送达|移送|补正|备案|上报)"
)
_CIRCLE = re.compile(
    r"[^，。；、\d]{0,8}?(?:圈|生活|通勤|直达|服务$|服务[，。；、]|不打烊|值守|在线|营业|自助)"
)
_EVERY = re.compile(
    r"每(?:半?年|个?季度?|个?月|周|天|日|两年|学期|年度|旬|次|轮|届)|一年|年均|定期|逢|全年不少于"
)
_FREQUENT = {"count:次", "count:场", "count:回", "count:期", "count:轮"}
_RANKED = re.compile(r"[^，。；、\d]{0,4}(?:第[一二三四五六七八九十\d]|夺冠|获|荣获|登上|入选)")
_ANAPHORA = re.compile(r"(?:这|该|上述|前述|以下|下列|其他|其余|另|某|任何|同|哪)$")
_ABSTRACT = re.compile(
    r"[^，。；、：\d]{0,3}?(?:方面|环节|层面|层级|层次|维度|关系|不动摇|转变|阶段|步骤|统筹|领域|问题|缺口|要素|文明|体系|原则|结合|坚持|确保|"
    r"一批|面向|梯次|部分|系列|渠道|途径|机制|制度|关口|优先|导向|转型|提升|强化|抓手|支撑|目标|方向|意识|自信|维护|务必|时期|世纪|星期|角度|口子|"
    r"窗口|笼子|尺子|闭环|整体|轮子|中国|跨越|台阶|难点|痛点|短板|优势|特点|亮点|定位|组团|梯队|档次|高地|样板间|时段|战线|道理|循环|大类|重点任务)(?=[，。；、：“”》）)（(\n]|$|是|为|的|上|和|与|内|等)"
)
_CONCRETE = re.compile(
    r"企业|厂|项目|基地|平台|车间|中心|园区|机组|线路|站|产业|主业|公司|学校|医院|实验室|研究院|研究所|孵化器|品牌|专利|泊位|车位|公园|大桥|公路|高铁|"
    r"机场|港口|机构|高校|仓库|水库|市场|社区|示范区|试点|团队|专员|人才|专家|岗位|工厂|合作社|农场|窑|炉|变电|生产线|产品|事项|案例|课题|店"
)
_ONLY = re.compile(r"(?:只|仅|就|唯一)[^，。；：]{0,14}$")
_CLAUSE_ENDS = re.compile(r"[，。；、\n]|$")
_VERBS = re.compile(
    r"(?:建设|建成|新建|新增|新设|新引进|培育|引进|招引|打造|创建|争创|设立|组建|成立|认定|获批|实施|完成|推进|推广|落地|签约|开工|投产|入驻|认证|扶持|建|引|设|育|新|招|改造|布局|申报|评选|遴选|选育|扩大到|发展|明确|确定|选定|主攻|聚焦)[^，。；：\d]{0,10}$"
)
_LONGEST_NAME = 82
_BOOKISH = (
    "零分度层道门本对头口眼米位种块片把班次场组队支只起根天岁年秒兆瓦焦克升单批例件部卷集首幕"
)
"""Measure words that after a small spelt number mostly stand in set phrases (十分, 一次, 两位)."""
_SAFE_SMALL = set("个家户座条项名台套所处栋间辆")


def enclosed(text: str) -> list[tuple[int, int]]:
    """Spans of titles in 《》 and of short quotations in “”: what stands in them is a name."""
    found = [match.span() for match in re.finditer(r"《[^《》\n]{1,80}》", text)]
    found += [match.span() for match in re.finditer(r"“[^“”\n]{1,14}”|「[^「」\n]{1,14}」", text)]
    return sorted(found)


def role(  # noqa: C901, PLR0911, PLR0912 - a decision list reads best in one piece
    *,
    before: str,
    after: str,
    sentence: str,
    value: float,
    unit: str,
    dimension: str,
    spelt: bool,
    bound: bool,
    limited: bool,
) -> Role:
    """The role of one quantity.

    Args:
        before: The clause up to the number.
        after: What follows the quantity, up to 30 characters, without its own 以上 or 左右.
        sentence: The sentence that holds it.
        value: Its value, the larger one of a range.
        unit: Its unit as written, without a myriad.
        dimension: The unit's dimension.
        spelt: Whether it is written in Chinese numerals.
        bound: Whether a word of comparison binds it.
        limited: Whether that word sets a limit (以上, 超…) rather than a measure (达到, 约).
    """
    if _NUMBERED.search(before) or dimension in _SPECIFICATIONS:
        return "label"
    if dimension == "length" and (_DISTANT.search(before) or after[:1] == "内"):
        return "label"
    if _ARTICLE_OF_LAW.match(sentence) or _CONDITION.search(sentence):
        return "rule"
    if after[:1] in {"+", "号"} or (spelt and before.endswith(("数", "几"))):
        return "label"
    head = dimension.partition("/")[0]
    if "/" not in dimension:
        if head == "age" and (limited or re.match(r"的|及|以", after)):
            return "threshold"
        if head in _LIMITED and (
            _LEVEL_NAME.match(after)
            or (limited and (_LIMITS.match(after) or (head == "money" and _ELLIPTIC.match(after))))
        ):
            return "threshold"
        if head == "count:人" and limited and after.startswith("的"):
            return "threshold"
        if head in _CAPACITIES and not bound and _CAPACITY.match(after) and "日处理" not in before:
            return "threshold"
    if head in {"hour", "day", "workday", "month"}:
        return _period(before, after, sentence, value, head)
    if head in _FREQUENT:
        if _EVERY.search(before):
            return "frequency"
        if _RANKED.match(after):
            return "label"
    if head in {"money", "share"} and _is_rule(before, after):
        large = head == "money" and value >= _LARGEST_GRANT
        return "rule" if not large or _SINGLE.search(before) else "measure"
    if head == "score" and before.endswith(("时", "点")):
        return "label"
    if head == "year":
        return "measure" if re.search(r"用(?:好)?$", before) else "label"
    if head.startswith("count:"):
        if _ABSTRACT.match(after.removeprefix("的")):
            return "article"
        if spelt:
            return _spelt(before, after, value, unit, bound=bound)
        if _ANAPHORA.search(before):
            return "article"
    return "measure"


def _is_rule(before: str, after: str) -> bool:
    if _RULE_AFTER.match(after):
        return True
    if not _RULE_BEFORE.search(before):
        return False
    return not _PAID.search(before) or _SINGLE.search(before) is not None


def _period(before: str, after: str, sentence: str, value: float, head: str) -> Role:
    if _CIRCLE.match(after) or (head == "hour" and value == 24):
        return "label"
    if _PROCEDURE.search(sentence) or _ANSWERED.match(after):
        return "rule"
    return "measure" if _PERIOD_OF.search(before) or _PERIOD_OF.search(after[:12]) else "rule"


def _spelt(  # noqa: PLR0911 - a decision list
    before: str, after: str, value: float, unit: str, *, bound: bool
) -> Role:
    if (
        (_ANAPHORA.search(before) and not _ONLY.search(before))
        or before.endswith(("每", "各", "头"))
        or (unit in _BOOKISH and value <= 100 and not bound)
    ):
        return "article"
    if bound:
        return "measure"
    if value == 1:
        only = _ONLY.search(before) and _CONCRETE.search(before + after)
        last = _CLAUSE_ENDS.match(after) and _CONCRETE.search(before[-8:])
        return "measure" if only or last else "article"
    if value <= 10:
        if unit not in _SAFE_SMALL:
            return "article"
        noun = re.match(r"[^，。；：、\n\t由在与按把将]{0,8}", after)
        if noun and noun.group() and not re.match(r"[是为在都均]", after):
            return "measure" if _CONCRETE.search(noun.group()) else "article"
        return "measure" if _CONCRETE.search(before) else "article"
    return "measure"


def stands_alone(before: str, text: str) -> bool:
    """Whether a bare 百 or 千 (百家企业) after ``before`` counts something."""
    return bool(_VERBS.search(before)) and not re.match(r"[家]?(?:争鸣|万户|万家|论坛)", text)


def bracketed(spans: list[tuple[int, int]], start: int, end: int) -> bool:
    """Whether ``start`` to ``end`` lies inside one of the sorted ``spans``."""
    # titles are at most 82 characters long and may hold quotations: the few spans that can reach
    first = bisect_left(spans, (start - _LONGEST_NAME, 0))
    last = bisect_left(spans, (start, 0))
    return any(end < right for _, right in spans[first:last])
