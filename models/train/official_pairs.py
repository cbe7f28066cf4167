"""Count the character pairs of official language and keep the common ones.

    python models/train/official_pairs.py TEXT.txt[.gz]… --out models/official-pairs

Each line of a text file is a paragraph of an official document. The result is the
sorted list of pairs seen at least ``--least`` times, one line, gzipped. The counts are
printed for its card (``model.toml``). Takes a few seconds on 5 million characters.
"""

from __future__ import annotations

import argparse
import gzip
import io
from collections import Counter
from pathlib import Path

from fangan.nlp.shingles import bare


def count_pairs(paths: list[Path]) -> Counter[str]:
    """How often each pair of neighbouring letters stands in the texts."""
    counts: Counter[str] = Counter()
    for path in paths:
        opener = gzip.open if path.suffix == ".gz" else open
        with opener(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                text = bare(line)
                counts.update(text[i : i + 2] for i in range(len(text) - 1))
    return counts


def main() -> None:
    """Read the texts, write the artefact."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", nargs="+", type=Path)
    parser.add_argument("--least", type=int, default=20)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    counts = count_pairs(options.texts)
    common = sorted(pair for pair, count in counts.items() if count >= options.least)
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as archive:
        archive.write("".join(common).encode())
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "pairs.txt.gz").write_bytes(packed.getvalue())
    covered = sum(counts[pair] for pair in common) / counts.total()
    print(f"{len(common)} of {len(counts)} pairs; they make {covered:.1%} of {counts.total()}")


if __name__ == "__main__":
    main()
