"""Drafts: every step is kept, and nobody writes over what somebody else has done."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from webmap.store import drafts
from webmap.store.drafts import OvertakenError
from webmap.store.errors import ConflictError, NotKnownError, RefusedError

if TYPE_CHECKING:
    from webmap.store.core import Store
    from webmap.store.tables import User


def begun(store: Store, by: User, text: str = "Fő utca") -> str:
    with store.session() as session:
        return drafts.begin(session, "  Próba\nterület ", {"text": text}, by=by).id


def step(store: Store, identity: str, text: str, *, seen: int, by: User) -> int:
    with store.session() as session:
        return drafts.step(
            session, identity, {"text": text}, "correct", {"leg": 1}, seen=seen, by=by
        ).number


def text_of(store: Store, identity: str, number: int | None = None) -> str:
    with store.session() as session:
        draft = drafts.get(session, identity)
        return str(drafts.version(session, draft, number).document["text"])


def test_every_step_is_a_version_and_a_step_back_loses_none(store: Store, anna: User) -> None:
    identity = begun(store, anna)
    assert step(store, identity, "Kert utca", seen=1, by=anna) == 2
    assert step(store, identity, "Malom utca", seen=2, by=anna) == 3
    with store.session() as session:
        assert drafts.back(session, identity, seen=3).shown == 2
    assert text_of(store, identity) == "Kert utca"
    assert step(store, identity, "Vasút utca", seen=2, by=anna) == 4
    with store.session() as session:
        draft = drafts.get(session, identity)
        assert draft.title == "Próba terület"
        found = drafts.versions(session, draft)
        assert [(one.number, one.parent, one.step) for one in found] == [
            (4, 2, "correct"),
            (3, 2, "correct"),
            (2, 1, "correct"),
            (1, 0, "begin"),
        ]
        assert drafts.show(session, identity, 3, seen=4).shown == 3
    assert text_of(store, identity) == "Malom utca"
    assert text_of(store, identity, 4) == "Vasút utca"


def test_the_first_version_has_nothing_before_it(store: Store, anna: User) -> None:
    identity = begun(store, anna)
    with pytest.raises(ConflictError, match="first"), store.session() as session:
        drafts.back(session, identity, seen=1)


def test_whoever_comes_second_is_told_and_writes_nothing(
    store: Store, anna: User, bela: User
) -> None:
    identity = begun(store, anna)
    step(store, identity, "Kert utca", seen=1, by=anna)
    with pytest.raises(OvertakenError, match="Próba Anna") as caught:
        step(store, identity, "Malom utca", seen=1, by=bela)
    assert [(one.number, one.by, one.code) for one in caught.value.steps] == [
        (2, "Próba Anna", "correct")
    ]
    assert caught.value.shown == 2
    assert text_of(store, identity) == "Kert utca"


def test_a_step_back_of_somebody_else_is_told_as_well(store: Store, anna: User, bela: User) -> None:
    identity = begun(store, anna)
    step(store, identity, "Kert utca", seen=1, by=anna)
    with store.session() as session:
        drafts.back(session, identity, seen=2)
    with pytest.raises(OvertakenError) as caught:
        step(store, identity, "Malom utca", seen=2, by=bela)
    assert caught.value.steps == ()
    assert caught.value.shown == 1


SAID = {"authority": "próba"}


def test_an_area_that_was_handed_over_leaves_the_draft_open_for_others(
    store: Store, anna: User, bela: User
) -> None:
    identity, first, second = begun(store, anna), "ab" * 32, "cd" * 32
    with store.session() as session:
        drafts.hand_over(session, identity, first, 1, SAID, seen=1, by=anna)
        drafts.hand_over(session, identity, second, 2, SAID, seen=2, by=anna)
    with store.session() as session:
        drafts.accept(session, second, by=bela)
    # Of what was accepted nothing of the draft has changed.
    assert step(store, identity, "Kert utca", seen=3, by=anna) == 5
    with store.session(read_only=True) as session:
        found = drafts.handed_areas(drafts.versions(session, drafts.get(session, identity)))
    assert (found[1].candidate, found[1].by, found[1].accepted_by) == (first, anna.name, "")
    assert (found[2].candidate, found[2].accepted_by) == (second, bela.name)


def test_somebody_else_accepts_what_was_handed_over(store: Store, anna: User, bela: User) -> None:
    identity, waiting = begun(store, anna), "ab" * 32
    with store.session() as session:
        drafts.hand_over(session, identity, waiting, 1, SAID, seen=1, by=anna)
    # Whatever becomes of the draft meanwhile, whoever has handed it over does not accept it.
    step(store, identity, "Kert utca", seen=2, by=anna)
    with store.session() as session:
        drafts.hand_over(session, identity, "ef" * 32, 1, SAID, seen=3, by=bela)
    with pytest.raises(ConflictError, match="somebody else"), store.session() as session:
        drafts.accept(session, waiting, by=anna)
    with store.session() as session:
        assert drafts.accept(session, "cd" * 32, by=bela) is None
        assert drafts.accept(session, waiting, by=bela) is not None


def test_what_was_taken_back_waits_no_more_and_is_still_hers(store: Store, anna: User) -> None:
    identity, waiting = begun(store, anna), "ab" * 32
    with store.session() as session:
        drafts.hand_over(session, identity, waiting, 1, SAID, seen=1, by=anna)
    with store.session() as session:
        assert drafts.take_back(session, identity, 1, by=anna) == waiting
        assert drafts.take_back(session, identity, 1, by=anna) is None
        assert drafts.handed_areas(drafts.versions(session, drafts.get(session, identity))) == {}
    with pytest.raises(ConflictError, match="somebody else"), store.session() as session:
        drafts.accept(session, waiting, by=anna)


def test_what_a_former_version_noted_still_needs_a_second_person(
    store: Store, anna: User, bela: User
) -> None:
    identity, waiting = begun(store, anna), "ab" * 32
    with store.session() as session:
        draft = drafts.get(session, identity)
        draft.state, draft.candidate, draft.handed_by = "handed_over", waiting, anna.id
    with store.session(read_only=True) as session:
        assert drafts.was_handed_over_by(session, waiting, anna.id)
        assert not drafts.was_handed_over_by(session, waiting, bela.id)
    with pytest.raises(ConflictError, match="somebody else"), store.session() as session:
        drafts.accept(session, waiting, by=anna)


def test_a_step_back_passes_over_what_changed_nothing(store: Store, anna: User, bela: User) -> None:
    identity = begun(store, anna)
    step(store, identity, "Kert utca", seen=1, by=anna)
    with store.session() as session:
        drafts.hand_over(session, identity, "ab" * 32, 1, SAID, seen=2, by=anna)
        drafts.accept(session, "ab" * 32, by=bela)
    with store.session() as session:
        assert drafts.back(session, identity, seen=4).shown == 1


def test_a_discarded_draft_is_listed_no_more_and_can_be_taken_back(
    store: Store, anna: User
) -> None:
    identity = begun(store, anna)
    with store.session() as session:
        drafts.move(session, identity, "discarded", by=anna)
        assert [one.id for one in drafts.listed(session)] == []
        assert [one.id for one in drafts.listed(session, with_ended=True)] == [identity]
    with pytest.raises(ConflictError, match="accepted"), store.session() as session:
        drafts.move(session, identity, "accepted", by=anna)


def test_what_nobody_has_begun_and_what_is_too_large_is_refused(store: Store, anna: User) -> None:
    with pytest.raises(NotKnownError), store.session() as session:
        drafts.get(session, "0" * 16)
    with pytest.raises(RefusedError, match="title"), store.session() as session:
        drafts.begin(session, " \n ", {"text": ""}, by=anna)
    with pytest.raises(RefusedError, match="characters"):
        begun(store, anna, "x" * (drafts.LARGEST_DOCUMENT + 1))
    with store.session() as session:
        assert drafts.listed(session, with_ended=True) == []
