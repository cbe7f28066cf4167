"""What is written in any usual way is read back: numerals, units, ranges, bounds, shares."""

from hypothesis import given, settings
from hypothesis import strategies as st

from fangan.nlp import units
from fangan.nlp.numerals import arabic_number, chinese_number
from fangan.nlp.quantities import Quantity, quantities

DIGITS = "零一二三四五六七八九"
WIDE = str.maketrans("0123456789.,", "０１２３４５６７８９．，")
WIDE_DIGITS = str.maketrans("0123456789", "０１２３４５６７８９")
WORDS = ["元", "平方米", "平方公里", "公里", "吨", "千瓦时", "立方米", "家", "个", "户", "项", "人", "名", "台", "亩"]  # fmt: skip
SCALED = [scale + word for scale in ("", "万", "亿") for word in WORDS]
COMPOUND = ["万元/亩", "亿元/平方公里", "吨/日", "千瓦时/吨", "平方米/人", "吨标准煤/万元", "立方米/万元"]  # fmt: skip
UNITS = [*SCALED, *COMPOUND, "%", "‰"]

whole = st.integers(1, 9_999_999)
decimal = st.integers(1, 999_999).map(lambda number: number / 100)
value = st.one_of(whole.map(float), decimal)


def spell(number: int) -> str:
    """The usual Chinese spelling."""
    for myriad, name in ((10**8, "亿"), (10**4, "万")):
        if number >= myriad:
            rest = number % myriad
            gap = "零" if 0 < rest < myriad // 10 else ""
            return f"{spell(number // myriad)}{name}{gap}{spell(rest) if rest else ''}"
    for size, name in ((1000, "千"), (100, "百"), (10, "十")):
        if number >= size:
            rest = number % size
            gap = "零" if 0 < rest < size // 10 else ""
            return f"{DIGITS[number // size]}{name}{gap}{spell(rest) if rest else ''}"
    return DIGITS[number]


def plain(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")


def grouped(number: float) -> str:
    head, point, tail = plain(number).partition(".")
    return f"{int(head):,}{point}{tail}"


WRITERS = {
    "plain": plain,
    "grouped": grouped,
    "wide": lambda number: plain(number).translate(WIDE),
    "wide grouped": lambda number: grouped(number).translate(WIDE_DIGITS),
    "apart": lambda number: grouped(number).replace(",", " "),
}


def only(text: str) -> Quantity:
    (found,) = (one for one in quantities(text) if one.role == "measure")
    return found


@given(value, st.sampled_from(sorted(WRITERS)), st.sampled_from(UNITS))
@settings(max_examples=400)
def test_a_number_with_its_unit(number: float, writer: str, unit: str) -> None:
    written = f"{WRITERS[writer](number)}{unit}"
    text = f"总量达到{written}。"
    found = only(text)
    assert (found.value, found.unit) == (number, unit)
    assert text[found.start : found.end] == written


@given(st.integers(1, 10**12))
def test_a_spelt_integer(number: int) -> None:
    assert chinese_number(spell(number)) == number


@given(st.integers(1, 9999), st.integers(0, 99))
def test_a_spelt_decimal(number: int, hundredths: int) -> None:
    tail = f"{hundredths:02}"
    written = f"{spell(number)}点{''.join(DIGITS[int(digit)] for digit in tail)}"
    assert chinese_number(written) == float(f"{number}.{tail}")


@given(value)
def test_arabic_digits_of_every_form(number: float) -> None:
    for form in ("plain", "grouped", "wide"):
        assert arabic_number(WRITERS[form](number)) == number


@given(st.integers(11, 9999), st.sampled_from(["家", "个", "户", "万元", "亿元", "万吨", "亩", "平方公里"]))  # fmt: skip
@settings(max_examples=300)
def test_a_spelt_number_with_its_unit(number: int, unit: str) -> None:
    found = only(f"总量达到{spell(number)}{unit}。")
    assert units.convert(float(found.value), found.unit) == units.convert(number, unit)  # type: ignore[arg-type]


@given(
    whole, whole, st.sampled_from(["-", "—", "——", "~", "～", "至", "－"]), st.sampled_from(UNITS)
)
@settings(max_examples=300)
def test_a_range(one: int, other: int, dash: str, unit: str) -> None:
    low, high = sorted((one, other))
    if low == high:
        high += 1
    for text in (f"总量达到{low}{dash}{high}{unit}。", f"总量达到{low}{unit}{dash}{high}{unit}。"):
        found = only(text)
        assert (found.value, found.unit, found.comparator) == ((low, high), unit, "between")


BOUNDS = [
    ("不低于{}", "ge"),
    ("{}以上", "ge"),
    ("不超过{}", "le"),
    ("{}以内", "le"),
    ("突破{}", "gt"),
    ("低于{}", "lt"),
    ("约{}", "approx"),
    ("达到{}左右", "approx"),
    ("控制在{}", "le"),
]


@given(value, st.sampled_from(BOUNDS), st.sampled_from([*SCALED, *COMPOUND, "%"]))
@settings(max_examples=300)
def test_a_bound(number: float, bound: tuple[str, str], unit: str) -> None:
    words, comparator = bound
    found = only(f"总量{words.format(plain(number) + unit)}。")
    assert (found.value, found.unit, found.comparator) == (number, unit, comparator)


@given(value, value, st.sampled_from(["家", "亿元", "万元/亩", "%", "亩"]))
def test_a_base_and_its_target(base: float, target: float, unit: str) -> None:
    found = only(f"总量由{plain(base)}{unit}提高到{plain(target)}{unit}。")
    assert (found.base_value, found.value, found.unit) == (base, target, unit)


@given(st.integers(1, 99), st.sampled_from([("百", "%"), ("千", "‰")]))
def test_a_share_in_words(number: int, kind: tuple[str, str]) -> None:
    found = only(f"占比达到{kind[0]}分之{spell(number)}。")
    assert (found.value, found.unit) == (number, kind[1])


@given(value, st.sampled_from(UNITS), st.sampled_from(UNITS))
def test_conversion_there_and_back(number: float, one: str, other: str) -> None:
    first, second = units.parse(one), units.parse(other)
    if first.dimension == second.dimension:
        base, _ = units.convert(number, one)
        back = base / second.factor * second.factor / first.factor
        assert abs(back - number) <= 1e-9 * number


@given(st.sampled_from(UNITS))
def test_a_canonical_name_stays_as_it_is(unit: str) -> None:
    assert units.canonical(unit) == unit
    assert units.canonical(units.canonical(unit)) == unit
    assert units.is_unit(unit)
