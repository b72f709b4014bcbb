"""Facts at the desk: the worklist, giving a fact, two people for one, what is refused and said."""

from __future__ import annotations

import datetime as dt
import functools
import io
import json
import re
from typing import TYPE_CHECKING, Any

import pypdfium2
import pytest

from boundaries.clock import Clock
from boundaries.data_files import VARIABLE
from boundaries.edition.edition import EDITIONS
from boundaries.facts import confirm, facts_of
from tests.made_up_area import INSIDE, SLUG, TOWN, degrees, write_area
from tests.webmap.forms import HOSTILE, PASSWORD, send, signed_in_as, token_of
from webmap.accounts import passwords
from webmap.admin import facts as views
from webmap.app import create_app
from webmap.ask.answering import answering
from webmap.request.state import state
from webmap.store import audit, users
from webmap.web.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

PEOPLE = {
    "staff": ["staff"],
    "other": ["staff"],
    "approver": ["approver"],
    "both": ["staff", "approver"],
    "planner": ["planner"],
    "admin": ["admin"],
}
TODAY = dt.date(2026, 3, 2)
NEW, LIST, WORK = "/desk/facts/new", f"/desk/facts?area={SLUG}", f"/desk/worklist?area={SLUG}"
SAID = {"street": "Kör tér", "kind": "said", "extent": "whole", "verdict": "inside"}


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "areas"
    write_area(folder)
    monkeypatch.setenv(VARIABLE, str(folder))
    return folder


@pytest.fixture(scope="module")
def hashed() -> str:
    return passwords.make_hash(PASSWORD)


@pytest.fixture
def app(own: Path, tmp_path: Path, hashed: str) -> Flask:
    assert own.is_dir()
    settings = Settings(data_dir=str(tmp_path / "kept"), rate_limits=False)
    app = create_app(settings, clock=Clock.on(TODAY))
    with app.app_context(), state().store.session() as session:
        for name, roles in PEOPLE.items():
            users.create(session, name, hashed, roles)
    return app


@pytest.fixture
def signed_in(app: Flask) -> Callable[[str], FlaskClient]:
    return functools.partial(signed_in_as, app)


def given(client: FlaskClient, **fields: object) -> TestResponse:
    """Show what follows, then record what was shown."""
    said = {"area": SLUG, "source": "próbajegyzőkönyv", **fields}
    shown = send(client, NEW, **said, step="preview")
    if shown.status_code != 200:
        return shown
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', shown.text)
    assert seen is not None
    assert "Mi következik belőle?" in shown.text
    return send(client, NEW, **said, step="record", seen=seen.group(1))


def recorded(client: FlaskClient, **fields: object) -> str:
    """Return the path of a fact that was recorded."""
    answer = given(client, **fields)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"].partition("?")[0]


def decided(client: FlaskClient, path: str, act: str, **fields: object) -> TestResponse:
    """Look at a fact with what follows from it, and decide about it."""
    shown = re.search(r'name="seen" value="([0-9a-f]{64})"', client.get(path).text)
    assert shown is not None
    return send(client, path, act=act, seen=shown.group(1), **fields)


def verdict(client: FlaskClient, address: str) -> str:
    body = {"q": f"{TOWN}, {address}", "area": SLUG}
    return str(client.post("/api/v1/check", json=body).get_json()["verdict"])


@pytest.mark.parametrize("path", [WORK, LIST, f"{NEW}?area={SLUG}"])
def test_pages_are_open_to_those_who_work_at_the_desk(
    app: Flask, signed_in: Callable[[str], FlaskClient], path: str
) -> None:
    for name in ("staff", "approver", "admin"):
        for lang in ("hu", "en"):
            answer = signed_in(name).get(f"{path}&lang={lang}")
            assert (name, answer.status_code) == (name, 200), answer.text
            assert answer.headers["Cache-Control"] == "no-store"
    assert signed_in("planner").get(path).status_code == 403
    stranger = app.test_client().get(path)
    assert "/account/login" in stranger.headers["Location"]


def test_the_worklist_asks_what_decides_most_first(
    signed_in: Callable[[str], FlaskClient],
) -> None:
    page = signed_in("staff").get(WORK)
    streets = re.findall(r'<h2 id="work-\d+">([^<]+)', page.text)
    assert streets == ["Belső utca", "Kör tér", "Déli utca"]
    assert "3 utcában 74 lakóhely nyitott." in page.text
    for asked in (
        "Hol húzódik a Belső utca",
        "belül vagy azon kívül van: Kör tér",
        "melyik oldalán állnak",
    ):
        assert asked in page.text
    assert "Kinti utca" not in page.text
    assert "/desk/facts/new?street" not in page.text
    for lang, said in (
        ("hu", "A válasz 30 lakóhelyet dönt el (ha belül van: 30; ha kívül van: 30); ha az utca"),
        ("hu", "átlép a határvonalon, akkor kevesebbet"),
        ("en", "decides 30 homes"),
    ):
        assert said in signed_in("staff").get(f"{WORK}&lang={lang}").text


def test_a_street_is_drawn_seen_confirmed_and_withdrawn(
    app: Flask, signed_in: Callable[[str], FlaskClient]
) -> None:
    one, two = signed_in("staff"), signed_in("approver")
    assert verdict(one, "Belső utca 5") == "undecidable"
    points = "\r\n".join("; ".join(degrees(*end)) for end in INSIDE)
    street = {"street": "Belső utca", "kind": "line", "whole": "yes", "points": points}
    shown = send(one, NEW, area=SLUG, **street, source="szemle", step="preview")
    assert "Eldől: 30 lakóhely." in shown.text
    assert facts_of(SLUG) == ()
    path = recorded(one, **street)
    assert verdict(one, "Belső utca 5") == "undecidable"
    assert 'value="confirm"' not in one.get(path).text
    page = two.get(path).text
    assert "Eldől: 30 lakóhely." in page
    assert decided(two, path, "confirm").status_code == 303
    assert verdict(one, "Belső utca 5") == "inside"
    assert "Belső utca" not in one.get(WORK).text
    assert "Újra eldönthetetlen lesz: 30 lakóhely." in two.get(path).text
    assert decided(two, path, "withdraw").status_code == 400
    assert decided(two, path, "withdraw", note="tévedés volt").status_code == 303
    assert verdict(one, "Belső utca 5") == "undecidable"
    assert "tévedés volt" in one.get(LIST).text
    with app.app_context(), state().store.session(read_only=True) as session:
        lines = [(row.action, row.user.name) for row in audit.latest(session) if row.user]
        subject = f"fact:{SLUG}/{path.rpartition('/')[2]}"
        about = audit.latest(session, subject=subject)
    done = [line for line in lines if line[0].startswith("fact.")]
    assert done == [
        ("fact.withdraw", "approver"),
        ("fact.confirm", "approver"),
        ("fact.add", "staff"),
    ]
    assert len(about) == 3
    assert degrees(*INSIDE[0])[0] not in json.dumps([row.details for row in about])


def test_what_was_not_shown_is_not_recorded(signed_in: Callable[[str], FlaskClient]) -> None:
    client = signed_in("staff")
    for seen in ("", "0" * 64):
        answer = send(client, NEW, area=SLUG, **SAID, source="x", step="record", seen=seen)
        assert (answer.status_code, "Mi következik belőle?" in answer.text) == (200, True)
    shown = send(client, NEW, area=SLUG, **SAID, source="x", step="preview")
    seen = re.findall(r'name="seen" value="([0-9a-f]{64})"', shown.text)[0]
    other = {**SAID, "verdict": "outside", "source": "x", "step": "record", "seen": seen}
    assert send(client, NEW, area=SLUG, **other).status_code == 200
    assert facts_of(SLUG) == ()


def test_a_side_is_ticked_in_words_of_the_compass(
    signed_in: Callable[[str], FlaskClient],
) -> None:
    client = signed_in("staff")
    begun = send(client, NEW, area=SLUG, street="Déli utca", kind="side", step="start")
    north = "A páros számok az utca északi oldalán állnak, a páratlanok a déli oldalán."
    south = "A páros számok az utca déli oldalán állnak, a páratlanok az északi oldalán."
    codes = re.findall(r'name="side" value="([^"]+)"[^>]*> ([^<]+)<', begun.text)
    assert [text.strip() for _, text in codes] == [north, south]
    path = recorded(client, street="Déli utca", kind="side", side=codes[0][0])
    assert north in client.get(path).text
    other = given(client, street="Déli utca", kind="side", side=codes[1][0])
    assert other.status_code == 400
    assert "az utca számai a másik oldalon állnak" in other.text
    assert "rögzítette: staff, 2026. március 2." in other.text
    forged = given(client, street="Déli utca", kind="side", side="650000.00;150000.00")
    assert forged.status_code == 400
    without = send(client, NEW, area=SLUG, street="Kör tér", kind="side", step="start")
    assert "vonala nem ismert" in without.text


@pytest.mark.parametrize("system", ["degrees", "eov", "comma"])
def test_a_door_is_placed_by_typed_coordinates(
    signed_in: Callable[[str], FlaskClient], system: str
) -> None:
    one, two = signed_in("both"), signed_in("approver")
    lat, lon = degrees(*INSIDE[0])
    east, north = (f"{value:.1f}" for value in INSIDE[0])
    place = {
        "degrees": {"lat": lat, "lon": lon},
        "comma": {"lat": lat.replace(".", ","), "lon": lon.replace(".", ",")},
        "eov": {"east": f"{east[:3]} {east[3:]}", "north": north},
    }[system]
    door = {"street": "Kör tér", "kind": "place", "number": "7", "uncertainty_m": "5"}
    path = recorded(one, **door, **place)
    assert send(one, path, act="confirm").status_code == 403
    assert decided(two, path, "confirm").status_code == 303
    assert verdict(one, "Kör tér 7") == "inside"
    assert verdict(one, "Kör tér 9") == "undecidable"
    far = {**door, "lat": "46.5", "lon": "19.05"}
    answer = given(one, **far)
    assert answer.status_code == 400
    assert "az 7" not in answer.text
    assert "a 7. szám helye attól" in answer.text


def test_a_street_comes_as_geojson_too(signed_in: Callable[[str], FlaskClient]) -> None:
    client = signed_in("staff")
    ends = [[float(lon), float(lat)] for lat, lon in (degrees(*end) for end in INSIDE)]
    body = json.dumps({"type": "LineString", "coordinates": ends}).encode()
    fields = {"area": SLUG, "street": "Belső utca", "kind": "line", "whole": "no", "source": "x"}
    sent = {**fields, "step": "preview", "file": (io.BytesIO(body), "utca.geojson")}
    shown = send(client, NEW, **sent)
    points = re.search(r"<textarea[^>]*>\n([^<]+)</textarea>", shown.text)
    assert points is not None
    seen = re.findall(r'name="seen" value="([0-9a-f]{64})"', shown.text)[0]
    again = {**fields, "points": points.group(1), "step": "record", "seen": seen}
    assert send(client, NEW, **again).status_code == 303
    assert abs(facts_of(SLUG)[0].what.line.length - 200) < 0.2
    for broken in (b"{", b"[]", b'{"type": "Point"}', b"\xff", b"[" * 5000):
        sent["file"] = (io.BytesIO(broken), "utca.geojson")
        answer = send(client, NEW, **sent)
        assert (answer.status_code, "egyetlen magyarországi vonal" in answer.text) == (400, True)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"street": "Nincs utca"}, "Az utcajegyzékben nincs ilyen utca"),
        ({"street": "Kor ter"}, "Talán erre gondolt: Kör tér"),
        ({"source": " "}, "kitöltése kötelező"),
        ({"verdict": "maybe"}, "a felsorolt lehetőségek közül"),
        ({"extent": "number", "number": "x"}, "A házszám nem értelmezhető"),
        ({"kind": "place"}, "jelölje meg a ház helyét"),
        ({"kind": "place", "lat": "46.7"}, "mindkét koordináta"),
        ({"kind": "place", "lat": "19.05", "lon": "46.7"}, "A pont nem használható"),
        ({"kind": "place", "lat": "46.7", "lon": "x"}, "A mezőbe szám írható"),
        ({"kind": "place", "lat": "46.7", "east": "650000"}, "csak egyféle koordinátával"),
        ({"kind": "place", "uncertainty_m": "900"}, "legfeljebb 200 méter"),
        ({"kind": "line", "points": ""}, "rajzolja meg az utcát"),
        ({"kind": "line", "points": "46.7; 19.05\nx"}, "2. sor: nem értelmezhető"),
        ({"kind": "line", "points": "46.7; 19.05"}, "két különböző pontja"),
        ({"kind": "line", "points": "0; 0\n1; 1"}, "1. sor: nem értelmezhető"),
        ({"kind": "odd"}, "a felsorolt lehetőségek közül"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    signed_in: Callable[[str], FlaskClient], fields: dict[str, str], said: str
) -> None:
    answer = given(signed_in("staff"), **{**SAID, "number": "7", "whole": "yes", **fields})
    assert answer.status_code == 400
    assert said in answer.text
    assert facts_of(SLUG) == ()


def test_two_people_and_their_rights(signed_in: Callable[[str], FlaskClient]) -> None:
    path = recorded(signed_in("staff"), **SAID)
    assert send(signed_in("other"), path, act="confirm").status_code == 403
    assert send(signed_in("other"), path, act="withdraw", note="x").status_code == 403
    own = send(signed_in("staff"), path, act="confirm")
    assert (own.status_code, "egy másik munkatárs szükséges" in own.text) == (403, True)
    assert send(signed_in("staff"), path, act="refuse", note="x").status_code == 403
    assert send(signed_in("approver"), path, act="refuse").status_code == 400
    assert send(signed_in("approver"), path, act="refuse", note="nem igaz").status_code == 303
    assert send(signed_in("approver"), path, act="confirm").status_code == 409
    assert send(signed_in("approver"), path, act="odd").status_code == 400
    second = recorded(signed_in("staff"), **SAID)
    taken_back = send(signed_in("staff"), second, act="withdraw", note="mégsem")
    assert taken_back.status_code == 303
    third = recorded(signed_in("both"), **SAID)
    assert send(signed_in("both"), third, act="confirm").status_code == 403
    assert decided(signed_in("admin"), third, "confirm").status_code == 303
    assert send(signed_in("admin"), third, act="confirm").status_code == 409
    assert verdict(signed_in("staff"), "Kör tér 3") == "inside"
    against = given(signed_in("staff"), **{**SAID, "verdict": "outside"})
    assert (against.status_code, "az ellenkezőjét állítja" in against.text) == (400, True)


def test_what_follows_by_now_is_shown_again_before_it_is_confirmed(
    signed_in: Callable[[str], FlaskClient],
) -> None:
    one, two = signed_in("staff"), signed_in("approver")
    points = "\r\n".join("; ".join(degrees(*end)) for end in INSIDE)
    line = recorded(one, street="Belső utca", kind="line", whole="yes", points=points)
    said = recorded(one, **{**SAID, "street": "Belső utca"})
    shown = two.get(line).text
    assert "Eldől: 30 lakóhely." in shown
    seen = re.findall(r'name="seen" value="([0-9a-f]{64})"', shown)[0]
    assert decided(two, said, "confirm").status_code == 303
    late = send(two, line, act="confirm", seen=seen)
    assert (late.status_code, "megváltozott, mi következik" in late.text) == (400, True)
    assert "Egyetlen nyilvántartott lakóhely válasza sem változik" in late.text
    for nothing in ("", "0" * 64):
        assert send(two, line, act="confirm", seen=nothing).status_code == 400
    assert [fact.confirmed is None for fact in facts_of(SLUG)] == [True, False]
    assert decided(two, line, "confirm").status_code == 303


def test_a_log_that_moves_under_the_hand_of_the_confirmer_is_not_written(
    own: Path, signed_in: Callable[[str], FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another worker confirms between the last look and the writing."""
    one, two = signed_in("staff"), signed_in("approver")
    first = recorded(one, **SAID)
    second = recorded(one, **{**SAID, "street": "Belső utca"})
    name = second.rpartition("/")[2]
    look = views.effects_of

    def meanwhile(*asked: Any) -> Any:  # noqa: ANN401 - whatever the view asks
        found = look(*asked)
        if facts_of(SLUG)[1].confirmed is None:
            confirm(own / EDITIONS / SLUG, name, by="Harmadik", on=TODAY.isoformat())
        return found

    seen = re.findall(r'name="seen" value="([0-9a-f]{64})"', two.get(first).text)[0]
    monkeypatch.setattr(views, "effects_of", meanwhile)
    assert send(two, first, act="confirm", seen=seen).status_code == 409
    assert [fact.confirmed is None for fact in facts_of(SLUG)] == [True, False]


def test_doors_that_lose_their_answer_are_named_and_need_a_tick(
    signed_in: Callable[[str], FlaskClient],
) -> None:
    one, two = signed_in("staff"), signed_in("approver")
    path = recorded(one, **{**SAID, "street": "Kinti utca"})
    assert 'name="agreed"' not in one.get(path).text, "who added it does not confirm it"
    for lang, said in (("hu", "most érvényes válaszok is"), ("en", "answers in force change")):
        page = two.get(f"{path}?lang={lang}").text
        assert said in page
        assert 'type="checkbox" id="agreed"' in page
    table = two.get(path).text.partition("<tbody>")[2]
    assert "Kinti utca" in table.partition("</tbody>")[0]
    refused = decided(two, path, "confirm")
    assert (refused.status_code, "jelölje be" in refused.text) == (400, True)
    assert decided(two, path, "confirm", agreed="odd").status_code == 400
    assert facts_of(SLUG)[0].confirmed is None
    assert decided(two, path, "confirm", agreed="yes").status_code == 303
    assert verdict(one, "Kinti utca 3") == "undecidable"
    assert 'name="agreed"' not in two.get(path).text, "it is withdrawn to undo that"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"kind": "place", "number": "7", "lat": "47,95", "lon": "21,72"}, "km-re van mindentől"),
        ({"kind": "place", "number": "7" * 9, "east": "650500", "north": "150500"}, "házszám"),
        ({"kind": "line", "points": "46,5; 19,5\r\n47,5; 20,5"}, "km-re van mindentől"),
        (
            {"extent": "range", "parity": "even", "number_from": "7", "number_to": "7"},
            "nincs ilyen oldali házszám",
        ),
    ],
)
def test_what_cannot_be_of_the_town_or_of_any_house_is_refused(
    signed_in: Callable[[str], FlaskClient], fields: dict[str, str], said: str
) -> None:
    usual = {**SAID, "street": "Belső utca", "whole": "yes", "uncertainty_m": "5"}
    answer = given(signed_in("staff"), **{**usual, **fields})
    assert answer.status_code == 400
    assert said in answer.text
    assert facts_of(SLUG) == ()


def test_the_very_same_is_not_recorded_twice(signed_in: Callable[[str], FlaskClient]) -> None:
    path = recorded(signed_in("staff"), **SAID)
    again = given(signed_in("approver"), **SAID)
    assert (again.status_code, "Ugyanezt már rögzítették" in again.text) == (400, True)
    assert path.rpartition("/")[2] in again.text
    taken = send(signed_in("staff"), path, act="withdraw", note="mégsem")
    assert taken.status_code == 303
    assert given(signed_in("approver"), **SAID).status_code == 303


def test_the_facts_behind_a_verdict_are_named_wherever_it_is_told(
    app: Flask, signed_in: Callable[[str], FlaskClient]
) -> None:
    """Everybody reads id, kind and day; the desk reads who recorded and who confirmed it."""
    one, two = signed_in("staff"), signed_in("approver")
    begun = send(one, NEW, area=SLUG, street="Déli utca", kind="side", step="start")
    codes = re.findall(r'name="side" value="([^"]+)"', begun.text)
    path = recorded(one, street="Déli utca", kind="side", side=codes[1])
    name, query = path.rpartition("/")[2], f"{TOWN}, Déli utca 2"
    before = one.post("/api/v1/check", json={"q": query, "area": SLUG}).get_json()
    assert (before["verdict"], before["facts"]) == ("undecidable", [])
    assert decided(two, path, "confirm").status_code == 303
    asked = app.test_client().post("/api/v1/check", json={"q": query, "area": SLUG})
    found = asked.get_json()
    assert (found["verdict"], found["method"]) == ("outside", "street_side")
    assert found["facts"] == [{"fact": name, "kind": "side", "on": TODAY.isoformat()}]
    told = f"a számozás oldala (jele {name}, 2026. március 2.)"
    assert told in found["evidence_text"]
    with app.app_context():
        _, text = answering(state().areas, SLUG)()(query)
    assert told in text, "a row of a file"
    page = app.test_client().post("/", data={"q": query, "area": SLUG}).text
    desk = send(one, "/desk", q=query, area=SLUG).text
    assert told in desk
    assert f'href="{path}"' in desk
    assert "rögzítette: staff, 2026. március 2. · megerősítette: approver" in desk
    sheet = send(one, "/sheet", q=query, area=SLUG)
    assert sheet.status_code == 200
    document = pypdfium2.PdfDocument(sheet.data)
    assert name in document[0].get_textpage().get_text_bounded()
    document.close()
    for public in (page, asked.text):
        assert name in public
        assert "approver" not in public
        assert "próbajegyzőkönyv" not in public


def test_forms_need_their_token_and_known_fields(signed_in: Callable[[str], FlaskClient]) -> None:
    client = signed_in("staff")
    assert client.post(NEW, data={**SAID, "area": SLUG, "step": "preview"}).status_code == 400
    assert send(client, NEW, **SAID, area=SLUG, step="preview", odd="x").status_code == 400
    assert send(client, NEW, **SAID, area=SLUG, step="odd").status_code == 400
    assert client.get(f"{NEW}?kind=odd").status_code == 400
    assert client.get(f"/desk/facts/{SLUG}/0a0a0a0a").status_code == 404
    assert client.get("/desk/facts/odd/0a0a0a0a").status_code == 404


def test_a_log_that_cannot_be_read_takes_down_its_own_area_alone(
    own: Path, signed_in: Callable[[str], FlaskClient]
) -> None:
    client = signed_in("staff")
    path = recorded(client, **SAID)
    log = own / EDITIONS / SLUG / "facts.json"
    log.write_text(log.read_text("utf-8")[:-30], encoding="utf-8")
    for asked in (WORK, LIST, f"{NEW}?area={SLUG}", path):
        answer = client.get(asked)
        assert (asked, answer.status_code) == (asked, 503)
        assert "Traceback" not in answer.text
    assert client.get("/desk/facts?area=kecskemet-top-6.9.1").status_code == 200
    assert client.get(f"{NEW}?area=kecskemet-top-6.9.1").status_code == 200


def test_hostile_texts_stay_texts(signed_in: Callable[[str], FlaskClient]) -> None:
    one, two = signed_in("staff"), signed_in("approver")
    path = recorded(one, **{**SAID, "source": HOSTILE})
    assert send(two, path, act="refuse", note=HOSTILE).status_code == 303
    pages = [one.get(path), one.get(LIST)]
    pages.append(given(one, **{**SAID, "street": HOSTILE}))
    pages.append(given(one, **{**SAID, "kind": "line", "points": HOSTILE, "whole": HOSTILE}))
    pages.append(given(one, **{**SAID, "kind": "place", "lat": HOSTILE, "number": HOSTILE}))
    for page in pages:
        assert page.status_code in {200, 400}
        assert "<script>alert" not in page.text
        assert "onerror=alert(1)>" not in page.text
        assert "49`" not in page.text
        assert "&lt;img src=x" in page.text


def test_no_place_is_on_a_public_page_or_in_the_script(
    app: Flask, signed_in: Callable[[str], FlaskClient]
) -> None:
    one, two = signed_in("staff"), signed_in("approver")
    east, north = INSIDE[0][0] + 33.0, INSIDE[0][1] + 44.0
    lat, lon = degrees(east, north)
    door = {"street": "Kör tér", "kind": "place", "number": "7", "uncertainty_m": "5"}
    path = recorded(one, **door, lat=lat, lon=lon)
    assert decided(two, path, "confirm").status_code == 303
    script = re.search(r'src="(/desk/facts/map/[^"]+)"', one.get(path).text)
    assert script is not None
    assert lat[:8] in one.get(path).text
    client = app.test_client()
    public = [client.get(p) for p in ("/", f"/map?area={SLUG}", f"/areas/{SLUG}/backdrop.geojson")]
    asked = client.post("/api/v1/check", json={"q": f"{TOWN}, Kör tér 7", "area": SLUG})
    assert asked.get_json()["verdict"] == "inside"
    for answer in (*public, asked, one.get(script.group(1))):
        assert lat[:8] not in answer.text
        assert f"{east:.0f}" not in answer.text


def test_without_a_folder_of_its_own_nothing_is_recorded(
    tmp_path: Path, hashed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    app = create_app(Settings(data_dir=str(tmp_path / "kept"), rate_limits=False))
    with app.app_context(), state().store.session() as session:
        users.create(session, "staff", hashed, ["staff"])
    client = app.test_client()
    token = token_of(client.get("/account/login"))
    data = {"name": "staff", "password": PASSWORD, "csrf_token": token}
    client.post("/account/login", data=data)
    assert "saját területmappája" in client.get(NEW).text
    said = {**SAID, "street": "Csengő utca", "source": "x", "step": "preview"}
    answer = send(client, NEW, **said)
    assert (answer.status_code, "AKCIOTERULET_AREAS_DIR" in answer.text) == (400, True)
