"""The recognition process: pictures come in, what is seen on them goes out.

It runs as a program of its own, so that a page that hangs or fills the memory can be
ended without harm. Each message is a line of JSON; that of a picture is followed by
its bytes (RGB, row by row). It ends when its input ends.
"""

from __future__ import annotations

import json
import math
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any, BinaryIO

from fangan.extract.scan_image import (
    Array,
    Foreign,
    Ink,
    beyond,
    empty_cells,
    ink_of,
    is_blank,
    levelled,
    rules_of,
    stacked,
    stroke_in,
    tilt_of,
    turned,
    turned_box,
    without_seals,
)
from fangan.extract.scan_tables import Grid, grids

MODELS = {
    "Det": "PP-OCRv6_det_small.onnx",
    "Rec": "PP-OCRv6_rec_small.onnx",
}
"""The model files that lie in rapidocr's wheel; no other is used, so none is fetched."""

_LONGEST = 6000  # pixels; a guard only, pictures come smaller
_SHORTEST = 400  # pixels; a smaller picture is enlarged to find its lines
_ASKED = 8  # lines whose direction is looked at to know whether the page stands on its head
_SURE_SIDEWAYS = 0.9  # certainty from which a line that runs up or down is one
_LESS_SURE = 0.06  # certainty that a line may lose when it is read again with its ends
_FLAT = "一—–―─ー－-_ˉ"  # letters that are one level stroke
_STRANGE = 0.75  # mean certainty under which a page is looked at for that

Seen = dict[str, Any]
See = Callable[[Array], Seen]


def main() -> None:
    """Serve until the input ends."""
    with suppress(ValueError):  # the parent decides when to stop, not the terminal
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # a library that prints must not break the talk
    serve(sys.stdin.buffer, answers, engine)


def serve(asked: BinaryIO, answers: BinaryIO, start: Callable[[int], See]) -> None:
    """Answer each picture; an error is an answer too, and the next picture is taken."""
    import numpy as np

    see: See | None = None
    while header := asked.readline():
        wanted = json.loads(header)
        width, height = int(wanted["width"]), int(wanted["height"])
        data = asked.read(width * height * 3)
        if len(data) < width * height * 3:
            return
        try:
            see = see or start(int(wanted["threads"]))
            answer: Seen = see(np.frombuffer(data, np.uint8).reshape(height, width, 3))
        except Exception as error:  # noqa: BLE001  # whatever a picture does to the libraries
            answer = {"error": f"{type(error).__name__}: {error}"[:300]}
        del data
        answers.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
        answers.flush()


def engine(threads: int) -> See:
    """Load the models; the function that sees a picture."""
    # onnxruntime reports its use over the network unless told otherwise.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    from rapidocr import RapidOCR

    parameters: dict[str, Any] = {
        "Global.log_level": "critical",
        "Global.use_cls": False,
        "Global.return_word_box": True,
        "Global.max_side_len": _LONGEST,
        "Det.limit_side_len": _SHORTEST,
        "EngineConfig.onnxruntime.intra_op_num_threads": threads,
        "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    }
    for stage, path in model_paths().items():
        parameters[f"{stage}.model_path"] = str(path)
    recogniser = RapidOCR(params=parameters)
    return lambda picture: see(picture, recogniser)


def model_paths() -> dict[str, Path]:
    """The model of each stage. Raises FileNotFoundError where one is missing."""
    spec = find_spec("rapidocr")
    if spec is None or not spec.origin:
        raise FileNotFoundError("rapidocr")
    folder = Path(spec.origin).parent / "models"
    paths = {stage: folder / name for stage, name in MODELS.items()}
    for path in paths.values():
        if not path.is_file():
            raise FileNotFoundError(path.name)
    return paths


def see(picture: Array, recogniser: Foreign) -> Seen:
    """Everything that is seen on an RGB picture, in pixels of the page set upright and level.

    ``turn`` and ``tilt`` say how it was turned for that: first clockwise by the right
    angle, then back by the tilt about the middle.
    """
    grey, seals = without_seals(picture)
    turn, found = _upright(grey, recogniser)
    grey = turned(grey, turn)
    height, width = grey.shape
    seen: Seen = {
        "width": width,
        "height": height,
        "turn": turn,
        "tilt": 0.0,
        "lines": [],
        "tables": [],
        "seals": [turned_box(box, turn, picture.shape) for box in seals],
        "blank": False,
    }
    if found is None:
        seen["blank"] = not seals and is_blank(grey)
        return seen
    crops, quads, words = found
    tilt = tilt_of(quads, grey)
    place = _placer(tilt, width, height)
    lines = list(_lines(*_with_stacks(crops, quads, words, recogniser), place))
    level = levelled(grey, tilt)
    letter = _letter(lines)
    tables = grids(*rules_of(level, letter), near=0.38 * letter)
    lines = _whole(level, tables, lines, recogniser)
    lines += _overlooked(level, tables, lines, recogniser)
    seen |= {
        "tilt": round(tilt, 3),
        "lines": lines,
        "tables": tables,
        "blank": not lines and not seals and is_blank(grey),
    }
    return seen


_Found = tuple[Sequence[Array], Sequence[Array], Foreign]


def _upright(grey: Array, recogniser: Foreign) -> tuple[int, _Found | None]:
    """Which right angle sets the page upright, and what was read then."""
    quads, crops = _detect(grey, recogniser)
    if quads is None:
        return 0, None
    turn = 0
    if _stands_on_its_side(quads):
        turn = 90
        quads, crops = _detect(turned(grey, 90), recogniser)
        if quads is None:
            return 0, None
    words = recogniser.recognize_txt(crops)
    if _certainty(words, crops) < _STRANGE and _on_its_head(crops, recogniser):
        turn = (turn + 180) % 360
        quads, crops = _detect(turned(grey, turn), recogniser)
        if quads is None:
            return 0, None
        words = recogniser.recognize_txt(crops)
    return turn, (crops, quads, words)


_Words = list[tuple[str, Any]]


def _with_stacks(
    crops: Sequence[Array], quads: Sequence[Array], words: Foreign, recogniser: Foreign
) -> tuple[list[Array], list[Array], _Words]:
    """The lines, with letters set one under the other read one by one.

    A narrow column of a table often holds such a stack; the recogniser knows lines only.
    """
    import numpy as np

    found_crops: list[Array] = []
    found_quads: list[Array] = []
    read: _Words = []
    for crop, quad, text, score, info in zip(
        crops, quads, words.txts, words.scores, words.word_results, strict=True
    ):
        tall = math.dist(quad[0], quad[3]) >= 1.5 * math.dist(quad[0], quad[1])
        upright = np.ascontiguousarray(np.rot90(crop, -1)) if tall else crop
        count = sum(not char.isspace() for char in text)
        parts = stacked(upright, count) if tall else []
        letters = [upright[max(top - 2, 0) : bottom + 2] for top, bottom in parts]
        singly = recogniser.recognize_txt(letters) if letters else None
        if singly is None or not _reads_singly(singly, text, score):
            found_crops.append(crop)
            found_quads.append(quad)
            read.append((text, info))
            continue
        outline, height = np.asarray(quad, np.float32), upright.shape[0]
        found_crops += letters
        found_quads += [_between(outline, top / height, end / height) for top, end in parts]
        read += zip(singly.txts, singly.word_results, strict=True)
    return found_crops, found_quads, read


def _reads_singly(singly: Foreign, text: str, score: float) -> bool:
    """Whether the letters stand upright: text that lies on its side reads as a line only."""
    same = sum(letter.strip() in text for letter in singly.txts if letter.strip())
    certainty = sum(singly.scores) / len(singly.scores)
    if same * 2 > len(singly.txts):
        return True
    return score < _SURE_SIDEWAYS and bool(certainty > score)


def _between(quad: Array, start: float, end: float) -> Array:
    """The part of an upright outline from one share of its height to another."""
    import numpy as np

    left, right = quad[3] - quad[0], quad[2] - quad[1]
    corners = (
        quad[0] + start * left,
        quad[1] + start * right,
        quad[1] + end * right,
        quad[0] + end * left,
    )
    return np.array(corners, np.float32)


def _detect(grey: Array, recogniser: Foreign) -> tuple[Array | None, list[Array]]:
    """The outlines of the lines in pixels of ``grey``, and their cut-outs, set level."""
    import cv2
    from rapidocr.main import RapidOCRError
    from rapidocr.utils.process_img import map_boxes_to_original

    colour = cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR)
    prepared, record = recogniser.preprocess_img(colour)
    try:
        crops, found = recogniser.detect_and_crop(prepared, record)
    except RapidOCRError:
        return None, []
    quads = map_boxes_to_original(found.boxes, record, *grey.shape)
    return quads, crops


def _stands_on_its_side(quads: Sequence[Array]) -> bool:
    """Whether most of what was found runs up or down the page."""
    along = across = 0.0
    for quad in quads:
        width = math.dist(quad[0], quad[1])
        height = math.dist(quad[0], quad[3])
        if width > 2 * height:
            across += width
        elif height > 2 * width:
            along += height
    return along > 2 * across and along > 0


def _certainty(words: Foreign, crops: Sequence[Array]) -> float:
    """The mean certainty of the lines, each weighing as much as it is long; nothing read is 0."""
    sizes = [crop.shape[1] / crop.shape[0] for crop in crops]
    sure = [
        score if text.strip() else 0.0 for text, score in zip(words.txts, words.scores, strict=True)
    ]
    return float(sum(a * b for a, b in zip(sizes, sure, strict=True)) / sum(sizes))


def _on_its_head(crops: Sequence[Array], recogniser: Foreign) -> bool:
    """Whether the broadest lines are read with more certainty the other way up."""
    import numpy as np

    broad = sorted(crops, key=lambda crop: -crop.shape[1])[:_ASKED]
    over = [np.ascontiguousarray(np.rot90(crop, 2)) for crop in broad]
    as_is, turned_over = recogniser.recognize_txt(broad), recogniser.recognize_txt(over)
    return _certainty(turned_over, over) > _certainty(as_is, broad)


Place = Callable[[float, float], tuple[float, float]]


def _placer(tilt: float, width: int, height: int) -> Place:
    """Where a point of the upright page comes to stand on the level one."""
    cos, sin = math.cos(math.radians(tilt)), math.sin(math.radians(tilt))
    cx, cy = width / 2, height / 2

    def place(x: float, y: float) -> tuple[float, float]:
        dx, dy = x - cx, y - cy
        return cx + dx * cos + dy * sin, cy - dx * sin + dy * cos

    return place


def _lines(
    crops: Sequence[Array], quads: Sequence[Array], words: _Words, place: Place
) -> Iterator[Seen]:
    """Each line with its text and letters; ``ink`` is the box of its ink on the level page."""
    for crop, quad, (text, info) in zip(crops, quads, words, strict=True):
        if not text.strip() or info is None:
            continue
        corners = [place(float(x), float(y)) for x, y in quad]
        sideways = math.dist(corners[0], corners[3]) >= 1.5 * math.dist(corners[0], corners[1])
        ink = ink_of(crop)
        x0, x1, top, bottom = _level_box(corners)
        columns = info.line_txt_len or 1.0
        places = [column / columns for word in info.word_cols for column in word]
        step = 0.5 / columns
        line: Seen = {
            "text": text,
            "box": [round(v, 1) for v in (x0, top, x1, bottom)],
            "ink": _ink_box(ink, crop.shape, (x0, top, x1, bottom), sideways=sideways),
            "stroke": round(ink.stroke, 2),
            "sideways": sideways,
            "at": [round(min(max(place_ + step, 0.0), 1.0), 4) for place_ in places],
            "sure": [round(float(sure), 3) for sure in info.confs],
        }
        if not sideways:
            line["strokes"] = _strokes(line, crop)
        yield line


def _strokes(line: Seen, crop: Array) -> dict[str, list[float]]:
    """The box on the page of each letter that is one level stroke, by its number in the line."""
    letters = [char for char in line["text"] if not char.isspace()]
    at: list[float] = line["at"]
    height, width = crop.shape[:2]
    if len(at) != len(letters):
        return {}
    x0, top, x1, bottom = line["box"]
    across, down = (x1 - x0) / width, (bottom - top) / height
    found: dict[str, list[float]] = {}
    for index, letter in enumerate(letters):
        if letter not in _FLAT:
            continue
        before = (at[index - 1] + at[index]) / 2 if index else 0.0
        after = (at[index] + at[index + 1]) / 2 if index + 1 < len(at) else 1.0
        reach = 0.8 * height / width  # a letter is no broader than its line is high
        left, right = max(before, at[index] - reach), min(after, at[index] + reach)
        if box := stroke_in(crop, left * width, right * width):
            places = box[0] * across, box[1] * down, box[2] * across, box[3] * down
            found[str(index)] = [
                round(place + (x0, top)[i % 2], 2) for i, place in enumerate(places)
            ]
    return found


def _whole(
    level: Array, tables: Sequence[Grid], lines: Sequence[Seen], recogniser: Foreign
) -> list[Seen]:
    """The lines, those read again whose ink goes on beyond the outline that was found."""
    import cv2
    import numpy as np

    if not lines:
        return []
    outlines = np.array([line["box"] for line in lines])
    wider: dict[int, tuple[int, int, int, int]] = {}
    for index, line in enumerate(lines):
        x0, top, x1, bottom = line["box"]
        if line["sideways"] or x1 - x0 < 1.5 * (bottom - top):
            continue
        ends = beyond(level, line["box"], np.delete(outlines, index, axis=0))
        left, right = _within_cells(ends, line["box"], tables) if ends else (x0, x1)
        if left < x0 or right > x1:
            wider[index] = round(left), max(round(top), 0), round(right), round(bottom)
    if not wider:
        return list(lines)
    crops = [
        cv2.cvtColor(level[top:bottom, x0:x1], cv2.COLOR_GRAY2BGR)
        for x0, top, x1, bottom in wider.values()
    ]
    words = recogniser.recognize_txt(crops)
    found = list(lines)
    for (index, (x0, top, x1, bottom)), crop, text, score, info in zip(
        wider.items(), crops, words.txts, words.scores, words.word_results, strict=True
    ):
        before = lines[index]
        sure = sum(before["sure"]) / max(len(before["sure"]), 1)
        if not (_holds(text, before["text"]) and score > sure - _LESS_SURE):
            continue
        quad = ((x0, top), (x1, top), (x1, bottom), (x0, bottom))
        found[index] = next(_lines([crop], [quad], [(text, info)], lambda x, y: (x, y)), before)
    return found


def _within_cells(
    ends: tuple[float, float], box: Sequence[float], tables: Sequence[Grid]
) -> tuple[float, float]:
    """The ends, kept in the cells in which the line begins and ends."""
    (left, right), (x0, top, x1, bottom) = ends, box
    middle, inset = (top + bottom) / 2, 0.3 * (bottom - top)
    for cell in (cell for grid in tables for row in grid for cell in row if cell):
        if cell[1] <= middle <= cell[3]:
            if cell[0] <= x0 + inset <= cell[2]:
                left = max(left, min(cell[0] + 2, x0))
            if cell[0] <= x1 - inset <= cell[2]:
                right = min(right, max(cell[2] - 2, x1))
    return left, right


def _holds(longer: str, text: str) -> bool:
    """Whether a text is another with more at its ends."""
    core = text.strip()
    return len(longer.strip()) > len(core) and core[1:-1] in longer


def _overlooked(
    level: Array, tables: Sequence[Grid], lines: Sequence[Seen], recogniser: Foreign
) -> list[Seen]:
    """What stands in cells where no line was found: a single digit or dash is easily missed."""
    import cv2

    letters = [spot for line in lines for spot in _spots(line)]
    places = empty_cells(level, tables, letters)
    if not places:
        return []
    crops = [
        cv2.cvtColor(level[top:bottom, x0:x1], cv2.COLOR_GRAY2BGR) for x0, top, x1, bottom in places
    ]
    words = recogniser.recognize_txt(crops)
    quads = [((x0, top), (x1, top), (x1, bottom), (x0, bottom)) for x0, top, x1, bottom in places]
    read = list(zip(words.txts, words.word_results, strict=True))
    return list(_lines(crops, quads, read, lambda x, y: (x, y)))


def _spots(line: Seen) -> Iterator[tuple[float, float]]:
    """The middle of each letter."""
    x0, top, x1, bottom = line["box"]
    for at in line["at"]:
        if line["sideways"]:
            yield (x0 + x1) / 2, top + at * (bottom - top)
        else:
            yield x0 + at * (x1 - x0), (top + bottom) / 2


def _level_box(corners: Sequence[tuple[float, float]]) -> tuple[float, float, float, float]:
    """The level box about a line's middle; its corners stand level but for a remainder."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = corners
    return (ax + dx) / 2, (bx + cx) / 2, (ay + by) / 2, (cy + dy) / 2


def _ink_box(
    ink: Ink,
    shape: tuple[int, ...],
    box: tuple[float, float, float, float],
    *,
    sideways: bool,
) -> list[float]:
    """The ink's box on the page, from its place in the cut-out."""
    x0, top, x1, bottom = box
    height, width = shape[:2]
    if sideways:  # cut-outs of upright boxes are turned to the left
        left, right = 1 - ink.bottom / height, 1 - ink.top / height
        upper, lower = ink.left / width, ink.right / width
    else:
        left, right = ink.left / width, ink.right / width
        upper, lower = ink.top / height, ink.bottom / height
    return [
        round(x0 + left * (x1 - x0), 1),
        round(top + upper * (bottom - top), 1),
        round(x0 + right * (x1 - x0), 1),
        round(top + lower * (bottom - top), 1),
    ]


def _letter(lines: Sequence[Seen]) -> float:
    """The usual height of a line's ink."""
    heights = sorted(line["ink"][3] - line["ink"][1] for line in lines if not line["sideways"])
    return heights[len(heights) // 2] if heights else 20.0


if __name__ == "__main__":
    main()
