"""The one class that knows all stages and puts them in order."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from fangan.document import Block, Document, Line, Section, Source
from fangan.errors import MissingFileError
from fangan.findings import Indicator, Review, Scored, Tag
from fangan.framework import Framework
from fangan.settings import settings, workspace_folder

if TYPE_CHECKING:
    from fangan.extract.scan_progress import Progress
    from fangan.framework_file import FrameworkSummary
    from fangan.search import Hit, PolicyIndex


class Workspace:
    """A user's working place: give it a file, get a review.

    Args:
        folder: The user's folder; by default FANGAN_HOME or the platform's place.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = workspace_folder(folder)

    def extract(self, path: Path, *, progress: Progress | None = None) -> Document:
        """Read one file, in a process apart and within limits of time and memory.

        ``progress`` is told of each page that has to be recognised.
        """
        from fangan.extract.worker import read_in_worker

        return read_in_worker(path, progress=progress, home=self.folder)

    def framework(self, reference: str | Path | None = None) -> Framework:
        """The master plan ``reference`` (an id or a file), or the one set as default."""
        from fangan.framework_file import load

        return load(reference or settings().framework, workspace=self.folder)

    def frameworks(self) -> tuple[FrameworkSummary, ...]:
        """The user's master plans and those that ship with the program."""
        from fangan.framework_file import available

        return available(workspace=self.folder)

    def framework_problems(self, path: Path) -> tuple[tuple[int, str], ...]:
        """What is wrong with a framework file, by line.

        Raises:
            MissingFileError: Nothing is at ``path``.
        """
        from fangan.framework_file import FILE_NAME, problems

        file = path / FILE_NAME if path.is_dir() else path
        if not file.exists():
            raise MissingFileError(f"找不到文件 {file}，请检查路径。")
        return problems(path)

    def draft_framework(self, path: Path) -> tuple[str, str]:
        """A framework file drafted from a master plan, and the fingerprints to lie beside it."""
        from fangan.draft import draft, to_shingles, to_toml

        drafted = draft(self.extract(path))
        return to_toml(drafted), to_shingles(drafted)

    def review(
        self,
        path: Path,
        framework: str | Path | None = None,
        *,
        progress: Progress | None = None,
    ) -> Review:
        """Check the plan in ``path`` against a master plan."""
        from fangan.review import review

        asked = self.framework(framework)
        return review(self.extract(path, progress=progress), asked)

    def review_html(self, review: Review, path: Path) -> str:
        """The review as one HTML file; the pages of PDF and scans stand behind their quotes."""
        from fangan.review.report import as_html, pages_shown

        images = _page_images(review.document, path, pages_shown(review))
        return as_html(review, images=images)

    def reading_html(self, document: Document, path: Path) -> str:
        """What was read from ``path``, as one HTML file: pages beside their blocks."""
        from fangan.review.report import reading_html
        from fangan.review.report.reading import PAGES_DRAWN

        images = _page_images(document, path, range(1, PAGES_DRAWN + 1))
        media_type = document.source.media_type
        if media_type in ("image/png", "image/jpeg") and len(document.pages) == 1:
            from fangan.extract.package import plan_file

            with plan_file(path) as file:
                images = {document.pages[0].number: file.read_bytes()}
        return reading_html(document, images=images)

    def tag_texts(self, texts: Iterable[str], framework: str | Path | None = None) -> Iterator[Tag]:
        """What each text speaks about: for every area and item its best score in the text."""
        from fangan.review.tag import tag

        asked = self.framework(framework)
        for text in texts:
            yield _joined(tag(_bare(text), asked), len(text))

    def measure_texts(self, texts: Iterable[str]) -> Iterator[tuple[Indicator, ...]]:
        """The indicators in each text; their evidence counts from the text's start."""
        from fangan.review.measure import measure_text

        for text in texts:
            yield measure_text(text)

    def search(
        self,
        query: str,
        *,
        limit: int = 10,
        region: str | None = None,
        issuer: str | None = None,
        kind: str | None = None,
        since: str | None = None,
        until: str | None = None,
        number: str | None = None,
        in_force: bool = False,
    ) -> tuple[Hit, ...]:
        """The passages of the starter policies that answer ``query``, best first."""
        from fangan.search import search

        return search(
            self._policies,
            query,
            limit=limit,
            region=region,
            issuer=issuer,
            kind=kind,
            since=since,
            until=until,
            number=number,
            in_force=in_force,
        )

    @cached_property
    def _policies(self) -> PolicyIndex:
        from fangan.search import starter_index

        return starter_index()


def _page_images(document: Document, path: Path, numbers: Iterable[int]) -> dict[int, bytes]:
    """Pictures of pages of a document, as far as its format is one that can be drawn."""
    from fangan.extract.package import plan_file
    from fangan.extract.render import page_images, scanned_images

    media_type = document.source.media_type
    if media_type == "application/pdf":
        with plan_file(path) as file:
            return dict(page_images(file, numbers))
    if media_type == "application/ofd":
        wanted = set(numbers)
        pages = [page for page in document.pages if page.number in wanted]
        with plan_file(path) as file:
            return dict(scanned_images(file, pages))
    return {}


def _bare(text: str) -> Document:
    """A text that is no file: one paragraph without headings or pages."""
    source = Source("", "text/plain", hashlib.sha256(text.encode("utf-8", "replace")).hexdigest())
    end = len(text)
    block = Block("paragraph", 0, end, (Line(0, end),))
    return Document(source, text, (block,), Section(0, "", "", 0, 0, end))


def _joined(tags: Iterable[Tag], end: int) -> Tag:
    areas: dict[str, float] = {}
    items: dict[str, float] = {}
    for tag in tags:
        for best, scores in ((areas, tag.areas), (items, tag.items)):
            for scored in scores:
                best[scored.id] = max(scored.score, best.get(scored.id, 0.0))
    return Tag(0, end, _best_first(areas), _best_first(items))


def _best_first(scores: dict[str, float]) -> tuple[Scored, ...]:
    ranked = sorted(scores.items(), key=lambda entry: -entry[1])
    return tuple(Scored(name, score) for name, score in ranked)
