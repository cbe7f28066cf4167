"""The parts that a master plan asks every plan to have (必备部分)."""

from __future__ import annotations

import re

from fangan.framework import ContentSign, PartContent, RequiredPart
from fangan.nlp.sentences import sentences

_PLAN = re.compile(r"方案|计划|规划")
_MAKE = re.compile(
    r"(?:制定|制订|编制|研究制定|编写|拟定|出台|提出|报送|形成)[^。；]{0,40}?(?:方案|计划|规划)"
)
_LISTING = re.compile(
    r"(?:明确|确定|包括|包含|涵盖|提出|细化|写明|载明|阐明|规定|突出|含)(?:以下|如下)?(?:内容)?[：:]?"
    r"(?P<list>[^。；，,：:]{2,14}(?:、[^。；，,：:、]{2,14})*(?:以及|和|及|与)[^。；，,：:、]{2,14}|"
    r"[^。；，,：:、]{2,14}(?:、[^。；，,：:、]{2,14}){2,})"
)
_SPLIT = re.compile(r"、|以及|和|及|与")
_TRAILING = re.compile(r"(?:等|等内容|等方面|等事项|的?内容)$")

_KNOWN: dict[str, tuple[str, str]] = {
    "定位": (
        "发展定位 功能定位 战略定位 总体定位 产业定位",
        "一句话定位 产业方向 与上级总体思路衔接",
    ),
    "目标": ("发展目标 主要目标 总体目标 工作目标 建设目标", "目标年总量目标 阶段目标 单位和基期"),
    "布局": ("空间布局 总体布局 功能布局 空间结构 规划范围", "范围与面积 功能分区 附图"),
    "任务": ("重点任务 主要任务 工作任务 建设任务 重点工作", "对应各项任务 责任单位 完成时限"),
    "举措": ("主要举措 重点举措 工作措施 具体措施", "对应各项任务 责任单位 完成时限"),
    "项目": ("重点项目 重大项目 重点工程", "项目名称和主体 总投资 建设年限"),
    "步骤": ("实施步骤 进度安排 时间安排 工作步骤", "阶段划分 完成时限"),
    "进度": ("进度安排 实施步骤 时间进度 时间安排", "阶段划分 完成时限"),
    "时限": ("完成时限 进度安排", "完成时限"),
    "时间": ("时间安排 进度安排", "完成时限"),
    "分工": ("责任分工 职责分工 任务分工", "责任单位"),
    "责任": ("责任分工 责任单位 职责分工", "责任单位"),
    "保障": ("保障措施 组织保障 保障机制 政策保障 组织实施", "组织领导 要素保障 督促考核"),
    "措施": ("保障措施 政策措施 工作措施 主要措施", "组织领导 责任单位"),
    "思路": ("总体思路 总体要求 指导思想 基本思路", "指导思想 基本原则"),
    "要求": ("总体要求 总体思路 指导思想", "指导思想 基本原则"),
    "路径": ("实施路径 发展路径 技术路线", "阶段划分"),
    "范围": ("实施范围 规划范围 试点范围", "范围与面积"),
    "基础": ("发展基础 现状基础 工作基础", "单位和基期"),
    "投资": ("投资估算 资金筹措 资金安排", "总投资 资金来源"),
    "资金": ("资金筹措 资金安排 投资估算", "总投资 资金来源"),
    "效益": ("预期效益 效益分析 预期成效", "经济效益 社会效益"),
}
"""The usual kinds of parts by the word their names end with: other names, least contents."""
_CONTENTS: dict[str, tuple[str, ContentSign | None]] = {
    "一句话定位": ("打造 建成 建设成为 基地 高地 示范区 中心", None),
    "产业方向": ("产业 主导产业 主攻方向", None),
    "与上级总体思路衔接": ("全省 全市 省委 市委 国家 战略", None),
    "目标年总量目标": ("到20 年底 期末 目标", None),
    "阶段目标": ("分年度 第一阶段 近期 远期 中期", None),
    "单位和基期": ("基期 现状 目前 截至 已有", None),
    "范围与面积": ("四至 平方公里 公顷 亩 范围", None),
    "功能分区": ("分区 片区 功能区 组团 一核 两翼", None),
    "附图": ("附图 附件 见图", None),
    "对应各项任务": ("", "areas"),
    "责任单位": ("牵头 责任单位 责任人 负责 主体", None),
    "完成时限": ("", "deadlines"),
    "项目名称和主体": ("项目 建设单位 实施主体", None),
    "总投资": ("总投资 投资 亿元 万元", None),
    "建设年限": ("", "deadlines"),
    "阶段划分": ("阶段 分步 启动 全面实施 总结", None),
    "组织领导": ("领导小组 组长 牵头 专班 责任主体", None),
    "要素保障": ("资金 用地 人才 政策 要素", None),
    "督促考核": ("考核 督查 督导 评估 通报", None),
    "指导思想": ("指导思想 为指导 贯彻", None),
    "基本原则": ("原则 坚持", None),
    "资金来源": ("资金 财政 自筹 贷款 基金", None),
    "经济效益": ("产值 税收 收入 经济效益", None),
    "社会效益": ("就业 带动 社会效益", None),
}
"""How the usual contents are seen: by words, or by a sign."""
_DEFAULT = ("总体要求", "发展目标", "重点任务", "保障措施")


def required_parts(text: str, start: int, end: int) -> tuple[tuple[RequiredPart, ...], str]:
    """The parts that ``text[start:end]`` asks for, and a doubt ("" where there is none)."""
    best: list[str] = []
    for left, right in sentences(text, start, end):
        sentence = text[left:right]
        made = _MAKE.search(sentence)
        about = made or _PLAN.search(sentence)
        if about is None:
            continue
        for listing in _LISTING.finditer(sentence, made.end() if made else 0):
            names = _names(listing["list"])
            known = sum(_kind(name) is not None for name in names)
            if made and known >= 2 and known * 2 > len(names) and known > _known(best):
                best = names
    doubt = "" if best else "没有找到“方案要写明哪几部分”的句子，先按通常的写法列出"
    names = best or list(_DEFAULT)
    return tuple(_part(number, name) for number, name in enumerate(names, start=1)), doubt


def _known(names: list[str]) -> int:
    return sum(_kind(name) is not None for name in names)


def _names(listing: str) -> list[str]:
    found = []
    for chunk in _SPLIT.split(listing):
        name = _TRAILING.sub("", chunk.strip())
        name = re.sub(r"^(?:本地区|本市|本县|各自|各项|具体|的|其)+", "", name)
        if 2 <= len(name) <= 12 and name not in found:
            found.append(name)
    return found


def _kind(name: str) -> str | None:
    return next((kind for kind in _KNOWN if name.endswith(kind)), None)


def _part(number: int, name: str) -> RequiredPart:
    kind = _kind(name)
    aliases, contents = _KNOWN[kind] if kind else ("", name)
    return RequiredPart(
        id=f"S{number}",
        name=name,
        aliases=tuple(alias for alias in aliases.split() if alias != name),
        contents=tuple(_content(content) for content in contents.split()),
    )


def _content(name: str) -> PartContent:
    terms, sign = _CONTENTS.get(name, ("", None))
    return PartContent(name, tuple(terms.split()), sign)
