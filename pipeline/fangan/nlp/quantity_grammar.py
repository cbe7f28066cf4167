"""The grammar of quantities: numbers, units and the words that bind them.

Patterns are composed from the small to the large and compiled once. They run on
text folded by :mod:`fangan.nlp.quantity_text`.
"""

from __future__ import annotations

import re

from fangan.nlp import units

ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)"
CHINESE = "[零〇一二两三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟廿卅]"
# 一万二千: a myriad inside a numeral is part of the number; one at its end belongs to the unit.
SPELT = rf"(?:{CHINESE}+(?:[万亿]{CHINESE}*[百千十]{CHINESE}*)?(?:点[零〇一二三四五六七八九]+)?)"
NUMBER = rf"(?:{ARABIC}|{SPELT})"
MORE = "[余多来]"
SCALE = "万亿|亿|万"
# 5百, 3千 before a myriad or a measure word, never the 千 of 千瓦, 千米, 千克, 千伏, 千升.
_THOUSAND = "[百千](?![瓦米克伏升卡帕乏周分])(?=[\u4e00-\u9fff])"
_INCLUSIVE = "(?:[（(]含[^）)]{0,8}[）)])"
AFTER = rf"(?P<after>{_INCLUSIVE}?(?:及其?以上|及以下|以上|之上|以下|以内|之内|左右|上下|前后|(?<=工作日)内|(?<=天)内|(?<=小时)内|(?<=分钟)内))?"
# A Chinese numeral before 成 is a share in tenths, unless 成 begins another word.
_NOT_TENTHS = "立为员果功本品效分套形型都熟长绩交人才像千百万亿家个"

# Where a token can begin: a look at one character spares trying every form at every place.
_BEGINS = "(?=[\\d零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟廿卅半过翻倍全])"
TOKEN = re.compile(
    f"{_BEGINS}(?:"
    rf"(?P<per>[百千万])分之(?P<pern>{NUMBER})"
    rf"|(?P<below>{SPELT})分之(?P<above>{SPELT})"
    rf"|(?<!十)(?P<tenths>[一二两三四五六七八九]|(?<![\d.])[1-9])成(?P<half>半|[一二三四五六七八九](?![十百千成个户家]))?(?![{_NOT_TENTHS}])"
    "|(?P<moiety>一半|半数|过半)"
    rf"|翻(?P<doubled>{CHINESE}|\d)?番(?!行动|计划|工程)|(?P<twice>翻倍|翻一倍|倍增(?=[，。；！\n”]|$))"
    "|(?P<whole>全覆盖)"
    r"|(?<![A-Za-z.+×])"
    rf"(?P<number>{NUMBER}|半(?=个工作日|天))"
    rf"(?P<more1>{MORE})?(?P<thousand>{_THOUSAND})?(?P<scale>{SCALE})?(?P<more2>{MORE})?"
    rf"(?P<unit>{units.WORD}{units.PER}?|年(?=左右?时间|时间|多时间))?(?P<more3>[余多](?![个种元样项]))?"
    rf"|(?P<bare>(?<=[超过破近达])(?:{SCALE}))(?P<bunit>{units.WORD})"
    rf"){AFTER}"
)
"""One number, with what belongs to it on its right."""

RANGE = re.compile(r"[-—~―]{1,2}|至|到")
LIST = re.compile(r"[、,]|和|及|与|以及|或")
CLAUSE_END = "，。；：！？!?;\n\t"
"""Marks over which no word binds a number."""

ABOUT = "(?<![签合节条集公预履特邀续解违誓])约"
"""约 as a word of its own: in 节约3万吨, 签约12个 it is half of a verb."""

# Words on the left of a number, nearest first. Negated forms stand before the plain ones.
_FORCES = (
    (
        "ge",
        "不(?:得|能|应|可|宜|会)?(?:低于|少于|小于|短于|弱于)|不下于|不亚于|不下|至少|最少|最低|≥|>=",
    ),
    ("le", "不(?:得|能|应|可|宜|会)?(?:超过|高于|大于|多于|长于|突破|超出|超|逾)|至多|最多|≤|<="),
    ("lt", "低于|少于|小于|短于|不足|不到|不满|<"),
    (
        "gt",
        "突破|超过|超出|高于|大于|多于|迈过|迈上|跨过|跨越|站上|冲破|赶超|超|逾|破|越过|(?<![通经不要])过|>",
    ),
    ("approx", f"大约|约合|约为|{ABOUT}|将近|接近|近"),
    ("cap", "控制在|稳控在"),
    ("reach", "达到|达成|达(?!标|产|州|人)"),
)
FORCE = re.compile(
    "(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _FORCES) + ")"
    r"(?:了|到|至|在|为|全国|全省|全市)?$"
)
FILLER = re.compile(
    r"(?:共计|总计|合计|累计|大概|力争|争取|确保|分别|均|都|各|共|已|将|就|又|再|才|只|仅|再次|首次|人民币|全部|总共|左右|"
    r"(?:到)?\d{4}年(?:底|末|年底|年末)?的?)$"
)
LEVEL = re.compile(
    r"(?:增加|提高|提升|增长|扩大|上升|发展|下降|降低|降|减少|压缩|缩短|减|缩|压|增|升|扩|稳定|保持|维持|由|"
    r"增至|降至|做|控制|调整|优化|整合|变|涨|装)?(?:到|至|为|成|在)$"
)
_FALLS = (
    "下降|降低|减少|压减|压缩|缩减|缩短|削减|拉低|下浮|下调|回落|收窄|负增长|递减|下滑|精简|压降"
)
FALL = re.compile(rf"(?:{_FALLS}|(?<!升)降幅|减幅|(?<![下升])降)(?:幅度|比例|率)?(?:了|为|至少)?$")
FALL_OBJECT = re.compile(rf"(?:{_FALLS})(?:了)?(?P<object>[^，。；、：\d到至]{{1,9}})$")
GROWTH = re.compile(
    r"(?:增长|增加|提高|提升|上升|上涨|递增|增幅|增速|扩大|涨幅|上浮|净增|猛增|激增|增)(?:了|率|幅度|为)?$"
)
HALVED = re.compile(r"占|达|近|超|约|压|减|降|缩|率|比|提高|增")
PER_UNIT = re.compile(
    r"(?:(?<!平)每(?P<divisor>亩|公顷|平方公里|平方米|立方米|立方厘米|千瓦时|度电|吨|公斤|千克|升|方|名?职工|人|标方)|"
    r"(?P<mu>亩均)|(?P<head>人均(?:占地|用地|建设用地|公园绿地|绿地|面积|住房)))[^，。；：\n\t]*$"
)
PER_DAY = re.compile(
    r"(?:日处理|日供|日产|日加工|日输|每天可?处理|每日可?处理|日均处理|日消纳|日回用)[^，。；：\n\t\d]*$"
)
FROM = re.compile(
    r"(?:由|从)(?:原来|现有|现在|目前|原先|最初|年初|上年|去年|当前)?的?(?:(?P<year>\d{4})年(?:底|末)?的?)?[^，。；、：\n\t\d]{0,6}$"
)
TO = re.compile(
    r"(?:到|至|为|成|达)(?:了|(?:\d{4}年(?:底|末)?的?))?(?:约|近|现在的?|目前的?)?$|(?:\d{4}年(?:底|末)?的)$"
)
BASE_OF = re.compile(r"(?:以|在|比|较)(?:(?P<year>\d{4})年(?:底|末)?的?)?[^，。；、：\n\t\d]{0,8}$")
BASE_AFTER = re.compile(r"(?:的)?(?:为(?:基数|底数|基准|起点|基期)|(?:的)?基础上)")
BASE_YEAR = re.compile(
    r"(?:比|较|以|相比|相较于|对比|在)(?P<year>(?:19|20)\d{2})年(?!起|前|以来|内)"
)
