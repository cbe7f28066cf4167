import pytest

from fangan.nlp.commonplace import own_pairs
from fangan.review.strength import PLACEHOLDER, Strength, generality, strength
from fangan.review.units import Unit


def _strength(framework, text: str, *, measured=False, achieved=False, row=False) -> Strength:
    span = Unit(0, len(text), text, "row" if row else "sentence", ())
    return strength(
        span,
        framework,
        measured=measured,
        achieved=achieved,
        written=2021,
        general=generality([span])[0],
    )


def _kind(framework, text: str, **said: bool) -> str:
    return _strength(framework, text, **said).kind


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
    said = _strength(shanxi, text)
    assert said.denies
    assert said.kind == "restated"


def test_a_number_in_a_refusal_is_no_commitment(shanxi):
    text = "铜器年送检不足三百批次，不具备新建检验中心的条件，本期不安排"
    assert _kind(shanxi, text, measured=True) == "restated"
    text = "2022年底前治理铜炉9座，达不到要求的停产搬迁"
    assert _kind(shanxi, text, measured=True) == "quantified"


def test_what_a_place_is_not_touched_by_is_still_a_measure_of_its_own(shanxi):
    text = "铜河镇不涉及饮用水源地和古炉遗址保护范围，灰渣场已由赵家窑平整"
    said = _strength(shanxi, text)
    assert said.denies
    assert said.kind == "concrete"


def test_long_general_words_are_not_own_by_their_length(shanxi):
    text = "围绕创新发展，完善工作机制，加大政策支持，优化营商环境，推动产业转型升级。" * 5
    assert own_pairs(text) >= 6
    assert _kind(shanxi, text) == "restated"


def test_a_blank_is_no_number(shanxi):
    assert _kind(shanxi, "投资强度不低于XX万元/亩", measured=True) == "restated"
    assert _kind(shanxi, "产值\t亿元\tXX", row=True) != "quantified"
    assert _kind(shanxi, "产值\t亿元\t30", row=True) == "quantified"


def test_the_serial_number_of_a_row_is_no_quantity(shanxi):
    assert _kind(shanxi, "3\t铜器厂\t锅盖、壶嘴\t铜河路北头", row=True) == "concrete"
    assert _kind(shanxi, "3\t铜器厂\t锅盖、壶嘴\t2023年6月", row=True) == "quantified"


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
