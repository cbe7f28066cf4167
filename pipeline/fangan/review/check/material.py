"""What the checks look at: the document, what is asked of it, and what was read from it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from fangan.document import Document
from fangan.findings import Indicator, Tag
from fangan.framework import Framework
from fangan.review.about import is_plan_of
from fangan.review.comparable import Statement, statements
from fangan.review.project_tables import ProjectTable, projects
from fangan.review.units import Unit, units


@dataclass(frozen=True)
class Material:
    """One document with its indicators and tags; what several checks need is made once."""

    document: Document
    framework: Framework
    indicators: tuple[Indicator, ...] = ()
    tags: tuple[Tag, ...] = ()

    @cached_property
    def is_plan(self) -> bool:
        """Whether the document is a plan of the kind that the framework asks for."""
        return is_plan_of(self.document, self.framework)

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """Its sentences and table rows."""
        return units(self.document)

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """Its indicators in comparable form."""
        return statements(self.indicators)

    @cached_property
    def projects(self) -> tuple[ProjectTable, ...]:
        """Its tables of projects."""
        return projects(self.document)
