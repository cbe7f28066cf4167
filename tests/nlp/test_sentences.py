from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from fangan.nlp.sentences import sentences


def _texts(text: str, **options: bool) -> list[str]:
    return [text[start:end] for start, end in sentences(text, **options)]


def test_final_marks_line_ends_and_closing_quotes():
    text = "他说：“好。”走了！真的？\n 下一行没有句号"
    assert _texts(text) == ["他说：“好。”", "走了！", "真的？", "下一行没有句号"]


def test_semicolons_part_only_when_asked():
    assert _texts("甲；乙。丙") == ["甲；乙。", "丙"]
    assert _texts("甲；乙。丙", semicolons=True) == ["甲；", "乙。", "丙"]


@given(st.text(alphabet="甲乙。；！\n ”"), st.booleans())
def test_spans_are_in_order_do_not_overlap_and_lose_no_letter(text: str, parted: bool):  # noqa: FBT001 - hypothesis gives it by position
    spans = list(sentences(text, semicolons=parted))
    assert all(start < end for start, end in spans)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    kept = "".join(text[start:end] for start, end in spans)
    assert "".join(kept.split()) == "".join(text.split())
