"""Broken files: sample files of every format, changed in ways that files break or are attacked.

Everything follows from the seed and the number of the mutant, so that one can be made
again by itself.
"""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

LARGEST = 400_000  # bytes of a sample
RARE = {"doc": 0.01, "rtf": 0.01, "odt": 0.01, "wps": 0.01, "png": 0.1, "jpg": 0.1, "jpeg": 0.1}
"""Weights of formats whose reading takes seconds; others have weight 1."""

NUMBERS = (
    b"0",
    b"-1",
    b"1",
    b"65536",
    b"2147483648",
    b"4294967295",
    b"99999999999999999999",
    b"1e99",
)
_DIGITS = re.compile(rb"\d+")
_TAG = re.compile(rb"</?[A-Za-z][^<>]{0,200}>")

Samples = dict[str, list[Path]]


def samples_in(folders: Sequence[Path]) -> Samples:
    """Files small enough, by their ending."""
    found: Samples = defaultdict(list)
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and 0 < path.stat().st_size <= LARGEST:
                found[path.suffix.lower().lstrip(".")].append(path)
    for ending in ("tsv", "py", "toml", ""):
        found.pop(ending, None)
    return dict(found)


def mutant(samples: Samples, seed: int, number: int) -> tuple[str, bytes]:
    """The name and content of the ``number``-th mutant."""
    rng = random.Random(seed * 1_000_003 + number)
    endings = sorted(samples)
    ending = rng.choices(endings, [RARE.get(e, 1.0) for e in endings])[0]
    path = rng.choice(samples[ending])
    data = path.read_bytes()
    if data.startswith(b"PK") and rng.random() < 0.6:
        data, how = _within_archive(data, rng)
    else:
        how = ""
    if not how:
        for _ in range(rng.choice((1, 1, 1, 2, 3))):
            change = rng.choice(CHANGES)
            how += f"-{change.__name__}"
            data = change(data, rng)
        if rng.random() < 0.1:
            other = rng.choice(samples[rng.choice(endings)]).read_bytes()
            data, how = _spliced(data, other, rng), f"{how}-splice"
    return f"{number}-{path.stem}{how}.{ending}", data


def _within_archive(data: bytes, rng: random.Random) -> tuple[bytes, str]:
    """A package with one or two members changed and its checksums right again."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = {item.filename: archive.read(item) for item in archive.infolist()}
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError):
        return data, ""
    if not members:
        return data, ""
    how = "-member"
    for _ in range(rng.choice((1, 1, 2))):
        name = rng.choice(sorted(members))
        deed = rng.random()
        if deed < 0.08:
            del members[name]
            how += "-lost"
        elif deed < 0.14:
            members[name] = members[rng.choice(sorted(members))]
            how += "-swapped"
        else:
            change = rng.choice(CHANGES)
            members[name] = change(members[name], rng)
            how += f"-{change.__name__}"
        if not members:
            break
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue(), how


def _place(data: bytes, rng: random.Random) -> int:
    """A place, more often near the head or the foot, where formats keep their tables."""
    if not data:
        return 0
    choice = rng.random()
    if choice < 0.25:
        return rng.randrange(min(len(data), 512))
    if choice < 0.45:
        return len(data) - 1 - rng.randrange(min(len(data), 1024))
    return rng.randrange(len(data))


def bits(data: bytes, rng: random.Random) -> bytes:
    """Some bits the other way."""
    made = bytearray(data)
    for _ in range(min(len(made), rng.choice((1, 3, 10, 60)))):
        made[_place(data, rng)] ^= 1 << rng.randrange(8)
    return bytes(made)


def cut(data: bytes, rng: random.Random) -> bytes:
    """Only the first part."""
    return data[: _place(data, rng)]


def lost(data: bytes, rng: random.Random) -> bytes:
    """A piece missing."""
    start = _place(data, rng)
    return data[:start] + data[start + rng.choice((1, 8, 100, 3000)) :]


def twice(data: bytes, rng: random.Random) -> bytes:
    """A piece several times."""
    start = _place(data, rng)
    piece = data[start : start + rng.choice((4, 60, 800))]
    return data[:start] + piece * rng.choice((2, 3, 50)) + data[start:]


def blank(data: bytes, rng: random.Random) -> bytes:
    """A piece of zeros, of ones or of noise."""
    start, length = _place(data, rng), rng.choice((2, 16, 300))
    fill = rng.choice((b"\x00" * length, b"\xff" * length, rng.randbytes(length)))
    return data[:start] + fill + data[start + length :]


def number(data: bytes, rng: random.Random) -> bytes:
    """Numbers at the edge of what a program expects."""
    found = list(_DIGITS.finditer(data[:200_000]))
    for match in rng.sample(found, min(len(found), rng.choice((1, 2, 6)))):
        value = rng.choice(NUMBERS).ljust(len(match.group()))[: max(len(match.group()), 1)]
        data = data[: match.start()] + value + data[match.end() :]
    return data


def tag(data: bytes, rng: random.Random) -> bytes:
    """Tags lost, twice, or within one another very deep."""
    found = list(_TAG.finditer(data[:200_000]))
    if not found:
        return bits(data, rng)
    match = rng.choice(found)
    times = rng.choice((0, 0, 2, 2000))
    return data[: match.start()] + match.group() * times + data[match.end() :]


def _spliced(data: bytes, other: bytes, rng: random.Random) -> bytes:
    """The head of one file before the rest of another."""
    return other[: rng.choice((4, 64, 1024))] + data[rng.choice((0, 4, 512)) :]


CHANGES: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    bits,
    cut,
    lost,
    twice,
    blank,
    number,
    tag,
)
