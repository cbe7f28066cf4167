"""What the quality gate says of pages: real ones, foreign ones, and text under wrong codes.

    python evaluation/pdf_gate.py [--shared ../shared] [--write]

Every page of the PDFs beside the project and of the samples is judged (recognition is
left out), then pages of Traditional and Japanese text made here, then published
documents as wrong code tables would give them. ``--write`` puts the table into
evaluation/results/pdf_gate.json.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from pdfminer.cmapdb import CMapDB
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from fangan.errors import FanganError
from fangan.extract import pdf, scan
from fangan.extract.pdf_gate import signs

ROOT = Path(__file__).resolve().parents[1]
RESULT = ROOT / "evaluation" / "results" / "pdf_gate.json"
CODES = ("second_engine", "garbled_page", "doubtful_text")
FOREIGN = {
    "traditional_plan": ("MSung-Light", (
        "青禾縣的傳統產業面臨轉型壓力，縣政府於是推動創新研發與綠色製造，鼓勵廠商與大學合作，培養專業人才。"
        "觀光方面結合溫泉、茶園與老街，發展深度旅遊，讓遊客願意多住一晚。預計三年內輔導二十家企業取得認證，"
        "新增就業機會八百個，並設置單一服務窗口，協助業者申請補助、辦理變更登記及排除投資障礙。"
    )),
    "traditional_heads": ("MSung-Light", "產業發展實施計畫　壹、緣起　貳、執行單位　參、經費編列　肆、預期效益"),
    "traditional_talk": ("MSung-Light", (
        "媽媽說，這個禮拜六要帶我們去鄉下看爺爺，還會順便買些剛採下來的蘋果。弟弟聽了開心得跳起來，"
        "趕緊把書包裡的東西倒出來，換成他最喜歡的玩具車和畫筆。"
    )),
    "japanese_plan": ("HeiseiMin-W3", (
        "本計画は、地域産業の振興を図るため、企業立地の促進、研究開発の支援及び人材育成に関する施策を総合的に"
        "定めるものである。県は市町村と連携し、令和八年度までに工業団地の造成を完了する。"
    )),
    "japanese_heads": ("HeiseiMin-W3", "事業概要　実施体制　補助対象経費　申請手続　問合せ先　産業振興課企業誘致係"),
    "japanese_kana": ("HeiseiMin-W3", "きのこをそだてるしごとは、あさはやくからはじまります。"),
}  # fmt: skip


def foreign(folder: Path) -> Iterator[Path]:
    for name, (font, text) in FOREIGN.items():
        pdfmetrics.registerFont(UnicodeCIDFont(font))
        canvas = Canvas(str(folder / f"{name}.pdf"), pagesize=(595, 842))
        canvas.setFont(font, 14)
        for row in range(0, len(text), 30):
            canvas.drawString(80, 740 - 0.8 * row, text[row : row + 30])
        canvas.save()
        yield folder / f"{name}.pdf"


def wrong_tables() -> dict[str, Callable[[str], str]]:
    """Ways in which characters come out wrong, each on any text."""
    tables = {name: CMapDB.get_unicode_map(f"Adobe-{name}").cid2unichr
              for name in ("GB1", "CNS1", "Japan1", "Korea1")}  # fmt: skip
    numbers = {char: cid for cid, char in reversed(tables["GB1"].items())}

    def glyphs(name: str, step: int = 0) -> Callable[[str], str]:
        return lambda text: "".join(
            tables[name].get(numbers[c] + step, "\ufffd") if c in numbers else c for c in text
        )

    def code(step: int) -> Callable[[str], str]:
        return lambda text: "".join(chr(ord(c) + step) if "一" <= c < "龠" else c for c in text)

    def decoded(right: str, wrong: str) -> Callable[[str], str]:
        return lambda text: text.encode(right, "ignore").decode(wrong, "replace")

    def shuffled(text: str) -> str:
        letters = sorted({c for c in text if "一" <= c < "龠"})
        others = random.Random(1).sample(letters, len(letters))
        return text.translate(str.maketrans("".join(letters), "".join(others)))

    return {
        "as it is": str,
        "codes off by 1": code(1),
        "codes off by 29": code(29),
        "glyphs of GB1 as CNS1": glyphs("CNS1"),
        "glyphs of GB1 as Japan1": glyphs("Japan1"),
        "glyphs of GB1 as Korea1": glyphs("Korea1"),
        "glyphs of GB1 off by 1": glyphs("GB1", 1),
        "glyphs of a font exchanged": shuffled,
        **{
            f"{right} as {wrong}": decoded(right, wrong)
            for right, wrong in (
                ("gbk", "latin-1"),
                ("gbk", "big5"),
                ("gbk", "shift_jis"),
                ("gbk", "euc_kr"),
                ("gbk", "euc_jp"),
                ("utf-8", "gbk"),
                ("utf-8", "latin-1"),
                ("utf-16-be", "utf-16-le"),
            )
        },
    }


def judged(paths: list[Path]) -> dict[str, object]:
    """The pages judged, and every page that is not good."""
    pages, remarks = 0, {}
    for path in paths:
        try:
            reading = pdf.read(path)
        except FanganError as error:
            remarks[path.name] = str(error)
            continue
        pages += len(reading.pages)
        said = [f"{n.page}: {n.code}" for n in reading.warnings if n.code in CODES]
        if said:
            remarks[path.name] = ", ".join(said)
    return {"files": len(paths), "pages_read": pages, "remarks": remarks}


def texts(folder: Path, length: int) -> dict[str, dict[str, int]]:
    """Verdicts on stretches of published documents, as they are and under wrong codes."""
    found: dict[str, Counter[str]] = {}
    for number, path in enumerate(sorted(folder.rglob("*.txt"))):
        whole = path.read_text(encoding="utf-8", errors="replace")
        for name, garble in wrong_tables().items() if number % 15 == 0 else [("as it is", str)]:
            for start in range(0, min(len(whole), 6000) - length, 1000):
                verdict = signs(garble(whole[start : start + length])).verdict
                found.setdefault(name, Counter())[verdict] += 1
    return {name: dict(sorted(counts.items())) for name, counts in found.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    scan.missing_packages = lambda: ("rapidocr",)  # type: ignore[assignment]  # the gate alone
    result: dict[str, object] = {}
    for name in ("files/pdf", "files/pdf_nasty", "plans"):
        result[name] = judged(sorted((options.shared / name).rglob("*.pdf")))
    result["samples"] = judged(sorted((ROOT / "corpora" / "samples").rglob("*.pdf")))
    with tempfile.TemporaryDirectory() as folder:
        result["foreign"] = judged(list(foreign(Path(folder))))
    result["verdicts_on_600_characters"] = texts(options.shared / "docs", 600)
    result["verdicts_on_60_characters"] = texts(options.shared / "docs", 60)
    text = json.dumps(result, ensure_ascii=False, indent=2) + "\n"
    print(text)
    if options.write:
        RESULT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
