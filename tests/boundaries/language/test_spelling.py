"""Close spellings: the index against plain comparison, and the rule for a certain one."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from boundaries.language import spelling
from boundaries.language.close_spelling import CloseNames, the_only_plausible
from boundaries.language.spelling import LONG, OFTEN, Deletions, SpellingIndex

if TYPE_CHECKING:
    from collections.abc import Sequence

WORDS = st.text("abc ", max_size=7)


@given(st.lists(WORDS, max_size=12), WORDS)
def test_the_index_finds_what_plain_comparison_finds(names: list[str], text: str) -> None:
    expected = [(OSA.distance(text, name), at) for at, name in enumerate(names) if name and text]
    near = sorted(pair for pair in expected if pair[0] <= 2)
    assert SpellingIndex(names).within(text) == near
    assert not text or Deletions(names).within(text) == near


def test_a_long_list_that_is_asked_often_says_the_same_by_its_deletions(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[Deletions] = []

    class Counted(Deletions):
        def __init__(self, names: Sequence[str]) -> None:
            super().__init__(names)
            made.append(self)

    monkeypatch.setattr(spelling, "Deletions", Counted)
    names = [f"{number} utca" for number in range(LONG + 1)]
    names[7] = "x" * 300
    index, town = SpellingIndex(names), SpellingIndex(names[:LONG])
    first = index.within("1000 utc")
    for _ in range(OFTEN):
        last = index.within("1000 utc")
        town.within("1 utca")
    assert len(made) == 1
    assert first == last
    assert (1, 1000) in first
    assert index.within("x" * 299) == [] == SpellingIndex(names).within("x" * 299)


def test_a_long_list_finds_what_plain_comparison_finds() -> None:
    draw = random.Random(1)  # noqa: S311 - nothing secret
    names = sorted(
        {"".join(draw.choices("aeklmst ", k=draw.randrange(3, 14))) for _ in range(4000)}
    )
    index = Deletions(names)
    for name in draw.sample(names, 60):
        text = name[:1] + name[2:]
        expected = sorted(
            (apart, at)
            for at, other in enumerate(names)
            if (apart := OSA.distance(text, other)) <= 2
        )
        assert index.within(text) == expected


@pytest.mark.parametrize("text", ["", "x" * 10_000, "őrült"])
def test_odd_texts_find_nothing(text: str) -> None:
    assert SpellingIndex(["kossuth ter"]).within(text) == []
    assert SpellingIndex([]).within(text) == []


NAMES = (
    "konyves kalman korut",
    "hovirag utca",
    "gesztenye utca",
    "karpat utca",
    "szalag ii utca",
    "szent istvan ter",
    "arpad korut",
    "rakoczi ter",
)


def taken(written: str, names: tuple[str, ...] = NAMES, rest: tuple[str, ...] = ()) -> str | None:
    close = CloseNames(names)
    only = the_only_plausible(close.near(written, typed=True), rest, close.words)
    return only.name if only else None


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("konyvez kalman korut", "konyves kalman korut"),  # the other word vouches
        ("konyves kalmn korut", "konyves kalman korut"),
        ("gesztneye utca", "gesztenye utca"),  # neighbours exchanged in a long word
        ("gesztenyye utca", "gesztenye utca"),
        ("arpad kortu", "arpad korut"),  # no other type is so near
    ],
)
def test_a_slip_that_can_mean_only_one_name_is_taken(written: str, name: str) -> None:
    assert taken(written) == name


@pytest.mark.parametrize(
    "written",
    [
        "sovirag utca",  # another first letter
        "gesztenyes utca",  # another ending
        "gesztanye utca",  # another letter in a lone word
        "karpt utca",  # a short word
        "szalag iii utca",  # a numeral
        "szent istvany ter",  # "szent" vouches for nothing
        "rakoczi te",  # a short type
        "gezstenyye utca",  # two slips
        "gesztenye",  # the type is missing altogether
    ],
)
def test_what_may_be_another_name_is_left_to_a_person(written: str) -> None:
    assert taken(written) is None


def test_a_second_name_within_two_slips_leaves_it_to_a_person() -> None:
    assert taken("gesztneye utca", (*NAMES, "gesztelye utca")) is None


def test_a_word_that_is_left_over_leaves_it_to_a_person() -> None:
    assert taken("gesztneye utca", rest=("sarok",)) is None


def test_a_word_of_another_name_is_no_slip() -> None:
    assert taken("konyves kalmar korut", (*NAMES, "kalmar sor")) is None


@pytest.mark.parametrize(
    ("written", "offered", "not_offered"),
    [
        # The street has a fuller name, and others only the type in common.
        ("petofi utca", ["petofi sandor utca"], ["petunia utca", "festo utca", "toldi utca"]),
        # A slip of three letters in a long name is still one.
        ("vorosmati mihali utca", ["vorosmarty mihaly utca"], ["vadasz mihaly utca"]),
        # A slip in a name that is not written out, and an initial.
        ("kosuth utca", ["kossuth lajos utca"], ["koris utca", "komlossy utca"]),
        ("zrinji m utca", ["zrinyi miklos utca"], ["zsinor utca"]),
        # Written as it is heard, and with the slip in the type.
        ("sallyo utca", ["sajo utca"], ["alma utca"]),
        ("bem xmutca", ["bem utca"], []),
        # A word too many.
        ("gyongyvirag regi utca", ["gyongyvirag utca"], ["gyopar utca"]),
        # Nothing is like it: better none than any.
        ("ilyen utca", [], ["kilian utca", "elem utca", "zsinor utca"]),
    ],
)
def test_a_far_name_is_offered_by_its_words_and_not_by_its_type(
    written: str, offered: list[str], not_offered: list[str]
) -> None:
    names = CloseNames([*offered, *not_offered])
    assert [one.name for one in names.near(written, typed=True)] == offered
