"""Whether a page's text layer is believed, on texts and files that the tests make."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from fangan.errors import NoTextError
from fangan.extract.pdf import read
from fangan.extract.pdf_chars import Run
from fangan.extract.pdf_gate import page_verdict, same_text, second_is_better, signs
from fangan.extract.pdf_lines import Line
from fangan.extract.raw import Paragraph
from fangan.extract.scan import Recognised

SIMPLIFIED = (
    "青禾县食用菌产业从山脚的几间菇棚起步，十年间长成全县农户增收的主要门路。到2025年，"
    "全县建成标准化菇棚三千座，培育合作社四十二家，带动农户一万二千户，年产值达到八亿元。"
)
TRADITIONAL = (
    "青禾縣的傳統產業面臨轉型壓力，縣政府於是推動創新研發與綠色製造，鼓勵廠商與大學合作，培養"
    "專業人才。觀光方面結合溫泉、茶園與老街，發展深度旅遊，讓遊客願意多住一晚。"
)
JAPANESE = (
    "本計画は、地域産業の振興を図るため、企業立地の促進、研究開発の支援及び人材育成に関する施策を"
    "総合的に定めるものである。県は市町村と連携し、工業団地の造成を完了する。"
)
HERBS = "黄芪 党参 柴胡 连翘 款冬花 远志 苍术 猪苓 茯苓 枸杞 薏苡仁 菟丝子 牛蒡子 桔梗 秦艽 莱菔子"
NAMES = "张昊然 李晗 王翊铭 刘曦 陈焱 杨懿轩 赵钰莹 黄梓涵 周睿渊 吴昕怡 徐嘉懿 孙铄 胡皓天 朱琪"


def shifted(text: str, step: int) -> str:
    """As a code table that is off by ``step`` gives it."""
    return "".join(chr(ord(c) + step) if "\u4e00" <= c < "\u9f00" else c for c in text)


@pytest.mark.parametrize(
    "text",
    [
        *(SIMPLIFIED, TRADITIONAL, JAPANESE, HERBS),
        *("", "1,234.56", "Résumé détaillé – Überprüfung", "產業發展實施計畫", "コンクリート造"),
        "བོད་ཀྱི་ཡིག་གཟུགས་འདི་ནི་དཔེ་ཙམ་ཡིན།",
        "ئۇيغۇر يېزىقى بىلەن يېزىلغان بىر جۈملە",
    ],
)
def test_text_is_good(text: str) -> None:
    assert signs(text).verdict == "good"


def test_a_bare_list_of_rare_names_is_not_called_garbled() -> None:
    assert signs(NAMES).verdict != "garbled"
    assert (
        signs("参会人员名单：" + NAMES + "。以上人员请于会前到会务组报到并领取材料。").verdict
        == "good"
    )


@pytest.mark.parametrize(
    "wrong",
    [
        *(shifted(SIMPLIFIED, step) for step in (1, 29, -300)),
        SIMPLIFIED.encode("gbk").decode("latin-1"),
        SIMPLIFIED.encode().decode("gbk", "replace"),
        SIMPLIFIED.encode("gbk").decode("big5", "replace"),
        SIMPLIFIED.encode("gbk").decode("euc_kr", "replace"),
        SIMPLIFIED.encode("gbk").decode("shift_jis", "replace"),
        "(cid:1201)(cid:88)(cid:4455)" * 9,
        "\ue001\ue002\ue003\ue004 2025",
    ],
)
def test_wrong_code_tables_are_noticed(wrong: str) -> None:
    assert signs(wrong).verdict == "garbled"
    assert signs(wrong).likely < signs(SIMPLIFIED).likely


def test_common_characters_in_no_order_are_doubtful() -> None:
    letters = [c for c in SIMPLIFIED if c.isalpha()]
    assert signs("".join(letters[i * 31 % len(letters)] for i in range(90))).verdict == "doubtful"


@given(st.text())
def test_any_text_has_a_verdict(text: str) -> None:
    found = signs(text)
    assert found.verdict in ("good", "doubtful", "garbled")
    assert 0 <= found.known <= 1
    assert 0 <= found.rare <= 1


def test_the_more_plausible_reading_wins() -> None:
    wrong = shifted(SIMPLIFIED, 1)
    assert second_is_better(wrong, "garbled", SIMPLIFIED, "good")
    assert not second_is_better(SIMPLIFIED, "good", wrong, "garbled")
    assert not second_is_better(wrong, "garbled", wrong, "garbled")


def test_one_bad_font_makes_a_page_doubtful_and_most_of_it_garbled() -> None:
    def verdict(good: str, bad: str) -> str:
        bad = shifted(bad, 29)
        runs = [
            Run([(0.0, 1.0, char) for char in text], 0, 12, 12, font)
            for text, font in ((good, "SimSun"), (bad, "SimHei"))
        ]
        return page_verdict(good + "\n" + bad, runs)

    assert verdict(SIMPLIFIED * 4, SIMPLIFIED) == "doubtful"
    assert verdict(SIMPLIFIED, SIMPLIFIED * 2) == "garbled"
    assert verdict(SIMPLIFIED * 4, "2025") == "good"


def test_two_readings_of_one_text_are_known_whatever_their_order() -> None:
    assert same_text([SIMPLIFIED[:30], SIMPLIFIED[30:]], [SIMPLIFIED[40:], SIMPLIFIED[:40]])
    assert not same_text([SIMPLIFIED], [shifted(SIMPLIFIED, 1)])
    assert not same_text([], [SIMPLIFIED])


def document(path: Path, to_unicode: Callable[[str], str], *texts: str) -> Path:
    """A PDF with a text a page, its font's table of characters wrong by ``to_unicode``."""
    letters = sorted(set("".join(texts)))
    lines = [f"<{ord(c):04X}> <{ord(to_unicode(c)):04X}>" for c in letters]
    blocks = [lines[i : i + 90] for i in range(0, len(lines), 90)]
    table = "\n".join(
        [
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
            "/CMapName /Wrong def /CMapType 2 def",
            "1 begincodespacerange <0000> <FFFF> endcodespacerange",
            *(f"{len(b)} beginbfchar\n" + "\n".join(b) + "\nendbfchar" for b in blocks),
            "endcmap end end",
        ]
    )
    pages = [7 + 2 * number for number in range(len(texts))]
    bodies = {
        1: "<< /Type /Catalog /Pages 2 0 R >>",
        2: f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{n} 0 R' for n in pages)}] >>",
        3: "<< /Type /Font /Subtype /Type0 /BaseFont /SimSun /Encoding /UniGB-UCS2-H"
        " /DescendantFonts [4 0 R] /ToUnicode 6 0 R >>",
        4: "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /SimSun /FontDescriptor 5 0 R /CIDSyst"
        "emInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /DW 1000 >>",
        5: "<< /Type /FontDescriptor /FontName /SimSun /Flags 6 /FontBBox [0 -200 1000 900]"
        " /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
        6: f"<< /Length {len(table)} >>\nstream\n{table}\nendstream",
    }
    for number, text in zip(pages, texts, strict=True):
        rows = [text[i : i + 30] for i in range(0, len(text), 30)]
        shown = "\n".join(f"<{row.encode('utf-16-be').hex()}> Tj 0 -24 Td" for row in rows)
        drawn = f"BT /F1 14 Tf 80 740 Td\n{shown}\nET"
        bodies[number] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {number + 1} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>"
        )
        bodies[number + 1] = f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream"
    out, places = "%PDF-1.7\n", []
    for number in sorted(bodies):
        places.append(len(out))
        out += f"{number} 0 obj\n{bodies[number]}\nendobj\n"
    refs = "".join(f"{place:010} 00000 n \n" for place in places)
    out += f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{refs}"
    out += (
        f"trailer << /Size {len(places) + 1} /Root 1 0 R >>\nstartxref\n{out.index('xref')}\n%%EOF"
    )
    path.write_bytes(out.encode("latin-1"))
    return path


@pytest.fixture
def no_recogniser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fangan.extract.scan.missing_packages", lambda: ("rapidocr",))


@pytest.mark.usefixtures("no_recogniser")
def test_a_page_with_a_wrong_table_is_not_taken_for_text(tmp_path: Path) -> None:
    good = read(document(tmp_path / "good.pdf", str, SIMPLIFIED, SIMPLIFIED))
    assert [page.status for page in good.pages] == ["text", "text"]
    assert not good.warnings
    with pytest.raises(NoTextError, match=r"文字层编码有误.*pip install rapidocr"):
        read(document(tmp_path / "bad.pdf", lambda c: shifted(c, 1), SIMPLIFIED))


@pytest.mark.usefixtures("no_recogniser")
def test_only_the_wrong_page_counts_as_unread(tmp_path: Path) -> None:
    first = "".join(c for c in SIMPLIFIED if c not in "到年全县的农户产")
    second = "县户产农年到全的" * 8
    reading = read(
        document(
            tmp_path / "mixed.pdf",
            lambda c: shifted(c, 0x1F0) if c in second else c,
            first,
            second,
        )
    )
    assert [page.status for page in reading.pages] == ["text", "unread"]
    assert [(notice.code, notice.page) for notice in reading.warnings] == [("garbled_page", 2)]
    assert "".join(e.text for e in reading.elements if isinstance(e, Paragraph)) == first


@pytest.mark.parametrize("agrees", [True, False])
def test_recognition_decides_about_a_doubtful_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, agrees: bool
) -> None:
    path = document(tmp_path / "a.pdf", lambda c: shifted(c, 1), SIMPLIFIED)
    stored = shifted(SIMPLIFIED, 1)
    line = Line(1, stored if agrees else SIMPLIFIED, (80, 90, 500, 104), 14, bold=False, font="")
    page = SimpleNamespace(
        lines=[line], tables=[], letters=len(line.text), blank=False, width=595.0, height=842.0
    )
    page.doubtful, page.seals = [], []
    monkeypatch.setattr("fangan.extract.scan.missing_packages", lambda: ())
    monkeypatch.setattr("fangan.extract.scan.settled", lambda elements, _: elements)
    monkeypatch.setattr("fangan.extract.scan.recognise_pdf", lambda *_: Recognised({1: page}))
    reading = read(path)
    text = "".join(e.text for e in reading.elements if isinstance(e, Paragraph))
    assert text == (stored if agrees else SIMPLIFIED)
    assert [n.code for n in reading.warnings] == ([] if agrees else ["recognised_page"])


@pytest.mark.parametrize(
    ("font", "text"), [("MSung-Light", TRADITIONAL), ("HeiseiMin-W3", JAPANESE)]
)
def test_traditional_and_japanese_files_are_read(tmp_path: Path, font: str, text: str) -> None:
    pdfmetrics.registerFont(UnicodeCIDFont(font))
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(595, 842))
    canvas.setFont(font, 14)
    for row in range(0, len(text), 28):
        canvas.drawString(80, 740 - row, text[row : row + 28])
    canvas.save()
    reading = read(tmp_path / "a.pdf")
    assert "".join(e.text for e in reading.elements if isinstance(e, Paragraph)) == text
    assert not reading.warnings
