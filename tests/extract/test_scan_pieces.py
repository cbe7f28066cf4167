"""The geometry of scans, and pictures of every kind, without a recogniser."""

import io
import math

import pytest
from PIL import Image

from fangan.document import BBox
from fangan.errors import DamagedFileError, TooLargeError
from fangan.extract.scan_frame import Frame
from fangan.extract.scan_image import stroke_in
from fangan.extract.scan_lines import pages_of
from fangan.extract.scan_pictures import from_image, from_pieces
from fangan.extract.scan_tables import grids


def rules(*places, start, end):
    return [(start, end, place) for place in places]


def test_a_grid_of_rules_gives_its_cells():
    (grid,) = grids(rules(0, 20, 41, start=0, end=200), rules(0, 100, 200, start=0, end=40), near=5)
    assert [[cell is not None for cell in row] for row in grid] == [[True, True], [True, True]]
    assert grid[1][1] == (100, 20, 200, 41)


def test_merged_cells_reach_over_the_rules_that_are_not_drawn():
    level = [(0, 200, 0), (100, 200, 20), (0, 200, 40), (0, 200, 60)]
    upright = [(0, 60, 0), (0, 40, 100), (0, 60, 200)]
    (grid,) = grids(level, upright, near=5)
    assert grid[0] == [(0, 0, 100, 40), (100, 0, 200, 20)]
    assert grid[1] == [None, (100, 20, 200, 40)]
    assert grid[2] == [(0, 40, 200, 60), None]


def test_a_table_open_at_both_sides_is_closed_at_the_ends_of_its_rules():
    (grid,) = grids(rules(0, 20, 40, start=0, end=300), rules(100, 200, start=0, end=40), near=5)
    assert [cell[0] for cell in grid[0]] == [0, 100, 200]
    assert grid[0][2][2] == 300


def test_rules_that_never_meet_are_no_table_and_two_tables_are_two():
    assert grids(rules(0, 50, start=0, end=200), rules(300, start=0, end=50), near=5) == []
    level = [*rules(0, 20, start=0, end=90), *rules(100, 120, start=0, end=90)]
    upright = [
        *rules(0, 45, 90, start=0, end=20),
        *rules(0, 45, 90, start=100, end=120),
    ]
    assert len(grids(level, upright, near=5)) == 2


@pytest.mark.parametrize(
    ("turn", "expected"),
    [
        (0, (10, 20, 30, 25)),
        (90, (20, 70, 25, 90)),
        (180, (70, 175, 90, 180)),
        (270, (175, 10, 180, 30)),
    ],
)
def test_boxes_come_back_to_the_page_as_it_lies(turn, expected):
    frame = Frame(100, 200, turn, 0.0)
    box = frame.on_page(BBox(10, 20, 30, 25))
    assert (box.x0, box.top, box.x1, box.bottom) == pytest.approx(expected)
    assert frame.size == ((200, 100) if turn % 180 else (100, 200))


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_boxes_of_the_page_come_to_the_level_picture_and_back(turn):
    box = BBox(10, 20, 30, 25)
    there = Frame(100, 200, turn, 0.0).on_level(box)
    back = Frame(100, 200, turn, 0.0).on_page(there)
    assert (back.x0, back.top, back.x1, back.bottom) == pytest.approx((10, 20, 30, 25))
    tilted = Frame(100, 200, turn, 1.5)
    again = tilted.on_page(tilted.on_level(BBox(40, 60, 40, 60)))
    assert (again.x0, again.top) == pytest.approx((40, 60))


def test_a_tilt_is_undone_about_the_middle():
    frame = Frame(100, 200, 0, 2.0)
    middle = frame.on_page(BBox(50, 100, 50, 100))
    assert (middle.x0, middle.top) == pytest.approx((50, 100))
    right = frame.on_page(BBox(100, 100, 100, 100))
    assert right.top == pytest.approx(100 + 50 * math.sin(math.radians(2)))


def entry(text, x0, top, *, size=30, **more):
    """A line as the recogniser gives it: a letter every ``size`` pixels."""
    letters = [char for char in text if not char.isspace()]
    x1 = x0 + size * len(letters)
    return {
        "text": text,
        "box": [x0, top, x1, top + 1.3 * size],
        "ink": [x0, top + 0.15 * size, x1, top + 1.08 * size],
        "stroke": 2.0,
        "sideways": False,
        "at": [(i + 0.5) / len(letters) for i in range(len(letters))],
        "sure": [0.99] * len(letters),
    } | more


def page(*lines, **more):
    seen = {"width": 1240, "height": 1754, "turn": 0, "tilt": 0.0, "lines": list(lines)}
    return {1: (seen | {"tables": [], "seals": [], "blank": False} | more, 150.0)}


def texts(*lines, **more):
    return [line.text for line in pages_of(page(*lines, **more))[1].lines]


def test_narrow_marks_among_chinese_letters_become_wide_ones():
    assert texts(entry("(一) 产业由来", 100, 100)) == ["（一）产业由来"]
    assert texts(entry("见表2,当年完成", 100, 100)) == ["见表2，当年完成"]
    assert texts(entry("共1200户;总额", 100, 100)) == ["共1200户；总额"]


def test_a_stroke_as_broad_as_a_letter_between_years_is_a_dash():
    wide = [0.02, 0.08, 0.14, 0.2, 0.28, 0.36, 0.42, 0.48, 0.54]
    narrow = [0.02, 0.08, 0.14, 0.2, 0.25, 0.3, 0.36, 0.42, 0.48]
    assert texts(entry("2021-2023", 100, 100, at=wide)) == ["2021—2023"]
    assert texts(entry("2021-2023", 100, 100, at=narrow)) == ["2021-2023"]


def stroke(number, *, above=0.04, filled=0.91, size=30, x0=100, top=100):
    """The box of the letter ``number`` of an entry, a stroke that stands and fills as said."""
    middle = top + (0.615 - 0.93 * above) * size
    centre = x0 + (number + 0.5) * size
    half = 0.5 * filled * size
    return {str(number): [centre - half, middle - 1, centre + half, middle + 1]}


@pytest.mark.parametrize(
    ("text", "number", "place", "read"),
    [
        ("沿河东路一磁谷大道建设", 4, {}, "一"),
        ("沿河东路一磁谷大道建设", 4, {"above": -0.1, "filled": 0.82}, "—"),
        ("沿河东路一磁谷大道建设", 4, {"above": 0.0, "filled": 1.01}, "—"),
        ("全县统一规划产业空间", 3, {"above": -0.02, "filled": 0.98}, "一"),
        ("园区、一区多园连成片", 3, {"above": -0.1, "filled": 1.01}, "一"),
        ("第一、一二三产业融合", 1, {"above": -0.1, "filled": 1.01}, "一"),
    ],
)
def test_a_stroke_is_a_dash_by_where_it_stands_and_what_it_fills(text, number, place, read):
    (line,) = texts(entry(text, 100, 100, strokes=stroke(number, **place)))
    assert line == text[:number] + read + text[number + 1 :]


def test_a_font_whose_one_is_broad_keeps_it():
    sure = [
        entry(
            "全县统一规划产业空间",
            100,
            200 + 60 * i,
            strokes=stroke(3, top=200 + 60 * i, filled=0.97),
        )
        for i in range(3)
    ]
    asked = entry("沿河东路一磁谷大道建设", 100, 100, strokes=stroke(4, filled=1.01))
    assert texts(asked)[0][4] == "—"
    assert texts(asked, *sure)[0][4] == "一"


def test_a_lone_stroke_beside_marks_tells_nothing_by_its_height():
    body = entry("集聚区按计划建设", 100, 200)
    for text, number in (("一、", 0), ("（一）", 1), ("一%", 0)):
        alone = entry(text, 100, 100, strokes=stroke(number, above=-0.2))
        assert texts(alone, body)[0] == text


def test_a_stroke_is_measured_through_noise():
    import numpy as np

    rng = np.random.default_rng(3)
    crop = np.full((30, 90), 235.0)
    crop[16:18, 33:57] = 40  # a thin stroke in the middle third
    crop[4:26, 4:8] = crop[4:26, 80:84] = 40
    crop = np.clip(crop + rng.normal(0, 14, crop.shape), 0, 255).astype(np.uint8)
    assert stroke_in(crop, 30, 60) == pytest.approx((33, 16, 57, 18), abs=0.8)
    assert stroke_in(np.full_like(crop, 235), 30, 60) is None
    crop[8:10, 33:57] = 40
    assert stroke_in(crop, 30, 60) is None  # 二 is no dash
    clean = np.full((40, 200), 255, np.uint8)
    clean[19:22, 94:106] = 0
    assert stroke_in(clean, 68, 132) is None  # a hyphen between broad gaps


def test_pieces_of_a_page_are_put_where_they_lie():
    def png(picture):
        file = io.BytesIO()
        picture.save(file, "PNG")
        return file.getvalue()

    halves = Image.new("L", (800, 400), 255)
    halves.paste(0, (0, 0, 400, 400))
    seal = Image.new("RGBA", (10, 10), (200, 0, 0, 0))
    seal.paste((200, 0, 0, 255), (0, 0, 5, 10))
    whole = ((0, 0, 144, 72), (144, 0, 0, 72, 0, 0), png(halves))
    stamp = ((72, 0, 144, 72), (72, 0, 0, 72, 72, 0), png(seal))
    picture = from_pieces([whole, stamp], 144, 72)
    assert (picture.width, picture.height, picture.dpi) == (300, 150, 150)
    drawn = Image.frombytes("RGB", (300, 150), picture.data)
    at = [drawn.getpixel((x, 75)) for x in (50, 180, 270)]
    assert at == [(0, 0, 0), (200, 0, 0), (255, 255, 255)]
    turned = ((0, 0, 72, 144), (0, 144, -72, 0, 72, 0), png(halves))
    drawn = Image.frombytes("RGB", (150, 300), from_pieces([turned], 72, 144).data)
    assert [drawn.getpixel((75, y)) for y in (70, 230)] == [(0, 0, 0), (255, 255, 255)]
    assert from_pieces([((0, 0, 9, 9), (9, 0, 0, 9, 0, 0), b"no picture")], 72, 72) is None


def test_bold_letters_and_sizes_are_judged_over_the_file():
    found = pages_of(
        page(
            entry("一、发展目标", 100, 100, stroke=2.9),
            *(entry("集聚区按计划建设" * 3, 100, 160 + 60 * i, size=29 + i % 3) for i in range(8)),
        )
    )[1]
    assert [line.bold for line in found.lines] == [True] + [False] * 8
    assert len({line.size for line in found.lines}) == 1


def test_the_rest_of_a_seal_and_what_is_too_unsure_are_no_text():
    seals = [[500, 500, 800, 800]]
    lines = (
        entry("宾", 600, 600, sure=[0.6]),
        entry("某县人民政府办公室", 520, 620),
        entry("模糊不清", 100, 900, sure=[0.3] * 4),
    )
    found = pages_of(page(*lines, seals=seals))[1]
    assert [line.text for line in found.lines] == ["某县人民政府办公室"]
    assert len(found.seals) == 1


def test_unsure_letters_are_named_with_those_beside_them():
    sure = [0.99] * 4 + [0.4] + [0.99] * 3
    found = pages_of(page(entry("建成标准厂房五座", 100, 100, sure=sure)))[1]
    assert found.doubtful == ["成标准厂房五座"]


def test_letters_in_cells_are_parted_where_a_rule_stands():
    grid = [[[90, 90, 210, 140], [210, 90, 330, 140]], [[90, 140, 210, 190], [210, 140, 330, 190]]]
    lines = (entry("产值企业税收", 120, 95), entry("甲乙", 100, 145), entry("丙", 250, 145))
    (table,) = pages_of(page(*lines, tables=[grid]))[1].tables
    cells = [[cell.text for cell in row] for row in table.table.rows]
    assert cells == [["产值企", "业税收"], ["甲乙", "丙"]]


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "CMYK", "I;16"])
def test_pictures_of_every_mode_are_on_white_paper(tmp_path, mode):
    path = tmp_path / "a.tif"
    if mode == "I;16":
        picture = Image.new("I;16", (300, 200), 65535)
    elif mode in {"RGBA", "LA"}:
        picture = Image.new(mode, (300, 200))  # transparent
    else:
        picture = Image.new("RGB", (300, 200), "white").convert(mode)
    picture.save(path)
    (found,) = from_image(path)
    assert (found.width, found.height) == (600, 400)
    assert min(found.data) > 240


def test_pages_of_a_tiff_and_the_camera_s_turn(tmp_path):
    pages = [Image.new("L", (300, 200), shade) for shade in (255, 0)]
    pages[0].save(tmp_path / "a.tif", save_all=True, append_images=pages[1:])
    assert [found.data[0] for found in from_image(tmp_path / "a.tif")] == [255, 0]
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (300, 200)).save(tmp_path / "a.jpg", exif=exif)
    (found,) = from_image(tmp_path / "a.jpg")
    assert (found.width, found.height) == (400, 600)


def test_a_fine_picture_is_made_coarser_and_keeps_its_size_in_points(tmp_path):
    Image.new("L", (2480, 3508), 255).save(tmp_path / "a.png", dpi=(300, 300))
    (found,) = from_image(tmp_path / "a.png")
    assert max(found.width, found.height) < 1900
    assert found.height / found.dpi * 72 == pytest.approx(842, abs=1)


def test_a_cut_picture_and_an_enormous_one_are_refused(tmp_path):
    import struct
    import zlib

    path = tmp_path / "a.png"
    Image.effect_noise((300, 300), 50).save(path)
    path.write_bytes(path.read_bytes()[:20000])
    with pytest.raises(DamagedFileError, match=r"a\.png"):
        list(from_image(path))
    head = b"IHDR" + struct.pack(">IIBBBBB", 60000, 60000, 8, 0, 0, 0, 0)
    start = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head
    data = b"IDAT" + zlib.compress(b"\x00" * 100)
    chunk = struct.pack(">I", len(data) - 4) + data + struct.pack(">I", zlib.crc32(data))
    path.write_bytes(start + struct.pack(">I", zlib.crc32(head)) + chunk)
    with pytest.raises(TooLargeError, match="像素"):
        list(from_image(path))
