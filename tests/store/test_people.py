"""Accounts, sessions, tokens, counters, keys, the audit."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from webmap.store import attempts, audit, keys, pages, sessions, tokens, users
from webmap.store.errors import ConflictError, NotKnownError, RefusedError
from webmap.store.tables import ApiToken, WebSession, now

if TYPE_CHECKING:
    from webmap.store.core import Store
    from webmap.store.tables import User

HALF_HOUR, DAY = dt.timedelta(minutes=30), dt.timedelta(days=1)


@pytest.mark.parametrize("name", ["próba anna", "PRÓBA  ANNA", " Próba Anna "])
def test_names_that_look_alike_are_one(store: Store, anna: User, name: str) -> None:
    with store.session() as session:
        found = users.find(session, name)
        assert found is not None
        assert found.id == anna.id
        with pytest.raises(ConflictError, match="is taken"):
            users.create(session, name, "x", ["staff"])


@pytest.mark.parametrize("name", ["", "  ", "a\x00b", "x" * 81])
def test_names_that_cannot_be_read_are_refused(store: Store, name: str) -> None:
    with store.session() as session, pytest.raises(RefusedError, match="1 to 80"):
        users.create(session, name, "x", ["staff"])


def test_unknown_people_are_named(store: Store) -> None:
    with store.session() as session, pytest.raises(NotKnownError, match="nobody is named"):
        users.get(session, "Próba Senki")


def begin(store: Store, user: User) -> str:
    with store.session() as session:
        return sessions.begin(session, user, longest=DAY)


def found(store: Store, key: str) -> bool:
    with store.session(read_only=True) as session:
        return sessions.find(session, key, idle=HALF_HOUR, longest=DAY) is not None


def test_a_session_is_found_by_its_key_alone(store: Store, anna: User) -> None:
    key = begin(store, anna)
    assert found(store, key)
    assert not found(store, key[:-1] + ("A" if key[-1] != "A" else "B"))
    with store.session(read_only=True) as session:
        assert key not in repr(session.get_one(WebSession, 1).__dict__)


@pytest.mark.parametrize("field", ["created_at", "seen_at"])
def test_sessions_time_out(store: Store, anna: User, field: str) -> None:
    key = begin(store, anna)
    with store.session() as session:
        setattr(session.get_one(WebSession, 1), field, now() - DAY - HALF_HOUR)
    assert not found(store, key)


def test_a_new_password_ends_every_session(store: Store, anna: User, bela: User) -> None:
    first, second, other = begin(store, anna), begin(store, anna), begin(store, bela)
    with store.session() as session:
        users.set_password(session, anna, "other", by=anna)
    assert [found(store, key) for key in (first, second, other)] == [False, False, True]


def test_disabling_ends_sessions_and_tokens(store: Store, anna: User) -> None:
    key = begin(store, anna)
    with store.session() as session:
        _, text = tokens.create(session, anna, "test", ["check"], by=anna)
    with store.session() as session:
        users.set_active(session, anna, active=False, by=None)
    assert not found(store, key)
    with store.session(read_only=True) as session:
        assert tokens.find(session, text) is None
    with store.session() as session:
        users.set_active(session, anna, active=True, by=None)
    assert not found(store, key)


def test_signing_out_ends_one_session(store: Store, anna: User) -> None:
    first, second = begin(store, anna), begin(store, anna)
    with store.session() as session:
        sessions.end(session, first)
    assert [found(store, key) for key in (first, second)] == [False, True]


def test_tokens_are_kept_as_hashes(store: Store, anna: User) -> None:
    with store.session() as session:
        row, text = tokens.create(session, anna, "test", ["check", "files"], by=anna)
    secret = text.partition("_")[2]
    with store.session(read_only=True) as session:
        stored = session.get_one(ApiToken, row.prefix)
        assert secret not in repr(stored.__dict__)
        assert stored.scopes == ["check", "files"]
        assert tokens.find(session, text) is not None
        for wrong in (f"{row.prefix}_", row.prefix, f"{row.prefix}_{secret}x", f"x_{secret}", ""):
            assert tokens.find(session, wrong) is None


def test_tokens_end(store: Store, anna: User) -> None:
    with store.session() as session:
        past = dt.timedelta(seconds=-1)
        _, old = tokens.create(session, anna, "old", ["check"], by=None, life=past)
        row, text = tokens.create(session, anna, "for ever", ["check"], by=None, life=None)
    with store.session() as session:
        assert tokens.find(session, old) is None
        assert tokens.find(session, text) is not None
        tokens.revoke(session, row.prefix, by=anna)
    with store.session() as session:
        assert tokens.find(session, text) is None
        with pytest.raises(NotKnownError):
            tokens.revoke(session, "nothing", by=anna)


def test_only_the_day_of_use_is_noted(store: Store, anna: User) -> None:
    with store.session() as session:
        row, _ = tokens.create(session, anna, "test", ["check"], by=None)
        assert not tokens.used_today(row)
    with store.session() as session:
        tokens.note_use(session, row)
    with store.session(read_only=True) as session:
        noted = session.get_one(ApiToken, row.prefix)
        assert tokens.used_today(noted)
        assert type(noted.last_used_on) is dt.date


@pytest.mark.parametrize(("name", "scopes"), [("", ["check"]), ("x", []), ("x" * 81, ["check"])])
def test_tokens_need_a_name_and_a_scope(
    store: Store, anna: User, name: str, scopes: list[str]
) -> None:
    with store.session() as session, pytest.raises(RefusedError):
        tokens.create(session, anna, name, scopes, by=None)


def test_attempts_are_counted_in_a_window(store: Store) -> None:
    def admit(window: dt.timedelta = HALF_HOUR) -> dict[str, int] | None:
        with store.session() as session:
            return attempts.admit(session, {"k": 3}, ["n"], window=window)

    assert [admit(), admit(), admit()] == [{"k": n, "n": n} for n in (1, 2, 3)]
    assert admit(dt.timedelta(0)) == {"k": 1, "n": 1}
    with store.session() as session:
        attempts.succeeded(session, "k", ["n", "unknown"])
    assert admit() == {"k": 1, "n": 1}
    with store.session() as session:
        attempts.forget_old(session, window=dt.timedelta(0))
    assert admit() == {"k": 1, "n": 1}


def test_a_refused_attempt_counts_for_nothing(store: Store) -> None:
    for _ in range(9):
        with store.session() as session:
            refused = attempts.admit(session, {"k": 3, "z": 100}, ["a"], window=HALF_HOUR)
    assert refused is None
    with store.session() as session:
        assert attempts.admit(session, {"z": 100}, ["a"], window=HALF_HOUR) == {"z": 4, "a": 4}


def test_rotated_keys_are_kept(store: Store, anna: User) -> None:
    with store.session() as session:
        first = keys.current(session)
        assert keys.current(session).kid == first.kid
    with store.session() as session:
        second = keys.rotate(session, by=anna)
    with store.session(read_only=True) as session:
        assert keys.current(session).kid == second.kid
        old = keys.get(session, first.kid)
        assert old is not None
        assert old.material == first.material
        assert old.retired_at is not None
        assert len(old.material) == 32
        assert {key.kid for key in keys.every(session)} == {first.kid, second.kid}
        assert keys.get(session, "no such key") is None


def test_page_texts_come_and_go(store: Store, anna: User) -> None:
    with store.session() as session:
        assert pages.find(session, "privacy", "hu") is None
        pages.save(session, "privacy", "hu", "egy", by=anna)
        pages.save(session, "privacy", "hu", "kettő", by=anna)
    with store.session() as session:
        row = pages.find(session, "privacy", "hu")
        assert row is not None
        assert row.text == "kettő"
        pages.save(session, "privacy", "hu", " ", by=anna)
    with store.session() as session:
        assert pages.find(session, "privacy", "hu") is None
        with pytest.raises(RefusedError):
            pages.save(session, "other", "hu", "x", by=anna)


def test_the_audit_says_who_and_what(store: Store, anna: User) -> None:
    with store.session() as session:
        audit.write(session, anna, "a.one", "x:1", before="ő")
        audit.write(session, None, "a.two", "x:2")
    with store.session(read_only=True) as session:
        newest, *_ = audit.latest(session)
        assert (newest.action, newest.user) == ("a.two", None)
        (one,) = audit.latest(session, subject="x:1")
        assert one.user is not None
        assert (one.user.name, one.details) == (anna.name, {"before": "ő"})
        assert [line.id for line in audit.latest(session, before=one.id, limit=1)] == [one.id - 1]
