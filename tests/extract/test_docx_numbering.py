"""Automatic numbers as Word prints them."""

from __future__ import annotations

import pytest
from lxml import etree

from fangan.extract.docx_numbering import format_number, read_numbering
from fangan.extract.docx_styles import ParagraphFormat, Styles, read_styles

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def element(tag: str, content: str) -> etree._Element:
    return etree.fromstring(f'<w:{tag} xmlns:w="{W}">{content}</w:{tag}>')


def level(index: int, style: str, text: str, *, start: int = 1, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="{start}"/><w:numFmt w:val="{style}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbering(levels: str, *, nums: str = "", styles: Styles | None = None):
    content = f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>' + (
        nums or '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    return read_numbering(element("numbering", content), styles or Styles())


def labels(lists, *places: tuple[str, int]) -> list[str]:
    return [lists.label(ParagraphFormat(number=n, depth=d), None)[0] for n, d in places]


@pytest.mark.parametrize(
    ("style", "number", "expected"),
    [
        ("decimal", 12, "12"),
        ("decimalZero", 7, "07"),
        ("decimalFullWidth", 12, "１２"),
        ("decimalEnclosedCircle", 3, "③"),
        ("decimalEnclosedCircleChinese", 21, "㉑"),
        ("decimalEnclosedCircle", 51, "51"),
        ("upperLetter", 28, "BB"),
        ("lowerLetter", 3, "c"),
        ("upperRoman", 1994, "MCMXCIV"),
        ("lowerRoman", 4, "iv"),
        ("chineseCounting", 1, "一"),
        ("chineseCounting", 10, "十"),
        ("chineseCounting", 11, "十一"),
        ("chineseCounting", 20, "二十"),
        ("chineseCounting", 99, "九十九"),
        ("chineseCountingThousand", 21, "二十一"),
        ("chineseCountingThousand", 100, "一百"),
        ("chineseCountingThousand", 105, "一百零五"),
        ("chineseCountingThousand", 110, "一百一十"),
        ("chineseCountingThousand", 2012, "二千零一十二"),
        ("japaneseCounting", 111, "百十一"),
        ("ideographDigital", 10, "一〇"),
        ("chineseLegalSimplified", 11, "壹拾壹"),
        ("ideographTraditional", 2, "乙"),
        ("ideographZodiac", 12, "亥"),
        ("ideographTraditional", 11, "11"),
        ("none", 5, ""),
        ("unheardOf", 5, "5"),
    ],
)
def test_formats(style, number, expected):
    assert format_number(number, style) == expected


def test_levels_count_and_restart_under_the_one_above():
    lists = numbering(
        level(0, "chineseCounting", "%1、")
        + level(1, "chineseCounting", "（%2）")
        + level(2, "decimal", "%3.")
    )
    places = [0, 1, 1, 2, 2, 0, 1, 2]
    assert labels(lists, *(("1", depth) for depth in places)) == [
        "一、",
        "（一）",
        "（二）",
        "1.",
        "2.",
        "二、",
        "（一）",
        "1.",
    ]


def test_many_levels_in_one_number_and_legal_digits():
    lists = numbering(
        level(0, "chineseCounting", "第%1章")
        + level(1, "decimal", "%1.%2", more="<w:isLgl/>")
        + level(2, "decimal", "%1.%2.%3", more="<w:isLgl/>")
    )
    # The second level was skipped: it counts as begun.
    assert labels(lists, ("1", 0), ("1", 1), ("1", 2), ("1", 0), ("1", 2)) == [
        "第一章",
        "1.1 ",
        "1.1.1 ",
        "第二章",
        "2.1.1 ",
    ]


def test_a_level_may_go_on_counting():
    lists = numbering(
        level(0, "decimal", "%1.") + level(1, "decimal", "(%2)", more='<w:lvlRestart w:val="0"/>')
    )
    places = [("1", 0), ("1", 1), ("1", 0), ("1", 1)]
    assert labels(lists, *places) == ["1.", "(1)", "2.", "(2)"]


def test_lists_of_one_definition_share_their_count_unless_started_anew():
    nums = (
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        '<w:num w:numId="4"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
        + level(0, "upperLetter", "%1)")
        + "</w:lvlOverride></w:num>"
    )
    lists = numbering(level(0, "decimal", "%1."), nums=nums)
    places = [("1", 0), ("2", 0), ("3", 0), ("3", 0), ("1", 0), ("4", 0), ("0", 0), ("9", 0)]
    assert labels(lists, *places) == ["1.", "2.", "1.", "2.", "3.", "D)", "", ""]


def test_a_list_style_may_stand_between():
    styles = read_styles(
        element(
            "styles",
            '<w:style w:type="numbering" w:styleId="ls"><w:name w:val="ls"/><w:pPr><w:numPr>'
            '<w:numId w:val="1"/></w:numPr></w:pPr></w:style>',
        )
    )
    content = (
        f'<w:abstractNum w:abstractNumId="0"><w:styleLink w:val="ls"/>{level(0, "chineseCounting", "%1、")}'
        '</w:abstractNum><w:abstractNum w:abstractNumId="5"><w:numStyleLink w:val="ls"/></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="5"/></w:num>'
    )
    lists = read_numbering(element("numbering", content), styles)
    assert labels(lists, ("2", 0), ("1", 0)) == ["一、", "二、"]


def test_a_style_brings_its_list_and_the_level_linked_to_it():
    lists = numbering(
        level(0, "chineseCounting", "%1、")
        + level(1, "chineseCounting", "（%2）", more='<w:pStyle w:val="h2"/>')
    )
    assert lists.label(ParagraphFormat(number="1"), "h1") == ("一、", False)
    assert lists.label(ParagraphFormat(number="1"), "h2") == ("（一）", False)


def test_bullets_and_starts():
    lists = numbering(level(0, "bullet", "\uf06c") + level(1, "decimal", "%2.", start=5))
    assert lists.label(ParagraphFormat(number="1", depth=0), None) == ("•", True)
    assert labels(lists, ("1", 1), ("1", 1)) == ["5.", "6."]


def test_a_blank_follows_only_after_a_letter_or_digit():
    gapless = level(0, "decimal", "%1", more='<w:suff w:val="nothing"/>')
    assert labels(numbering(gapless), ("1", 0)) == ["1"]
    assert labels(numbering(level(0, "decimal", "%1")), ("1", 0)) == ["1 "]


def test_no_numbering_part_is_no_numbers():
    lists = read_numbering(None, Styles())
    assert lists.label(ParagraphFormat(number="1", depth=0), None) == ("", False)


def test_a_blank_within_the_number_parts_it_from_the_title():
    together = '<w:suff w:val="nothing"/>'
    lists = numbering(
        level(0, "decimal", "%1 ", more=together) + level(1, "decimal", "%1.%2", more=together)
    )
    assert labels(lists, ("1", 0), ("1", 1)) == ["1 ", "1.1"]
