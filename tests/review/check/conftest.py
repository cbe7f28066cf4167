"""What the checks find in documents made from text."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fangan.document import Document
from fangan.findings import Finding
from fangan.framework import Framework
from fangan.review.check import Material, findings
from fangan.review.measure import measure
from fangan.review.targets import link


@pytest.fixture
def found(read: Callable[..., Document], shanxi: Framework) -> Callable[..., list[Finding]]:
    """The findings of one code in a document of paragraphs and tables."""

    def made(code: str, *parts: str | list[list[str]]) -> list[Finding]:
        document = read(*parts)
        indicators, _ = link(document, shanxi, measure(document, shanxi))
        every = findings(Material(document, shanxi, indicators))
        return [one for one in every if one.check == code]

    return made
