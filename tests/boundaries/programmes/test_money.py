"""The comparison against a calculation by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from boundaries.programmes.catalogue import load_catalogue
from boundaries.programmes.money import ComparisonRow, Missing, Quotient, compare, read_huf

COMPARISON = compare(load_catalogue())


def row(slug: str) -> ComparisonRow:
    return next(one for one in COMPARISON.rows if one.programme == slug)


def test_the_sum_is_that_of_a_hand_calculation() -> None:
    #   75 000 000
    #   21 993 850
    #  165 000 000
    # +483 280 308
    # ------------
    #  745 274 158
    assert COMPARISON.total == 745_274_158
    assert [value for _, value in COMPARISON.terms] == [
        75_000_000,
        21_993_850,
        165_000_000,
        483_280_308,
    ]


def test_the_figure_without_its_unit_stays_out_and_says_why() -> None:
    slug = "kunszentmiklos-arop-1.a.3"
    assert COMPARISON.left_out == ((slug, Missing.AMOUNT_FLAGGED),)
    found = row(slug)
    assert found.written == "21,98 Ft"
    assert found.amount is None
    assert found.per_settlement is Missing.AMOUNT_FLAGGED
    assert found.flag_hu is not None
    assert "hiányzik egy egység" in found.flag_hu
    assert "a unit is plainly missing" in (found.flag_en or "")


def test_the_companion_project_stands_apart() -> None:
    assert COMPARISON.companions == (("kecskemet-top-6.9.1", 548_000_000),)


@pytest.mark.parametrize(
    ("slug", "terms", "result"),
    [
        ("kalocsa-top-5.2.1", (1,), "75000000.00"),
        ("kecskemet-top-6.9.1", (1,), "165000000.00"),
        # 12 · 1 832 820 = 21 993 840, remainder 10: 10 : 12 = 0.833…
        ("kecskemet-arop-1.a.3", (1, 11), "1832820.83"),
        # 5 · 96 656 061 = 483 280 305, remainder 3: 3 : 5 = 0.6
        ("kiskunhalas-efop-1.5.3", (1, 4), "96656061.60"),
    ],
)
def test_per_settlement(slug: str, terms: tuple[int, ...], result: str) -> None:
    figure = row(slug).per_settlement
    assert isinstance(figure, Quotient)
    assert figure.denominator.terms == terms
    assert figure.denominator.value == sum(terms)
    assert figure.result == Decimal(result)
    assert figure.numerator.words
    assert figure.denominator.words


def test_per_course_place_where_the_source_gives_both() -> None:
    figure = row("kecskemet-top-6.9.1").per_participant
    assert isinstance(figure, Quotient)
    assert figure.denominator.terms == (50, 200, 40)
    # 290 · 568 965 = 164 999 850, remainder 150: 150 : 290 = 0.517…
    assert figure.result == Decimal("568965.52")
    assert figure.denominator.paths == ("activities[7]", "activities[9]", "activities[12]")
    others = {one.programme: one.per_participant for one in COMPARISON.rows}
    assert others["kiskunhalas-efop-1.5.3"] is Missing.NO_PARTICIPANTS  # 3 people of a pilot only
    assert others["kalocsa-top-5.2.1"] is Missing.NO_PARTICIPANTS


def test_a_programme_without_money_or_counts_says_so() -> None:
    programme = load_catalogue()[0].model_copy(update={"amounts": ()})
    bare = compare([programme])
    assert (bare.total, bare.left_out) == (0, ((programme.slug, Missing.NO_AMOUNT),))
    assert bare.rows[0].per_settlement is Missing.NO_AMOUNT
    counted = load_catalogue()[0].model_copy(update={"settlement_count": None})
    assert compare([counted]).rows[0].per_settlement is Missing.NO_SETTLEMENT_COUNT


@pytest.mark.parametrize(
    ("written", "huf"),
    [
        ("Bruttó 165.000.000 Ft", 165_000_000),
        ("548 millió Ft", 548_000_000),
        ("1,5 milliárd forint", 1_500_000_000),
        ("483\N{NO-BREAK SPACE}280\N{NO-BREAK SPACE}308 Ft", 483_280_308),
        ("12 ezer Ft", 12_000),
        ("500 Ft", 500),
        ("21,98 Ft", None),
        ("100 euró", None),
    ],
)
def test_sums_in_words(written: str, huf: int | None) -> None:
    assert read_huf(written) == huf
