"""Overrides, reports, venues, events, jobs."""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from boundaries.language.house_numbers import parse_register_number
from boundaries.model import VerdictKind
from webmap.store import audit, events, jobs, overrides, reports, users, venues
from webmap.store.errors import ConflictError, NotKnownError, RefusedError
from webmap.store.tables import Event, OverrideRow, Venue

if TYPE_CHECKING:
    from webmap.store.core import Store
    from webmap.store.tables import User

PROPOSAL = OverrideRow(
    area="square",
    street="Próba utca",
    verdict="inside",
    reason="a helyszínen lemérve",
    source="próbajegyzőkönyv",
    starts=dt.date(2026, 1, 1),
    expires=dt.date(2026, 12, 31),
    parity="odd",
    number_from="1",
    number_to="15/A",
)
VENUE = Venue(name_hu="Próba Közösségi Ház", kind="community_house", source="próbaforrás")
START = dt.datetime(2026, 7, 1, 8, 0, tzinfo=dt.UTC)
EVENT = Event(programme="proba", title_hu="Próbaklub", starts_at=START, source="próbaforrás")


def propose(store: Store, by: User, **changes: object) -> int:
    with store.session() as session:
        return overrides.propose(session, replace(PROPOSAL, **changes), by=by).id


def in_force(store: Store) -> int:
    with store.session(read_only=True) as session:
        return len(overrides.in_force(session, "square").entries)


def test_two_people_make_an_override(store: Store, anna: User, bela: User) -> None:
    number = propose(store, anna)
    assert in_force(store) == 0
    with store.session() as session:
        overrides.approve(session, number, by=bela, note="rendben")
    with store.session(read_only=True) as session:
        (made,) = overrides.in_force(session, "square").entries
        actions = [line.action for line in audit.latest(session, subject=f"override:{number}")]
    assert actions == ["override.approved", "override.propose"]
    assert made.verdict is VerdictKind.INSIDE
    assert made.by == (anna.name, bela.name)
    assert made.covers("Próba utca", parse_register_number("15"))
    assert not made.covers("Próba utca", parse_register_number("2"))
    assert made.in_force(dt.date(2026, 12, 31))
    assert not made.in_force(dt.date(2027, 1, 1))


def test_nobody_approves_their_own(store: Store, bela: User) -> None:
    number = propose(store, bela)
    with pytest.raises(ConflictError, match="somebody else"), store.session() as session:
        overrides.approve(session, number, by=bela)
    assert in_force(store) == 0


def test_one_person_with_two_accounts_is_still_one(store: Store, anna: User) -> None:
    number = propose(store, anna)
    with store.session() as session:
        twin = users.create(session, "Proba Anna", "x", ["approver"])
    with pytest.raises(RefusedError, match="two different people"), store.session() as session:
        overrides.approve(session, number, by=twin)
    assert in_force(store) == 0


@pytest.mark.parametrize("end", ["reject", "withdraw"])
def test_what_is_decided_stays_decided(store: Store, anna: User, bela: User, end: str) -> None:
    number = propose(store, anna)
    with store.session() as session:
        getattr(overrides, end)(session, number, by=bela, note="tévedés")
    for again in ("approve", "reject", "withdraw"):
        with pytest.raises(ConflictError, match="already"), store.session() as session:
            getattr(overrides, again)(session, number, by=bela, note="")
    assert in_force(store) == 0


def test_an_override_in_force_can_be_withdrawn(store: Store, anna: User, bela: User) -> None:
    number = propose(store, anna)
    with store.session() as session:
        overrides.approve(session, number, by=bela)
    with store.session() as session:
        overrides.withdraw(session, number, by=anna, note="új mérés")
        assert overrides.listed(session, "square")[0].decided_by == bela.id
        assert overrides.listed(session, "other") == []
    assert in_force(store) == 0


def test_contradictions_are_not_approved(store: Store, anna: User, bela: User) -> None:
    first = propose(store, anna)
    second = propose(
        store, anna, verdict="outside", parity="whole", number_from=None, number_to=None
    )
    with store.session() as session:
        overrides.approve(session, first, by=bela)
    with pytest.raises(RefusedError, match="contradicts"), store.session() as session:
        overrides.approve(session, second, by=bela)
    assert in_force(store) == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"verdict": "maybe"}, "inside or outside"),
        ({"street": "  "}, "street: is missing"),
        ({"reason": ""}, "reason: is missing"),
        ({"source": ""}, "source: is missing"),
        ({"parity": "both"}, "parity"),
        ({"number_from": "x"}, "is no house number"),
        ({"number_from": "30"}, "behind its end"),
        ({"expires": dt.date(2025, 1, 1)}, "is before"),
    ],
)
def test_faulty_proposals_are_refused(
    store: Store, anna: User, changes: dict[str, object], message: str
) -> None:
    with pytest.raises(RefusedError, match=message):
        propose(store, anna, **changes)
    with store.session(read_only=True) as session:
        assert overrides.listed(session) == []


def test_unknown_numbers_are_named(store: Store, anna: User) -> None:
    with store.session() as session:
        for call in (
            lambda: overrides.approve(session, 7, by=anna),
            lambda: reports.close(session, 7, "accepted", "", by=anna),
            lambda: venues.get(session, "7"),
            lambda: events.get(session, 7),
            lambda: jobs.get(session, "7"),
        ):
            with pytest.raises(NotKnownError):
                call()


def test_a_closed_report_forgets_the_contact(store: Store, anna: User) -> None:
    with store.session() as session:
        number = reports.send(session, "square", " Rossz helyen van. ", "proba@example.org").id
    with store.session() as session:
        assert [report.text for report in reports.listed(session)] == ["Rossz helyen van."]
        reports.close(session, number, "accepted", "javítva", by=anna)
    with store.session() as session:
        assert reports.listed(session) == []
        (closed,) = reports.listed(session, state=None)
        assert (closed.contact, closed.handled_by) == (None, anna.id)
        with pytest.raises(ConflictError, match="already"):
            reports.close(session, number, "declined", "", by=anna)


@pytest.mark.parametrize(("text", "contact"), [(" ", None), ("x" * 4001, None), ("x", "y" * 201)])
def test_reports_have_limits(store: Store, text: str, contact: str | None) -> None:
    with store.session() as session, pytest.raises(RefusedError):
        reports.send(session, "square", text, contact)


def test_venues_are_drafts_first(store: Store, anna: User) -> None:
    with store.session() as session:
        slugs = [venues.save(session, replace(VENUE), by=anna).slug for _ in range(3)]
        assert slugs == [f"proba-kozossegi-haz{end}" for end in ("", "-2", "-3")]
        assert venues.listed(session, state="published") == []
        venues.set_state(session, slugs[0], "published", by=anna)
    with store.session() as session:
        (shown,) = venues.listed(session, state="published")
        assert (shown.slug, shown.changed_by) == (slugs[0], anna.id)
        shown.name_hu, shown.lon, shown.lat, shown.programmes = "Más név", 19.69, 46.9, ["a", "b"]
        venues.save(session, shown, by=anna)
    with store.session() as session:
        read = venues.get(session, slugs[0])
        assert (read.lon, read.lat, read.programmes) == (19.69, 46.9, ["a", "b"])
        assert read.state == "published"


def test_what_has_no_source_is_not_published(store: Store, anna: User) -> None:
    with store.session() as session:
        slug = venues.save(session, replace(VENUE, source=" "), by=anna).slug
        number = events.save(session, replace(EVENT, source=""), by=anna).id
        with pytest.raises(ConflictError, match="source"):
            venues.set_state(session, slug, "published", by=anna)
        with pytest.raises(RefusedError, match="source"):
            events.set_state(session, number, "published", by=anna)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name_hu": " "}, "name_hu"),
        ({"lon": 19.7}, "together"),
        ({"lon": 46.9, "lat": 19.7}, "lon, lat"),
        ({"lon": float("nan"), "lat": 46.9}, "lon, lat"),
        ({"precision_m": -1.0}, "precision_m"),
        ({"address": "x" * 201}, "address"),
        ({"opening": "x" * 4001}, "opening"),
    ],
)
def test_faulty_venues_are_refused(
    store: Store, anna: User, changes: dict[str, object], message: str
) -> None:
    with store.session() as session, pytest.raises(RefusedError, match=message):
        venues.save(session, replace(VENUE, **changes), by=anna)


def test_a_venue_with_events_stays(store: Store, anna: User) -> None:
    with store.session() as session:
        venue = venues.save(session, replace(VENUE), by=anna)
        number = events.save(session, replace(EVENT, venue_id=venue.id), by=anna).id
    with pytest.raises(ConflictError), store.session() as session:
        venues.delete(session, venue.slug, by=anna)
    with store.session() as session:
        events.delete(session, number, by=anna)
        venues.delete(session, venue.slug, by=anna)
        assert venues.listed(session) == []


def test_coming_events_in_the_order_of_time(store: Store, anna: User) -> None:
    hour = dt.timedelta(hours=1)
    with store.session() as session:
        venue = venues.save(session, replace(VENUE), by=anna)
        late, soon, over, running = (
            events.save(session, replace(EVENT, venue_id=venue.id, **times), by=anna).id
            for times in (
                {"starts_at": START + 5 * hour},
                {"starts_at": START + hour, "ends_at": START + 2 * hour},
                {"starts_at": START - 2 * hour},
                {"starts_at": START - 2 * hour, "ends_at": START + hour},
            )
        )
        for number in (late, soon, over, running):
            events.set_state(session, number, "published", by=anna)
        events.save(session, replace(EVENT), by=anna)
    with store.session(read_only=True) as session:
        coming = events.listed(session, state="published", ending_after=START)
        assert [event.id for event in coming] == [running, soon, late]
        assert coming[0].venue is not None
        assert coming[0].starts_at == START - 2 * hour


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"title_hu": ""}, "title_hu"),
        ({"starts_at": START.replace(tzinfo=None)}, "time zone"),
        ({"ends_at": START - dt.timedelta(minutes=1)}, "before starts_at"),
        ({"zone": "Europe/Nowhere"}, "not known"),
        ({"zone": "../../etc/passwd"}, "not known"),
    ],
)
def test_faulty_events_are_refused(
    store: Store, anna: User, changes: dict[str, object], message: str
) -> None:
    with store.session() as session, pytest.raises(RefusedError, match=message):
        events.save(session, replace(EVENT, **changes), by=anna)


def test_times_are_read_as_people_mean_them() -> None:
    summer = events.local(dt.datetime(2026, 7, 1, 10, 0))  # noqa: DTZ001 - as people write it
    winter = events.local(dt.datetime(2026, 1, 7, 10, 0))  # noqa: DTZ001 - as people write it
    assert [when.astimezone(dt.UTC).hour for when in (summer, winter)] == [8, 9]


@pytest.mark.parametrize(
    "moment",
    [dt.datetime(2026, 3, 29, 2, 30), dt.datetime(2026, 10, 25, 2, 30)],  # noqa: DTZ001 - as above
)
def test_times_that_the_clocks_skip_or_repeat_are_refused(moment: dt.datetime) -> None:
    with pytest.raises(RefusedError, match="skipped or comes twice"):
        events.local(moment)


def job(store: Store, by: User, life: dt.timedelta = dt.timedelta(days=1)) -> str:
    with store.session() as session:
        return jobs.create(
            session,
            "check_file",
            by=by,
            area="square",
            variant="programme",
            lang="hu",
            in_name="lista.csv",
            life=life,
        ).id


def test_a_job_is_claimed_once(store: Store, anna: User) -> None:
    made = [job(store, anna) for _ in range(6)]
    claimed: list[str] = []

    def work() -> None:
        while True:
            with store.session() as session:
                row = jobs.claim(session, "check_file")
            if row is None:
                return
            claimed.append(row.id)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(claimed) == sorted(made)


def test_the_life_of_a_job(store: Store, anna: User, bela: User) -> None:
    number = job(store, anna)
    with store.session() as session:
        assert jobs.claim(session, "other") is None
        jobs.claim(session, "check_file")
    with store.session() as session, pytest.raises(NotKnownError):
        jobs.get(session, number, of=bela)
    with store.session() as session:
        row = jobs.get(session, number, of=anna)
        assert row.state == "running"
        jobs.finish(session, number)
        with pytest.raises(ConflictError, match="done already"):
            jobs.fail(session, number, "late")
        jobs.expire(session, number)
    with store.session() as session:
        assert [row.id for row in jobs.expired(session)] == [number]
        jobs.forget(session, number)
        assert jobs.of_user(session, anna) == []
