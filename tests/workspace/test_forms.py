"""The JSON form of a document."""

import json

from fangan.document import (
    Anchor,
    BBox,
    Block,
    Document,
    Line,
    Metadata,
    Notice,
    Page,
    Section,
    Source,
)
from fangan.workspace.forms import document_form


def made() -> Document:
    text = "示例方案\n一、目标\n指标\t数值\n产值\t30亿元"

    def line(start, end, page, top):
        return Line(start, end, Anchor(page, BBox(10, top, 100, top + 12)))

    cells = (
        (Block("cell", 10, 12, (line(10, 12, 1, 700),)), Block("cell", 13, 15)),
        (Block("cell", 16, 18, (line(16, 18, 2, 50),)), Block("cell", 19, 23)),
    )
    return Document(
        source=Source("a.pdf", "application/pdf", "0" * 64),
        text=text,
        blocks=(
            Block("title", 0, 4, (line(0, 4, 1, 60),)),
            Block("heading", 5, 9, (line(5, 9, 1, 90),)),
            Block("table", 10, 23, rows=cells),
            Block("page_number", 23, 23, aside="— 1 —"),
        ),
        root=Section(0, "", "", 0, 0, 23, (Section(1, "一、", "目标", 5, 9, 23),)),
        pages=(Page(1, 595.276, 841.89), Page(2, 595.276, 841.89, "unread")),
        metadata=Metadata(title="示例方案", date="2024-05"),
        warnings=(Notice("unread_page", "第 2 页没有读出文字", 2),),
    )


def test_the_form_is_the_public_one():
    form = document_form(made())
    assert json.loads(json.dumps(form)) == form
    assert form["text"] == made().text
    assert form["pages"][1] == {"number": 2, "width": 595.28, "height": 841.89, "status": "unread"}
    (section,) = form["sections"]
    assert form["text"][section["start"] : section["heading_end"]] == "一、目标"
    assert (section["level"], section["number"], section["children"]) == (1, "一、", [])
    assert form["tables"] == [
        {"start": 10, "end": 23, "pages": [1, 2], "rows": [["指标", "数值"], ["产值", "30亿元"]]}
    ]
    assert form["blocks"][0] == {
        "kind": "title",
        "start": 0,
        "end": 4,
        "page": 1,
        "bbox": [10, 60, 100, 72],
    }
    assert form["blocks"][3]["start"] == form["blocks"][3]["end"]
    assert form["blocks"][3]["aside"] == "— 1 —"
    assert form["metadata"] == {
        "title": "示例方案",
        "number": None,
        "issuer": None,
        "date": "2024-05",
        "recipients": None,
    }
    assert form["warnings"] == [
        {"code": "unread_page", "message": "第 2 页没有读出文字", "page": 2}
    ]
