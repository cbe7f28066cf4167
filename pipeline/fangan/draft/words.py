"""Words of official language by which a master plan is taken apart.

General usage of Chinese official documents; nothing here knows a master plan.
"""

from __future__ import annotations

import re
from collections.abc import Iterable


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


TASK_CHAPTER = re.compile(
    r"任务|举措|重点工作|工作重点|主要工作|(?:主要|建设|工作|重点)内容|重点(?:工程|项目|领域|方向|行动)|"
    r"(?:主要|专项|具体)行动|发展重点|建设重点|实施路径|推进路径|(?:主要|具体)措施|重大工程"
)
FRONT_CHAPTER = re.compile(
    r"总体要求|总体思路|总体目标|指导思想|基本思路|原则|目标|背景|意义|基础|现状|形势|总则|必要性|重要性|认识|前言|概述|依据|定位|"
    r"总体布局|空间布局|适用范围|发展环境|总体设计|总体考虑"
)
BACK_CHAPTER = re.compile(
    r"保障(?!能力|水平|民生)|组织(?:领导|实施|推进)|步骤|推进措施|进度安排|时间安排|附则|(?:工作|有关|相关)要求|监督|考核|督导|评估|"
    r"(?:政策|配套|扶持|支持)(?:措施|政策)|政策支持|(?:推进|工作|实施)机制|责任分工|职责分工|宣传|其他事项"
)
TITLE_PURPOSE = re.compile(
    r"^(?:关于)?(?:加快|推进|推动|促进|加强|深化|支持|创建|建设|培育|发展|开展|实施)+"
)

ADVERBS = _words(
    "着力 积极 大力 进一步 全面 深入 持续 不断 稳步 有序 优先 切实 充分 扎实 统一 同步 集中 适度 率先 主动 及时 定期 坚决 逐步 "
    "有针对性地 因地制宜 科学 合理 全力 努力 力争 争取 应当 必须 需要 同时 认真 分类 分级 广泛 有效 尽快 高标准 高水平 高质量 "
    "高起点 创造性 系统 精准 依法 依规 加快 协同 联合 共同 自主 重点 务必 要 应 须 需 并 也 还 再 可 将 均 严格 坚持 聚力 "
    "做好 抓好 推动 推进 其中 累计 每年 精心 超前 前瞻 审慎 稳妥 强力 强化"
)
"""Words that may stand before the directive verb; many of them begin nouns as well."""

DIRECTIVES = _words(
    "建设 建立 建成 构建 打造 培育 培养 引进 引入 招引 吸引 推进 推动 推广 推行 试行 实施 开展 完善 健全 强化 加强 加快 加大 深化 优化 "
    "扩大 拓展 拓宽 支持 鼓励 引导 倡导 探索 制定 制订 编制 出台 修订 明确 确定 落实 严格 规范 组织 设立 组建 成立 创建 争创 申建 "
    "申报 新建 改造 改建 扩建 整合 统筹 发展 壮大 做大 做强 做优 做好 谋划 规划 布局 搭建 启动 完成 防范 禁止 不得 严禁 严控 控制 "
    "限制 淘汰 整治 治理 纳入 对接 突破 攻关 研发 研制 研究 盘活 处置 清理 压缩 精简 简化 减免 提供 给予 安排 发挥 宣传 表彰 "
    "考核 督查 评估 赋予 负责 替代 加速 利用 运用 应用 部署 普及 延伸 选派 遴选 认定 评选 举办 承办 设置 配备 配套 补齐 打通 破解 "
    "转化 汇聚 畅通 贯彻 执行 履行 监测 监管 检查 公开 公布 发布 共建 共享 参与 扶持 扶植 奖励 补助 资助 牵头 协调 指导 指定 督促 "
    "调整 升级 提质 振兴 保护 修复 巩固 夯实 抓好 抓紧 用好 办好 管好 放宽 降低 减少 增加 提高 提升 增强 优先 力争 推出 开放 开发"
)
"""Verbs that ask for something."""

PURPOSES = _words(
    "提高 提升 增强 促进 实现 形成 确保 保障 降低 减少 补足 营造 带动 助力 满足 改善 激发 释放 增加 缓解 避免 保证 推动形成 "
    "扩大 凝聚 示范带动 破解 夯实 走出 成为 切实保障 有效提升"
)
"""Verbs that, in the middle of a sentence, tell what the thing before is for."""

BACKGROUND = _words(
    "围绕 依托 按照 根据 结合 聚焦 针对 立足 坚持 以 对 对于 在 通过 为 突出 发挥 着眼于 参照 面向 借助 从 充分发挥 把 将 瞄准 紧扣 "
    "顺应 遵循 抢抓 紧盯 紧紧围绕 利用 把握 到 至"
)
"""Words that begin a part that only leads up to what follows."""


def alternatives(words: Iterable[str]) -> str:
    """A regular expression for any of ``words``, the longest first."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_LEAD = re.compile(rf"(?:{alternatives(ADVERBS)})+")
DIRECTIVE = re.compile(rf"(?:{alternatives(ADVERBS)})*(?:{alternatives(DIRECTIVES)})")
PURPOSE = re.compile(rf"(?:进一步|不断|持续|切实|有效|全面|加快|着力)*(?:{alternatives(PURPOSES)})")
BACKING = re.compile(rf"(?:{alternatives(BACKGROUND)})")
ANY_DIRECTIVE = re.compile(rf"(?:{alternatives(DIRECTIVES)})")
_VERB = re.compile(rf"(?:{alternatives([*DIRECTIVES, *PURPOSES])})")


def without_lead(text: str) -> str:
    """``text`` without adverbs before its verb; a noun that begins like one stays whole."""
    lead = _LEAD.match(text)
    while lead:
        rest = text[lead.end() :]
        if _VERB.match(rest):
            return rest
        lead = _LEAD.match(text, 0, lead.end() - 1)
    return text


def without_verb(text: str) -> str:
    """The object of a directive: ``text`` without its adverbs and verbs (推进建设X → X)."""
    while True:
        text = without_lead(text)
        verb = _VERB.match(text)
        if verb is None or len(text) - verb.end() < 2:
            return text
        text = text[verb.end() :]


OBLIGED = re.compile(
    r"必须|应当|应该|须|不得|严禁|禁止|(?<![主重需首])要(?![求素点件义闻])|应(?![用急对变])"
)

EXPLORE = re.compile(r"探索|试行")
ENCOURAGE = re.compile(r"支持|鼓励|引导|倡导")
CONDITION = re.compile(
    r"有条件的|条件成熟|具备条件|符合条件|条件允许|符合[^，,。]{0,18}(?:规定|要求|规划)的?|(?:^|[，,])对(?:于)?[^，,。]{2,30}的[，,]"
)
INSIDE_ZONE = re.compile(r"开发区(?:以|之)?内(?!外)")
OUTSIDE_ZONE = re.compile(r"开发区(?:以|之)?外")
DUTY = re.compile(
    r"^(?P<level>省级?|自治区|国家|国务院|中央|市级?(?!场|县|州|民|、县|直管县))"
    r"[^，,。；]{0,24}?(?:委|厅|局|部门|政府|办公室|财政|领导小组|单位|机构|部|院)"
)
OWNER = re.compile(r"[（(](?P<who>[^（）()]{2,200})[）)]")
OWNER_SIGN = re.compile(r"牵头|负责|责任单位|责任部门|按职责|配合")

DELIVERABLE = re.compile(
    r"(?:编制|制定|制订|出台|印发|建立|绘制|形成|完善|修订|发布|公布|梳理|提出)"
    r"[^，,。；]{0,24}?(?:清单|目录|图谱|方案|办法|规划|台账|人才库|项目库|指南|细则|政策|标准|规程|图|表|名录|意见)"
)
FORBIDDEN = re.compile(r"不得|严禁|禁止|严控|红线|底线|准入|符合[^，,。]{0,12}要求")
RESPONSIBILITY = re.compile(
    r"负责|责任主体|牵头|领导小组|主体责任|组织领导|统筹协调|综合协调|管理机构|领导职务|职责"
)
SUPPORT = re.compile(r"资金|补贴|补助|奖励|奖补|倾斜|贴息|优惠|财政|指标.{0,6}(?:安排|保障)|减免")
