"""What each file of a submission is: the plan, or which annex, by its name and its words."""

from __future__ import annotations

import re
from typing import Literal

Role = Literal[
    "plan",
    "application",
    "indicators",
    "projects",
    "map",
    "commitment",
    "request",
    "industry_plan",
    "funding",
    "other",
]

ROLE_NAMES: dict[Role, str] = {
    "plan": "实施方案",
    "application": "申报表",
    "indicators": "指标表",
    "projects": "项目表",
    "map": "图",
    "commitment": "承诺书",
    "request": "请示或推荐文件",
    "industry_plan": "产业规划",
    "funding": "资金证明",
    "other": "其他",
}

# The last of these words in a name says what a file is: 关于报送实施方案的请示 is a 请示.
_HEADS: tuple[tuple[Role, str], ...] = (
    (
        "plan",
        (
            r"(?:实施|建设|创建|工作|申报|推进|行动|总体)?方案(?:文本)?|建设规划|行动计划"
            # A notice that issues a plan is the plan; one that asks for it is not.
            r"|(?:印发|下发|公布)[^的]*方案[^的]*的?通知"
        ),
    ),
    ("application", r"申[报请](?:表|书)|报名表|基本情况表|推荐(?:汇总)?表|汇总表|登记表|备案表"),
    ("indicators", r"指标(?:体系|任务|分解|情况|汇总)*表?|目标(?:任务)?表"),
    ("projects", r"项目(?:清单|汇总|一览|台账|库|计划|建设|投资)*(?:表|库|清单)|重点(?:项目|工程)"),
    (
        "map",
        r"(?:布局|区位|规划|平面|示意|效果|红线|四至|范围|现状|区划|位置|实景)图|附图|图[集册纸件]|照片",
    ),
    ("commitment", r"承诺[书函]|声明"),
    ("request", r"请示|推荐(?:文件|意见|函)|的函|上报文件|红头文件|报告$|申请$"),
    ("industry_plan", r"(?:产业|发展|总体|专项|空间|控制性?详细?|国土空间)规划|可行性研究|可研"),
    (
        "funding",
        r"资金(?:证明|来源|落实|配套|承诺|筹措|安排)|(?:存款|资信|授信|贷款|信用|财政)(?:证明|承诺|意向)",
    ),
    (
        "other",
        (
            r"(?:评审|论证|审查|专家|反馈|修改|审核|部门)意见|意见(?:汇总|采纳|反馈)|模板|范本|批复"
            r"|会议纪要|营业执照|目录|佐证|证明材料|说明|通知|解读|(?:情况|工作)?汇报(?:材料)?|简报"
            r"|(?:研究|评估|评价|分析|调研|调查|影响|审计|检测|验收|总结)报告书?$"
        ),
    ),
)
_BRACKETS = re.compile(r"[（(【\[][^（()）【】\[\]]*[)）】\]]")
_ANNEX = re.compile(r"附[件表图录]\s*[\d一二三四五六七八九十]*")
_OLD = re.compile(
    r"旧[版稿]|(?:^|[/（(_-])旧(?:[/）)_.-]|$)|初稿|草稿|征求意见|讨论稿|修订前|修改前|原稿|模板|范本"
    r"|样[本表例]|参考|依据|上级文件|备份|作废|副本|摘要|简本"
)
_FINAL = re.compile(r"终稿|定稿|最终|正式|送审|报批|盖章|上报")
_PARTS: tuple[str, ...] = (
    "总体要求|总体思路|指导思想",
    "基本原则",
    "发展目标|建设目标|主要目标|总体目标|目标任务",
    "基础条件|发展基础|现状|基本情况|建设基础|发展现状",
    "发展定位|功能定位|战略定位",
    "空间布局|功能布局|总体布局|功能分区|规划布局",
    "主导产业|特色产业|产业体系|产业发展",
    "重点任务|主要任务|建设任务|建设内容",
    "重点项目|重点工程|项目建设|投资估算",
    "体制机制|机制创新|改革|政策创新",
    "效益分析|联农带农|利益联结",
    "保障措施|组织保障|组织实施|组织领导|工作保障",
    "进度安排|实施步骤|建设期限",
)
# A title that names a province and no place within it is not a county's.
_PROVINCE = re.compile(r"(?:省|自治区)(?!.{1,8}?[市县旗州盟])")
_SHORT = 40  # characters; a heading is no longer


def role_of_name(name: str) -> Role | None:
    """The role that a member's name gives it, or that of the folder it lies in."""
    parts = name.split("/")
    parts[-1] = parts[-1].rpartition(".")[0] or parts[-1]
    for part in reversed(parts):
        role = role_of_words(_BRACKETS.sub("", part)) or role_of_words(part)
        if role is not None:
            return role
    return None


def role_of_words(words: str) -> Role | None:
    """The role by the last telling word of a name or title."""
    words = "".join(words.split())
    best: tuple[int, int, Role] | None = None
    for role, pattern in _HEADS:
        for match in re.finditer(pattern, words):
            found = (match.end(), match.end() - match.start(), role)
            if best is None or found[:2] > best[:2]:
                best = found
    if best is not None:
        return best[2]
    return "other" if _ANNEX.match(words) else None


def role_of_text(text: str) -> tuple[Role | None, str]:
    """The role by the first lines of a text, which hold its title, and the words that say it."""
    lines = [line.strip() for line in text.splitlines() if line.strip()][:6]
    heads = [line for line in lines if len(line) <= _SHORT and not line.endswith(("：", ":", "。"))]
    said: tuple[Role | None, str] = (None, "")
    for line in ("".join(heads[:3]), *heads):
        role = role_of_words(line)
        if role is not None and role != "other":
            return role, line
        if role and not said[0] and not _ANNEX.match(line):
            said = role, line
    return said


def parts_found(text: str) -> int:
    """How many of the usual parts of a plan have a heading in the text."""
    headings = "\n".join(line for line in text.splitlines() if 2 <= len(line.strip()) <= _SHORT)
    return sum(re.search(pattern, headings) is not None for pattern in _PARTS)


def name_score(name: str) -> float:
    """How much a name, with the folders it lies in, speaks for the plan among others."""
    base = name.rsplit("/", 1)[-1]
    score = 0.0
    if "实施方案" in base:
        score += 3
    elif "建设方案" in base or "创建方案" in base:
        score += 2
    if _OLD.search(name):
        score -= 6
    if _FINAL.search(name):
        score += 1
    if _ANNEX.match(base):
        score -= 2
    return score


def title_score(role: Role | None, title: str) -> float:
    """How much the title of a text, and the role it gives, speak for the plan."""
    if role in {None, "industry_plan"}:
        return 0.0
    if role != "plan":
        return -4.0
    return 3.0 - 4.0 * bool(_PROVINCE.search(title)) - 3.0 * bool(_OLD.search(title))
