"""How well scans are read, and what that costs over the bare recogniser.

Takes pages of our own sample plan, whose text layer is the truth, and makes scans of
them: noise, skew, a red seal. Reads them as the program does and in the ways that were
weighed against it (grey or red channel, resolution, with and without levelling), and
times the program against bare rapidocr on the same pictures, page by page in one run.

    python evaluation/bench_scan.py [--pages 1 2 15] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image, ImageChops, ImageDraw

from fangan.document import Document, Source
from fangan.extract import extract, page_flow, scan_image, scan_worker
from fangan.extract.pdf_furniture import find_furniture
from fangan.extract.raw import Reading
from fangan.extract.scan_engine import Picture, Recogniser
from fangan.extract.scan_lines import pages_of, settled
from fangan.extract.structure import assemble

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "corpora/samples/sound.pdf"
RESULT = ROOT / "evaluation/results/scan.json"
TILTS = (0.8, -1.3, 0.5, -0.4, 1.0)


def excerpt(numbers: list[int], folder: Path) -> Path:
    """The pages ``numbers`` of the sample as a file of their own."""
    import pypdfium2

    path = folder / "pages.pdf"
    with pypdfium2.PdfDocument.new() as made, pypdfium2.PdfDocument(SAMPLE) as whole:
        made.import_pages(whole, [number - 1 for number in numbers])
        made.save(path)
    return path


def scanned(path: Path, dpi: int, *, seed: int = 11) -> list[np.ndarray]:
    """The pages as a scanner gives them: sealed, crooked and noisy."""
    import pypdfium2

    rng = np.random.default_rng(seed)
    found = []
    with pypdfium2.PdfDocument(path) as document:
        for index in range(len(document)):
            page = document[index].render(scale=dpi / 72).to_pil().convert("RGB")
            page = sealed(page, dpi)
            tilt = TILTS[index % len(TILTS)]
            page = page.rotate(-tilt, Image.Resampling.BICUBIC, fillcolor=(250, 250, 248))
            pixels = np.asarray(page, np.float32)
            pixels = pixels * 0.93 + rng.normal(0, 12, pixels.shape[:2])[:, :, None]
            specks = rng.random(pixels.shape[:2]) < 0.0015
            pixels[specks] = 60
            found.append(np.clip(pixels, 0, 255).astype(np.uint8))
    return found


def sealed(page: Image.Image, dpi: int) -> Image.Image:
    """A ring and a star near the foot, in stamp ink, through which print shows."""
    size = round(1.65 * dpi)
    x, y = round(0.52 * page.width), round(0.62 * page.height)
    ink = Image.new("RGB", page.size, "white")
    draw = ImageDraw.Draw(ink)
    draw.ellipse((x, y, x + size, y + size), outline=(225, 60, 65), width=round(dpi / 16))
    draw.regular_polygon((x + size // 2, y + size // 2, size // 6), 5, fill=(225, 60, 65))
    return ImageChops.multiply(page, ink)


def document_of(seen: dict[int, tuple[dict, float]]) -> Document:
    """What was seen, as the program makes a document of it."""
    pages = pages_of(json.loads(json.dumps(seen), object_hook=_numbered))
    contents = [pages[number] for number in sorted(pages)]
    furniture = find_furniture(
        {content.number: content.lines for content in contents},
        {content.number: content.height for content in contents},
    )
    elements = tuple(settled(page_flow.elements(contents, furniture), pages))
    return assemble(Source("scan", "image/png", "0" * 64), Reading(elements))


def _numbered(entry: dict) -> dict:
    return {int(k) if k.isdigit() else k: v for k, v in entry.items()}


def distance(a: str, b: str) -> int:
    """The least number of letters to change, add or leave out."""
    codes = np.array([ord(char) for char in b])
    row = np.arange(len(b) + 1)
    for i, char in enumerate(a, start=1):
        best = np.minimum(row[1:] + 1, row[:-1] + (codes != ord(char)))
        best = np.concatenate([[i], best])
        steps = np.arange(len(best))
        row = np.minimum.accumulate(best - steps) + steps
    return int(row[-1])


def agreement(found: Document, truth: Document) -> dict[str, float]:
    """Character error, headings found exactly, and cells found."""
    mine, true = (re.sub(r"\s", "", d.text) for d in (found, truth))
    heads = [
        [(s.level, s.number, re.sub(r"\s", "", s.title)) for s in d.root.walk() if s.level]
        for d in (found, truth)
    ]
    cells = [
        Counter(
            re.sub(r"\s", "", d.text[c.start : c.end]) for t in d.tables for r in t.rows for c in r
        )
        for d in (found, truth)
    ]
    for counted in cells:
        del counted[""]
    shared, all_cells = sum((cells[0] & cells[1]).values()), sum((cells[0] + cells[1]).values())
    exact = sum((Counter(heads[0]) & Counter(heads[1])).values())
    return {
        "character_error": round(distance(mine, true) / max(len(true), 1), 5),
        "headings_exact": round(exact / max(len(heads[1]), 1), 4),
        "cell_f1": round(2 * shared / all_cells, 4) if all_cells else 1.0,
    }


def ways() -> dict[str, tuple[int, Callable[[], None]]]:
    """Each way of looking: its resolution, and what is put in place of the program's own."""
    import cv2

    without_seals, tilt_of = scan_image.without_seals, scan_image.tilt_of

    def set_up(channel: Callable = without_seals, level: Callable = tilt_of) -> Callable[[], None]:
        def change() -> None:
            scan_worker.without_seals, scan_worker.tilt_of = channel, level

        return change

    def grey(picture: np.ndarray) -> tuple[np.ndarray, list]:
        return cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), []

    def red(picture: np.ndarray) -> tuple[np.ndarray, list]:
        return np.ascontiguousarray(picture[:, :, 0]), []

    def crooked(*_: object) -> float:
        return 0.0

    def smooth(picture: np.ndarray) -> tuple[np.ndarray, list]:
        page, seals = without_seals(picture)
        return cv2.medianBlur(page, 3), seals

    return {
        "program": (150, set_up()),
        "grey": (150, set_up(channel=grey)),
        "red_everywhere": (150, set_up(channel=red)),
        "not_levelled": (150, set_up(level=crooked)),
        "denoised": (150, set_up(channel=smooth)),
        "200_dpi": (200, set_up()),
    }


def quality(path: Path, truth: Document, see: Callable) -> dict[str, dict[str, float]]:
    """The agreement of each way with the truth."""
    found = {}
    for name, (dpi, change) in ways().items():
        change()
        pictures = scanned(path, dpi)
        began = time.perf_counter()
        seen = {i: (see(picture), float(dpi)) for i, picture in enumerate(pictures, start=1)}
        spent = (time.perf_counter() - began) / len(pictures)
        found[name] = agreement(document_of(seen), truth) | {"seconds_a_page": round(spent, 2)}
        print(f"{name:16}", found[name], flush=True)
    ways()["program"][1]()
    return found


def overhead(path: Path, *, rounds: int) -> dict[str, float]:
    """Seconds a page of the program and of bare rapidocr, one after the other on each page."""
    from rapidocr import RapidOCR

    bare = RapidOCR(params={"Global.log_level": "critical"})
    recogniser = Recogniser(limit=600)
    pictures = scanned(path, 150)
    times: dict[str, list[float]] = {"program": [], "bare": [], "bare_without_directions": []}

    def program(picture: np.ndarray) -> None:
        height, width = picture.shape[:2]
        seen = recogniser.see(Picture(width, height, picture.tobytes(), 150.0))
        document_of({1: (seen, 150.0)})

    does: dict[str, Callable[[np.ndarray], object]] = {
        "program": program,
        "bare": lambda picture: bare(picture[:, :, ::-1], use_cls=True),
        "bare_without_directions": lambda picture: bare(picture[:, :, ::-1], use_cls=False),
    }
    for work in does.values():  # models are loaded at the first page
        work(pictures[0])
    for _ in range(rounds):
        for picture in pictures:
            for name, work in does.items():
                began = time.perf_counter()
                work(picture)
                times[name].append(time.perf_counter() - began)
    recogniser.close()
    middle = {name: round(statistics.median(found), 3) for name, found in times.items()}
    over = statistics.median(
        a / b - 1 for a, b in zip(times["program"], times["bare"], strict=True)
    )
    return middle | {"overhead": round(over, 3)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, nargs="+", default=[1, 2, 15])
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--json", type=Path, default=RESULT)
    options = parser.parse_args()
    threads = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    with tempfile.TemporaryDirectory() as folder:
        path = excerpt(options.pages, Path(folder))
        truth = extract(path)
        result = {
            "pages": options.pages,
            "characters": len(re.sub(r"\s", "", truth.text)),
            "machine": f"{platform.machine()}, {threads} cores",
            "quality": quality(path, truth, scan_worker.engine(threads or 1)),
            "seconds_a_page": overhead(path, rounds=options.rounds),
        }
    print(result["seconds_a_page"])
    options.json.write_text(json.dumps(result, ensure_ascii=False, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
