"""Reading the training material: masked, cut into passages, never copied.

The material lies in one folder (``--data``, see its TABLE.tsv for rows, source and
licence); the documents that our own questions speak of lie in another (``--docs``).
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.train import texts

LICENSED = (
    "law_heading_article",
    "policy_heading_body",
    "wiki_question_passage",
    "csl_title_abstract",
    "consult_article",
    "stsb_scored",
    "nli_translated",
)
"""Sets that may train what the product ships."""

UNLICENSED = ("paraphrase_labelled", "ncp_question_answer")
"""Sets without a stated licence: for comparison only."""

LAWS = "laws.txt"
"""What a question names as its source when its offsets are into laws.txt.gz."""

NOT_FOR_TRAINING = ("city_reports",)
"""Folders of documents kept for evaluation: no question and no negative comes from them."""

_MORE_PRIVATE = (
    (re.compile(r"[(（]0\d{2,3}[)）][-－—\s]?\d{7,8}(?!\d)"), "某号码"),
    (
        re.compile(
            r"(电话|热线|手机|传真|咨询|联系方式)([:：是为\s]*)\d{3,4}[-－—]?\d{3,4}(?:[-－—]?\d{1,4})?(?!\d)"
        ),
        r"\1\2某号码",
    ),
    (re.compile(r"(?<=某号码)([、，,；/\s]+)\d{5,8}(?!\d)"), r"\1某号码"),
    (re.compile(r"(QQ|qq|微信|微博)(号|群|号码)?([:：\s]*)[A-Za-z0-9_]{5,}"), r"\1\2\3某号码"),
)
_SHORTEST, _LONGEST = 60, 400
_STOP = re.compile(r"(?<=[。；！？])")


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a document, half-open offsets into its text."""

    source: str
    start: int
    end: int
    text: str


def mask(text: str) -> str:
    """``text`` with private numbers masked, those too that only the words before them betray."""
    text = texts.mask(text)
    for pattern, mark in _MORE_PRIVATE:
        text = pattern.sub(mark, text)
    return text


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a .jsonl or .jsonl.gz file, every text of them masked."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row: dict[str, Any] = json.loads(line)
            yield {
                key: mask(value) if isinstance(value, str) and key != "source" else value
                for key, value in row.items()
            }


def laws(data: Path) -> str:
    """The text of laws.txt.gz, one paragraph a line; questions give offsets into it."""
    with gzip.open(data / "laws.txt.gz", "rt", encoding="utf-8", newline="") as file:
        return file.read()


def document(docs: Path, source: str) -> str:
    """The text of a document, with the line ends it has, as offsets count them."""
    with (docs / source).open(encoding="utf-8", newline="") as file:
        return file.read()


def titles(docs: Path) -> dict[str, str]:
    """The title of each document, by its path inside ``docs``, as index.tsv has it.

    A title with a bar is a guess beside an English one; it is left out.
    """
    index = docs / "index.tsv"
    if not index.is_file():
        return {}
    lines = index.read_text(encoding="utf-8").splitlines()
    head = lines[0].split("\t")
    at, name = head.index("path"), head.index("title")
    cells = (line.split("\t") for line in lines[1:])
    return {
        row[at].removeprefix("docs/"): row[name]
        for row in cells
        if len(row) > max(at, name) and "|" not in row[name]
    }


def training_documents(docs: Path) -> Iterator[tuple[str, str]]:
    """Name and text of the documents that training may see."""
    for path in sorted(docs.rglob("*.txt")):
        source = path.relative_to(docs).as_posix()
        if not source.startswith(NOT_FOR_TRAINING):
            yield source, document(docs, source)


def cut(source: str, text: str) -> Iterator[Passage]:
    """Passages of 60 to about 400 characters: short paragraphs joined, long ones parted.

    A paragraph is parted only after a full stop, so a passage of one long sentence
    may be longer.
    """
    start: int | None = None
    end = 0
    for piece_start, piece_end in _pieces(text):
        if start is not None and piece_end - start > _LONGEST and end - start >= _SHORTEST:
            yield Passage(source, start, end, text[start:end])
            start = None
        start = piece_start if start is None else start
        end = piece_end
        if text[end : end + 1] in {"\n", "\r", ""} and end - start >= _SHORTEST:
            yield Passage(source, start, end, text[start:end])
            start = None
    if start is not None and end - start >= _SHORTEST:
        yield Passage(source, start, end, text[start:end])


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Sentences of long paragraphs, whole short paragraphs; white space around them left out."""
    for line in re.finditer(r"[^\r\n]*\S[^\r\n]*", text):
        begun = line.start()
        parts = [line.group()] if len(line.group()) <= _LONGEST else _STOP.split(line.group())
        for part in parts:
            if part.strip():
                bare = len(part) - len(part.lstrip())
                yield begun + bare, begun + len(part.rstrip())
            begun += len(part)
