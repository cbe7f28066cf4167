"""Whether a document is a plan of the kind that a framework asks for, or something else.

A work report or a notice may be reviewed too; but what binds a zone's plan (its number
of leading industries, its horizon) says nothing about them.
"""

from __future__ import annotations

import re

from fangan.document import Document
from fangan.framework import Framework

_HEAD = 3
"""Characters at the end of a subject's name that say what kind of thing it is (集聚区)."""
_OFTEN = 1.0
"""Mentions of that kind in 1000 characters. The tuning plans and samples have 1.2 to 4.8;
of 450 real work reports and policies, which are no such plans, one has 1.02 and the
others 0 to 0.8."""
_PLAN = re.compile("方案|规划|计划")
_ZONE = re.compile("集聚区|园区|开发区|产业园|工业园|高新区|经开区|示范区|产业基地")
_OTHER_KIND = re.compile(
    "(?:报告|总结|讲话|意见|办法|条例|规定|批复|公报|函|决议)[）)》]?(?:的通知)?$"
)


def is_plan_of(document: Document, framework: Framework) -> bool:
    """Whether ``document`` reads like a plan for a zone of the framework's subject.

    Its title says so, or its body speaks of the subject all along.
    """
    subject = framework.subject
    if not subject:
        return True
    title = document.metadata.title or ""
    if _OTHER_KIND.search(title):
        return False
    if subject in title or (_ZONE.search(title) and _PLAN.search(title)):
        return True
    mentions = document.text.count(subject[-_HEAD:])
    return mentions > 1 and mentions * 1000 >= _OFTEN * len(document.text)
