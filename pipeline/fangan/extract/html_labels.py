"""What a government page says of its document: its meta elements and its head table.

The meta elements are those of the national guide for government sites (政府网站发展指引,
国办发〔2017〕47号): ArticleTitle, PubDate, ContentSource. The head table holds 索引号,
发文机关, 成文日期 and the like beside their values, as a table, a list or plain divs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from fangan.extract.structure.metadata import LABELS

_OTHER_NAMES = {
    "索引号", "信息索引号", "主题分类", "信息分类", "公文种类", "主题词", "有效性", "时效性", "效力状态", "公开方式", "公开类型",
    "公开形式", "公开时限", "公开范围", "公开程序", "生效日期", "生效时间", "失效日期", "废止日期", "服务对象", "体裁", "体裁分类",
    "分类", "类别", "组配分类", "关键词", "内容概述", "信息来源", "来源", "浏览次数", "统一编号", "效力等级", "效力级别",
    "公文有效性", "是否有效", "责任部门", "责任编辑",
}  # fmt: skip
NAMES = _OTHER_NAMES | {name for names in LABELS.values() for name in names}
_PAIR = re.compile(r"^\W*(\w{2,8})\W*?[：:]\s*(.*)$", re.DOTALL)
_META = {"articletitle": "标题", "pubdate": "发布日期", "contentsource": "来源"}
_LONGEST_NAME = 12  # 发 文 机 关 ：
_LONGEST_VALUE = 200
_FEWEST = 3  # labels that make a head table
_SLACK = 40  # letters in it that belong to no label
_HOLDERS = {
    "td", "th", "dt", "dd", "li", "p", "div", "span", "b", "strong", "em", "i", "label", "font",
    "h4", "h5", "h6",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class HeadTable:
    """The element that holds the labels, and each label with its value."""

    element: etree._Element
    labels: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        """What stands in it, for the record."""
        return "；".join(f"{name}：{value}" for name, value in self.labels)


def meta_labels(root: etree._Element) -> dict[str, str]:
    """The meta elements of a government page, under the names of their labels."""
    found: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = _META.get((meta.get("name") or "").strip().lower())
        value = " ".join((meta.get("content") or "").split())
        if name and value:
            found.setdefault(name, value)
    return found


def head_table(body: etree._Element) -> HeadTable | None:
    """The table of labels at the head of a page, None where there is none."""
    pairs = list(_pairs(body))
    sizes: dict[etree._Element, int] = {}
    within: dict[etree._Element, list[tuple[str, str]]] = {}
    for element, name, value in pairs:
        for above in (element, *element.iterancestors()):
            within.setdefault(above, []).append((name, value))
            if above is body:
                break
    best: etree._Element | None = None
    for element, labels in within.items():
        if element is body or len({name for name, _ in labels}) < _FEWEST:
            continue
        size = sizes.setdefault(element, len(_squeezed(element)))
        own = sum(len(name) + len(value) for name, value in labels)
        if size <= 1.4 * own + _SLACK and (best is None or len(labels) > len(within[best])):
            best = element
    if best is None:
        return None
    kept = {name: value for name, value in reversed(within[best]) if value}
    return HeadTable(best, tuple(reversed(kept.items())))


def _pairs(body: etree._Element) -> Iterator[tuple[etree._Element, str, str]]:
    """Labels with their values, each at the outermost element that holds only the label."""
    for element in body.iter(*_HOLDERS):
        text = _words(element)
        if not text or len(text) > _LONGEST_VALUE + _LONGEST_NAME:
            continue
        if (name := _name(text)) is not None:
            above = element.getparent()
            if above is None or above.tag not in _HOLDERS or _words(above) != text:
                value = _value(element)
                if value is not None:
                    yield element, name, value
        elif (pair := _PAIR.match(text)) and not any(
            _PAIR.match(_words(child)) or _name(_words(child)) for child in element.iter(*_HOLDERS)
            if child is not element
        ):  # fmt: skip
            name = _name(pair[1])
            if name is not None:
                yield element, name, pair[2].strip()


def _value(label: etree._Element) -> str | None:
    """What stands beside a label: the text after it, or the next element; None where a label does."""
    tail = " ".join((label.tail or "").split()).lstrip("：: ")
    if tail:
        return tail[:_LONGEST_VALUE]
    following = next((e for e in label.itersiblings() if isinstance(e.tag, str)), None)
    if following is None:
        return None
    text = _words(following)
    return None if _name(text) or len(text) > _LONGEST_VALUE else text.lstrip("：: ")


def _name(text: str) -> str | None:
    """The label that ``text`` is, as the vocabulary writes it."""
    if len(text) > 2 * _LONGEST_NAME:
        return None
    name = re.sub(r"[\W_]+", "", text)
    return name if name in NAMES else None


def _words(element: etree._Element) -> str:
    """The words in an element; of a long text only enough to see that it is long."""
    pieces: list[str] = []
    length = 0
    for text in element.itertext():
        words = str(text).strip()
        pieces.append(str(text))
        length += len(words)
        if length > _LONGEST_VALUE + _LONGEST_NAME:
            break
    return " ".join("".join(pieces).split())


def _squeezed(element: etree._Element) -> str:
    return "".join("".join(str(text) for text in element.itertext()).split())


def known_title(labels: Mapping[str, str]) -> str | None:
    """The title among the labels."""
    return next((labels[name] for name in LABELS["title"] if name in labels), None)
