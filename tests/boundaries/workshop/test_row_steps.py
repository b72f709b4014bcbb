"""Rows of a list put right on the bench: named, numbered, confirmed, dropped, added, taken back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.language.house_numbers import Parity
from boundaries.lists.model import Need
from boundaries.register.register import Register, Thoroughfare
from boundaries.workshop.areas import LISTS, AreaText, areas_of
from boundaries.workshop.draft import Draft, ListWork, from_document, to_document
from boundaries.workshop.list_bench import (
    BOTH_SIDES,
    ONE_SIDE,
    ListLook,
    fitting_steps,
    look_at_list,
    offers_for_all,
    offers_of,
    steps_for_all,
)
from boundaries.workshop.row_steps import (
    Confirmed,
    Dropped,
    Named,
    Numbered,
    RowAdded,
    RowStep,
    RowStepError,
    WordsAside,
    moved_steps,
    without_row,
)

SIGNED: dict[str, Any] = {"author": "K. Anna", "reason": "a jegyző szerint", "date": "2026-11-29"}
STREETS = (
    ("Fő", "utca"),
    ("Kert", "köz"),
    ("Béke", "tér"),
    ("Ecseri", "út"),
    ("Rózsa", "utca"),
    ("Rózsa", "köz"),
)
TOWN = Register("", tuple(Thoroughfare(*one, ()) for one in STREETS), (), (), ())
TEXT = "Az iskola körzete: Fő utca 1-9, Kertt köz, Rózsa, Béke tér a templomig"


def area(text: str = TEXT) -> AreaText:
    return areas_of(text, LISTS)[0]


def look(*steps: RowStep, text: str = TEXT) -> ListLook:
    return look_at_list(area(text), steps, TOWN)


def told(found: ListLook) -> list[str]:
    return [
        f"{row.street} {row.numbers.parity} {'–'.join(end or '' for end in row.numbers.ends)}"
        f"{' '.join(['', *(need.value for need in row.needs)])}"
        for row in found.kept
    ]


def words_of(number: int, text: str = TEXT) -> str:
    return area(text).rows().rows[number - 1].words


def test_rows_are_looked_up_and_doubts_are_told() -> None:
    found = look()
    assert told(found) == [
        "Fő utca continuous 1–9 parity_open",
        "Kertt köz whole – not_in_register",
        "Rózsa whole – untyped several_in_register",
        "Béke tér whole – limited_by_words",
    ]
    assert (found.standing, found.doubtful) == ("doubtful", 4)
    assert look_at_list(area(), (), None).standing == "no_register"


def test_each_doubt_has_its_offers_and_taking_them_settles_it() -> None:
    found = look()
    main, garden, rose, square = found.rows
    assert [type(one).__name__ for one in offers_of(main)] == ["Numbered", "Numbered"]
    named, dropped = offers_of(garden)
    assert isinstance(named, Named)
    assert (named.name, named.type, type(dropped)) == ("Kert", "köz", Dropped)
    streets = [(one.name, one.type) for one in offers_of(rose) if isinstance(one, Named)]
    assert streets == [("Rózsa", "köz"), ("Rózsa", "utca")]
    assert isinstance(offers_of(square)[0], Confirmed)
    taken = [offers_of(one)[0] for one in (garden, rose, square)] + [offers_of(main)[0]]
    settled = look(*taken)
    assert settled.doubtful == 0
    assert told(settled) == [
        "Fő utca odd 1–9",
        "Kert köz whole –",
        "Rózsa köz whole –",
        "Béke tér whole –",
    ]
    assert [row.written for row in settled.kept] == ["", "Kertt köz", "Rózsa", ""]


def test_a_street_is_chosen_apart_from_its_numbers() -> None:
    text = "Az iskola körzete: Rózsa 1-9, Fő utca"
    named = Named(row=1, words=words_of(1, text), name="Rózsa", type="köz", **SIGNED)
    assert told(look(named, text=text))[0] == "Rózsa köz continuous 1–9 parity_open"
    unknown = Named(row=1, words=words_of(1, text), name="Sehonnai", type="utca", **SIGNED)
    found = look(unknown, Confirmed(row=1, words=words_of(1, text), **SIGNED), text=text)
    assert found.kept[0].needs == (Need.NOT_IN_REGISTER,), "nobody can confirm what is not there"


def test_rows_are_dropped_added_and_taken_back() -> None:
    steps = (
        Dropped(row=4, words=words_of(4), **SIGNED),
        RowAdded(name="Ecseri", type="út", parity=Parity.EVEN, first="2", last="8", **SIGNED),
    )
    found = look(*steps)
    assert [row.street for row in found.kept] == ["Fő utca", "Kertt köz", "Rózsa", "Ecseri út"]
    assert [one.key for one in found.rows] == ["1", "2", "3", "4", "a1"]
    assert without_row(steps, "4") == steps[1:]
    assert without_row(steps, "a1") == steps[:1]
    assert without_row(steps, "a9") == steps


def test_words_in_no_row_keep_a_list_from_being_ready() -> None:
    text = "12 valami\nFő utca\nKert köz"
    found = look(text=text)
    (piece,) = found.unread
    assert found.standing == "unread"
    place = {"start": piece.span.start, "end": piece.span.end, "words": piece.text}
    assert look(WordsAside(**place, **SIGNED), text=text).standing == "ready"
    made = look(RowAdded(name="Béke", type="tér", **place, **SIGNED), text=text)
    assert (made.standing, made.kept[0].street) == ("ready", "Béke tér")


def test_one_doubt_of_many_rows_is_settled_at_once() -> None:
    text = "A körzet utcái: Fő utca 1-9, Béke tér 2-8, Ecseri út páros"
    found = look(text=text)
    assert [(one.how, one.rows) for one in offers_for_all(found)] == [
        (ONE_SIDE, 2),
        (BOTH_SIDES, 2),
    ]
    steps = steps_for_all(found, Need.PARITY_OPEN, ONE_SIDE)
    assert told(look(*steps, text=text))[:2] == ["Fő utca odd 1–9", "Béke tér even 2–8"]
    assert steps_for_all(found, Need.NOT_IN_REGISTER, "as_read") == ()


@pytest.mark.parametrize(
    ("first", "last"), [("x", ""), ("9", "1"), ("1", "-"), ("0", "4"), ("12", "12/")]
)
def test_numbers_that_are_none_are_refused(first: str, last: str) -> None:
    step = Numbered(row=1, words=words_of(1), parity=Parity.ODD, first=first, last=last, **SIGNED)
    if (first, last) == ("12", "12/"):  # a number with nothing behind its stroke is that number
        assert look(step).kept[0].numbers.ends == ("12", "12")
        return
    with pytest.raises(RowStepError):
        look(step)


def test_a_step_of_other_words_does_not_fit() -> None:
    with pytest.raises(RowStepError, match="no row 1"):
        look(Confirmed(row=1, words="Alma utca", **SIGNED))
    with pytest.raises(RowStepError, match="no row 9"):
        look(Confirmed(row=9, words="x", **SIGNED))


def test_what_another_version_reads_otherwise_is_not_used_and_the_rest_is() -> None:
    fits, other = (Confirmed(row=n, words=words_of(4), **SIGNED) for n in (4, 1))
    assert fitting_steps(area(), (fits,)) == (fits,)
    assert [one.row for one in fitting_steps(area(), (other,))] == [4]  # type: ignore[union-attr]
    gone = Confirmed(row=1, words="Alma utca", **SIGNED)
    assert fitting_steps(area(), (gone, fits)) == (fits,)


def test_other_words_keep_what_was_put_right_of_the_same_rows() -> None:
    steps = (
        Confirmed(row=4, words=words_of(4), **SIGNED),
        Dropped(row=1, words=words_of(1), **SIGNED),
    )
    draft = Draft(TEXT, "Négyzetfalva").with_list(1, ListWork(steps, "iskola"))
    assert from_document(to_document(draft)) == draft
    longer, lost = draft.with_text(TEXT.replace("Fő utca 1-9", "Ecseri út, Fő utca 1-9"))
    assert lost == ()
    assert [one.row for one in longer.list_of(1).steps] == [5, 2]  # type: ignore[union-attr]
    assert longer.list_of(1).replaces == "iskola"
    other, lost = draft.with_text(TEXT.replace("Fő utca 1-9", "Fő utca 1-11"))
    assert lost == (1,)
    assert [one.kind for one in other.list_of(1).steps] == ["confirmed"]
    line, lost = draft.with_form("line")
    assert (lost, line.lists) == ((1,), {})


def test_a_list_that_moves_among_others_keeps_its_steps() -> None:
    text = "Mese Óvoda körzete: Fő utca 1-9, Kert köz\n"
    words = area(text).rows().rows[0].words
    draft = Draft(text).with_list(1, ListWork((Dropped(row=1, words=words, **SIGNED),)))
    more, lost = draft.with_text(f"Nap Óvoda körzete: Béke tér, Ecseri út\n{text}")
    assert lost == ()
    assert [len(more.list_of(n).steps) for n in (1, 2)] == [0, 1]


_WORDS = st.sampled_from(["x", *map(words_of, range(1, 5))])
_SHORT = st.text(max_size=3)
_STEPS = st.lists(
    st.one_of(
        st.builds(
            Confirmed,
            row=st.integers(0, 6),
            words=_WORDS,
            author=_SHORT,
            reason=_SHORT,
            date=st.just("2026-11-29"),
        ),
        st.builds(
            RowAdded,
            name=_SHORT,
            type=_SHORT,
            first=_SHORT,
            last=_SHORT,
            words=_SHORT,
            **{name: st.just(value) for name, value in SIGNED.items()},
        ),
        st.builds(
            Numbered,
            row=st.integers(1, 4),
            words=_WORDS,
            parity=st.sampled_from(Parity),
            first=_SHORT,
            last=_SHORT,
            **{name: st.just(value) for name, value in SIGNED.items()},
        ),
    ),
    max_size=4,
)


@given(steps=_STEPS)
def test_any_steps_give_rows_or_a_refusal_and_are_kept_as_they_are(steps: list[RowStep]) -> None:
    draft = Draft(TEXT).with_list(1, ListWork(tuple(steps)))
    assert from_document(to_document(draft)) == draft
    try:
        found = look(*steps)
    except RowStepError:
        return
    assert len(found.rows) == 4 + sum(isinstance(one, RowAdded) for one in steps)
    read = area().rows()
    assert moved_steps(steps, read, read) == tuple(
        one for one in steps if not (isinstance(one, RowAdded) and one.words)
    )
