"""What every HTML file we write is made of: templates, own style and script, page pictures."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from fangan.document import Document, Page
from fangan.review.report import words

if TYPE_CHECKING:
    from jinja2 import Environment, Template


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page with its picture as a data address."""

    page: Page
    address: str


def sheets(document: Document, images: Mapping[int, bytes]) -> Iterator[Sheet]:
    """The pages of which ``images`` holds a PNG or JPEG picture.

    Raises:
        ValueError: A picture is neither.
    """
    for page in document.pages:
        picture = images.get(page.number)
        if picture:
            packed = base64.b64encode(picture).decode("ascii")
            yield Sheet(page, f"data:{_media_type(picture)};base64,{packed}")


def _media_type(picture: bytes) -> str:
    if picture.startswith(b"\x89PNG"):
        return "image/png"
    if picture.startswith(b"\xff\xd8"):
        return "image/jpeg"
    raise ValueError("a page picture must be PNG or JPEG")


def content_hash(text: str) -> str:
    """The name under which a content policy lets a style or script run."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"


def asset(name: str) -> str:
    """A style or script of ours."""
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")


def template(name: str) -> Template:
    """A template of ours; everything put into it is escaped."""
    return _environment().get_template(name)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader(__package__, "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )


def _finalize(value: object) -> object:
    """Keep control characters out of the file; marked-up text is the template's own."""
    return words.clean(value) if type(value) is str else value
