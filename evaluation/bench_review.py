"""How long a whole review of a long PDF takes, against pdfplumber's extract_text alone.

Makes a PDF of running text without ruled tables (the text is invented, every page is
another), reads it with pdfplumber in this process, and reads and reviews it with fangan
in a fresh one, each after a small file that warms it up. Prints times, the ratio and the
peak memory of the review.

    python evaluation/bench_review.py [--pages 100] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

FRAMEWORK = "shanxi-2020"
LIMIT_MEGABYTES = 600

SUBJECTS = [
    "开发区",
    "经信局",
    "产投公司",
    "镇政府",
    "行业商会",
    "龙头企业",
    "服务中心",
    "招商专班",
]
ACTIONS = ["建成", "改造", "引进", "培育", "扩建", "完成", "组建", "推广"]
OBJECTS = [
    "标准厂房{n}万平方米",
    "规模以上企业{n}户",
    "检验检测平台{n}个",
    "智能车间{n}个",
    "污水处理站{n}座",
    "专精特新企业{n}户",
    "技能工人{n}00名",
    "项目{n}个，总投资{n}.5亿元",
]
REASONS = [
    "针对配套不足、物流成本高的问题",
    "围绕主导产业上下游",
    "按照先急后缓、分步实施的办法",
    "在巩固现有市场的基础上",
    "结合国土空间规划调整",
    "以企业需求为准",
]
HEADINGS = ["提升产业能级", "完善基础设施", "强化科技创新", "推动绿色发展", "保障要素供给"]
NUMERALS = "一二三四五六七八九十"


def sentence(rng: random.Random) -> str:
    year = rng.choice([2022, 2023, 2024, 2025])
    thing = rng.choice(OBJECTS).format(n=rng.randint(2, 90))
    return (
        f"{rng.choice(REASONS)}，由{rng.choice(SUBJECTS)}牵头，"
        f"{year}年{rng.choice(['底前', '上半年', '内'])}{rng.choice(ACTIONS)}{thing}。"
    )


def paragraphs(rng: random.Random, part: int) -> list[str]:
    """Headings and paragraphs of one part of the invented plan."""
    found = [f"{NUMERALS[part % 10]}、{rng.choice(HEADINGS)}"]
    for number in range(3):
        found.append(f"（{NUMERALS[number]}）{rng.choice(HEADINGS)}")
        found += ["".join(sentence(rng) for _ in range(rng.randint(3, 6))) for _ in range(4)]
    return found


def wrapped(text: str, *, left: float, size: float, width: float) -> list[tuple[float, str]]:
    """The printed lines of a paragraph, each with its left edge; the first is indented."""
    found: list[tuple[float, str]] = []
    line, used = "", 2.0
    x = left + 2 * size
    for char in text:
        broad = 0.5 if char.isascii() else 1.0
        if used + broad > width and char not in "，。、；）":
            found.append((x, line))
            line, used, x = "", 0.0, left
        line += char
        used += broad
    return [*found, (x, line)]


def make_pdf(path: Path, pages: int, *, seed: int = 7) -> None:
    """Full pages as an office sets them: 28 lines of 28 characters, page number below."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(path), pagesize=(595.3, 841.9))
    rng = random.Random(seed)
    size, left, width, pitch, rows = 15.6, 79.4, 28, 24.0, 28
    lines: list[tuple[float, str]] = []
    part = 0
    while len(lines) < pages * rows:
        for text in paragraphs(rng, part):
            lines += wrapped(text, left=left, size=size, width=width)
        part += 1
    for page in range(pages):
        canvas.setFont("STSong-Light", size)
        for row, (x, text) in enumerate(lines[page * rows : (page + 1) * rows]):
            canvas.drawString(x, 750 - row * pitch, text)
        canvas.setFont("STSong-Light", 10.5)
        canvas.drawCentredString(297.6, 50, f"— {page + 1} —")
        canvas.showPage()
    canvas.save()


def seconds(work: Callable[[], object]) -> float:
    """The better of two times: a busy machine makes a single one worth little."""
    times = []
    for _ in range(2):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return min(times)


def plumber_text(path: Path) -> int:
    import pdfplumber

    with pdfplumber.open(path) as document:
        total = 0
        for page in document.pages:
            total += len(page.extract_text())
            page.close()
        return total


def measure_fangan(path: Path, small: Path) -> dict[str, float]:
    """Times of reading, extracting and the whole review in this process."""
    from fangan.extract import extract, pdf
    from fangan.framework_file import load
    from fangan.review import review
    from fangan.review.report import as_json

    framework = load(FRAMEWORK)

    def whole(which: Path) -> None:
        json.dumps(as_json(review(extract(which), framework)), ensure_ascii=False)

    whole(small)
    figures = {
        "read_s": seconds(lambda: pdf.read(path)),
        "extract_s": seconds(lambda: extract(path)),
        "review_s": seconds(lambda: whole(path)),
    }
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    figures["peak_mb"] = peak / (1024 * 1024 if sys.platform == "darwin" else 1024)
    return figures


def bench(pages: int) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as folder:
        large, small = Path(folder) / "large.pdf", Path(folder) / "small.pdf"
        make_pdf(large, pages)
        make_pdf(small, 2, seed=8)
        child = subprocess.run(
            [sys.executable, __file__, "--child", str(large), str(small)],
            capture_output=True,
            text=True,
            check=False,
        )
        if child.returncode:
            sys.exit(child.stderr.strip() or "the review process failed")
        figures: dict[str, float] = json.loads(child.stdout)
        plumber_text(small)
        plumber = seconds(lambda: plumber_text(large))
    return {
        "pages": pages,
        "python": platform.python_version(),
        "pdfplumber_s": round(plumber, 3),
        **{name: round(value, 3) for name, value in figures.items()},
        "review_to_pdfplumber": round(figures["review_s"] / plumber, 3),
        "read_to_pdfplumber": round(figures["read_s"] / plumber, 3),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=100)
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--child", nargs=2, type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        print(json.dumps(measure_fangan(*options.child)))
        return
    result = bench(options.pages)
    for name, value in result.items():
        print(f"{name:>22}  {value}")
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    slow = result["review_to_pdfplumber"] >= 1
    large = result["peak_mb"] >= LIMIT_MEGABYTES
    sys.exit(1 if slow or large else 0)


if __name__ == "__main__":
    main()
