"""How fast a long PDF is read, beside pdfplumber and bare pypdfium2, and in how much memory.

    python evaluation/extract_speed.py [--pages 100] [--write]

One run, each reader in a process of its own that a short file has warmed up, the best
of several times taken turn by turn. Time is that of the processor, since each reader
works in one thread and others may use the machine. Memory is the peak of a fresh process that reads 200 and 1,000 pages. The pages
are full of text without ruled tables.
"""

from __future__ import annotations

import argparse
import json
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench_review import make_pdf, plumber_text

from fangan.extract.worker import collect_rarely

RESULT = Path(__file__).resolve().parent / "results" / "extract_speed.json"
ROUNDS = 7
LEAST_PLUMBER, LEAST_BARE, MOST_GROWTH = 6.0, 0.25, 50.0


def bare_text(path: Path) -> int:
    """The text alone, as pypdfium2 gives it."""
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    total = 0
    for page in document:
        textpage = page.get_textpage()
        total += len(textpage.get_text_range())
        textpage.close()
        page.close()
    document.close()
    return total


def whole(path: Path) -> int:
    from fangan.extract import extract

    return len(extract(path).text)


READERS: dict[str, Callable[[Path], int]] = {
    "extract": whole,
    "pypdfium2": bare_text,
    "pdfplumber": plumber_text,
}


def serve(name: str) -> None:
    """Read the file that each line of standard input names; answer with seconds.

    Every reader runs with the settings of our worker process.
    """
    collect_rarely()
    for line in sys.stdin:
        path = Path(line.rstrip("\n"))
        started = time.process_time()
        READERS[name](path)
        print(time.process_time() - started, flush=True)


def speeds(large: Path, small: Path) -> dict[str, float]:
    """Seconds for the large file by each reader."""
    workers = {
        name: subprocess.Popen(
            [sys.executable, __file__, "--serve", name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in READERS
    }

    def ask(name: str, path: Path) -> float:
        source, target = workers[name].stdout, workers[name].stdin
        assert source is not None
        assert target is not None
        target.write(f"{path}\n")
        target.flush()
        return float(source.readline())

    for name in READERS:
        ask(name, small)
    best: dict[str, float] = {}
    for _ in range(ROUNDS):
        for name in READERS:
            best[name] = min(ask(name, large), best.get(name, float("inf")))
    for worker in workers.values():
        worker.kill()
        worker.wait()
    return best


def peak(path: Path) -> float:
    """Megabytes that a fresh process needed to read the file."""
    done = subprocess.run(
        [sys.executable, __file__, "--peak", str(path)], capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=100)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--serve", help=argparse.SUPPRESS)
    parser.add_argument("--peak", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(options.serve)
        return 0
    if options.peak:
        whole(options.peak)
        largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(largest / (1024 * 1024 if sys.platform == "darwin" else 1024))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        paths = {n: Path(folder) / f"{n}.pdf" for n in (2, options.pages, 200, 1000)}
        for pages, path in paths.items():
            make_pdf(path, pages)
        seconds = speeds(paths[options.pages], paths[2])
        memory = {pages: peak(paths[pages]) for pages in (200, 1000)}
    result = {
        "command": "python evaluation/extract_speed.py --write",
        "python": platform.python_version(),
        "pages": options.pages,
        "seconds": {name: round(value, 3) for name, value in seconds.items()},
        "times_as_fast_as_pdfplumber": round(seconds["pdfplumber"] / seconds["extract"], 2),
        "share_of_bare_pypdfium2": round(seconds["pypdfium2"] / seconds["extract"], 3),
        "peak_mb": {str(pages): round(value, 1) for pages, value in memory.items()},
        "growth_mb": round(memory[1000] - memory[200], 1),
    }
    text = json.dumps(result, indent=1)
    print(text)
    if options.write:
        RESULT.write_text(text + "\n", encoding="utf-8")
    met = (
        result["times_as_fast_as_pdfplumber"] >= LEAST_PLUMBER
        and result["share_of_bare_pypdfium2"] >= LEAST_BARE
        and result["growth_mb"] <= MOST_GROWTH
    )
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
