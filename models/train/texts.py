"""Text for training: paragraphs of official documents, private numbers masked."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

# Telephone, identity card and account numbers, and addresses of mailboxes, are of no use
# to a model of meaning and must not be readable from its vocabulary.
_PRIVATE = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"  # mailbox
    r"|\d{15,19}[\dXx]?"  # identity card, account
    r"|(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"  # mobile telephone
    r"|(?<!\d)0\d{2,3}[-－ ]\d{7,8}(?!\d)"  # telephone with area code
)


def mask(text: str) -> str:
    """The text with telephone numbers, identity numbers and mailboxes as ``某号码``."""
    return _PRIVATE.sub("某号码", text)


def paragraphs(paths: Sequence[Path]) -> Iterator[str]:
    """Each non-empty line of the text files (plain or gzipped, UTF-8), masked."""
    for path in paths:
        opener = gzip.open if path.suffix == ".gz" else open
        with opener(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                text = mask(line.strip())
                if text:
                    yield text
