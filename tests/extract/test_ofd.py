"""The OFD reader, on files written here as its producers write them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from fangan.errors import (
    DamagedFileError,
    EncryptedFileError,
    NoTextError,
    TooLargeError,
)
from fangan.extract import extract, scan
from fangan.extract.ofd import page_pictures, read
from fangan.extract.raw import Aside, Paragraph, Table
from fangan.extract.scan_engine import Picture, RecognitionError

POINTS = 72 / 25.4
STANDARD = "http://www.ofdspec.org/2016"
BODY = 5.0  # millimetres, the size of the letters


def text(words: str, x: float, y: float, *, size: float = BODY, attributes="", inside="") -> str:
    """A text object whose base line stands ``size`` below ``y``."""
    steps = " ".join(str(size if ord(c) > 255 else size / 2) for c in words[:-1])
    return (
        f'<TextObject ID="9" Boundary="{x} {y} 150 {size * 1.2}" Font="1" Size="{size}" '
        f"{attributes}>{inside}"
        f'<TextCode X="0" Y="{size}" DeltaX="{steps}">{words}</TextCode></TextObject>'
    )


def line(x0: float, y0: float, x1: float, y1: float) -> str:
    return (
        f'<PathObject ID="8" Boundary="{x0} {y0} {x1 - x0} {y1 - y0}">'
        f"<AbbreviatedData>M 0 0 L {x1 - x0} {y1 - y0}</AbbreviatedData></PathObject>"
    )


def page(*objects: str, template: str = "", namespace: str = STANDARD) -> str:
    return (
        f'<Page xmlns="{namespace}">{template}<Content><Layer ID="2">{"".join(objects)}'
        "</Layer></Content></Page>"
    )


def ofd(tmp_path: Path, *pages: str, common="", after="", body="", parts=None) -> Path:
    """An OFD file of ``pages``; ``parts`` adds or replaces parts."""
    entries = "".join(f'<Page ID="{i}" BaseLoc="Pages/{i}.xml"/>' for i in range(len(pages)))
    content = {
        "OFD.xml": f'<OFD xmlns="{STANDARD}"><DocBody><DocRoot>Doc_0/Document.xml</DocRoot>'
        f"{body}</DocBody></OFD>",
        "Doc_0/Document.xml": f'<Document xmlns="{STANDARD}"><CommonData><PageArea>'
        f"<PhysicalBox>0 0 210 297</PhysicalBox></PageArea>{common}"
        f"<PublicRes>Res.xml</PublicRes></CommonData><Pages>{entries}</Pages>{after}</Document>",
        "Doc_0/Res.xml": f'<Res xmlns="{STANDARD}" BaseLoc="Files"><Fonts>'
        '<Font ID="1" FontName="宋体"/><Font ID="2" FontName="黑体" Bold="true"/></Fonts></Res>',
    }
    content |= {f"Doc_0/Pages/{i}.xml": one for i, one in enumerate(pages)}
    content |= parts or {}
    path = tmp_path / "方案.ofd"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return path


def paragraphs(path: Path) -> list[str]:
    return [e.text for e in read(path).elements if isinstance(e, Paragraph)]


def test_lines_become_paragraphs_with_boxes_in_points(tmp_path):
    full = "各地各部门要切实加强组织领导健全工作机制明确责任分工细"
    path = ofd(
        tmp_path,
        page(
            text("一、总体要求", 40, 30),
            text(full, 40, 40),
            text("化措施。", 30, 48),
            text(full, 40, 56),
            text("化目标。", 30, 64),
        ),
    )
    document = extract(path)
    assert document.text == f"一、总体要求\n{full}化措施。\n{full}化目标。"
    assert [section.label for section in document.root.children] == ["一、总体要求"]
    start = document.text.index("化措施")
    (anchor,) = document.anchors(start, start + 4)
    assert anchor.page == 1
    assert anchor.bbox.x0 == pytest.approx(30 * POINTS, abs=0.1)
    assert anchor.bbox.x1 == pytest.approx(50 * POINTS, abs=0.1)
    assert anchor.bbox.top < 53 * POINTS < anchor.bbox.bottom
    assert document.pages[0].width == pytest.approx(595.28, abs=0.01)


@pytest.mark.parametrize(
    ("steps", "right"),
    [("5 5 5", 20), ("g 3 5", 20), ("g 2 5 5", 20), ("5", 20), ("G 3 5.0", 20), ("", 20)],
)
def test_every_way_to_write_steps(tmp_path, steps, right):
    delta = f'DeltaX="{steps}"' if steps else ""
    drawn = (
        '<TextObject Boundary="30 40 99 9" Font="1" Size="5">'
        f'<TextCode X="0" Y="5" {delta}>发展目标</TextCode></TextObject>'
    )
    (element,) = read(ofd(tmp_path, page(drawn))).elements
    assert element.text == "发展目标"
    box = element.fragments[0].anchor.bbox
    assert box.x1 - box.x0 == pytest.approx(right * POINTS, abs=0.1)


def test_a_matrix_scales_and_the_box_of_the_page_is_the_origin(tmp_path):
    drawn = (
        '<TextObject Boundary="40 50 99 9" CTM="0.5 0 0 0.5 2 1" Font="1" Size="10">'
        '<TextCode X="0" Y="10" DeltaX="g 3 10">发展目标</TextCode></TextObject>'
    )
    area = "<Area><PhysicalBox>10 20 200 250</PhysicalBox></Area>"
    reading = read(ofd(tmp_path, page(drawn).replace("<Content>", area + "<Content>")))
    (element,) = reading.elements
    box = element.fragments[0].anchor.bbox
    assert box.x0 == pytest.approx(32 * POINTS, abs=0.1)
    assert box.x1 == pytest.approx(52 * POINTS, abs=0.1)
    assert box.bottom == pytest.approx((50 + 1 + 5 - 20 + 0.6) * POINTS, abs=0.1)
    assert element.size == pytest.approx(5 * POINTS, abs=0.1)
    assert reading.pages[0].height == pytest.approx(250 * POINTS, abs=0.01)


def test_text_that_is_turned_and_text_that_runs_down(tmp_path):
    turned = (
        '<TextObject Boundary="20 60 9 99" CTM="0 1 -1 0 0 0" Font="1" Size="5">'
        '<TextCode X="0" Y="0" DeltaX="g 3 5">侧边文字</TextCode></TextObject>'
    )
    down = (
        '<TextObject Boundary="180 60 9 99" Font="1" Size="5" ReadDirection="90">'
        '<TextCode X="0" Y="5" DeltaX="g 3 0" DeltaY="g 3 5">竖排文字</TextCode></TextObject>'
    )
    reading = read(ofd(tmp_path, page(text("正文在此。", 40, 30), turned, down)))
    fragments = {e.text: e.fragments[0] for e in reading.elements}
    assert set(fragments) == {"正文在此。", "侧边文字", "竖排文字"}
    assert fragments["侧边文字"].vertical
    box = fragments["侧边文字"].anchor.bbox
    assert box.bottom - box.top == pytest.approx(20 * POINTS, abs=0.1)


@pytest.mark.parametrize("namespace", ["http://www.ofdspec.org", "http://example.org/x", ""])
def test_any_namespace(tmp_path, namespace):
    assert paragraphs(ofd(tmp_path, page(text("正文。", 30, 30), namespace=namespace))) == [
        "正文。"
    ]


@pytest.mark.parametrize(
    "location",
    [
        "Pages/0.xml",
        "./Pages/0.xml",
        "/Doc_0/Pages/0.xml",
        "Doc_0/Pages/0.xml",
        "/Pages/0.xml",
        r"Pages\0.xml",
        "pages/0.XML",
        "../Doc_0/Pages/0.xml",
        "Wrong/../Pages/0.xml",
    ],
)
def test_any_path(tmp_path, location):
    path = ofd(
        tmp_path,
        page(text("正文。", 30, 30)),
        parts={
            "Doc_0/Document.xml": f'<Document xmlns="{STANDARD}"><Pages>'
            f'<Page ID="0" BaseLoc="{location}"/></Pages></Document>'
        },
    )
    assert paragraphs(path) == ["正文。"]


def test_a_path_that_leaves_the_file_finds_nothing(tmp_path):
    (tmp_path / "outside.xml").write_text(page(text("外面的文字。", 30, 30)), "utf-8")
    path = ofd(
        tmp_path,
        parts={
            "Doc_0/Document.xml": f'<Document xmlns="{STANDARD}"><Pages>'
            '<Page ID="0" BaseLoc="../../../outside.xml"/></Pages></Document>'
        },
    )
    with pytest.raises(NoTextError):
        read(path)


def test_header_and_footer_of_a_template_are_furniture(tmp_path):
    use = '<Template TemplateID="7" ZOrder="Background"/>'
    pages = [
        page(text(f"第{n}页的正文各不相同。", 30, 100), text(f"— {i} —", 95, 280), template=use)
        for i, n in enumerate("一二三", start=1)
    ]
    template = page(text("某县实施方案", 80, 10, size=4), text("内部资料", 150, 285, size=4))
    path = ofd(
        tmp_path,
        *pages,
        common='<TemplatePage ID="7" BaseLoc="T.xml"/>',
        parts={"Doc_0/T.xml": template},
    )
    reading = read(path)
    asides = [(e.kind, e.text) for e in reading.elements if isinstance(e, Aside)]
    assert asides.count(("header", "某县实施方案")) == 3
    assert asides.count(("footer", "内部资料")) == 3
    assert ("page_number", "— 2 —") in asides
    assert "某县" not in "".join(paragraphs(path))


def test_numbered_rows_at_the_edge_of_pages_are_text(tmp_path):
    rows = [[f"第{10 * p + i}项工作由县农业农村局负责" for i in range(3)] for p in range(4)]
    pages = [
        page(
            text("某县实施方案", 80, 10, size=4),
            *[text(row, 30, 255 + 10 * i) for i, row in enumerate(group)],
        )
        for group in rows
    ]
    reading = read(ofd(tmp_path, *pages))
    body = "".join(e.text for e in reading.elements if isinstance(e, Paragraph))
    assert all(row in body for group in rows for row in group)
    assert sum(isinstance(e, Aside) for e in reading.elements) == 4


def test_a_ruled_table(tmp_path):
    rules = [line(30, y, 150, y) for y in (50, 60, 70)]
    rules += [line(x, 50, x, 70) for x in (30, 90, 150)]
    path = ofd(
        tmp_path,
        page(
            text("主要指标", 80, 38),
            *rules,
            text("指标", 35, 51),
            text("目标值", 95, 51),
            text("研发投入", 35, 61),
            text("3.5%", 95, 61),
        ),
    )
    tables = [e for e in read(path).elements if isinstance(e, Table)]
    assert [[cell.text for cell in row] for row in tables[0].rows] == [
        ["指标", "目标值"],
        ["研发投入", "3.5%"],
    ]


def test_what_nobody_sees_is_reported_and_left_out(tmp_path):
    white = '<FillColor Value="255 255 255"/>'
    path = ofd(
        tmp_path,
        page(
            text("看得见的正文。", 30, 30),
            text("不可见", 30, 60, attributes='Visible="false"'),
            text("全透明", 30, 70, attributes='Alpha="0"'),
            text("白色字", 30, 80, inside=white),
            text("不填充", 30, 90, attributes='Fill="false"'),
            text("极小字", 30, 100, size=0.2),
            text("页外字", 300, 110),
            '<PathObject Boundary="30 120 60 10" Fill="true"><FillColor Value="200 0 0"/>'
            "<AbbreviatedData>M 0 0 L 60 0 L 60 10 L 0 10 C</AbbreviatedData></PathObject>",
            text("红底白字", 32, 122, inside=white),
        ),
    )
    reading = read(path)
    assert [e.text for e in reading.elements] == ["看得见的正文。", "红底白字"]
    (notice,) = reading.warnings
    assert notice.code == "hidden_text"
    assert notice.page == 1


def test_drawings_within_drawings(tmp_path):
    unit = (
        f'<Res xmlns="{STANDARD}"><CompositeGraphicUnits>'
        '<CompositeGraphicUnit ID="5" Width="50" Height="50"><Content>'
        f"<PageBlock>{text('图中文字', 0, 0)}</PageBlock></Content></CompositeGraphicUnit>"
        "</CompositeGraphicUnits></Res>"
    )
    path = ofd(
        tmp_path,
        page('<CompositeObject ResourceID="5" Boundary="40 60 50 50"/>'),
        common="<DocumentRes>Units.xml</DocumentRes>",
        parts={"Doc_0/Units.xml": unit},
    )
    (element,) = read(path).elements
    assert element.text == "图中文字"
    assert element.fragments[0].anchor.bbox.x0 == pytest.approx(40 * POINTS, abs=0.1)


def test_a_drawing_that_holds_itself_ends(tmp_path):
    unit = (
        f'<Res xmlns="{STANDARD}"><CompositeGraphicUnits><CompositeGraphicUnit ID="5"><Content>'
        '<CompositeObject ResourceID="5" Boundary="1 1 5 5"/></Content></CompositeGraphicUnit>'
        "</CompositeGraphicUnits></Res>"
    )
    path = ofd(
        tmp_path,
        page('<CompositeObject ResourceID="5" Boundary="0 0 5 5"/>', text("正文。", 30, 30)),
        common="<DocumentRes>Units.xml</DocumentRes>",
        parts={"Doc_0/Units.xml": unit},
    )
    assert paragraphs(path) == ["正文。"]


def test_watermarks_stamps_signatures_and_attachments_are_noted(tmp_path):
    annotations = {
        "Doc_0/Annots.xml": f'<Annotations xmlns="{STANDARD}"><Page PageID="0">'
        "<FileLoc>Annot.xml</FileLoc></Page></Annotations>",
        "Doc_0/Annot.xml": f'<PageAnnot xmlns="{STANDARD}">'
        '<Annot Type="Watermark"><Appearance Boundary="0 0 210 297">'
        f"{text('仅供审查', 60, 150)}</Appearance></Annot>"
        '<Annot Type="Stamp"><Appearance Boundary="120 200 40 40">'
        f"{text('县政府印', 0, 10)}</Appearance></Annot></PageAnnot>",
        "Doc_0/Att.xml": f'<Attachments xmlns="{STANDARD}"><Attachment Name="指标表"/></Attachments>',
        "Signs/List.xml": f'<Signatures xmlns="{STANDARD}"><Signature BaseLoc="S.xml"/></Signatures>',
        "Signs/S.xml": f'<Signature xmlns="{STANDARD}"><SignedInfo>'
        '<StampAnnot PageRef="0" Boundary="10 20 30 40"/></SignedInfo></Signature>',
    }
    path = ofd(
        tmp_path,
        page(text("正文。", 30, 30)),
        after="<Annotations>Annots.xml</Annotations><Attachments>Att.xml</Attachments>",
        body="<Signatures>/Signs/List.xml</Signatures>",
        parts=annotations,
    )
    reading = read(path)
    assert [n.code for n in reading.warnings] == ["signature", "content_not_read", "annotation"]
    assert "指标表" in reading.warnings[1].message
    assert "仅供审查" in reading.warnings[2].message
    seals = [e for e in reading.elements if isinstance(e, Aside)]
    assert [(seal.kind, seal.text) for seal in seals] == [
        ("seal", "县政府印"),
        ("seal", "电子签章"),
    ]
    assert seals[1].anchor.bbox.x1 == pytest.approx(40 * POINTS, abs=0.1)
    assert paragraphs(path) == ["正文。"]


PICTURE = '<ImageObject ResourceID="3" Boundary="0 0 210 297" CTM="210 0 0 297 0 0"/>'


def pictured(tmp_path: Path, *pages: str, file: bytes) -> Path:
    """An OFD file of ``pages``, whose pictures show ``file``."""
    resources = (
        f'<Res xmlns="{STANDARD}" BaseLoc="Files"><MultiMedias><MultiMedia ID="3" Type="Image">'
        "<MediaFile>scan.jpg</MediaFile></MultiMedia></MultiMedias></Res>"
    )
    parts: dict[str, str | bytes] = {"Doc_0/Media.xml": resources, "Doc_0/Files/SCAN.JPG": file}
    return ofd(tmp_path, *pages, common="<DocumentRes>Media.xml</DocumentRes>", parts=parts)


def test_a_page_of_one_picture_that_cannot_be_opened_is_unread(tmp_path):
    first = page(text("第一页有文字。", 30, 30))
    path = pictured(tmp_path, first, page(PICTURE), file=b"bytes of a picture")
    document = extract(path)
    assert document.unread_pages == (2,)
    assert [n.code for n in document.warnings] == ["unread_page"]
    ((number, pictures),) = page_pictures(path, [2])
    assert number == 2
    box, matrix, data = pictures[0]
    assert data == b"bytes of a picture"
    assert box[2] == matrix[0] == pytest.approx(595.28, abs=0.01)


def test_pictures_only_are_refused_where_nothing_can_be_recognised(tmp_path, monkeypatch):
    path = ofd(tmp_path, page('<ImageObject Boundary="0 0 210 297"/>'))
    with pytest.raises(NoTextError, match=r"图片.*没有识别出文字"):
        extract(path)
    monkeypatch.setattr(scan, "missing_packages", lambda: ("rapidocr",))
    with pytest.raises(NoTextError, match=r"图片.*pip install rapidocr"):
        extract(path)


def scanned(words: str, look: Callable[[Picture], object], monkeypatch) -> list[Picture]:
    """Have ``words`` recognised on every picture; the pictures that were asked about."""
    asked: list[Picture] = []

    def seen(picture: Picture) -> dict[str, object]:
        asked.append(picture)
        look(picture)
        box = [200, 400, 200 + 30 * len(words), 439]
        line = {"text": words, "box": box, "ink": box, "stroke": 2.0, "sideways": False}
        line |= {"at": [(i + 0.5) / len(words) for i in range(len(words))]}
        line["sure"] = [0.99] * len(words)
        page = {"width": picture.width, "height": picture.height, "turn": 0, "tilt": 0.0}
        return page | {"lines": [line], "tables": [], "seals": [], "blank": False}

    monkeypatch.setattr(scan, "look", seen)
    monkeypatch.setattr(scan, "missing_packages", lambda: ())
    return asked


def scan_file() -> bytes:
    file = io.BytesIO()
    Image.new("L", (420, 594), 255).save(file, "JPEG")
    return file.getvalue()


def test_only_pages_without_text_are_recognised_with_progress(tmp_path, monkeypatch):
    asked = scanned("集聚区建设内容在此。", lambda _: None, monkeypatch)
    steps: list[tuple[int, int, str]] = []
    told = text("文字页的一段话，旁边有图，", 30, 30) + text("这一页的文字不少。" * 3, 30, 38)
    small = '<ImageObject ResourceID="3" Boundary="20 200 50 50" CTM="50 0 0 50 0 0"/>'
    pages = (page(PICTURE), page(told, small), page(PICTURE, text("附件2", 30, 20)))
    path = pictured(tmp_path, *pages, file=scan_file())
    document = extract(path, progress=lambda *step: steps.append(step))
    assert steps == [(1, 2, "recognition"), (2, 2, "recognition")]
    assert [(p.width, p.height, round(p.dpi)) for p in asked] == [(1240, 1754, 150)] * 2
    assert [page.status for page in document.pages] == ["text"] * 3
    assert [line[:6] for line in document.text.splitlines()] == [
        "集聚区建设内",
        "文字页的一段",
        "附件2",
        "集聚区建设内",
    ]
    assert [(n.code, n.page) for n in document.warnings] == [
        ("recognised_page", 1),
        ("recognised_page", 3),
    ]
    start = document.text.index("建设内容")
    (anchor,) = document.anchors(start, start + 4)
    assert anchor.page == 1
    assert anchor.bbox.x0 == pytest.approx((200 + 3 * 30) * 72 / 150, abs=4)
    assert anchor.bbox.x1 == pytest.approx((200 + 7 * 30) * 72 / 150, abs=4)
    assert anchor.bbox.top < 420 * 72 / 150 < anchor.bbox.bottom


def test_a_page_that_recognition_fails_on_is_named(tmp_path, monkeypatch):
    def fail(_: Picture) -> None:
        raise RecognitionError("识别超过 60 秒没有完成")

    scanned("字", fail, monkeypatch)
    first = page(text("第一页有文字。", 30, 30))
    document = extract(pictured(tmp_path, first, page(PICTURE), file=scan_file()))
    assert document.unread_pages == (2,)
    assert "第 2 页识别超过 60 秒" in document.warnings[0].message


@pytest.mark.parametrize("name", ["Encryptions.xml", "encrypt/decryptseed.dat"])
def test_encryption(tmp_path, name):
    path = ofd(tmp_path, page(text("正文。", 30, 30)), parts={name: "x"})
    with pytest.raises(EncryptedFileError, match="加密"):
        read(path)


def test_broken_parts(tmp_path):
    with pytest.raises(DamagedFileError):
        read(ofd(tmp_path, page(), parts={"OFD.xml": "<OFD>"}))
    with pytest.raises(DamagedFileError):
        read(ofd(tmp_path))
    path = ofd(tmp_path, page(text("正文。", 30, 30)), "<Page>", page(text("后文。", 30, 30)))
    reading = read(path)
    assert [p.status for p in reading.pages] == ["text", "unread", "text"]


def test_no_document_type_is_looked_at(tmp_path):
    bomb = '<!DOCTYPE x [<!ENTITY a "文字"><!ENTITY b "&a;&a;">]>'
    path = ofd(tmp_path, bomb + page(text("&b;", 30, 30)), page(text("后文。", 30, 30)))
    reading = read(path)
    assert reading.pages[0].status == "unread"


def test_too_many_pages(tmp_path, monkeypatch):
    from fangan.settings import settings

    monkeypatch.setenv("FANGAN_MAX_PAGES", "2")
    settings.cache_clear()
    with pytest.raises(TooLargeError, match="3 页"):
        read(ofd(tmp_path, *[page(text("正文。", 30, 30))] * 3))


@pytest.mark.parametrize("value", ["nan", "inf", "1e300", "", "x", "-5"])
def test_absurd_numbers_do_no_harm(tmp_path, value):
    drawn = (
        f'<TextObject Boundary="30 {value} 9 {value}" CTM="1 0 0 1 {value} 0" Size="{value}">'
        f'<TextCode X="{value}" Y="5" DeltaX="g {value} {value} {value}">文字</TextCode></TextObject>'
        f'<PathObject Boundary="{value}"><AbbreviatedData>M {value} 1 L 2</AbbreviatedData></PathObject>'
    )
    assert "正文。" in paragraphs(ofd(tmp_path, page(text("正文。", 30, 30), drawn)))


def test_the_real_files(shared):
    """Each is read, or refused with its reason; the readable ones give their text."""
    read_texts = {}
    for path in sorted((shared / "files/ofd").glob("*.ofd")):
        try:
            read_texts[path.name] = extract(path).text
        except NoTextError:
            continue
    assert len(read_texts) >= 34
    for name in ("ofdrw__namespace_no_std.ofd", "ofdrw__helloworld_with_pageblock.ofd"):
        assert read_texts[name] == "你好呀，OFD Reader&Writer！"
