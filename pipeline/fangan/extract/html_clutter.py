"""What on a web page is no part of its text, by the names that its makers gave it."""

from __future__ import annotations

import re

from lxml import etree

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|\d+|[\u4e00-\u9fff]+")
_CLUTTER = {
    "ad", "ads", "adv", "advert", "advertisement", "advertising", "adsbygoogle", "guanggao",
    "banner", "sponsor", "sponsored", "promo", "promotion", "breadcrumb", "breadcrumbs", "crumb",
    "crumbs", "weizhi", "share", "sharing", "bshare", "bdshare", "related", "relate", "recommend",
    "recommended", "recommendation", "tuijian", "xiangguan", "sidebar", "sider", "nav", "navbar",
    "navigation", "menu", "submenu", "toolbar", "tools", "comment", "comments", "pinglun",
    "pager", "pagination", "prevnext", "qrcode", "ewm", "erweima", "hotnews", "login", "popup",
    "modal", "dialog", "friendlink", "friendlinks", "youlian", "copyright", "footer", "foot",
    "guestbook", "fontsize", "zihao", "广告", "推荐", "分享", "相关", "二维码",
}  # fmt: skip
_LABELLED_AD = re.compile(r"^\W*(?:广告|推广|赞助商?(?:内容|链接)?|AD)\W*$", re.IGNORECASE)
_SPONSORED = re.compile(r"\bsponsored\b", re.IGNORECASE)
_FRAMES = {"div", "section", "ul", "ol", "dl", "p", "span", "table", "form", "ins", "header", "a"}
FILE = re.compile(r"\.(?:docx?|pdf|xlsx?|wps|ofd|zip|rar|et)\b", re.IGNORECASE)
"""A link to a file, which is an annex and no part of a menu."""
_MOST = 0.3  # of the page's prose; what holds more is the text itself, whatever its name


def is_clutter(element: etree._Element, prose: int, whole: int) -> bool:
    """Whether an element holds advertisements, navigation or tools of the page.

    Args:
        element: An element of the page.
        prose: Its letters that are no links.
        whole: Those of the page.
    """
    if element.tag not in _FRAMES or prose > _MOST * whole:
        return False
    if element.tag == "ins" and "adsbygoogle" in (element.get("class") or ""):
        return True
    if element.tag == "a":
        return _SPONSORED.search(element.get("rel") or "") is not None
    if element.get("role") in {"navigation", "banner", "contentinfo", "complementary", "search"}:
        return True
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    words = {word.lower() for word in _WORD.findall(names)}
    # Annexes and notes may be called related or foot as well.
    if not _CLUTTER.isdisjoint(words) and "note" not in words and not offers_files(element):
        return True
    return _is_labelled_ad(element)


def offers_files(element: etree._Element) -> bool:
    """Whether an element links to files, as a list of annexes does."""
    return any(FILE.search(link.get("href") or "") for link in element.iter("a"))


def _is_labelled_ad(element: etree._Element) -> bool:
    """A box whose first words say that it is an advertisement."""
    first = next((text for text in element.itertext() if str(text).strip()), "")
    return _LABELLED_AD.match(str(first)) is not None and element.tag not in {"table", "span"}
