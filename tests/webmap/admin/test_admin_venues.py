"""Venues, events and their files: nothing stored unseen, nothing published without a source."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from boundaries.model import Details
from tests.webmap.admin import test_admin as base
from webmap.store import audit, events, venues

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from flask import Flask
    from flask.testing import FlaskClient


app, hashed, signed_in = base.app, base.hashed, base.signed_in
send, store_of, upload, token_of = base.send, base.store_of, base.upload, base.token_of
HOSTILE = base.HOSTILE


def venue(**changes: str) -> dict[str, str]:
    return {
        "name_hu": "Próba Ház",
        "kind": "próbahely",
        "address": "Próba utca 1",
        "lat": "46,9062",
        "lon": "19.6913",
        "precision_m": "5",
        "step_free": "yes",
        "source": "a próba maga",
        **changes,
    }


def event(**changes: str) -> dict[str, str]:
    return {
        "title_hu": "Próbaesemény",
        "programme": "kecskemet-top-6.9.1",
        "starts": "2026-06-01T10:00",
        "ends": "2026-06-01T12:00",
        "source": "a próba maga",
        **changes,
    }


def test_a_venue_is_added_published_and_taken_back(
    app: Flask, signed_in: Callable[[str], FlaskClient]
) -> None:
    staff = signed_in("staff")
    answer = send(staff, "/desk/venues/new", **venue())
    assert (answer.status_code, "/desk/venues/proba-haz" in answer.headers["Location"]) == (
        303,
        True,
    )
    with store_of(app).session(read_only=True) as session:
        row = venues.get(session, "proba-haz")
    assert (row.state, row.lat, row.lon, row.step_free) == ("draft", 46.9062, 19.6913, True)
    page = staff.get("/desk/venues/proba-haz").text
    assert 'value="46.9062"' in page
    path = "/desk/venues/proba-haz/state"
    assert send(staff, path, act="publish").status_code == 303
    with store_of(app).session(read_only=True) as session:
        assert [one.slug for one in venues.listed(session, state="published")] == ["proba-haz"]
    refused = send(staff, path, act="delete")
    assert (refused.status_code, "Törölni csak vázlatot lehet." in refused.text) == (400, True)
    assert send(staff, path, act="withdraw").status_code == 303
    assert send(staff, path, act="delete").status_code == 303
    with store_of(app).session(read_only=True) as session:
        assert venues.listed(session) == []
        done = [line.action for line in audit.latest(session, subject="venue:proba-haz")]
    assert done == ["venue.delete", "venue.draft", "venue.published", "venue.add"]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"name_hu": ""}, "A mező kitöltése kötelező."),
        ({"kind": "x" * 41}, "legfeljebb 40 karakter"),
        ({"lat": "19.6913", "lon": "46.9062"}, "A pont nem használható"),
        ({"lat": "48.2", "lon": "2.35"}, "A pont nem használható"),
        ({"lon": ""}, "a szélesség és a hosszúság is"),
        ({"lat": "nan"}, "A mezőbe szám írható"),
        ({"lat": "kelet"}, "A mezőbe szám írható"),
        ({"precision_m": "-1"}, "A pontosság 0 és"),
        ({"programmes": "no-such-programme"}, "Kérjük, válasszon"),
        ({"step_free": "maybe"}, "Kérjük, válasszon"),
        ({"opening": "x" * 4_001}, "legfeljebb 4000 karakter"),
    ],
)
def test_faults_of_a_venue_are_named_and_nothing_is_stored(
    app: Flask, signed_in: Callable[[str], FlaskClient], changes: dict[str, str], fault: str
) -> None:
    answer = send(signed_in("staff"), "/desk/venues/new", **venue(**changes))
    assert answer.status_code == 400
    assert fault in answer.text
    with store_of(app).session(read_only=True) as session:
        assert venues.listed(session) == []


def test_hostile_texts_of_a_venue_stay_texts(signed_in: Callable[[str], FlaskClient]) -> None:
    staff = signed_in("staff")
    texts = ("name_hu", "name_en", "address", "transport", "opening", "contact", "source")
    fields = dict.fromkeys(texts, HOSTILE)
    answer = send(staff, "/desk/venues/new", **venue(**fields, kind="<b>${1}"))
    assert answer.status_code == 303
    for path in (answer.headers["Location"], "/desk/venues", "/desk/events/new", "/desk/audit"):
        page = staff.get(path).text
        assert "<img src=x" not in page
        assert "<script>alert" not in page
        assert "<b>${1}" not in page
    script = staff.get("/desk/venues/map.js").text
    assert "onerror" not in script


def test_an_address_is_found_where_its_door_has_a_place(
    fakes: ModuleType, app: Flask, signed_in: Callable[[str], FlaskClient]
) -> None:
    areas = app.extensions["akcioterulet"].areas
    entry = {"east": 698500.0, "north": 172500.0, "place_uncertainty_m": 3.0}
    known = fakes.answer("Próba utca 1")
    areas.answers["Próba utca 1"] = replace(known, details=Details(evidence=(entry,)))
    staff = signed_in("staff")
    found = send(staff, "/desk/venues/new", **venue(lat="", lon="", step="seek"))
    assert found.status_code == 200
    assert "Megtaláltuk: Próba utca 1 (pontosság: 3" in found.text
    assert 'name="lat" type="text" value="46.8' in found.text
    unknown = send(staff, "/desk/venues/new", **venue(address="Próba", step="seek"))
    assert "A cím helye nem ismert." in unknown.text
    assert "Próba tér 1" in unknown.text
    with store_of(app).session(read_only=True) as session:
        assert venues.listed(session) == []


def test_a_venue_without_a_source_is_not_published(
    app: Flask, signed_in: Callable[[str], FlaskClient]
) -> None:
    staff = signed_in("staff")
    send(staff, "/desk/venues/new", **venue(source=""))
    answer = send(staff, "/desk/venues/proba-haz/state", act="publish")
    assert answer.status_code == 400
    assert "Közzétenni csak forrással lehet." in answer.text
    with store_of(app).session(read_only=True) as session:
        assert venues.get(session, "proba-haz").state == "draft"


def test_an_event_keeps_the_time_of_budapest(
    app: Flask, signed_in: Callable[[str], FlaskClient]
) -> None:
    staff = signed_in("staff")
    assert send(staff, "/desk/events/new", **event()).status_code == 303
    winter = event(starts="2026-12-01T10:00", ends="")
    assert send(staff, "/desk/events/new", **winter).status_code == 303
    with store_of(app).session(read_only=True) as session:
        hours = [one.starts_at.hour for one in events.listed(session)]
    assert hours == [8, 9]
    assert 'value="2026-06-01T10:00"' in staff.get("/desk/events/1").text
    for act, expected in (("publish", "published"), ("cancel", "cancelled"), ("withdraw", "draft")):
        assert send(staff, "/desk/events/1/state", act=act).status_code == 303
        with store_of(app).session(read_only=True) as session:
            assert events.get(session, 1).state == expected
    assert send(staff, "/desk/events/1/state", act="delete").status_code == 303
    assert staff.get("/desk/events/1").status_code == 404


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"starts": "2026-03-29T02:30"}, "Ilyen időpont az óraátállítás miatt nincs"),
        ({"starts": "2026-10-25T02:30"}, "Ilyen időpont az óraátállítás miatt nincs"),
        ({"ends": "2026-06-01T09:00"}, "A vége nem lehet korábbi"),
        ({"starts": ""}, "Az időpont nem értelmezhető."),
        ({"starts": "2026-06-01T10:00+05:00"}, "Az időpont nem értelmezhető."),
        ({"programme": ""}, "Kérjük, válasszon"),
        ({"venue_id": "7"}, "Kérjük, válasszon"),
        ({"title_hu": "x" * 201}, "legfeljebb 200 karakter"),
    ],
)
def test_faults_of_an_event_are_named(
    app: Flask, signed_in: Callable[[str], FlaskClient], changes: dict[str, str], fault: str
) -> None:
    answer = send(signed_in("staff"), "/desk/events/new", **event(**changes))
    assert answer.status_code == 400
    assert fault in answer.text
    with store_of(app).session(read_only=True) as session:
        assert events.listed(session) == []


FILE = """\
név;esemény;jelleg;település;szélesség;hosszúság;program;kezdet;vége;forrás
Próba Ház;;próbahely;Kecskemét;46,9062;19,6913;;;;a próba
Próba Ház;Próba;;Kecskemét;46,9062;19,6913;kecskemet-top-6.9.1;2026-06-01 10:00;2026-06-01 12:00;p
Kétes Ház;;;Sehol;;;;;;
Rossz Ház;;;Kecskemét;19,6;46,9;;;;a próba
Próba Ház;Program nélkül;;Kecskemét;46,9062;19,6913;;2026-06-02 10:00;2026-06-02 12:00;a próba
"""


def test_a_file_is_reviewed_before_anything_is_stored(
    app: Flask, signed_in: Callable[[str], FlaskClient]
) -> None:
    staff = signed_in("staff")
    answer = upload(staff, "/desk/venue-import", FILE.encode("cp1250"), "h.csv", kind="helyszín")
    assert answer.status_code == 200
    assert "Elfogadható: 2, ellenőrizendő: 1, elutasított: 2 sor." in answer.text
    assert 'value="2" checked' in answer.text
    assert 'value="4" checked' not in answer.text
    assert 'value="5"' not in answer.text
    assert "A koordináta nem használható" in answer.text
    assert "Az eseményhez meg kell adni a programot." in answer.text
    with store_of(app).session(read_only=True) as session:
        assert venues.listed(session) == []
    sent = {"kind": "helyszín", "name": "h.csv", "text": FILE.replace("\n", "\r\n")}
    none = send(staff, "/desk/venue-import/confirm", **sent)
    assert (none.status_code, "Egyetlen sort sem jelölt ki" in none.text) == (400, True)
    refused = send(staff, "/desk/venue-import/confirm", **sent, row=["5", "6"])
    assert refused.status_code == 400
    stored = send(staff, "/desk/venue-import/confirm", **sent, row=["2", "3", "4", "5"])
    assert stored.status_code == 303
    with store_of(app).session(read_only=True) as session:
        rows = {one.name_hu: (one.state, one.kind) for one in venues.listed(session)}
        (dated,) = events.listed(session)
    assert rows == {"Kétes Ház": ("draft", "helyszín"), "Próba Ház": ("draft", "próbahely")}
    assert dated.venue is not None
    assert (dated.state, dated.venue.name_hu, dated.starts_at.hour) == ("draft", "Próba Ház", 8)
    again = upload(staff, "/desk/venue-import", FILE.encode(), "h.csv", kind="helyszín")
    assert "Ilyen nevű helyszín már van." in again.text


@pytest.mark.parametrize(
    ("content", "name", "fault"),
    [
        (b"a;b\n1;2\n", "h.csv", "A fájl nem dolgozható fel"),
        (b"name\n", "h.csv", "A fájlban nincs egyetlen sor sem."),
        (b"name\nx\n", "h.exe", "A fájl nem dolgozható fel"),
        (b"", "h.csv", "A fájl nem dolgozható fel"),
        (b"other: [1]", "h.yaml", "A fájl nem dolgozható fel"),
        (b"!!python/object/apply:os.system ['true']", "h.yaml", "A fájl nem dolgozható fel"),
        (b"venues: [1, 2]", "h.yaml", "A fájl nem dolgozható fel"),
    ],
)
def test_files_that_cannot_be_read_say_why(
    signed_in: Callable[[str], FlaskClient], content: bytes, name: str, fault: str
) -> None:
    answer = upload(signed_in("staff"), "/desk/venue-import", content, name, kind="helyszín")
    assert answer.status_code == 400
    assert fault in answer.text


def test_hostile_cells_are_shown_as_text(signed_in: Callable[[str], FlaskClient]) -> None:
    text = f'name,source\n"{HOSTILE.replace(chr(34), chr(34) * 2)}",x\n'
    answer = upload(signed_in("staff"), "/desk/venue-import", text.encode(), "h.csv", kind="x")
    assert answer.status_code == 200
    assert "<img src=x" not in answer.text
    assert "</textarea><script>" not in answer.text
