"""The editing pages: who may do what, two people for one decision, hostile texts, the audit."""

from __future__ import annotations

import datetime as dt
import functools
import io
import re
from typing import TYPE_CHECKING

import pytest
from python_calamine import CalamineWorkbook

from boundaries.clock import Clock
from tests.webmap.forms import HOSTILE, PASSWORD, send, signed_in_as, token_of
from webmap.accounts import passwords
from webmap.app import create_app
from webmap.request.state import state
from webmap.store import audit, events, overrides, reports, users, venues
from webmap.store.tables import OverrideRow, Report
from webmap.web.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from webmap.ask.services import Areas
    from webmap.store.core import Store

PEOPLE = {
    "staff": ["staff"],
    "approver": ["approver"],
    "both": ["staff", "approver"],
    "planner": ["planner"],
    "admin": ["admin"],
}
TODAY = dt.date(2026, 3, 2)
NEW, LIST = "/desk/overrides/new", "/desk/overrides"
READABLE = (
    LIST,
    NEW,
    "/desk/overrides/import",
    "/desk/reports",
    "/desk/venues",
    "/desk/venues/new",
    "/desk/events/new",
    "/desk/venue-import",
    "/desk/editions",
    "/desk/pages",
    "/desk/pages/privacy/hu",
    "/desk/audit",
)
ROLES = {
    "staff": {"/desk/pages", "/desk/pages/privacy/hu", "/desk/audit"},
    "approver": {"/desk/pages", "/desk/pages/privacy/hu", "/desk/audit"},
    "planner": set(READABLE) - {"/desk/editions"},
    "admin": set(),
}
"""Person -> pages that are closed to that person."""


@pytest.fixture(scope="module")
def hashed() -> str:
    return passwords.make_hash(PASSWORD)


@pytest.fixture
def app(areas: Areas, tmp_path: Path, hashed: str) -> Flask:
    settings = Settings(data_dir=str(tmp_path / "kept"), rate_limits=False)
    areas.clock = Clock.on(TODAY)
    app = create_app(settings, areas)
    with store_of(app).session() as session:
        for name, roles in PEOPLE.items():
            users.create(session, name, hashed, roles)
    return app


def store_of(app: Flask) -> Store:
    with app.app_context():
        return state().store


@pytest.fixture
def signed_in(app: Flask) -> Callable[[str], FlaskClient]:
    return functools.partial(signed_in_as, app)


def proposal(**changes: str) -> dict[str, str]:
    return {
        "area": "square",
        "street": "Háttér utca",
        "extent": "number",
        "number": "7",
        "verdict": "inside",
        "reason": "helyszíni mérés",
        "source": "12/2026. jegyzőkönyv",
        "starts": "2026-03-01",
        "expires": "2027-02-28",
        **changes,
    }


def proposed(client: FlaskClient, **changes: str) -> int:
    answer = send(client, NEW, **proposal(**changes))
    assert answer.status_code == 303, answer.text
    found = re.search(r"/desk/overrides/(\d+)", answer.headers["Location"])
    assert found is not None
    return int(found.group(1))


@pytest.mark.parametrize("name", list(ROLES))
@pytest.mark.parametrize("lang", ["hu", "en"])
def test_every_page_is_open_to_its_roles_alone(
    signed_in: Callable[[str], FlaskClient], name: str, lang: str
) -> None:
    client = signed_in(name)
    for path in READABLE:
        answer = client.get(f"{path}?lang={lang}")
        assert (path, answer.status_code) == (path, 403 if path in ROLES[name] else 200)
        assert "<h1>" in answer.text


def test_nobody_without_an_account_gets_in(app: Flask) -> None:
    client = app.test_client()
    for path in READABLE:
        answer = client.get(path)
        assert (path, answer.status_code) == (path, 303)
        assert "/account/login" in answer.headers["Location"]
    assert client.get("/report").status_code == 200


CHANGES = (
    NEW,
    f"{LIST}/1",
    f"{LIST}/import",
    "/desk/reports/1",
    "/desk/venues/new",
    "/desk/venues/x",
    "/desk/venues/x/state",
    "/desk/events/new",
    "/desk/events/1",
    "/desk/events/1/state",
    "/desk/venue-import",
    "/desk/venue-import/confirm",
    "/desk/editions/compile",
    "/desk/editions/accept",
    "/desk/editions/discard",
    "/desk/pages/privacy/hu",
    "/report",
)


def test_without_the_token_nothing_changes(signed_in: Callable[[str], FlaskClient]) -> None:
    client = signed_in("both")
    for path in CHANGES:
        answer = client.post(path, data={"area": "square", "text": "x"})
        assert (path, answer.status_code) == (path, 400)
        assert "Az űrlap lejárt" in answer.text


def test_roles_hold_for_direct_posts_too(signed_in: Callable[[str], FlaskClient]) -> None:
    planner, staff = signed_in("planner"), signed_in("staff")
    for path in CHANGES[:-1]:
        assert (path, send(planner, path).status_code) == (path, 403)
    for path in ("/desk/editions/compile", "/desk/editions/accept", "/desk/pages/privacy/hu"):
        assert (path, send(staff, path).status_code) == (path, 403)


def test_one_person_alone_puts_nothing_into_force(
    app: Flask, signed_in: Callable[[str], FlaskClient]
) -> None:
    both, staff = signed_in("both"), signed_in("staff")
    number = proposed(both)
    page = both.get(f"{LIST}/{number}").text
    assert "A saját javaslatát nem hagyhatja jóvá" in page
    assert 'value="approve"' not in page
    answer = send(both, f"{LIST}/{number}", act="approve")
    assert answer.status_code == 403
    assert send(staff, f"{LIST}/{number}", act="approve").status_code == 403
    assert send(staff, f"{LIST}/{number}", act="withdraw", note="x").status_code == 403
    with store_of(app).session(read_only=True) as session:
        assert overrides.approved(session, "square") == []


def test_two_people_decide_and_everything_is_written_down(
    app: Flask, signed_in: Callable[[str], FlaskClient]
) -> None:
    number = proposed(signed_in("staff"))
    approver = signed_in("approver")
    page = approver.get(f"{LIST}/{number}").text
    # One row of seven doors is touched, and of that a part: nobody knows which doors.
    assert "A jegyzék 1 érintett sorából 1 válasza változik meg." in page
    assert "legalább 0, legfeljebb 7" in page
    answer = send(approver, f"{LIST}/{number}", act="approve", note="rendben")
    assert answer.status_code == 303
    with store_of(app).session(read_only=True) as session:
        (entry,) = overrides.in_force(session, "square").entries
        lines = [line.action for line in audit.latest(session, subject=f"override:{number}")]
    assert (entry.street, entry.by) == ("Háttér utca", ("staff", "approver"))
    assert lines == ["override.approved", "override.propose"]
    shown = approver.get(f"{LIST}/{number}").text
    assert "egyedi döntés jóváhagyása" in shown
    assert "„rendben”" in shown
    assert send(approver, f"{LIST}/{number}", act="approve").status_code == 409
    assert send(approver, f"{LIST}/{number}", act="withdraw").status_code == 400  # no note
    assert send(approver, f"{LIST}/{number}", act="withdraw", note="téves").status_code == 303
    with store_of(app).session(read_only=True) as session:
        assert overrides.in_force(session, "square").entries == ()


def test_what_contradicts_is_refused_with_the_reason(
    signed_in: Callable[[str], FlaskClient],
) -> None:
    staff, approver = signed_in("staff"), signed_in("approver")
    first, second = proposed(staff), proposed(staff, verdict="outside")
    assert send(approver, f"{LIST}/{first}", act="approve").status_code == 303
    answer = send(approver, f"{LIST}/{second}", act="approve")
    assert answer.status_code == 400
    assert f"Ellentmond egy már jóváhagyott döntésnek ({first}. számú)" in answer.text
    answer = send(staff, NEW, **proposal(verdict="outside", extent="whole"))
    assert answer.status_code == 400
    assert "Ellentmond egy már jóváhagyott döntésnek" in answer.text


def test_what_contradicts_a_file_is_refused(areas: Areas, tmp_path: Path, hashed: str) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "square.yaml").write_text(
        "area: square\noverrides:\n- {street: Háttér utca, numbers: 7, verdict: outside, "
        "reason: r, source: határozat, by: [A, B], from: 2026-01-01, expires: 2026-12-31}\n"
    )
    settings = Settings(
        data_dir=str(tmp_path / "kept"), rate_limits=False, overrides_dir=str(folder)
    )
    areas.clock = Clock.on(TODAY)
    app = create_app(settings, areas)
    with store_of(app).session() as session:
        users.create(session, "staff", hashed, ["staff"])
    client = app.test_client()
    token = token_of(client.get("/account/login"))
    client.post("/account/login", data={"name": "staff", "password": PASSWORD, "csrf_token": token})
    answer = send(client, NEW, **proposal())
    assert answer.status_code == 400
    assert "az üzemeltető fájljában álló döntésnek" in answer.text


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"street": "Hátér utca"}, "Talán erre gondolt: Háttér utca."),
        ({"street": "Sehol köz"}, "Az utcajegyzékben nincs ilyen utca."),
        ({"street": ""}, "A mező kitöltése kötelező."),
        ({"number": "tizenkettő"}, "A házszám nem értelmezhető."),
        ({"number": "3-5"}, "A házszám nem értelmezhető."),
        ({"number": ""}, "A mező kitöltése kötelező."),
        ({"extent": "range", "parity": "continuous"}, "legalább az egyik végét"),
        (
            {"extent": "range", "parity": "odd", "number_from": "9", "number_to": "3"},
            "kisebb, mint a kezdete",
        ),
        ({"extent": "street"}, "Kérjük, válasszon"),
        ({"verdict": "boundary"}, "Kérjük, válasszon"),
        ({"reason": "x" * 301}, "legfeljebb 300 karakter"),
        ({"source": " "}, "A mező kitöltése kötelező."),
        ({"starts": "tegnap"}, "A dátum nem értelmezhető."),
        ({"starts": "2027-03-01"}, "A vége nem lehet korábbi"),
        ({"starts": "2025-01-01", "expires": "2026-03-01"}, "Ez a nap már elmúlt"),
        ({"reason": "a\x00b"}, "nem megengedett karaktert"),
        ({"reason": "a\u202eb"}, "nem megengedett karaktert"),
        ({"source": "a\u2067b"}, "nem megengedett karaktert"),
    ],
)
def test_faults_of_a_proposal_are_named(
    app: Flask, signed_in: Callable[[str], FlaskClient], changes: dict[str, str], fault: str
) -> None:
    answer = send(signed_in("staff"), NEW, **proposal(**changes))
    assert answer.status_code == 400
    assert fault in answer.text
    assert 'aria-invalid="true"' in answer.text
    with store_of(app).session(read_only=True) as session:
        assert overrides.listed(session) == []


def test_the_effect_is_shown_before_anything_is_stored(
    app: Flask, signed_in: Callable[[str], FlaskClient]
) -> None:
    answer = send(signed_in("staff"), NEW, **proposal(extent="whole", step="preview"))
    assert answer.status_code == 200
    assert "A jegyzék 2 érintett sorából 1 válasza változik meg." in answer.text
    assert "Ez 7 nyilvántartott lakóhelyet érint." in answer.text
    with store_of(app).session(read_only=True) as session:
        assert overrides.listed(session) == []


def test_files_go_out_and_come_back_as_proposals(
    app: Flask, signed_in: Callable[[str], FlaskClient]
) -> None:
    staff, approver = signed_in("staff"), signed_in("approver")
    number = proposed(staff, extent="range", parity="odd", number_from="1", number_to="9")
    send(approver, f"{LIST}/{number}", act="approve")
    written = staff.get(f"{LIST}/square.yaml")
    assert "attachment" in written.headers["Content-Disposition"]
    assert "parity: odd" in written.text
    assert upload(staff, f"{LIST}/import", written.data, "o.yaml").status_code == 303
    with store_of(app).session(read_only=True) as session:
        newest = overrides.listed(session)[0]
        kept = [line.details for line in audit.latest(session, subject=f"override:{newest.id}")]
    assert (newest.state, newest.parity, newest.number_to) == ("proposed", "odd", "9")
    assert {"people": ["staff", "approver"]} in kept


@pytest.mark.parametrize(
    "content",
    [
        b"area: square\noverrides: [{street: x}]",
        b"area: square\noverrides: nothing",
        b"\xff\xfe",
        b"a: [",
        b"!!python/object/apply:os.system ['true']",
    ],
)
def test_faulty_files_of_overrides_store_nothing(
    app: Flask, signed_in: Callable[[str], FlaskClient], content: bytes
) -> None:
    answer = upload(signed_in("staff"), f"{LIST}/import", content, "o.yaml")
    assert answer.status_code == 400
    assert "A fájlból semmi nem került be." in answer.text
    with store_of(app).session(read_only=True) as session:
        assert overrides.listed(session) == []


def upload(
    client: FlaskClient, path: str, content: bytes, name: str, **fields: str
) -> TestResponse:
    token = token_of(client.get("/account/"))
    data = {**fields, "file": (io.BytesIO(content), name), "csrf_token": token}
    return client.post(path, data=data, content_type="multipart/form-data")


def test_anybody_reports_and_staff_answer(
    app: Flask, signed_in: Callable[[str], FlaskClient]
) -> None:
    visitor = app.test_client()
    data = {"area": "square", "text": HOSTILE, "contact": "proba@example.org"}
    answer = visitor.post("/report", data=data)
    assert answer.status_code == 303
    assert "Set-Cookie" not in answer.headers
    assert "Köszönjük" in visitor.get(answer.headers["Location"]).text
    assert visitor.post("/report", data={"area": "square", "text": " "}).status_code == 400
    assert visitor.post("/report", data={**data, "more": "x"}).status_code == 400
    staff = signed_in("staff")
    page = staff.get("/desk/reports").text
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page
    assert "{{7*7}}" in page
    assert send(staff, "/desk/reports/1", act="accepted", note="").status_code == 400
    assert send(staff, "/desk/reports/1", act="accepted", note="javítva").status_code == 303
    assert send(staff, "/desk/reports/1", act="accepted", note="javítva").status_code == 409
    assert send(staff, "/desk/reports/99", act="accepted", note="javítva").status_code == 404
    with store_of(app).session(read_only=True) as session:
        (row,) = reports.listed(session, state=None)
        assert (row.state, row.contact, row.note) == ("accepted", None, "javítva")
        details = [line.details for line in audit.latest(session, subject="report:1")]
    assert details == [{"state": "accepted"}]
    assert "javítva" in staff.get("/desk/reports?shown=closed").text


def test_machines_and_floods_leave_no_reports(areas: Areas, tmp_path: Path) -> None:
    settings = Settings(data_dir=str(tmp_path / "kept"), rate_form="3 per minute")
    app = create_app(settings, areas)
    client = app.test_client()
    data = {"area": "square", "text": "gép"}
    assert client.post("/report", data={**data, "website": "x"}).status_code == 303
    codes = [client.post("/report", data=data).status_code for _ in range(4)]
    assert codes == [303, 303, 429, 429]
    with store_of(app).session(read_only=True) as session:
        assert session.query(Report).count() == 2


def test_texts_are_shown_before_they_are_saved(
    signed_in: Callable[[str], FlaskClient],
) -> None:
    admin, path = signed_in("admin"), "/desk/pages/privacy/hu"
    answer = send(admin, path, text=f"## Próba\n\n{HOSTILE}", step="preview")
    assert answer.status_code == 200
    assert "<h3>Próba</h3>" in answer.text
    assert "<script>alert" not in answer.text
    assert "Próba</h2>" not in admin.get("/info/privacy").text
    assert send(admin, path, text=f"## Próba\n\n{HOSTILE}", step="save").status_code == 303
    shown = admin.get("/info/privacy").text
    assert "Próba</h2>" in shown
    assert "<img src=x" not in shown
    assert "szöveg mentése" in admin.get(path).text
    assert admin.get("/desk/pages/other/hu").status_code == 404
    assert send(admin, path, text="x" * 60_001).status_code == 400


def test_the_audit_filters_and_goes_out_inert(
    app: Flask, signed_in: Callable[[str], FlaskClient]
) -> None:
    proposed(signed_in("staff"))
    admin = signed_in("admin")
    page = admin.get("/desk/audit?action=override.propose").text
    assert 'subject=override:1">Egyedi döntés: 1</a>' in page
    assert "bejelentkezés</td>" not in page
    assert "Egyedi döntés: 1<" not in admin.get("/desk/audit?who=admin").text
    assert "Egyedi döntés: 1<" not in admin.get("/desk/audit?until=2020-01-01").text
    assert admin.get("/desk/audit?since=x").status_code == 400
    assert admin.get("/desk/audit?other=x").status_code == 400
    with store_of(app).session() as session:
        audit.write(session, None, "=cmd|' /C calc'!A0", "@x")
    lines = admin.get("/desk/audit/lines.csv").text.splitlines()
    assert lines[0] == "\ufeffat;who;action;subject;details"
    assert "'=cmd|' /C calc'!A0;'@x" in lines[1]
    assert signed_in("staff").get("/desk/audit/lines.csv").status_code == 403
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(admin.get("/desk/audit/lines.xlsx").data))
    heading, first, *_ = sheet.get_sheet_by_index(0).to_python()
    assert heading == ["at", "who", "action", "subject", "details"]
    assert isinstance(first[0], dt.datetime)
    assert signed_in("staff").get("/desk/audit/lines.xlsx").status_code == 403


def test_a_looked_up_address_reaches_no_audit(
    app: Flask, signed_in: Callable[[str], FlaskClient]
) -> None:
    staff = signed_in("staff")
    send(staff, "/", q="Próba utca 1")
    send(staff, "/desk/venues/new", step="seek", address="Próba utca 1")
    with store_of(app).session(read_only=True) as session:
        written = " ".join(f"{x.action} {x.subject} {x.details}" for x in audit.latest(session))
    assert "Próba utca" not in written


def test_stored_rows_survive_what_the_pages_do_not_know(
    app: Flask, signed_in: Callable[[str], FlaskClient]
) -> None:
    """An override of an area that has gone is still shown."""
    with store_of(app).session() as session:
        user = users.get(session, "staff")
        one = OverrideRow(
            area="gone",
            street="Régi utca",
            verdict="inside",
            reason="r",
            source="s",
            starts=TODAY,
            expires=TODAY + dt.timedelta(days=9),
        )
        number = overrides.propose(session, one, by=user).id
    answer = signed_in("approver").get(f"{LIST}/{number}")
    assert answer.status_code == 200
    assert "nincs olvasható utcajegyzéke" in answer.text


def test_pages_of_nothing_are_404(signed_in: Callable[[str], FlaskClient]) -> None:
    both = signed_in("both")
    for path in (f"{LIST}/9", "/desk/venues/none", "/desk/events/9", "/desk/editions/candidate/x"):
        assert (path, both.get(path).status_code) == (path, 404)


def test_the_store_knows_venues_and_events(app: Flask) -> None:
    with store_of(app).session(read_only=True) as session:
        assert (venues.listed(session), events.listed(session)) == ([], [])
