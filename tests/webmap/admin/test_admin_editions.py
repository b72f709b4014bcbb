"""Editions on the pages: what held, what differs, and taking a new one into force."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import shutil
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely

from boundaries.data_files import DATA
from boundaries.edition.edition import accept as take_into_force
from boundaries.edition.edition import acceptances, content_hash, load_edition, to_document
from boundaries.refresh.refreshing import refresh
from tests.boundaries.rehearsal import INSIDE, write_extract, write_register
from tests.patience import PATIENCE_S
from webmap.admin import candidates
from webmap.admin.candidates import Candidates, CompileFailedError
from webmap.app import create_app
from webmap.ask.services import BundledAreas
from webmap.store import audit, users
from webmap.store.core import Store
from webmap.web.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient

    from boundaries.model import Edition

SLUG = "kecskemet-top-6.9.1"
PASSWORD = "egy hosszú próbajelszó"  # noqa: S105 - of the test's own people


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=str(tmp_path / "kept"), rate_limits=False)


@pytest.fixture
def app(settings: Settings) -> Flask:
    return create_app(settings, BundledAreas())


@pytest.fixture
def approver(app: Flask, settings: Settings) -> FlaskClient:
    return signed_in(app, settings, "approver")


def signed_in(app: Flask, settings: Settings, role: str) -> FlaskClient:
    """Return a browser of a person of one role."""
    from webmap.accounts import passwords  # noqa: PLC0415 - hashing is slow

    with Store(settings.data_folder).session() as session:
        users.create(session, role, passwords.make_hash(PASSWORD), [role])
    client = app.test_client()
    data = {"name": role, "password": PASSWORD, "csrf_token": token(client, "/account/login")}
    assert client.post("/account/login", data=data).status_code == 303
    return client


def token(client: FlaskClient, path: str = "/account/") -> str:
    return client.get(path).text.split('name="csrf_token" value="')[1].split('"')[0]


def moved() -> Edition:
    """The edition in force, its area ten metres farther east and its first leg with it."""
    known = load_edition(SLUG)
    area = shapely.transform(known.area, lambda xy: np.add(xy, (10.0, 0.0)))
    first, *others = known.legs
    line = tuple((x + 10.0, y) for x, y in first.line)
    legs = (dataclasses.replace(first, line=line), *others)
    made = dataclasses.replace(known, area=area, legs=legs, hash="")
    return dataclasses.replace(made, hash=content_hash(made))


def waiting(settings: Settings) -> Edition:
    """Put the moved edition where compiling would have put it."""
    made = moved()
    folder = Candidates(settings.data_folder).folder
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(to_document(made), ensure_ascii=False)
    (folder / f"{made.hash}.json").write_text(text, encoding="utf-8")
    return made


def test_the_list_says_what_held_on_a_day(approver: FlaskClient) -> None:
    log = acceptances(SLUG)
    page = approver.get("/desk/editions").text
    for one in log:
        assert one.hash[:12] in page
        assert one.by == "akcioterulet project", "the log that comes with the product"
    assert "a szolgáltatás készítői" in page
    before = approver.get("/desk/editions?on=2001-01-01").text
    assert "még nem volt elfogadott kiadás" in before
    assert approver.get("/desk/editions?on=never").status_code == 400


def test_two_variants_are_compared_with_a_map(approver: FlaskClient) -> None:
    keys = [f"{SLUG}/{one.variant}/{one.hash}" for one in acceptances(SLUG)]
    pair = {"first": keys[0], "second": keys[-1]}
    answer = approver.get("/desk/editions/compare", query_string=pair)
    assert "ksh – <abbr" not in answer.text  # a variant has its name, not its code
    assert answer.status_code == 200
    assert "Csak a másodikban" in answer.text
    # The two differ in a leg that has no line in the network: nobody knows how many km².
    assert answer.text.count("nincs saját vonala") >= 3
    assert "0 km²" not in answer.text
    script = approver.get("/desk/editions/compare.js", query_string=pair)
    assert "akcioterulet.outlines" in script.text
    wrong = {"first": keys[0], "second": f"{SLUG}/programme/{'0' * 64}"}
    assert approver.get("/desk/editions/compare", query_string=wrong).status_code == 400


def test_a_candidate_is_shown_and_not_used(
    approver: FlaskClient, app: Flask, settings: Settings
) -> None:
    made = waiting(settings)
    page = approver.get(f"/desk/editions/candidate/{made.hash}").text
    assert "elmozdult" in page
    assert "10" in page
    assert "az utcajegyzék újra el nem készül" in page
    assert "nincs saját területmappája" in page
    script = approver.get(f"/desk/editions/candidate/{made.hash}/map.js")
    assert "akcioterulet.outlines" in script.text
    assert app.extensions["akcioterulet"].areas.edition(SLUG).hash == load_edition(SLUG).hash


def send_accept(client: FlaskClient, made: Edition, **changes: str) -> tuple[int, str]:
    fields = {"hash": made.hash, "reason": "próba", "holds_from": "2026-11-01", **changes}
    answer = client.post("/desk/editions/accept", data={**fields, "csrf_token": token(client)})
    return answer.status_code, answer.text


def test_without_a_folder_of_its_own_nothing_is_accepted(
    approver: FlaskClient, settings: Settings
) -> None:
    made = waiting(settings)
    status, page = send_accept(approver, made)
    assert status == 400
    assert "AKCIOTERULET_AREAS_DIR" in page
    with Store(settings.data_folder).session(read_only=True) as session:
        assert "edition.accept" not in [line.action for line in audit.latest(session)]


def test_an_approver_takes_it_into_force_and_every_worker_answers_from_it(
    app: Flask, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    monkeypatch.setenv("AKCIOTERULET_AREAS_DIR", str(own))
    approver, made = signed_in(app, settings, "approver"), waiting(settings)
    today = app.extensions["akcioterulet"].today().isoformat()
    other_worker = BundledAreas()
    assert other_worker.edition(SLUG).hash != made.hash
    for changes in ({"reason": ""}, {"holds_from": "2000-01-01"}, {"holds_from": "2099-01-01"}):
        status, _ = send_accept(approver, made, **changes)
        assert (changes, status) == (changes, 400)
    assert not (own / "editions").exists()
    status, _ = send_accept(approver, made, holds_from=today)
    assert status == 303
    assert other_worker.edition(SLUG).hash == made.hash
    last = acceptances(SLUG)[-1]
    assert (last.hash, last.by, last.reason, last.on) == (made.hash, "approver", "próba", today)
    with Store(settings.data_folder).session(read_only=True) as session:
        (line,) = (line for line in audit.latest(session) if line.action == "edition.accept")
    assert line.details == {"edition": made.hash}
    page = approver.get("/desk/editions").text
    assert made.hash[:12] in page
    assert "Az utcajegyzék egy korábbi kiadáshoz készült" in page


def test_a_folder_that_cannot_be_written_is_said(
    app: Flask, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AKCIOTERULET_AREAS_DIR", str(tmp_path / "missing"))
    approver, made = signed_in(app, settings, "approver"), waiting(settings)
    status, page = send_accept(approver, made)
    assert (status, "nem írható" in page) == (400, True)


def test_a_candidate_that_was_changed_is_not_believed(
    approver: FlaskClient, settings: Settings
) -> None:
    made = waiting(settings)
    path = Candidates(settings.data_folder).folder / f"{made.hash}.json"
    path.write_text(path.read_text("utf-8").replace(made.town, "Másváros"), encoding="utf-8")
    assert approver.get(f"/desk/editions/candidate/{made.hash}").status_code == 503


def test_compiling_again_gives_the_edition_in_force(approver: FlaskClient) -> None:
    data = {"area": SLUG, "variant": "programme", "csrf_token": token(approver)}
    answer = approver.post("/desk/editions/compile", data=data)
    assert answer.status_code == 303
    page = approver.get(answer.headers["Location"])
    assert page.status_code == 200
    assert "Újraszámított határ" in page.text


def test_two_people_who_compile_at_once_get_each_their_own(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = threading.Barrier(4, timeout=PATIENCE_S)

    def compiled(_: object, slug: str, variant: str, **__: object) -> dict[str, Any]:
        together.wait()  # all have begun before any is done
        return to_document(load_edition(slug, variant))

    monkeypatch.setattr(candidates, "run", compiled)
    asked = ["programme", "ksh", "ksh", "programme"]
    kept = Candidates(settings.data_folder)
    with ThreadPoolExecutor(len(asked)) as pool:
        found = list(pool.map(lambda variant: kept.compile(SLUG, variant), asked))
    assert [one.variant for one in found] == asked
    names = {path.name for path in kept.folder.iterdir()}
    assert names == {f"{load_edition(SLUG, variant).hash}.json" for variant in asked}


def test_what_comes_out_of_another_variant_is_not_taken(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def compiled(*_: object, **__: object) -> dict[str, Any]:
        return to_document(load_edition(SLUG, "ksh"))

    monkeypatch.setattr(candidates, "run", compiled)
    kept = Candidates(settings.data_folder)
    with pytest.raises(CompileFailedError, match="ksh"):
        kept.compile(SLUG, "programme")
    assert list(kept.folder.iterdir()) == []


def test_compiling_ends_after_its_time(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "LIMIT_S", 0.01)
    with pytest.raises(CompileFailedError, match="time"):
        Candidates(settings.data_folder).compile(SLUG, "programme")


def test_compiling_says_why_it_failed(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own"
    shutil.copytree(DATA / "definitions", own / "definitions")
    broken = own / "definitions" / f"{SLUG}.yaml"
    assert broken.is_file(), sys.path
    broken.write_text("sentence: [", encoding="utf-8")
    monkeypatch.setenv("AKCIOTERULET_AREAS_DIR", str(own))
    with pytest.raises(CompileFailedError, match=SLUG):
        Candidates(settings.data_folder).compile(SLUG, "programme")


def refreshed(own: Path, tmp_path: Path) -> str:
    """Leave a candidate of a refresh over the rehearsal's map and register; return its hash."""
    (left,) = refresh(
        SLUG,
        osm=[write_extract(tmp_path)],
        register=[write_register(tmp_path)],
        home=own,
        day=dt.date(2026, 11, 30),
        variants=("programme",),
    )
    assert left.candidate is not None
    return left.candidate.hash


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "own"
    folder.mkdir()
    monkeypatch.setenv("AKCIOTERULET_AREAS_DIR", str(folder))
    return folder


def test_a_refresh_is_shown_with_its_report_and_taken_into_force_with_its_list(
    own: Path, app: Flask, settings: Settings, tmp_path: Path
) -> None:
    waits = refreshed(own, tmp_path)
    approver = signed_in(app, settings, "approver")
    listed = approver.get("/desk/editions").text
    assert "Elfogadásra váró kiadások" in listed
    assert f"/desk/editions/candidate/{waits}" in listed
    page = approver.get(f"/desk/editions/candidate/{waits}").text
    assert "9. Csap utca; 10. Csengő utca; 14. 9413 hrsz-ú telek közterületi határa." in page
    assert "Újonnan eldönthető: 24 házszám" in page
    assert "rehearsal.osm" in page
    assert INSIDE in page
    assert '<li lang="en"' not in page, "every note has its words"
    assert "újra el nem készül" not in page, "its list comes with it"
    english = approver.get(f"/desk/editions/candidate/{waits}?lang=en").text
    assert "Newly decided: 24 doors" in english
    assert approver.get(f"/desk/editions/candidate/{waits}/map.js").status_code == 200
    today = app.extensions["akcioterulet"].today().isoformat()
    fields = {"hash": waits, "reason": "próba", "holds_from": today}
    answer = approver.post("/desk/editions/accept", data={**fields, "csrf_token": token(approver)})
    assert answer.status_code == 303
    areas = BundledAreas()
    found = areas.check(f"Kecskemét, {INSIDE} 3.", SLUG)
    assert (found.verdict, found.grade) == ("inside", "recorded")
    after = approver.get("/desk/editions").text
    assert "Elfogadásra váró kiadások" not in after
    assert "Az utcajegyzék egy korábbi kiadáshoz készült" not in after.split("ksh")[0]
    with Store(settings.data_folder).session(read_only=True) as session:
        (line,) = (line for line in audit.latest(session) if line.action == "edition.accept")
    assert line.details == {"edition": found.edition}


def test_a_refresh_that_something_else_overtook_is_not_accepted(
    own: Path, app: Flask, settings: Settings, tmp_path: Path
) -> None:
    waits = refreshed(own, tmp_path)
    approver = signed_in(app, settings, "approver")
    today = app.extensions["akcioterulet"].today().isoformat()
    take_into_force(moved(), by="somebody", on=today, reason="meanwhile")
    fields = {"hash": waits, "reason": "próba", "holds_from": today}
    answer = approver.post("/desk/editions/accept", data={**fields, "csrf_token": token(approver)})
    assert answer.status_code == 400
    assert "más kiadás lépett hatályba" in answer.text


def test_a_candidate_is_discarded_after_a_second_look(
    own: Path, app: Flask, settings: Settings, tmp_path: Path
) -> None:
    waits = refreshed(own, tmp_path)
    approver = signed_in(app, settings, "approver")
    shown = approver.get(f"/desk/editions/candidate/{waits}").text
    assert 'action="/desk/editions/discard"' in shown
    path = "/desk/editions/discard"
    assert approver.post(path, data={"hash": waits, "sure": "yes"}).status_code == 400, "no token"
    fields = {"hash": waits, "csrf_token": token(approver)}
    for lang, asks in (("hu", "Biztosan elveti"), ("en", "Do you really discard")):
        looked = approver.post(f"{path}?lang={lang}", data=fields)
        assert (looked.status_code, asks in looked.text, waits[:12] in looked.text) == (
            200,
            True,
            True,
        )
    assert approver.get(f"/desk/editions/candidate/{waits}").status_code == 200, "still there"
    assert approver.get(path).status_code == 405
    for other in ("", "0" * 64, waits[:12]):
        gone = approver.post(path, data={**fields, "hash": other, "sure": "yes"})
        assert gone.status_code == 404
    planner = signed_in(app, settings, "planner")
    data = {"hash": waits, "sure": "yes", "csrf_token": token(planner)}
    assert planner.post(path, data=data).status_code == 403
    done = approver.post(path, data={**fields, "sure": "yes"})
    assert (done.status_code, "candidate_discarded" in done.headers["Location"]) == (303, True)
    assert "elvetette" in approver.get(done.headers["Location"]).text
    assert approver.get(f"/desk/editions/candidate/{waits}").status_code == 404
    assert not [one for one in (own / "candidates" / SLUG).iterdir() if one.is_dir()]
    assert approver.post(path, data={**fields, "sure": "yes"}).status_code == 404
    with Store(settings.data_folder).session(read_only=True) as session:
        told = [line.action for line in audit.latest(session)]
    assert told.count("edition.discard") == 1


def test_only_who_may_accept_sees_what_waits(
    own: Path, app: Flask, settings: Settings, tmp_path: Path
) -> None:
    waits = refreshed(own, tmp_path)
    staff = signed_in(app, settings, "staff")
    assert waits not in staff.get("/desk/editions").text
    assert staff.get(f"/desk/editions/candidate/{waits}").status_code == 403
