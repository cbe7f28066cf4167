"""unread_page, hidden_text: what the reader could not see, or what nobody can see."""

from __future__ import annotations

from fangan.findings import Finding
from fangan.review.check.material import Material


def check(material: Material) -> list[Finding]:
    """One warning for each page that gave no text, one for each piece of hidden text."""
    document = material.document
    unread = [
        Finding(
            "unread_page",
            "warning",
            f"第{number}页有图像但没有可读的文字，本次审查没有看到这一页的内容，请人工核对该页",
        )
        for number in document.unread_pages
    ]
    hidden = [
        Finding("hidden_text", "warning", notice.message)
        for notice in document.warnings
        if notice.code == "hidden_text"
    ]
    return unread + hidden
