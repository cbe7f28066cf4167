"""A review made by hand: an invented plan of two pages, a small framework, every state once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

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
from fangan.findings import (
    AreaFinding,
    Finding,
    Indicator,
    ItemFinding,
    PartFinding,
    Review,
    Scored,
    Tag,
    TargetFinding,
    quote,
)
from fangan.framework import Framework, Item, RequiredPart, Target, Task, TaskArea

FIRST_PAGE = [
    ("title", "云溪县竹编产业园实施方案"),
    ("heading", "一、总体要求"),
    ("paragraph", "主导产业定为竹编家具一个，到2025年产值不低于12亿元。"),
    ("paragraph", "龙头青竹公司<script>alert('x')</script>𠮷祥厂负责带动，"),
]
SECOND_PAGE = [
    ("heading", "二、重点任务"),
    ("paragraph", "县工信局2024年前建成原竹初加工中心2个。"),
    ("table", "投资强度\t200万元/亩\t2025年"),
    ("paragraph", "招商工作按照XX执行。"),
]


def make_document(*, with_pages: bool = True) -> Document:
    """The plan, one printed line a paragraph; the last of page 1 runs on over the break."""
    text = ""
    blocks: list[Block] = []
    for number, content in enumerate((FIRST_PAGE, SECOND_PAGE), 1):
        for row, (kind, words) in enumerate(content):
            start, end = len(text), len(text) + len(words)
            text += words + "\n"
            box = BBox(72, 80 + 30 * row, 72 + 12.3456 * len(words), 96 + 30 * row)
            anchor = Anchor(number, box) if with_pages else None
            blocks.append(Block(kind, start, end, (Line(start, end, anchor),)))  # type: ignore[arg-type]
    text = text.rstrip("\n")
    starts = [block.start for block in blocks if block.kind == "heading"]
    ends = [*starts[1:], len(text)]
    sections = tuple(
        Section(1, text[start : start + 2], text[start + 2 : start + 6], start, start + 6, end)
        for start, end in zip(starts, ends, strict=True)
    )
    return Document(
        source=Source("云溪<b>方案.pdf", "application/pdf", "ab" * 32),
        text=text,
        blocks=tuple(blocks),
        root=Section(0, "", "", 0, 0, len(text), sections),
        pages=(Page(1, 595.3, 841.9), Page(2, 595.3, 841.9)) if with_pages else (),
        metadata=Metadata(title="云溪县竹编产业园实施方案", number="云政办发〔2021〕7号"),
        warnings=(Notice("small_type", "有很小的字", page=2),),
    )


def make_framework() -> Framework:
    def item(name: str, modality: str, area: str, task: str) -> Item:
        return Item(
            id=name,
            name=f"名称{name}",
            ask=f"写明{name}",
            kind="action",
            modality=modality,  # type: ignore[arg-type]
            applies="conditional" if modality == "explore" else "all",
            terms=(),
            task=task,
            area=area,
        )

    first = Task(
        "T1.1",
        "做强主导产业",
        "T1",
        (
            item("T1.1.1", "must", "T1", "T1.1"),
            item("T1.1.2", "must", "T1", "T1.1"),
            item("T1.1.3", "must", "T1", "T1.1"),
            item("T1.1.4", "duty", "T1", "T1.1"),
        ),
    )
    second = Task(
        "T2.1",
        "完善配套",
        "T2",
        (item("T2.1.1", "encourage", "T2", "T2.1"), item("T2.1.2", "explore", "T2", "T2.1")),
    )
    general = Task("G1", "保障", "G", (item("G1.1", "must", "G", "G1"),))
    return Framework(
        id="yunxi",
        title="竹编产业园总体方案",
        issuer="某省",
        year=2020,
        horizon=2025,
        subject="产业园",
        areas=(
            TaskArea("T1", "培育产业", True, (first,)),
            TaskArea("T2", "配套能力", True, (second,)),
        ),
        groups=(TaskArea("G", "保障措施", False, (general,)),),
        targets=(
            Target("K1", "园区产值", 10.0, "亿元", "ge", 2025, "zone"),
            Target("K2", "投资强度", None, "万元/亩", None, None, "zone"),
        ),
        parts=(RequiredPart("S1", "总体要求", (), ()), RequiredPart("S2", "空间布局", (), ())),
        obligations=(),
    )


def make_review(document: Document) -> Review:
    framework = make_framework()
    text = document.text

    def cite(words: str, until: str | None = None):
        start = text.index(words)
        last = until or words
        return quote(document, start, text.index(last) + len(last))

    items = framework.items_by_id
    output = cite("到2025年产值不低于12亿元")
    density = cite("投资强度\t200万元/亩\t2025年")
    centre = cite("县工信局2024年前建成原竹初加工中心2个")
    return Review(
        document=document,
        framework=framework,
        made_at="2025-03-04T09:08:07+08:00",
        version="9.9.9",
        parts=(
            PartFinding("S1", "总体要求", "present", "有总体要求一章", (cite("一、总体要求"),)),
            PartFinding("S2", "空间布局", "missing", "没有这一章"),
        ),
        items=(
            ItemFinding(items["G1.1"], "missing", 0.88, "全文没有写到保障"),
            ItemFinding(items["T1.1.1"], "quantified", 0.934567, "写明了产业和产值", (output,)),
            ItemFinding(
                items["T1.1.2"], "concrete", 0.599, "写了龙头企业", (cite("龙头", "二、重点任务"),)
            ),
            ItemFinding(items["T1.1.3"], "restated", 0.7, "只有笼统话", (cite("招商工作"),)),
            ItemFinding(items["T2.1.1"], "missing", 0.8, "没有写到"),
            ItemFinding(items["T2.1.2"], "not_applicable", 0.75, "方案说明不具备条件"),
        ),
        areas=(AreaFinding("T1", "培育产业", 3, 2), AreaFinding("T2", "配套能力", 0, 0)),
        indicators=(
            Indicator("产值", 12.0, "亿元", "ge", "target", output, target="K1", year=2025),
            Indicator(
                "投资强度",
                (200.0, 350.5),
                "万元/亩",
                "between",
                "target",
                density,
                target="K2",
                base_value=150.0,
                base_year=2020,
                scope="zone",
                owner="县工信局",
                nature="约束性",
            ),
            Indicator("能耗", -15.0, "%", "ge", "achieved", centre),
        ),
        targets=(
            TargetFinding("K1", "园区产值", "incomplete", ("base_value", "owner"), (0,)),
            TargetFinding("K2", "投资强度", "complete", (), (1,)),
        ),
        findings=(
            Finding("no_deadline", "hint", "没有完成时限", (centre,)),
            Finding("placeholder", "warning", "还有占位符", (cite("XX"),)),
            Finding("sum_mismatch", "error", "合计不符", (density,)),
        ),
        tags=(Tag(0, 12, (Scored("T2", 0.2), Scored("T1", 0.91234567)), ()),),
    )


@dataclass(frozen=True)
class Cases:
    """Reviews that differ in one thing each."""

    paged: Review
    pageless: Review
    unread: Review
    complete: Review


@pytest.fixture(scope="session")
def cases() -> Cases:
    paged = make_review(make_document())
    page_two = replace(paged.document.pages[1], status="unread")
    unread_document = replace(paged.document, pages=(paged.document.pages[0], page_two))
    return Cases(
        paged=paged,
        pageless=make_review(make_document(with_pages=False)),
        unread=replace(paged, document=unread_document),
        complete=replace(
            paged,
            items=tuple(replace(f, status="concrete", confidence=0.9) for f in paged.items),
            parts=tuple(replace(part, status="present") for part in paged.parts),
            findings=(),
        ),
    )


@pytest.fixture
def review_with() -> Callable[..., Review]:
    """The review with fields of the document's source or of itself changed."""

    def change(review: Review, *, filename: str | None = None, **fields: object) -> Review:
        if filename is not None:
            source = replace(review.document.source, filename=filename)
            fields["document"] = replace(review.document, source=source)
        return replace(review, **fields)  # type: ignore[arg-type]

    return change
