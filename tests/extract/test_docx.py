"""DOCX as a reader sees it: numbers, revisions, fields, boxes, notes, tables, hidden text."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from fangan.errors import DamagedFileError, EncryptedFileError, TooLargeError
from fangan.extract import docx
from fangan.extract.raw import Aside, Paragraph, Reading, Table

SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STYLES = """
<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="32"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/>
  <w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="2"><w:name w:val="标题 2"/><w:basedOn w:val="a"/></w:style>
<w:style w:type="paragraph" w:styleId="mine"><w:name w:val="我的标题"/><w:basedOn w:val="1"/></w:style>
<w:style w:type="paragraph" w:styleId="plain"><w:name w:val="正文样"/><w:basedOn w:val="1"/>
  <w:pPr><w:outlineLvl w:val="9"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="t"><w:name w:val="Title"/><w:pPr><w:jc w:val="center"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>
<w:style w:type="character" w:styleId="secret"><w:name w:val="secret"/><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="numbered"><w:name w:val="条"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
"""

WITH_DTD = (
    "<?xml version='1.0'?><!DOCTYPE d [<!ENTITY e SYSTEM 'file:///etc/hostname'>]>"
    f"<w:document {SPACES}><w:body><w:p><w:r><w:t>&e;</w:t></w:r></w:p></w:body></w:document>"
)


def part(tag: str, content: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{tag} {SPACES}>{content}</w:{tag}>'


def build(folder: Path, body: str, *, more: dict[str, tuple[str, str]] | None = None) -> Path:
    """A DOCX of ``body``; ``more`` maps part names to (kind of relation, content)."""
    parts = {"styles.xml": ("styles", part("styles", STYLES)), **(more or {})}
    path = folder / "方案.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" '
            f'Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        )
        archive.writestr("word/document.xml", part("document", f"<w:body>{body}</w:body>"))
        links = "".join(
            f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{name}"/>'
            for name, (kind, _) in parts.items()
        )
        archive.writestr(
            "word/_rels/document.xml.rels",
            f'<Relationships xmlns="{RELATIONS}">{links}</Relationships>',
        )
        for name, (_, content) in parts.items():
            archive.writestr(f"word/{name}", content)
    return path


def p(text: str = "", *, properties: str = "", runs: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{run(text) if text else ''}{runs}</w:p>"


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def style(name: str) -> str:
    return f'<w:pStyle w:val="{name}"/>'


def texts(reading: Reading) -> list[str]:
    return [e.text for e in reading.elements if isinstance(e, Paragraph)]


def read(folder: Path, body: str, **options: dict[str, tuple[str, str]]) -> Reading:
    return docx.read(build(folder, body, **options))


def test_levels_come_from_outline_and_style_names_through_their_bases(tmp_path):
    reading = read(
        tmp_path,
        p("甲", properties=style("1"))
        + p("乙", properties=style("2"))
        + p("丙", properties=style("mine"))
        + p("丁", properties=style("plain"))
        + p("戊", properties='<w:outlineLvl w:val="2"/>')
        + p("己"),
    )
    found = [e for e in reading.elements if isinstance(e, Paragraph)]
    assert [e.level for e in found] == [1, 2, 1, None, 3, None]
    assert [e.bold for e in found] == [True, False, True, True, False, False]
    assert found[5].size == 16


def test_title_style_and_centring(tmp_path):
    (title,) = read(tmp_path, p("某县实施方案", properties=style("t"))).elements
    assert isinstance(title, Paragraph)
    assert (title.kind, title.centred, title.level) == ("title", True, None)


def test_insertions_stay_and_deletions_go(tmp_path):
    body = p(
        "总产值",
        runs=f"<w:ins>{run('达到')}</w:ins><w:del><w:r><w:delText>超过</w:delText></w:r></w:del>"
        f"<w:moveFrom>{run('旧处')}</w:moveFrom><w:moveTo>{run('100亿元')}</w:moveTo>",
    )
    assert texts(read(tmp_path, body)) == ["总产值达到100亿元"]


def test_a_deleted_paragraph_mark_joins_two_paragraphs(tmp_path):
    body = p("上半句", properties="<w:rPr><w:del/></w:rPr>") + p("下半句")
    assert texts(read(tmp_path, body)) == ["上半句下半句"]


def test_controls_links_fields_and_formulas_show_their_result(tmp_path):
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF x</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        + run("表1")
        + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    body = p(
        runs=f"<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>{run('见')}</w:sdtContent></w:sdt>"
        f"{field}<w:hyperlink>{run('和网页')}</w:hyperlink>"
        f'<w:fldSimple w:instr="SEQ 表">{run("2")}</w:fldSimple>'
        "<m:oMath><m:r><m:t>a=b</m:t></m:r></m:oMath>"
    )
    assert texts(read(tmp_path, body)) == ["见表1和网页2a=b"]


def test_signs_breaks_and_hyphens(tmp_path):
    inner = (
        "<w:r><w:t>A</w:t><w:noBreakHyphen/><w:t>B</w:t><w:tab/><w:t>项</w:t>"
        '<w:sym w:font="Wingdings" w:char="F0FE"/><w:br w:type="page"/><w:t>末</w:t>'
        "<w:br/><w:t>次行</w:t></w:r>"
    )
    assert texts(read(tmp_path, p(runs=inner))) == ["A-B 项☑末", "次行"]


def test_a_break_in_a_heading_only_balances_its_lines(tmp_path):
    body = p(
        properties=style("1"), runs="<w:r><w:t>关于印发</w:t><w:br/><w:t>方案的通知</w:t></w:r>"
    )
    assert texts(read(tmp_path, body)) == ["关于印发方案的通知"]


def test_only_one_branch_of_an_alternative_is_read(tmp_path):
    box = "<w:txbxContent>" + p("框中文字") + "</w:txbxContent>"
    body = p(
        "前文",
        runs="<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>"
        f"{box}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}"
        "</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>",
    )
    assert texts(read(tmp_path, body)) == ["前文", "框中文字"]


def test_table_of_contents_is_left_out_with_its_heading(tmp_path):
    def field(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    code = "<w:r><w:instrText> TOC \\o </w:instrText></w:r>"
    body = (
        p("目　录")
        + p(runs=field("begin") + code + field("separate") + run("一、总则 1"))
        + p("二、目标 2")
        + p(runs=field("end"))
        + p("一、总则", properties=style("1"))
    )
    assert texts(read(tmp_path, body)) == ["一、总则"]
    control = (
        "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/>"
        f"</w:docPartObj></w:sdtPr><w:sdtContent>{p('一、总则')}</w:sdtContent></w:sdt>"
    )
    assert texts(read(tmp_path, control + p("正文"))) == ["正文"]
    assert texts(read(tmp_path, p("一、总则 3", properties=style("TOC1")) + p("正文"))) == ["正文"]


def test_an_unclosed_field_does_not_swallow_the_document(tmp_path):
    body = p(runs='<w:r><w:fldChar w:fldCharType="begin"/></w:r>') + p("正文仍在")
    assert texts(read(tmp_path, body)) == ["正文仍在"]


@pytest.mark.parametrize(
    "properties",
    [
        "<w:vanish/>",
        '<w:rStyle w:val="secret"/>',
        '<w:color w:val="FFFFFF"/>',
        '<w:color w:val="FEFDFE"/>',
        '<w:color w:val="auto" w:themeColor="background1"/>',
        '<w:sz w:val="2"/>',
        '<w:w w:val="1"/>',
    ],
)
def test_hidden_text_is_left_out_and_reported(tmp_path, properties):
    reading = read(tmp_path, p("看得见", runs=run("看不见", properties)))
    assert texts(reading) == ["看得见"]
    (notice,) = reading.warnings
    assert notice.code == "hidden_text"
    assert "看不见" in notice.message
    assert "3 字" in notice.message


@pytest.mark.parametrize(
    "drawing",
    [
        '<w:pict><v:shape style="visibility:hidden">{}</v:shape></w:pict>',
        '<w:pict><v:shape style="position:absolute;margin-left:-3000pt">{}</v:shape></w:pict>',
        '<w:drawing><wp:anchor><wp:docPr id="1" name="a" hidden="1"/>{}</wp:anchor></w:drawing>',
        "<w:drawing><wp:anchor><wp:posOffset>-99000000</wp:posOffset>{}</wp:anchor></w:drawing>",
    ],
)
def test_text_boxes_out_of_sight_are_reported(tmp_path, drawing):
    spaces = (
        'xmlns:v="urn:schemas-microsoft-com:vml" '
        'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    )
    box = f"<w:txbxContent>{p('看不见')}</w:txbxContent>"
    inner = drawing.format(f"<v:textbox>{box}</v:textbox>").replace(">", f" {spaces}>", 1)
    reading = read(tmp_path, p("看得见", runs=f"<w:r>{inner}</w:r>"))
    assert texts(reading) == ["看得见"]
    assert [n.code for n in reading.warnings] == ["hidden_text"]


def test_a_dark_shade_of_the_ground_colour_is_seen(tmp_path):
    grey = '<w:color w:val="7F7F7F" w:themeColor="background1" w:themeShade="7F"/>'
    reading = read(tmp_path, p(runs=run("灰字", grey)))
    assert texts(reading) == ["灰字"]


def test_white_letters_on_a_dark_ground_are_seen(tmp_path):
    white = '<w:color w:val="FFFFFF"/>'
    shaded = white + '<w:shd w:val="clear" w:fill="1F4E79"/>'
    cell = f'<w:tc><w:tcPr><w:shd w:val="clear" w:fill="C00000"/></w:tcPr>{p(runs=run("指标", white))}</w:tc>'
    table = f"<w:tbl><w:tr>{cell}<w:tc>{p('单位')}</w:tc></w:tr></w:tbl>"
    reading = read(tmp_path, p(runs=run("白字", shaded)) + table)
    assert texts(reading) == ["白字"]
    assert isinstance(reading.elements[1], Table)
    assert reading.elements[1].rows[0][0].text == "指标"
    assert reading.warnings == ()


def test_merged_cells_stand_empty_and_rows_are_even(tmp_path):
    def cell(text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"

    begins, covered = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    wide = '<w:gridSpan w:val="2"/>'
    table = (
        "<w:tbl>"
        f"<w:tr>{cell('类别', begins)}{cell('产值', wide)}</w:tr>"
        f"<w:tr>{cell('', covered)}{cell('2020年')}{cell('2025年')}</w:tr>"
        f"<w:tr><w:trPr><w:del/></w:trPr>{cell('删去的行')}</w:tr>"
        f"<w:sdt><w:sdtContent><w:tr>{cell('陶瓷')}{cell('10')}</w:tr></w:sdtContent></w:sdt>"
        "</w:tbl>"
    )
    (element,) = read(tmp_path, table).elements
    assert isinstance(element, Table)
    assert [[cell.text for cell in row] for row in element.rows] == [
        ["类别", "产值", ""],
        ["", "2020年", "2025年"],
        ["陶瓷", "10", ""],
    ]


def test_a_cell_joins_its_paragraphs_and_inner_tables(tmp_path):
    inner = f"<w:tbl><w:tr><w:tc>{p('甲')}</w:tc><w:tc>{p('乙')}</w:tc></w:tr></w:tbl>"
    first = f"<w:tc>{p('责任')}{p('单位')}{p('1.县发改局')}</w:tc>"
    second = f"<w:tc>{p('total')}{p('output')}{inner}{p()}</w:tc>"
    (element,) = read(tmp_path, f"<w:tbl><w:tr>{first}{second}</w:tr></w:tbl>").elements
    assert isinstance(element, Table)
    assert [cell.text for cell in element.rows[0]] == ["责任单位 1.县发改局", "total output甲 乙"]


def test_a_table_of_one_cell_is_a_frame(tmp_path):
    table = f"<w:tbl><w:tr><w:tc>{p('一、框内标题', properties=style('1'))}{p('框内正文')}</w:tc></w:tr></w:tbl>"
    reading = read(tmp_path, table)
    assert texts(reading) == ["一、框内标题", "框内正文"]
    assert reading.elements[0].level == 1


def test_notes_follow_their_paragraph_and_endnotes_come_last(tmp_path):
    body = p(
        "首段", runs='<w:r><w:footnoteReference w:id="2"/><w:endnoteReference w:id="2"/></w:r>'
    ) + p("末段")
    notes = {
        f"{kind}s.xml": (
            f"{kind}s",
            part(
                f"{kind}s",
                f'<w:{kind} w:type="separator" w:id="0">{p("线")}</w:{kind}>'
                f'<w:{kind} w:id="2">{p(text)}</w:{kind}>',
            ),
        )
        for kind, text in (("footnote", "脚注"), ("endnote", "尾注"))
    }
    reading = read(tmp_path, body, more=notes)
    assert texts(reading) == ["首段", "脚注", "末段", "尾注"]
    assert [e.kind for e in reading.elements] == [None, "note", None, "note"]


def test_headers_and_footers_are_asides(tmp_path):
    section = (
        '<w:sectPr><w:headerReference w:type="default" r:id="header1.xml"/>'
        '<w:headerReference w:type="first" r:id="header2.xml"/>'
        '<w:footerReference w:type="default" r:id="footer1.xml"/></w:sectPr>'
    )
    more = {
        "header1.xml": ("header", part("hdr", p("某县人民政府文件"))),
        "header2.xml": ("header", part("hdr", p("不印的首页页眉"))),
        "footer1.xml": ("footer", part("ftr", p("— 1 —"))),
    }
    reading = read(tmp_path, p("正文") + section, more=more)
    assert [(e.kind, e.text) for e in reading.elements if isinstance(e, Aside)] == [
        ("header", "某县人民政府文件"),
        ("page_number", "— 1 —"),
    ]
    assert texts(reading) == ["正文"]


def test_what_was_not_read_is_named(tmp_path):
    body = p("正文", runs="<w:r><w:drawing><a:blip/></w:drawing></w:r>") + '<w:altChunk r:id="x"/>'
    (notice,) = read(tmp_path, body).warnings
    assert notice.code == "content_not_read"
    assert "1 幅图片" in notice.message
    assert "1 处引入的外部内容" in notice.message


def test_printed_lines_pasted_as_paragraphs_are_joined(tmp_path):
    lines = [
        "为加快示例县特色产业集聚区建设，推动玻璃器皿产业转",
        "型升级和绿色发展，依据全省总体方案的部署，结合本县产业基",
        "础、要素条件和生态环境承载能力的实际情况，经过反复论证和",
        "征求各方面的意见，制定本方案。",
        "— 1 —",
        "一、总体要求",
        "坚持市场主导、政府引导，坚持节约集约、绿色低碳，把",
        "集聚区建成全省一流的玻璃器皿生产、设计、展示和出口基地，",
        "到二〇二五年产值突破一百亿元。",
    ]
    reading = read(tmp_path, "".join(p(line) for line in lines))
    assert texts(reading) == [
        "".join(lines[:4]),
        "一、总体要求",
        "".join(lines[6:]),
    ]
    assert Aside("page_number", "— 1 —") in reading.elements


def test_strict_documents_are_read(tmp_path):
    path = build(tmp_path, p("严格格式"))
    strict = tmp_path / "strict.docx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(strict, "w") as new:
        for name in old.namelist():
            data = old.read(name).replace(
                b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
                b"http://purl.oclc.org/ooxml/wordprocessingml/main",
            )
            new.writestr(name, data)
    assert texts(docx.read(strict)) == ["严格格式"]


def test_a_damaged_side_part_costs_only_itself(tmp_path):
    reading = read(tmp_path, p("正文"), more={"numbering.xml": ("numbering", "<w:numbering")})
    assert texts(reading) == ["正文"]
    assert [notice.code for notice in reading.warnings] == ["part_damaged"]


@pytest.mark.parametrize(
    "xml",
    [
        WITH_DTD,
        "<w:document",
        "",
        f"<w:document {SPACES}/>",
        f"<w:document {SPACES}><w:body>" + "<w:sdt>" * 3000 + "</w:body></w:document>",
    ],
    ids=["dtd", "cut", "empty", "no body", "deep"],
)
def test_a_hostile_or_broken_body_is_refused(tmp_path, xml):
    path = tmp_path / "坏.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", xml)
    with pytest.raises(DamagedFileError, match=r"坏\.docx"):
        docx.read(path)


def test_truncated_copies_are_refused_in_one_sentence(tmp_path):
    whole = build(tmp_path, "".join(p(f"第{i}段文字") for i in range(50))).read_bytes()
    path = tmp_path / "截断.docx"
    for size in range(4, len(whole) - 1, 97):
        path.write_bytes(whole[:size])
        with pytest.raises(DamagedFileError):
            docx.read(path)


def test_bombs_are_refused_before_unpacking(tmp_path, monkeypatch):
    from fangan.settings import settings

    path = tmp_path / "bomb.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 30_000_000)
    with pytest.raises(TooLargeError, match="压缩比"):
        docx.read(path)
    monkeypatch.setenv("FANGAN_MAX_UNPACKED_MEGABYTES", "5")
    settings.cache_clear()
    with pytest.raises(TooLargeError, match="5 MB"):
        docx.read(path)


def test_too_many_entries_are_refused(tmp_path):
    path = tmp_path / "many.docx"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(10_001):
            archive.writestr(f"word/{number}", "")
    with pytest.raises(TooLargeError, match="10001"):
        docx.read(path)


def test_an_encrypted_archive_asks_to_remove_the_password(tmp_path):
    path = build(tmp_path, p("正文"))
    data = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(signature, at + 1)
    path.write_bytes(data)
    with pytest.raises(EncryptedFileError, match="密码"):
        docx.read(path)


def test_the_invented_plans_are_read_to_the_letter(shared):
    paths = sorted((shared / "plans").glob("*/plan.docx"))
    assert len(paths) == 13
    for path in paths:
        expected = []
        for line in map(str.strip, path.with_suffix(".md").read_text("utf-8").splitlines()):
            if line.startswith("|"):
                if set(line) - set("|-: "):
                    expected.append("\t".join(c.strip() for c in line.strip("|").split("|")))
            elif line:
                expected.append(line)
        found = []
        for element in docx.read(path).elements:
            if isinstance(element, Paragraph):
                found.append(element.text)
            elif isinstance(element, Table):
                found.extend("\t".join(cell.text for cell in row) for row in element.rows)
        assert found == expected, path


def test_every_real_report_is_read(shared):
    for path in sorted((shared / "docs").rglob("*.docx"))[::6]:
        letters = sum(len(text) for text in texts(docx.read(path)))
        assert letters > 3000, path
