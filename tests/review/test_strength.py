import pytest

from fangan.review.strength import PLACEHOLDER, strength
from fangan.review.units import Unit


def _kind(framework, text: str, *, measured=False, achieved=False, row=False) -> str:
    span = Unit(0, len(text), text, "row" if row else "sentence", ())
    return strength(span, framework, measured=measured, achieved=achieved, written=2021).kind


def test_a_commitment_with_a_number_is_quantified(shanxi):
    assert _kind(shanxi, "规上企业发展到40户", measured=True) == "quantified"


def test_a_dated_deliverable_is_quantified_without_a_number(shanxi):
    text = "2022年6月底前注册“岭北铜壶”证明商标，由县铜器行会统一授权"
    assert _kind(shanxi, text) == "quantified"


def test_a_date_without_anything_own_is_not(shanxi):
    assert _kind(shanxi, "到2025年，竞争力明显提高") == "restated"


@pytest.mark.parametrize(
    "text",
    [
        "岭北铜器厂的熔炉烟气接进镇东澡堂，灰渣由赵家窑制砖",
        "柜台设在老供销社一层，农商行和报关行各坐一席",
    ],
)
def test_own_measures_are_concrete(shanxi, text: str):
    assert _kind(shanxi, text) == "concrete"


@pytest.mark.parametrize(
    "text",
    [
        "大力推进绿色工厂建设，不断提高绿色发展水平",
        "积极推动企业加强技术创新，着力提升核心竞争力",
        "健全工作机制，完善政策举措，形成工作合力",
    ],
)
def test_general_words_are_restated(shanxi, text: str):
    assert _kind(shanxi, text) == "restated"


@pytest.mark.parametrize(
    "text",
    [
        "区内没有科研院所，职务成果现金奖励政策暂无适用对象",
        "开发公司成立不足三年，不符合上市条件，本期不安排",
        "本县企业规模小，应用区块链的条件尚不成熟，不列",
    ],
)
def test_a_condition_that_does_not_hold_is_said_so(shanxi, text: str):
    assert _kind(shanxi, text) == "not_applicable"


def test_a_blank_is_no_number(shanxi):
    assert _kind(shanxi, "投资强度不低于XX万元/亩", measured=True) == "restated"
    assert _kind(shanxi, "产值\t亿元\tXX", row=True) != "quantified"
    assert _kind(shanxi, "产值\t亿元\t30", row=True) == "quantified"


def test_the_master_plan_in_its_own_words_is_restated(shared, shanxi):
    source = (shared / "masterplan" / "source.txt").read_text(encoding="utf-8")
    sentence = source[source.index("探索采取PPP") :].split("。")[0]
    assert _kind(shanxi, sentence) == "restated"


@pytest.mark.parametrize("text", ["XX万元", "××公司", "【 】家", "待定", "____年", "（　）个"])
def test_blanks_are_seen(text: str):
    assert PLACEHOLDER.search(text)


@pytest.mark.parametrize("text", ["XML接口", "3×4米", "（二）", "X射线"])
def test_what_is_no_blank(text: str):
    assert not PLACEHOLDER.search(text)
