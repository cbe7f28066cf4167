"""Scans with known truth: pages of our own PDF files as pictures, with what scanners add."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from extract_truth.content import Case, Para, plan, table
from extract_truth.pdf_files import Look, typeset

DPI = 150
DASHES = (
    "集聚区四至：栖水河东堤—磁一路—铁路专用线—纬五路，用地3.4平方公里。",
    "形成原料—部件—整机—服务一条链，实行一链一策、一企一档，统一调度。",
    "2021—2023年为第一阶段，2024—2025年为第二阶段——先补短板，再上台阶。",
    "沿国道—省道—县道建设一批仓储点，一站式办理，一年内投用一半以上。",
)
"""Sentences of our own in which dashes stand beside the numeral one."""


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


def pack_ofd(path: Path, made: list[Any]) -> None:
    """An OFD file whose pages are pictures only, as scanning programs write it."""
    import io
    from zipfile import ZipFile

    head = 'xmlns="http://www.ofdspec.org/2016"'
    count = range(len(made))
    listed = "".join(f'<Page ID="{i + 10}" BaseLoc="P{i}.xml"/>' for i in count)
    media = "".join(
        f'<MultiMedia ID="{i + 50}" Type="Image"><MediaFile>{i}.jpg</MediaFile></MultiMedia>'
        for i in count
    )
    with ZipFile(path, "w") as archive:
        archive.writestr(
            "OFD.xml", f"<OFD {head}><DocBody><DocRoot>Doc_0/D.xml</DocRoot></DocBody></OFD>"
        )
        archive.writestr(
            "Doc_0/D.xml",
            f"<Document {head}><CommonData><PageArea><PhysicalBox>0 0 210 297</PhysicalBox>"
            f"</PageArea><DocumentRes>R.xml</DocumentRes></CommonData><Pages>{listed}</Pages>"
            "</Document>",
        )
        archive.writestr(
            "Doc_0/R.xml", f'<Res {head} BaseLoc="."><MultiMedias>{media}</MultiMedias></Res>'
        )
        for index, picture in enumerate(made):
            image = (
                f'<ImageObject ResourceID="{index + 50}" Boundary="0 0 210 297" '
                'CTM="210 0 0 297 0 0"/>'
            )
            archive.writestr(
                f"Doc_0/P{index}.xml",
                f"<Page {head}><Content><Layer>{image}</Layer></Content></Page>",
            )
            file = io.BytesIO()
            picture.save(file, "JPEG", quality=85)
            archive.writestr(f"Doc_0/{index}.jpg", file.getvalue())


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
    items = [*plan(108, parts=1, deep=False), *map(Para, DASHES)]
    source = folder / "dashes-source.pdf"
    pages = typeset(source, items, Look())
    made = [noisy(page, 3) for page in pictures(source)]
    path = folder / "dashes.ofd"
    pack_ofd(path, made)
    furniture = [Look().footer.format(n=n) for n in range(1, pages + 1)]
    yield Case("ofd_with_dashes", "scan", path, items, furniture, [], ("noise",), source)
    items = plan(107, parts=1, deep=False, signed=False)
    source = folder / "picture-source.pdf"
    typeset(source, items, Look(footer=""))
    path = folder / "picture.png"
    pictures(source)[0].save(path, dpi=(DPI, DPI))
    yield Case("picture", "image", path, items)
