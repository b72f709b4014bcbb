"""The workshop: from a pasted text to an area in force, without a script. All names are made up."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import time
from typing import TYPE_CHECKING, Any

import pytest

from boundaries.clock import Clock
from tests.made_up_square import RING
from tests.patience import PATIENCE_S
from tests.webmap.forms import HOSTILE, send, signed_in_as
from webmap.app import create_app
from webmap.request.state import state
from webmap.store import users

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

TWO_AREAS = f"Északi terület: {RING}\n\nDéli terület: Kapor utca – Lestyán utca – Menta utca"
HANDED = {
    "slug": "proba-terulet",
    "title_hu": "Próbaterület",
    "title_en": "Trial area",
    "authority": "próba",
    "source_title": "Próbarendelet",
    "source_document": "1/2026.",
}


def begun(client: FlaskClient, text: str, map_file: Path | None = None) -> str:
    """Begin a draft and return its path."""
    files: dict[str, Any] = {}
    if map_file is not None:
        files["map"] = (io.BytesIO(map_file.read_bytes()), map_file.name)
    answer = send(client, "/workshop", title="Próba", town="Próbaváros", text=text, **files)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"].partition("?")[0]


def seen_on(page: TestResponse) -> str:
    found = re.search(r'name="seen" value="(\d+)"', page.text)
    assert found is not None
    return found.group(1)


def step(client: FlaskClient, path: str, what: str, **fields: object) -> TestResponse:
    """Send a form of the bench as it is shown now."""
    fields.setdefault("seen", seen_on(client.get(path)))
    return send(client, f"{path}/{what}", **fields)


def looked_at(client: FlaskClient, path: str, until: str) -> TestResponse:
    """Look at a page until it says something."""
    end = time.monotonic() + PATIENCE_S
    while True:
        page = client.get(path)
        if until in page.text or time.monotonic() > end:
            assert until in page.text, re.findall(r'class="caution">[^<]*', page.text)
            return page
        time.sleep(0.2)


def offers_on(page: TestResponse) -> list[tuple[str, str]]:
    """Return the key and the words of every offer."""
    found = re.findall(
        r'name="offer" value="([0-9a-f]{16})"[^>]*>(.*?)</button>', page.text, re.DOTALL
    )
    return [(key, " ".join(re.sub("<[^>]*>", "", words).split())) for key, words in found]


def test_only_those_who_may_enter_see_the_workshop(
    app: Flask, signed_in: Callable[[str], FlaskClient]
) -> None:
    for name, status in (("editor", 200), ("approver", 200), ("staff", 403), ("planner", 403)):
        assert (name, signed_in(name).get("/workshop").status_code) == (name, status)
    assert app.test_client().get("/workshop").status_code == 303
    path = begun(signed_in("editor"), RING)
    assert signed_in("staff").get(path).status_code == 403
    assert send(signed_in("planner"), f"{path}/take", seen=1, offer="0").status_code == 403


def test_a_text_becomes_an_area_in_force(
    signed_in: Callable[[str], FlaskClient], town: Path
) -> None:
    editor = signed_in("editor")
    path = begun(editor, RING, town)
    page = editor.get(path)
    assert "A vonal még nem zárul be." in page.text
    key, words = offers_on(page)[0]
    assert "„Menta utca”" in words
    assert "ezzel bezárul a vonal: 0,8 km²" in words
    assert step(editor, path, "take", area=1, offer=key).status_code == 303
    page = editor.get(path)
    assert "A vonal bezárul." in page.text
    assert "A szövegben „Mentha utca” áll" in page.text
    other = step(editor, path, "hand-over", area=1, **{**HANDED, "slug": "kecskemet-top-6.9.1"})
    assert "már egy másik település területe hatályos: Kecskemét" in other.text
    handed = step(editor, path, "hand-over", area=1, **HANDED)
    assert handed.status_code == 303, re.findall("field-fault[^<]*<", handed.text)
    page = looked_at(editor, f"{path}/force", "Átadva jóváhagyásra")
    link = re.search(r'href="(/desk/editions/candidate/[0-9a-f]{64})"', page.text)
    assert link is not None
    approver = signed_in("approver")
    assert 'name="holds_from"' in approver.get(link.group(1)).text
    shown = approver.get(link.group(1)).text
    assert "A szövegben „Mentha utca” áll" in shown, "what was put right is seen by who accepts"
    candidate = link.group(1).rpartition("/")[2]
    accepted = send(
        approver, "/desk/editions/accept", hash=candidate, holds_from="2026-11-29", reason="jó"
    )
    assert accepted.status_code == 303, accepted.text
    page = editor.get(f"{path}/force")
    assert "A területet elfogadta: approver" in page.text
    assert "hand-over" not in page.text
    step_page = editor.get(f"{path}/candidate").text
    assert "Ez a terület hatályos. Elfogadta: approver." in step_page
    assert "még nem hatályos" not in step_page
    for ending in ("geojson", "gpkg"):
        led = editor.get(f"{path}/area-1.{ending}")
        assert (ending, led.status_code) == (ending, 302)
        assert led.headers["Location"].startswith("/areas/proba-terulet/programme/downloads/all.")
    public = approver.get("/map?area=proba-terulet")
    assert public.status_code == 200
    assert "Menta utca" in public.text
    assert "Mentha utca" in public.text
    body = approver.get("/areas/proba-terulet.geojson").get_json()
    assert body["features"]
    asked = {"q": "Menta utca 3", "area": "proba-terulet"}
    for path in ("/", "/desk"):  # it has no street list: that is an answer, and no fault
        answer = send(approver, path, **asked)
        assert (path, answer.status_code) == (path, 200)
        assert "nem készült utcajegyzék" in answer.text
    everywhere = send(approver, "/desk/everywhere", q="Menta utca 3")
    assert (everywhere.status_code, "nem készült utcajegyzék" in everywhere.text) == (200, True)


def test_the_areas_of_a_draft_are_in_no_link_that_leads_out(
    signed_in: Callable[[str], FlaskClient], town: Path
) -> None:
    editor = signed_in("editor")
    path = begun(editor, RING, town)
    header = editor.get(f"{path}/doors?area=1").text.partition("<main")[0]
    found = re.findall(r'href="(/[^"#]*)"', header)
    assert "/workshop" in " ".join(found)
    assert f"{path}/doors?area=1&amp;lang=en" in found, "the same page in the other language"
    for href in (one for one in found if not one.startswith("/static/")):
        led = editor.get(href.replace("&amp;", "&"))
        assert (href, led.status_code) == (href, 200)


def test_who_hands_over_does_not_accept(app: Flask, hashed: str, town: Path) -> None:
    with app.app_context(), state().store.session() as session:
        users.create(session, "both", hashed, ["editor", "approver"])
    both = signed_in_as(app, "both")
    path = begun(both, RING.replace("Mentha", "Menta"), town)
    assert step(both, path, "hand-over", area=1, **HANDED).status_code == 303
    page = looked_at(both, f"{path}/force", "Átadva jóváhagyásra")
    link = re.search(r"/desk/editions/candidate/([0-9a-f]{64})", page.text)
    assert link is not None
    refused = send(
        both, "/desk/editions/accept", hash=link[1], holds_from="2026-11-29", reason="jó"
    )
    assert refused.status_code == 400
    assert "Ezt a területet Ön adta át." in refused.text
    assert step(both, path, "take-back", area=1).status_code == 303
    gone = both.get(f"/desk/editions/candidate/{link[1]}")
    assert gone.status_code == 404, "what was taken back waits no more"


def test_each_step_can_be_taken_back_and_none_is_lost(
    signed_in: Callable[[str], FlaskClient], town: Path
) -> None:
    editor = signed_in("editor")
    path = begun(editor, RING, town)
    named = {"area": 1, "leg": 3, "step": "meant", "name": "Menta utca", "kind": "street"}
    assert (
        step(editor, path, "correct", **named, rule="centre_line", reason="elírás").status_code
        == 303
    )
    assert "A vonal bezárul." in editor.get(path).text
    assert step(editor, path, "back", area=1).status_code == 303
    assert "A vonal még nem zárul be." in editor.get(path).text
    assert step(editor, path, "show", area=1, number=3).status_code == 303
    page = editor.get(path)
    assert "A vonal bezárul." in page.text
    assert page.text.count("<strong>ez látszik</strong>") == 1


def test_the_second_of_two_editors_is_told_and_overwrites_nothing(
    signed_in: Callable[[str], FlaskClient], town: Path
) -> None:
    first, second = signed_in("editor"), signed_in("second")
    path = begun(first, RING, town)
    seen = seen_on(second.get(path))
    step(
        first,
        path,
        "correct",
        area=1,
        leg=3,
        step="meant",
        name="Menta utca",
        kind="street",
        reason="elírás",
    )
    late = {"area": 1, "leg": 1, "step": "left_out", "reason": "nem szakasz", "seen": seen}
    told = step(second, path, "correct", **late)
    assert told.status_code == 409
    assert "Közben más is dolgozott ezen a tervezeten" in told.text
    assert "editor: más nevet adott a 3. szakasznak" in told.text
    assert "A vonal bezárul." in first.get(path).text


def test_several_areas_are_tabs_each_with_its_own_legs(
    signed_in: Callable[[str], FlaskClient],
) -> None:
    editor = signed_in("editor")
    path = begun(editor, TWO_AREAS)
    page = editor.get(path)
    tabs = page.text[page.text.index("bench-tabs") :].partition("</nav>")[0]
    assert re.findall(r'area=\d"[^>]*>([^<]+)</a>', tabs) == ["Északi terület", "Déli terület"]
    second = editor.get(f"{path}?area=2")
    assert "Zsálya utca" not in second.text.partition("<details>")[0]
    assert editor.get(f"{path}?area=9").status_code == 404


def test_what_is_typed_wrongly_is_told_and_kept(
    signed_in: Callable[[str], FlaskClient], town: Path
) -> None:
    editor = signed_in("editor")
    empty = send(editor, "/workshop", title="", town="", text="")
    assert empty.status_code == 400
    path = begun(editor, RING, town)
    no_leg = step(editor, path, "correct", area=1, leg=99, step="left_out", reason="próba")
    assert no_leg.status_code == 400
    assert "Ezt a kiigazítást nem lehet elvégezni" in no_leg.text
    silent = step(editor, path, "correct", area=1, leg=1, step="left_out", reason=" ")
    assert silent.status_code == 400
    line = step(
        editor, path, "correct", area=1, leg=3, step="drawn", points="46,5; 18,3\nrossz", reason="x"
    )
    assert line.status_code == 400
    gone = step(editor, path, "take", area=1, offer="0" * 16)
    assert gone.status_code == 409
    key = offers_on(editor.get(path))[0][0]
    step(editor, path, "take", area=1, offer=key)
    wrong = step(
        editor, path, "hand-over", area=1, **{**HANDED, "slug": "Rossz név", "title_en": ""}
    )
    assert wrong.status_code == 400
    assert 'value="Próbarendelet"' in wrong.text


WAY_ALONE = json.dumps(
    {
        "elements": [
            {
                "type": "way",
                "id": 1,
                "nodes": [1, 2],
                "tags": {"highway": "residential", "name": "A utca"},
            }
        ]
    }
).encode()
POINT = json.dumps(
    {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"name": "A utca"},
                "geometry": {"type": "Point", "coordinates": [18, 46]},
            }
        ],
    }
).encode()


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("x.exe", b"MZ", "Térképnek .osm.pbf"),
        ("x.geojson", b"{", "a fájl nem GeoJSON"),
        ("x.osm.pbf", b"\x00" * 400, "a fájl nem OpenStreetMap-kivonat"),
        ("x.osm", b"<osm><node id=", "a fájl nem OpenStreetMap-kivonat"),
        ("x.json", b"[]", "a fájl nem OpenStreetMap-kivonat"),
        ("x.json", b'{"elements": [], "remark": "runtime error: timed out"}', "félbehagyta"),
        ("x.json", WAY_ALONE, "nincs meg"),
        ("x.osm", b"<osm version='0.6'></osm>", "nincs utca, vasút, víz"),
        ("x.geojson", b'{"type": "FeatureCollection", "features": []}', "nincs utca, vasút, víz"),
        ("x.geojson", POINT, "A GeoJSON 1. eleme nem használható"),
        ("x.gpkg", b"SQLite format 3\x00" + bytes(100), "A fájl nem GeoPackage"),
    ],
)
def test_a_wrong_map_is_refused_and_the_text_is_kept(
    signed_in: Callable[[str], FlaskClient], name: str, body: bytes, said: str
) -> None:
    editor = signed_in("editor")
    path = begun(editor, RING)
    answer = step(editor, path, "map", map=(io.BytesIO(body), name))
    assert answer.status_code == 400
    assert said in answer.text
    told = re.findall(r'class="field-fault"[^>]*>([^<]*)<', answer.text)
    assert told
    assert not re.search(r"\b(the|of|and|cannot|expected|file)\b", " ".join(told))
    assert "Mentha utca" in editor.get(path).text


def test_a_map_that_is_refused_at_the_beginning_leaves_no_draft(
    app: Flask, signed_in: Callable[[str], FlaskClient]
) -> None:
    editor = signed_in("editor")
    sent = {"title": "Két próba", "town": "Próbaváros", "text": RING}
    for _ in range(2):  # the page is loaded anew
        refused = send(editor, "/workshop", **sent, map=(io.BytesIO(b"{"), "x.geojson"))
        assert refused.status_code == 400
        assert "a fájl nem GeoJSON" in refused.text
        assert "Mentha utca" in refused.text
        assert 'value="Két próba"' in refused.text
    assert "Két próba" not in editor.get("/workshop").text
    with app.app_context():
        assert not list((state().store.data_dir / "workshop").glob("*"))


def test_a_step_that_is_refused_shows_the_page_from_which_it_was_taken(
    signed_in: Callable[[str], FlaskClient],
) -> None:
    editor, second = signed_in("editor"), signed_in("second")
    path = begun(editor, RING)
    seen = seen_on(second.get(path))
    step(editor, path, "text", text=f"Bevezető mondat. {RING}")
    for page in ("bench", "doors", "force", "programme"):
        told = send(second, f"{path}/back", seen=seen, area=1, page=f"workshop.{page}")
        assert (page, told.status_code) == (page, 409)
        open_here = re.search(r'href="([^"?]*)[^"]*"[^>]*aria-current="page"', told.text)
        assert open_here is not None
        assert open_here[1] == (path if page == "bench" else f"{path}/{page}")


def test_a_reason_that_nobody_wrote_says_so(
    signed_in: Callable[[str], FlaskClient], town: Path
) -> None:
    editor = signed_in("editor")
    path = begun(editor, RING, town)
    key = offers_on(editor.get(path))[0][0]
    step(editor, path, "take", area=1, offer=key)
    assert "a program javaslatára, külön indoklás nélkül" in editor.get(path).text
    prefilled = re.findall(r'name="reason" value="([^"]*)"', editor.get(path).text)
    assert prefilled
    assert all("külön indoklás nélkül" in one for one in prefilled)


def test_hostile_words_stay_words(signed_in: Callable[[str], FlaskClient]) -> None:
    editor = signed_in("editor")
    answer = send(editor, "/workshop", title=HOSTILE[:150], town="", text=f"{HOSTILE} {RING}")
    assert answer.status_code == 303
    path = answer.headers["Location"].partition("?")[0]
    for page in (editor.get(path), editor.get("/workshop")):
        assert "<img src=x" not in page.text
        assert "<script>alert" not in page.text
    assert "{{7*7}}" in editor.get(path).text


def test_changed_words_keep_what_still_fits(
    signed_in: Callable[[str], FlaskClient], town: Path
) -> None:
    editor = signed_in("editor")
    path = begun(editor, RING, town)
    step(
        editor,
        path,
        "correct",
        area=1,
        leg=3,
        step="meant",
        name="Menta utca",
        kind="street",
        reason="elírás",
    )
    assert step(editor, path, "text", text=f"Bevezető mondat. {RING}").status_code == 303
    assert "A vonal bezárul." in editor.get(path).text
    lost = step(editor, path, "text", text=RING.replace("Lestyán utca – ", ""))
    assert lost.headers["Location"].endswith("done=text_lost")
    assert "A vonal még nem zárul be." in editor.get(path).text


def test_a_candidate_is_downloaded_before_it_is_accepted(
    signed_in: Callable[[str], FlaskClient], town: Path
) -> None:
    editor = signed_in("editor")
    path = begun(editor, RING.replace("Mentha", "Menta"), town)
    document = editor.get(f"{path}/area-1.geojson").get_json()
    assert document["in_force"] is False
    assert {one["properties"]["layer"] for one in document["features"]} >= {"area", "legs"}
    assert editor.get(f"{path}/area-2.geojson").status_code == 404
    other = begun(editor, RING)
    assert editor.get(f"{other}/area-1.geojson").status_code == 409


def test_the_side_of_a_leg_is_a_switch_and_a_gap_says_what_can_be_put_between(
    signed_in: Callable[[str], FlaskClient], town: Path
) -> None:
    editor = signed_in("editor")
    lacking = RING.replace("Mentha", "Menta").replace("Lestyán utca – ", "")
    path = begun(editor, lacking, town)
    page = editor.get(path).text
    assert '<option value="Lestyán utca">' in page
    between = re.search(r'class="bench-between">.*?name="leg" value="(\d)"', page, re.DOTALL)
    assert between is not None
    fields = {"area": 1, "leg": between.group(1), "step": "added", "name": "Lestyán utca"}
    added = step(editor, path, "correct", **fields, reason="hiányzik a szövegből")
    assert added.status_code == 303
    page = editor.get(path).text
    assert "A vonal bezárul." in page
    assert 'value="centre_line" class="outline" aria-pressed="true"' in page
    ruled = {
        "area": 1,
        "leg": 1,
        "step": "ruled",
        "rule": "inner_side",
        "reason": "a szöveg szerint",
    }
    assert step(editor, path, "correct", **ruled).status_code == 303
    assert 'value="inner_side" class="outline" aria-pressed="true"' in editor.get(path).text


def handed(editor: FlaskClient, town: Path, **said: str) -> str:
    """Hand an area over and return the hash of what waits."""
    path = begun(editor, RING.replace("Mentha", "Menta"), town)
    assert step(editor, path, "hand-over", area=1, **{**HANDED, **said}).status_code == 303
    page = looked_at(editor, f"{path}/force", "Átadva jóváhagyásra")
    link = re.search(r"/desk/editions/candidate/([0-9a-f]{64})", page.text)
    assert link is not None
    return link[1]


@pytest.mark.parametrize(
    ("start", "filled_in", "said"),
    [
        ("2027. január 1.", "2027-01-01", "Addig a terület nem látszik"),
        ("2026-11-29", "2026-11-29", "Az átadó ezt a napot adta meg"),
        ("2026.03.01.", "2026-11-29", "múltbeli napot adott meg (2026. március 1.)"),
        ("", "2026-11-29", "E naptól ez a kiadás felel."),
    ],
)
def test_the_day_that_was_given_is_filled_in_where_it_changes_no_answer_given(
    signed_in: Callable[[str], FlaskClient], town: Path, start: str, filled_in: str, said: str
) -> None:
    candidate = handed(signed_in("editor"), town, start=start)
    page = signed_in("approver").get(f"/desk/editions/candidate/{candidate}").text
    assert f'name="holds_from" type="date" value="{filled_in}"' in page
    assert said in page
    assert ".. " not in re.sub("<[^>]*>", " ", page), "a date has a full stop of its own"
    assert "Elfogadásra váró kiadás" in page
    assert "jraszámított" not in page


def test_an_area_of_a_day_to_come_is_accepted_and_appears_on_that_day(
    app: Flask, signed_in: Callable[[str], FlaskClient], town: Path
) -> None:
    editor, approver = signed_in("editor"), signed_in("approver")
    candidate = handed(editor, town)
    fields = {"hash": candidate, "reason": "jó"}
    late = send(approver, "/desk/editions/accept", **fields, holds_from="2226-12-01")
    assert late.status_code == 400
    assert "legfeljebb két évvel" in late.text
    accepted = send(approver, "/desk/editions/accept", **fields, holds_from="2026. december 1.")
    assert accepted.headers["Location"].endswith("done=edition_accepted_later")
    assert "2026. december 1." in approver.get(accepted.headers["Location"]).text
    assert approver.get("/areas/proba-terulet.geojson").status_code == 404
    with app.app_context():
        settings = state().settings
    later = create_app(settings, clock=Clock.on(dt.date(2026, 12, 1))).test_client()
    assert later.get("/areas/proba-terulet.geojson").status_code == 200


def test_an_approver_is_told_what_waits_and_who_handed_it_over_is_not(
    app: Flask, hashed: str, signed_in: Callable[[str], FlaskClient], town: Path
) -> None:
    with app.app_context(), state().store.session() as session:
        users.create(session, "both", hashed, ["editor", "approver"])
    both, approver = signed_in_as(app, "both"), signed_in("approver")
    assert "Önre vár" not in approver.get("/desk").text
    candidate = handed(both, town)
    assert "Önre vár: 1" in approver.get("/desk/editions").text
    assert "Elfogadásra váró kiadások: 1" in approver.get("/desk").text
    for client in (both, signed_in("staff"), signed_in("editor")):
        assert "Önre vár" not in client.get("/account/").text
    send(approver, "/desk/editions/accept", hash=candidate, holds_from="2026-11-29", reason="jó")
    assert "Önre vár" not in approver.get("/desk").text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Jó napot kívánok! Kérem a segítségét a pályázat ügyében.", "nem találtunk határleírást"),
        ("The area is bounded by Kossuth Street and the railway line.", "nem magyarul van"),
        ("Das Gebiet wird von der Hauptstraße und der Bahn begrenzt.", "nem magyarul van"),
        ("Az ügyfélfogadás helye: a Fő utca.", "legfeljebb egyetlen vonalat"),
    ],
)
def test_a_text_without_a_boundary_is_told_as_such_with_what_one_looks_like(
    signed_in: Callable[[str], FlaskClient], text: str, said: str
) -> None:
    editor = signed_in("editor")
    page = editor.get(begun(editor, text)).text
    assert said in page
    assert "által határolt terület”" in page
    assert "által határolt terület”" not in editor.get(begun(editor, RING)).text


@pytest.mark.parametrize(
    "text",
    [
        "Zsálya utca 2–48-ig, Menta utca 1-től 35-ig páratlan, Kapor utca teljes hossza",
        "a) Zsálya utca páros oldala, b) Menta utca páratlan oldala",
    ],
)
def test_a_list_of_house_numbers_is_not_said_to_take_everything_out(
    signed_in: Callable[[str], FlaskClient], town: Path, text: str
) -> None:
    editor = signed_in("editor")
    assert "kivett részei" not in editor.get(begun(editor, text, town)).text
