"""A review put on paper: JSON for programs, one HTML file for people."""

from __future__ import annotations

from fangan.review.report.html import as_html, pages_shown
from fangan.review.report.json_form import as_json, evidence_json, indicator_json, tag_json
from fangan.review.report.reading import reading_html

__all__ = [
    "as_html",
    "as_json",
    "evidence_json",
    "indicator_json",
    "pages_shown",
    "reading_html",
    "tag_json",
]
