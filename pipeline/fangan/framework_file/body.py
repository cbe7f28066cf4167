"""The master plan itself inside a read file, and the fingerprints of its sentences.

A copy from the web comes with navigation and an editor's note above the title
and with advertisements below the last paragraph.
"""

from __future__ import annotations

import re

from fangan.document import Block, Document
from fangan.nlp.sentences import sentences
from fangan.nlp.shingles import ShingleSet

_TITLE = re.compile(
    r"(?:方案|计划|规划|意见|办法|纲要|措施|通知|决定|细则|规定|条例|要点|指南|规程|公告)"
    r"(?:[（(][^（）()]{1,15}[）)])?$"
)
_LONGEST_TITLE = 80
_FURNITURE = re.compile(
    r"阅读全文|相关(?:阅读|链接|新闻|附件|政策|推荐)|(?:上|下)一[篇条]|责任编辑|打印(?:本页)?|关闭(?:窗口|本页)|"
    r"分享到|版权所有|扫一扫|返回(?:顶部|列表|首页)|网站地图|附件下载|热门(?:推荐|文章)|友情链接|"
    r"主办单位|网站标识码|ICP备|公网安备"
)
_LONGEST_FURNITURE = 40
_SHORTEST_SENTENCE = 10  # characters; shorter ones are set phrases that any plan may use


def body(document: Document) -> tuple[int, int]:
    """The span of the document's own text, without title, page furniture or signature.

    Half-open offsets. It starts after the title and ends with the last paragraph
    of prose or the last table.
    """
    blocks = [block for block in document.blocks if block.end > block.start]
    if not blocks:
        return 0, 0
    first = document.root.children[0].start if document.root.children else document.text.find("。")
    headings = [section.start for section in document.root.walk() if section.level]
    start = blocks[0].start
    for block in blocks:
        if block.start >= first:
            break
        if block.start not in headings and _is_title(document, block):
            start = block.end
    end = start
    for block in blocks:
        if block.start < start:
            continue
        if block.start > max(headings, default=start) and _is_furniture(document, block):
            break
        if block.kind == "table" or _is_prose(document, block):
            end = block.end
    return start, max(end, start)


def fingerprint(document: Document) -> ShingleSet:
    """Fingerprints of the sentences of a master plan's body, headings left out."""
    start, end = body(document)
    headings = [
        (section.start, section.heading_end) for section in document.root.walk() if section.level
    ]
    texts = []
    for block in document.blocks:
        if block.kind not in ("paragraph", "list", "heading") or not start <= block.start < end:
            continue
        begin = max((stop for at, stop in headings if block.start <= at < block.end), default=0)
        for left, right in sentences(document.text, max(begin, block.start), block.end):
            if right - left >= _SHORTEST_SENTENCE:
                texts.append(document.text[left:right])
    return ShingleSet.of(texts)


def _is_title(document: Document, block: Block) -> bool:
    if block.kind == "title":
        return True
    text = document.text[block.start : block.end].strip()
    return len(text) <= _LONGEST_TITLE and _TITLE.search(text) is not None and "。" not in text


def _is_furniture(document: Document, block: Block) -> bool:
    text = document.text[block.start : block.end].strip()
    return len(text) <= _LONGEST_FURNITURE and _FURNITURE.search(text) is not None


def _is_prose(document: Document, block: Block) -> bool:
    text = document.text[block.start : block.end].strip()
    if block.kind not in ("paragraph", "list", "heading") or len(text) < _SHORTEST_SENTENCE:
        return False
    return text[-1] in "。；！;.．）)" or (len(text) >= 30 and ("，" in text or "," in text))
