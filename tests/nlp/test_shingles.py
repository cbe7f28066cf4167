import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangan.nlp.shingles import ShingleSet, bare, letters

SENTENCE = "岭北县的铜器作坊沿铜河两岸排开，烧炉、打坯、錾花各有各的巷子"


@given(st.text())
def test_letters_and_their_offsets_agree(text: str):
    folded, offsets = letters(text)
    assert len(folded) == len(offsets)
    assert offsets == sorted(offsets)
    assert all(0 <= offset < len(text) for offset in offsets)


@given(st.text(alphabet="铜河岭北，。 ABＣ１2"))
def test_both_ways_of_folding_give_the_same(text: str):
    assert bare(text) == letters(text)[0]


def test_a_set_survives_being_packed():
    known = ShingleSet.of([SENTENCE])
    assert ShingleSet.decode(known.encode()) == known
    assert known
    assert not ShingleSet()


@pytest.mark.parametrize("packed", ["AAA=", "不是编码", "AAAAAAAA"])
def test_what_is_not_packed_is_refused(packed: str):
    with pytest.raises(ValueError, match=r"packed|ASCII|base64|padding|[Oo]nly"):
        ShingleSet.decode(packed)


def test_share_ignores_widths_and_punctuation():
    known = ShingleSet.of([SENTENCE])
    assert known.share(SENTENCE.replace("，", ",")) == 1.0
    assert known.share("完全不同的一句话，说的是别处的事") == 0.0
    assert known.share("短") == 0.0


def test_no_shingle_crosses_from_one_text_to_the_next():
    known = ShingleSet.of(["铜器作坊", "沿铜河排开"])
    assert known.share("铜器作坊沿铜河") == 0.0


def test_a_run_bridges_one_changed_character_and_keeps_exact_offsets():
    known = ShingleSet.of([SENTENCE])
    text = "前面的话。" + SENTENCE.replace("打坯", "打胚") + "，后面还有话说一说。"
    runs = list(known.runs(text))
    assert len(runs) == 1
    start, end = runs[0]
    assert text[start:end] == SENTENCE.replace("打坯", "打胚")


def test_only_unbroken_runs_count_as_covered():
    known = ShingleSet.of(["甲乙丙丁戊己庚辛壬癸子丑"])
    assert known.covered("甲乙丙丁戊、己庚辛壬癸子丑") == 12
    assert known.covered("甲乙丙丁戊己庚某辛壬癸子丑") == 12
    assert known.covered("甲乙丙丁戊己庚某辛壬癸子丑", least=8) == 0
    assert known.covered("某某甲乙丙丁戊己庚辛某某", least=8) == 8
