"""How fast numbers are read, against jionlp and recognizers-text on the same text.

    pip install --group peers && python evaluation/bench_measure.py [--megabytes 1] [--json FILE]

The text is the work reports of ``../shared``, joined and cut to size, given paragraph by
paragraph to each reader in one process on one core. Times are of the processor, the best
of some runs after a short one that warms up. jionlp reads sums of money only; of
recognizers-text the models for numbers, currencies and dimensions are run, each by
itself. A peer that is not installed is left out.
"""

from __future__ import annotations

import argparse
import importlib
import json
import platform
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from fangan.nlp.quantities import quantities
from fangan.review.measure import measure_text

ROOT = Path(__file__).resolve().parents[1]
REPORTS = ROOT.parent / "shared" / "docs" / "city_reports_2024_txt"
_WARM_UP = 50
Reader = Callable[[str], Iterable[Any]]


def paragraphs(size: int) -> list[str]:
    """The first ``size`` bytes of the reports, by paragraph; from the start again if short."""
    whole = b"".join(path.read_bytes() for path in sorted(REPORTS.glob("*.txt")))
    repeated = whole * (size // len(whole) + 1)
    return repeated[:size].decode("utf-8", errors="ignore").splitlines()


def peers() -> Iterator[tuple[str, Reader]]:
    """The readers of other projects that are installed here."""
    try:
        money = importlib.import_module("jionlp").ner.extract_money
    except ImportError:
        print("jionlp is not installed and is left out: pip install --group peers", file=sys.stderr)
    else:
        yield "jionlp, sums of money", lambda text: money(text, with_parsing=True)
    try:
        number = importlib.import_module("recognizers_number")
        unit = importlib.import_module("recognizers_number_with_unit")
        culture = importlib.import_module("recognizers_text").Culture.Chinese
    except ImportError:
        print(
            "recognizers-text is not installed and is left out: pip install --group peers",
            file=sys.stderr,
        )
        return
    yield "recognizers-text, numbers", number.NumberRecognizer(culture).get_number_model().parse
    united = unit.NumberWithUnitRecognizer(culture)
    yield "recognizers-text, currencies", united.get_currency_model().parse
    yield "recognizers-text, dimensions", united.get_dimension_model().parse


def timed(read: Reader, texts: list[str], *, runs: int) -> tuple[float, int]:
    """The least processor time of ``runs`` over all texts, and how many hits there were."""
    for text in texts[:_WARM_UP]:
        list(read(text))
    best, hits = float("inf"), 0
    for _ in range(runs):
        start = time.process_time()
        hits = sum(len(list(read(text))) for text in texts)
        best = min(best, time.process_time() - start)
    return best, hits


def main() -> int:
    """Print the speeds; with --json keep them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=float, default=1.0)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    if not REPORTS.is_dir():
        print("the folder ../shared is not here", file=sys.stderr)
        return 2
    texts = paragraphs(round(options.megabytes * 1e6))
    size = sum(len(text.encode()) for text in texts)
    readers: list[tuple[str, Reader, int]] = [
        ("fangan, quantities", quantities, 5),
        ("fangan, indicators (quantities, names, years, kinds)", measure_text, 5),
        *((name, read, 1) for name, read in peers()),
    ]
    rows = {}
    for name, read, runs in readers:
        seconds, hits = timed(read, texts, runs=runs)
        rows[name] = {
            "seconds": round(seconds, 3),
            "megabytes_a_second": round(size / 1e6 / seconds, 3),
            "hits": hits,
        }
    result = {
        "command": f"python evaluation/bench_measure.py --megabytes {options.megabytes:g}",
        "python": platform.python_version(),
        "bytes": size,
        "characters": sum(map(len, texts)),
        "readers": rows,
    }
    text = json.dumps(result, ensure_ascii=False, indent=1)
    if options.json:
        options.json.write_text(text + "\n", encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
