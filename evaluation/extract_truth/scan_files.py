"""Scans with known truth: pages of our own PDF files as pictures, with what scanners add."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from extract_truth.content import Case, plan, table
from extract_truth.pdf_files import Look, typeset

DPI = 150


def pictures(path: Path) -> list[Any]:
    """The pages of a PDF in grey."""
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    made = [page.render(scale=DPI / 72).to_pil().convert("L") for page in document]
    document.close()
    return made


def noisy(picture: Any, seed: int) -> Any:
    """Grain, specks and grey paper."""
    import numpy as np
    from PIL import Image

    rng = np.random.default_rng(seed)
    values = np.asarray(picture, dtype=float) * 0.92 + rng.normal(8, 9, picture.size[::-1])
    specks = rng.random(values.shape)
    values[specks < 0.0004] = 40
    return Image.fromarray(values.clip(0, 255).astype("uint8"))


def sealed(picture: Any) -> Any:
    """A red seal over the lower right, where the signature stands."""
    from PIL import Image, ImageChops, ImageDraw

    colours = picture.convert("RGB")
    layer = Image.new("RGB", colours.size, "white")
    pen = ImageDraw.Draw(layer)
    x, y, radius = colours.width * 0.68, colours.height * 0.62, 120
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), outline=(215, 40, 40), width=7)
    pen.regular_polygon((x, y, 38), 5, fill=(215, 40, 40))
    return ImageChops.multiply(colours, layer)


def cases(folder: Path) -> Iterator[Case]:
    import random

    rng = random.Random(14)
    for name, items, add, traits in (
        ("clean", plan(101, parts=2), None, ()),
        ("noise", plan(102, parts=2), lambda p: noisy(p, 1), ("noise",)),
        ("skew", plan(103, parts=2), lambda p: p.rotate(1.0, fillcolor=255, resample=3), ("skew",)),
        ("seal", plan(104, parts=2), sealed, ("seal",)),
        (
            "all",
            plan(105, parts=2),
            lambda p: sealed(noisy(p.rotate(0.8, fillcolor=255, resample=3), 2)),
            ("noise", "skew", "seal"),
        ),
        ("table", plan(106, parts=1, deep=False, tables=(table(rng, rows=6),)), None, ("ruled",)),
    ):  # fmt: skip
        source = folder / f"{name}-source.pdf"
        pages = typeset(source, items, Look())
        made = [add(page) if add else page for page in pictures(source)]
        path = folder / f"{name}-scan.pdf"
        made[0].save(path, "PDF", resolution=DPI, save_all=True, append_images=made[1:])
        furniture = [Look().footer.format(n=n) for n in range(1, pages + 1)]
        straight = source if "skew" not in traits else None
        yield Case(name, "scan", path, items, furniture, [], traits, straight)
    items = plan(107, parts=1, deep=False, signed=False)
    source = folder / "picture-source.pdf"
    typeset(source, items, Look(footer=""))
    path = folder / "picture.png"
    pictures(source)[0].save(path, dpi=(DPI, DPI))
    yield Case("picture", "image", path, items)
