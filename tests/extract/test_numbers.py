"""The grammar of numbers as properties: what is written is what is read, in digits, in Chinese numerals, with any unit."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from pilotkg.extract.quantities import Quantity, grammar, number
from pilotkg.model import Bound
from pilotkg.source.markers import han_number
from pilotkg.vocabulary import written_units

GRAMMAR = grammar(written_units())
UNITS = st.sampled_from([unit for unit, _ in written_units() if unit not in ("pp", "项", "天")])
FIGURES = st.decimals(0, 99999, places=2).map(lambda d: d.normalize() if d != d.to_integral() else d.to_integral())
DIGITS = "零一二三四五六七八九"


def _read(text: str) -> Quantity:
    (quantity,) = GRAMMAR.quantities(text, 0, len(text))
    return quantity


def _han(n: int) -> str:
    """A number below ten thousand in Chinese numerals: 1005 is 一千零五, 12 is 十二."""
    text, zero = "", False
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = n // place % 10
        if digit:
            text += ("零" if zero else "") + DIGITS[digit] + name
            zero = False
        else:
            zero = bool(text)
    return text.removeprefix("一") if text.startswith("一十") else text


@given(FIGURES, UNITS)
def test_a_number_with_a_unit(figure: Decimal, unit: str) -> None:
    quantity = _read(f"达到{figure}{unit}，")
    assert (quantity.value, quantity.unit, quantity.upper) == (figure, unit, None)


@given(FIGURES, FIGURES, UNITS, st.sampled_from(["—", "-", "～", "至", "——", "－"]), st.booleans())
def test_a_range(low: Decimal, high: Decimal, unit: str, sign: str, twice: bool) -> None:
    quantity = _read(f"达到{low}{unit if twice else ''}{sign}{high}{unit}。")
    assert (quantity.value, quantity.upper, quantity.unit) == (low, high, unit)


@given(FIGURES, st.sampled_from(["万人", "%", "平方公里", "亿元"]))
def test_what_bounds_a_number(figure: Decimal, unit: str) -> None:
    for text, bound in (
        (f"约{figure}{unit}，", Bound.APPROXIMATE),
        (f"达到{figure}{unit}左右，", Bound.APPROXIMATE),
        (f"达到{figure}{unit}以上，", Bound.MINIMUM),
        (f"不低于{figure}{unit}，", Bound.MINIMUM),
        (f"控制在{figure}{unit}以内，", Bound.MAXIMUM),
        (f"不超过{figure}{unit}，", Bound.MAXIMUM),
        (f"达到{figure}{unit}，", Bound.EXACT),
    ):
        assert _read(text).bound is bound


@given(st.integers(1, 9999))
def test_chinese_numerals_are_read_back(n: int) -> None:
    assert number(_han(n)) == n


@given(st.integers(1, 99))
def test_chinese_ordinals_are_read_back(n: int) -> None:
    assert han_number(_han(n)) == n


@given(st.integers(2, 9999).filter(lambda n: n % 10 or n > 10))
def test_people_in_chinese_numerals(n: int) -> None:
    quantity = _read(f"达到{_han(n)}万人，")
    assert (quantity.value, quantity.unit) == (Decimal(n), "万人")


@given(st.integers(1, 100))
def test_percent_in_words(n: int) -> None:
    written = "百" if n == 100 else _han(n)
    quantity = _read(f"达到百分之{written}，")
    assert (quantity.value, quantity.unit) == (Decimal(n), "%")


@given(st.lists(st.decimals(Decimal("0.1"), 99, places=1), min_size=2, max_size=4), st.sampled_from(":："))
def test_a_ratio(parts: list[Decimal], sign: str) -> None:
    quantity = _read(f"调整为{sign.join(map(str, parts))}。")
    assert quantity.ratio == tuple(parts)


@given(
    st.text(alphabet="0123456789.,:—-/%万亿千百十一二两三九零多余约以上左右人元亩平方公里占达到分之成第年", max_size=60)
)
def test_quantities_of_any_text_follow_one_another(text: str) -> None:
    at = 0
    for quantity in GRAMMAR.quantities(text, 0, len(text)):
        assert at <= quantity.begin < quantity.end <= len(text)
        assert (quantity.value is None) == (quantity.ratio is not None)
        at = quantity.end
