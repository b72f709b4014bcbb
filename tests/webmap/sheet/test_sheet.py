"""Issuing an evidence sheet and having it checked, through the pages."""

from __future__ import annotations

import base64
import datetime as dt
import json
import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pypdfium2
import pytest
from click.testing import CliRunner

from boundaries.clock import BUDAPEST, Clock
from boundaries.edition.edition import to_document
from boundaries.model import Details, Grade, LineRule, Reason, VerdictKind
from tests.webmap.forms import PASSWORD, signed_in_as, token_of
from webmap.accounts import passwords
from webmap.app import create_app
from webmap.cli.main import cli
from webmap.request.state import state
from webmap.sheet import paper
from webmap.store import audit, keys, users
from webmap.store.tables import SheetKey, now
from webmap.web.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from webmap.ask.services import Areas
    from webmap.store.core import Store

NAME = "Próba Panna"
MOMENT = dt.datetime(2026, 3, 29, 10, 5, 59, tzinfo=BUDAPEST)
HOSTILE = "${alert(1)}<b>`x`</b> \\ **félkövér** {kapcsos} %0A ' -- Őű 12"
LINK = re.compile(r"/verify#([A-Za-z0-9_-]+)")


@pytest.fixture(scope="module")
def hashed() -> str:
    return passwords.make_hash(PASSWORD)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=str(tmp_path / "kept"), rate_limits=False)


@pytest.fixture
def app(areas: Areas, settings: Settings, hashed: str) -> Flask:
    areas.clock = Clock.at(MOMENT)
    app = create_app(settings, areas)
    with store_of(app).session() as session:
        users.create(session, NAME, hashed, ["staff"])
        users.create(session, "Próba Terv", hashed, ["planner"])
    return app


@pytest.fixture
def staff(app: Flask) -> FlaskClient:
    return signed_in_as(app, NAME)


def store_of(app: Flask) -> Store:
    with app.app_context():
        return state().store


def issue(client: FlaskClient, lang: str = "hu", **fields: str) -> TestResponse:
    token = token_of(client.get("/account/"))
    return client.post(f"/sheet?lang={lang}", data={**fields, "csrf_token": token})


def text_of(body: bytes) -> str:
    document = pypdfium2.PdfDocument(body)
    try:
        assert len(document) == 1
        return str(document[0].get_textpage().get_text_bounded()).replace("\r\n", "\n")
    finally:
        document.close()


def flat(text: str) -> str:
    return " ".join(text.split())


def copied(body: bytes, **answer: str) -> dict[str, str]:
    """Copy a sheet by hand: code and line from the paper, the rest as the paper says it."""
    text = text_of(body)
    code = re.search(r"^(?:[0-9A-Z]{5}-){6}[0-9A-Z]{5}$", text, re.MULTILINE)
    line = re.search(
        r"^[0-9]+(?:\.[0-9a-z-]+){8}\.[0-9a-f]{16}(?:\.[0-9a-f-]+){3}$", text, re.MULTILINE
    )
    assert code is not None
    assert line is not None
    fields = {
        "code": code[0],
        "line": line[0],
        "typed": "Próba utca 1",
        "matched": "Próba utca 1",
        "verdict": "inside",
        "issued": "2026. március 29. 10:05",
        "override": "",
    }
    return {**fields, **answer}


def outcome(client: FlaskClient, fields: dict[str, str], lang: str = "hu") -> str:
    answer = client.post(f"/verify?lang={lang}", data=fields)
    found = re.search(r'data-outcome="([a-z_]+)"', answer.text)
    if found is None:
        assert answer.status_code == 400
        assert 'role="alert"' in answer.text
        return "fault"
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    return found[1]


def test_a_sheet_says_everything(staff: FlaskClient, fakes: ModuleType) -> None:
    answer = issue(staff, q="Próba utca 1", area="square")
    assert (answer.status_code, answer.content_type) == (200, "application/pdf")
    assert answer.headers["Cache-Control"] == "no-store"
    name = 'attachment; filename="igazolo-lap-2026-03-29-1005.pdf"'
    assert answer.headers["Content-Disposition"] == name
    text = flat(text_of(answer.data))
    for said in (
        "Igazoló lap egy cím fekvéséről",
        "Igen: a Próba utca 1. a program területén belül van, mert az 55. szavazókör",
        "A keresett szöveg Próba utca 1",
        "Így értelmeztük Próba utca 1",
        "Válasz Belül",
        "Határszakasz 2. próba utca",
        "123 méter",
        "15 méter",
        "A határ az utca vagy a vasút középvonala",
        "district_inside",
        fakes.edition().hash,
        "2026. január 31.",
        "2026. március 29. 10:05 (budapesti idő)",
        "Próba Panna (ügyintéző)",
        "A lap nem igazolja a jogosultságot",
        "a program 2023. november 30-án zárult",
        "© OpenStreetMap közreműködők",
        "Open Database License",
        "200 méter",
        "http://localhost/verify",
    ):
        assert said in text, said
    assert len(answer.data) < 60_000


def test_the_english_sheet(staff: FlaskClient) -> None:
    answer = issue(staff, "en", q="Próba utca 1")
    text = flat(text_of(answer.data))
    assert "evidence-sheet-2026" in answer.headers["Content-Disposition"]
    for said in (
        "The square area",
        "does not certify eligibility",
        "Issued by Próba Panna (staff)",
    ):
        assert said in text, said
    assert "akcióter" not in text.casefold()


def test_the_file_is_the_same_each_time_and_says_what_it_is(
    staff: FlaskClient, fakes: ModuleType
) -> None:
    one, two = (issue(staff, q="Próba utca 1").data for _ in range(2))
    assert one == two
    document = pypdfium2.PdfDocument(one)
    assert b"/Lang (hu)" in one
    assert b"DejaVuSans" in one
    assert document.is_tagged()
    assert document.count_attachments() == 1
    held = document.get_attachment(0)
    name, edition = held.get_name(), json.loads(bytes(held.get_data()))
    document.close()
    assert name == f"square-programme-{fakes.edition().hash[:12]}.json"
    assert edition == json.loads(json.dumps(to_document(fakes.edition())))


def test_the_file_is_for_archives(staff: FlaskClient) -> None:
    body = issue(staff, q="Próba utca 1").data
    assert body.startswith(b"%PDF-1.7")
    for part in (b"/OutputIntents", b"/GTS_PDFA1", b"/Marked true", b"/AFRelationship /Source"):
        assert part in body, part
    packet = body.partition(b"<?xpacket begin")[2].partition(b"?>")[2].partition(b"<?xpacket")[0]
    meta = ET.fromstring(packet)  # noqa: S314 - our own file
    told = {one.tag.rpartition("}")[2]: (one.text or "").strip() for one in meta.iter()}
    assert (told["part"], told["conformance"]) == ("3", "U")
    assert told["CreateDate"] == "2026-03-29T10:05:59+02:00"
    titles = [one.text for one in meta.iterfind(".//{*}title//{*}li")]
    assert titles == ["Igazoló lap egy cím fekvéséről"] * 2
    assert [one.text for one in meta.iterfind(".//{*}language//{*}li")] == ["hu"]
    assert b"/Info" not in body.rpartition(b"trailer")[2]  # XMP alone says it: nothing can differ


def test_texts_and_pictures_are_tagged_in_reading_order(staff: FlaskClient) -> None:
    body = issue(staff, q="Próba utca 1").data
    kinds = re.findall(rb"/S /(\w+)", body)
    assert kinds.count(b"H1") == 1
    assert kinds.count(b"Figure") == 2
    assert kinds.index(b"H1") < kinds.index(b"H2") < kinds.index(b"Figure") or b"H2" in kinds
    assert kinds.count(b"P") > 20
    assert body.count(b"/Alt ") == 2


def test_the_map_is_drawn(staff: FlaskClient) -> None:
    document = pypdfium2.PdfDocument(issue(staff, q="Próba utca 1").data)
    image = document[0].render(scale=2).to_pil().convert("RGB")
    document.close()
    colours = {colour for _, colour in image.getcolors(1 << 20) or []}
    assert (0, 105, 92) in colours  # the deciding leg
    assert (11, 61, 145) in colours  # the first leg
    tint = tuple(
        round(0.18 * a + 0.82 * b) for a, b in zip((91, 42, 134), (250, 249, 246), strict=True)
    )
    assert any(max(abs(a - b) for a, b in zip(tint, one, strict=True)) <= 2 for one in colours)


def test_a_place_is_drawn_where_it_is_known(
    staff: FlaskClient, areas: Areas, fakes: ModuleType
) -> None:
    def yellow(body: bytes) -> bool:
        document = pypdfium2.PdfDocument(body)
        image = document[0].render(scale=2).to_pil().convert("RGB")
        document.close()
        return any(colour == (255, 213, 79) for _, colour in image.getcolors(1 << 20) or [])

    assert not yellow(issue(staff, q="Próba utca 1").data)
    assert yellow(issue(staff, lat="46,8906", lon="19,689").data)
    places = (fakes.WEST + 500, fakes.SOUTH + 500), (fakes.WEST + 90_000, fakes.SOUTH)
    for (east, north), seen in zip(places, (True, False), strict=True):
        evidence = [{"method": "building", "east": east, "north": north}, {"method": None}]
        areas.answers["Próba köz 1"] = fakes.answer(
            "Próba köz 1", details=Details(evidence=tuple(evidence))
        )  # type: ignore[attr-defined]
        body = issue(staff, q="Próba köz 1").data
        assert yellow(body) is seen
        assert ("a térkép kivágatán kívül" in flat(text_of(body))) is not seen


def test_a_sheet_is_confirmed(staff: FlaskClient, app: Flask) -> None:
    fields = copied(issue(staff, q="Próba utca 1").data)
    anybody = app.test_client()
    answer = anybody.post("/verify", data=fields)
    assert 'data-outcome="confirmed"' in answer.text
    for said in (
        "Próba Panna (ügyintéző)",
        "mert az 55. szavazókör",
        "2. próba utca",
        "123 méter",
        "ma is hatályban",
    ):
        assert said in answer.text, said
    assert "Set-Cookie" not in answer.headers
    assert outcome(anybody, fields, "en") == "confirmed"


def test_as_people_copy_it(staff: FlaskClient, app: Flask) -> None:
    fields = copied(issue(staff, q="Próba  utca 1").data, typed="PRÓBA UTCA 1")
    fields["matched"] = "próba utca  1 "
    fields["code"] = fields["code"].lower().replace("-", " ").replace("0", "O").replace("1", "l")
    fields["line"] = f" {fields['line'].upper()} "
    fields["issued"] = "2026-03-29T10:05"
    assert outcome(app.test_client(), fields) == "confirmed"


CHANGES = {
    "typed": ["Próba utca 2", "Proba utca 1", "Próba utca 1/A"],
    "matched": ["Próba utca 11", ""],
    "verdict": ["outside", "boundary", "undecidable"],
    "issued": ["2026-03-29T10:06", "2025-03-29T10:05"],
    "override": ["bármi"],
}


def test_each_changed_field_is_denied(staff: FlaskClient, app: Flask) -> None:
    body = issue(staff, q="Próba utca 1").data
    for name, values in CHANGES.items():
        for value in values:
            fields = copied(body, **{name: value})
            assert (name, value, outcome(app.test_client(), fields)) == (name, value, "denied")


@pytest.fixture
def graded(areas: Areas, fakes: ModuleType) -> str:
    """Return an address whose answer has a grade, a street list and known places."""
    query = "Próba utca 1"
    known = {"grade": Grade.INFERRED, "street_list": "5" * 16 + "a" * 48, "evidence": "7c" * 32}
    areas.answers[query] = fakes.answer(query, **known)  # type: ignore[attr-defined]
    return query


def test_the_sheet_names_grade_street_list_and_known_places(
    staff: FlaskClient, app: Flask, graded: str
) -> None:
    for lang, said in (
        (
            "hu",
            (
                "A válasz alapja A szomszédos házakból és a számozásból következtetve",
                f"Az utcajegyzék ellenőrző összege {'5' * 16 + 'a' * 48}",
                f"Az ismert helyek ellenőrző összege {'7c' * 32}",
            ),
        ),
        (
            "en",
            (
                "How it is known Inferred from the houses around it and the numbering",
                f"Hash of the street list {'5' * 16 + 'a' * 48}",
                f"Hash of the known places {'7c' * 32}",
            ),
        ),
    ):
        body = issue(staff, lang, q=graded).data
        text = flat(text_of(body))
        assert [one for one in said if one not in text] == []
        fields = copied(body)
        assert fields["line"].endswith(f".3.{'5' * 16}.{'7c' * 8}")
        answer = app.test_client().post(f"/verify?lang={lang}", data=fields)
        assert 'data-outcome="confirmed"' in answer.text
        word = "következtetve" if lang == "hu" else "Inferred from the houses"
        for shown in (word, f"{'5' * 16}…", f"{'7c' * 8}…"):
            assert shown in answer.text, shown


def test_a_sheet_without_list_and_places_names_none(staff: FlaskClient) -> None:
    body = issue(staff, q="Próba utca 1").data
    assert copied(body)["line"].endswith(".-.-.-")
    assert "utcajegyzék ellenőrző" not in flat(text_of(body))


def test_the_end_of_the_line_cannot_be_left_out(
    staff: FlaskClient, app: Flask, graded: str
) -> None:
    fields = copied(issue(staff, q=graded).data)
    parts = fields["line"].split(".")
    assert outcome(app.test_client(), {**fields, "line": ".".join(parts[:10])}) == "denied"
    assert outcome(app.test_client(), {**fields, "line": ".".join(parts[:12])}) == "fault"
    as_typed = f"{'.'.join(parts[:10])}. \n {' . '.join(parts[10:])}".upper()
    assert outcome(app.test_client(), {**fields, "line": as_typed}) == "confirmed"


OLD_KID, OLD_KEY = "0a1b2c3d", bytes(range(32))
OLD_SHEETS = (
    (
        ("Próba utca 1–3.", "Próba utca 1–3.", "inside", ""),
        "1.2.1.1.1234.150.055.1.1.0123456789abcdef",
        "051PB-1X53Q-PQD4A-P6NWA-APJ1B-Q3DE4-0V6FK",
    ),
    (
        ("Próba", "", "undecidable", ""),
        "13.-.-.-.-.-.-.1.1.0123456789abcdef",
        "051PB-1X28H-CP14K-EK360-4WRT9-7EHWH-DEH64",
    ),
    (
        ("Próba utca 5", "Próba utca 5", "inside", "Az indok: „próba”."),
        "25.-.-.7.1234.150.055.1.1.0123456789abcdef",
        "051PB-1X2GG-FENPW-FYBF7-QTRVP-AQDTE-1Q6TE",
    ),
)
"""Sheets as they were issued before the line of figures named grade, street list and places."""


@pytest.mark.parametrize(("typed", "line", "code"), OLD_SHEETS)
def test_sheets_of_the_first_schema_are_confirmed(
    app: Flask, typed: tuple[str, ...], line: str, code: str
) -> None:
    with store_of(app).session() as session:
        session.add(SheetKey(kid=OLD_KID, material=OLD_KEY, retired_at=now()))
    names = ("typed", "matched", "verdict", "override")
    fields = dict(zip(names, typed, strict=True))
    fields |= {"line": line, "code": code, "issued": "2026. március 29. 10:05"}
    client = app.test_client()
    answer = client.post("/verify", data=fields)
    assert 'data-outcome="confirmed"' in answer.text
    assert line in answer.text
    assert "A válasz alapja" not in answer.text
    assert outcome(client, {**fields, "line": line.upper().replace("0", "O")}) == "confirmed"
    assert outcome(client, {**fields, "line": f"{line}.-.-.-"}) == "denied"
    assert outcome(client, {**fields, "line": f"{line}.1.{'5' * 16}.-"}) == "denied"
    assert outcome(client, {**fields, "issued": "2026-03-29T10:06"}) == "denied"


def test_each_changed_figure_is_denied(staff: FlaskClient, app: Flask, graded: str) -> None:
    fields = copied(issue(staff, q=graded).data)
    figures = fields["line"].split(".")
    assert len(figures) == 13
    for part, figure in enumerate(figures):
        changed = figure[:-1] + ("2" if figure[-1] == "1" else "1")
        line = ".".join([*figures[:part], changed, *figures[part + 1 :]])
        expected = "unknown_edition" if part == 9 else "denied"
        assert (part, outcome(app.test_client(), {**fields, "line": line})) == (part, expected)


def test_changed_codes(staff: FlaskClient, app: Flask) -> None:
    fields = copied(issue(staff, q="Próba utca 1").data)
    other = copied(issue(staff, q="Próba utca 12").data)
    client = app.test_client()
    assert outcome(client, {**fields, "code": other["code"]}) == "denied"
    digit = "2" if fields["code"][20] == "1" else "1"
    slip = fields["code"][:20] + digit + fields["code"][21:]
    answer = client.post("/verify", data={**fields, "code": slip})
    assert answer.status_code == 400
    assert "nem igazolható" in answer.text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("code", ""),
        ("code", "x" * 5_000),
        ("line", "1.2.3"),
        ("typed", " "),
        ("typed", "x" * 5_000),
        ("verdict", "inside or so"),
        ("issued", "tegnap"),
    ],
)
def test_fields_that_cannot_be_read(app: Flask, name: str, value: str) -> None:
    fields = {
        "code": "00000-01000-00000-00000-00000-00000-000KZ",
        "line": "2.-.-.1.-.-.021.1.1.d47d7112482be73a",
        "typed": "Próba utca 1",
        "verdict": "inside",
        "issued": "2026-03-29T10:05",
    }
    client = app.test_client()
    assert outcome(client, fields) == "unknown_key"
    answer = client.post("/verify", data={**fields, name: value})
    assert answer.status_code == 400
    assert f'href="#{name}"' in answer.text
    assert client.post("/verify", data={**fields, "more": "x"}).status_code == 400
    assert client.get("/verify?code=x").status_code == 400


def test_keys_are_rotated_and_old_sheets_confirmed(
    staff: FlaskClient, app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AKCIOTERULET_DATA_DIR", str(settings.data_dir))
    old = copied(issue(staff, q="Próba utca 1").data)
    made = CliRunner().invoke(cli, ["sheet-key", "rotate"])
    assert made.exit_code == 0
    new = copied(issue(staff, q="Próba utca 1").data)
    assert old["code"][:7] != new["code"][:7]
    client = app.test_client()
    assert [outcome(client, one) for one in (old, new)] == ["confirmed", "confirmed"]
    listed = CliRunner().invoke(cli, ["sheet-key", "list"]).output.splitlines()
    assert len(listed) == 2
    assert [made.output.strip() in line for line in listed] == ["in use" in line for line in listed]
    with store_of(app).session() as session:
        for key in keys.every(session):
            if key.retired_at is not None:
                session.delete(key)
    assert [outcome(client, one) for one in (old, new)] == ["unknown_key", "confirmed"]


def test_an_edition_out_of_force(staff: FlaskClient, app: Flask, areas: Areas) -> None:
    fields = copied(issue(staff, q="Próba utca 1").data)
    in_force = areas.edition
    import dataclasses  # noqa: PLC0415 - only here

    def newer(slug: str, variant: str = "programme") -> object:
        return dataclasses.replace(in_force(slug, variant), hash="f" * 64)

    old = areas.frozen("square", "programme", in_force("square").hash)
    areas.frozen = lambda *_: old  # type: ignore[method-assign]
    areas.edition = newer  # type: ignore[method-assign, assignment]
    answer = app.test_client().post("/verify", data=fields)
    assert 'data-outcome="confirmed"' in answer.text
    assert "már nincs hatályban" in answer.text


def override_answer(fakes: ModuleType) -> object:
    record = {
        "street": "Próba utca",
        "numbers": "continuous 5-5",
        "verdict": "outside",
        "reason": "a helyszínen felmérve " + "és leírva " * 25,
        "source": "próbajegyzőkönyv " * 15,
        "by": ["Próba Péter", "Próba Pál"],
        "from": "2026-01-01",
        "expires": "2026-12-31",
    }
    details = Details(override=record, without_override={"verdict": "inside", "reason": "x"})
    return fakes.answer(
        "Próba utca 5",
        verdict=VerdictKind.OUTSIDE,
        reason=Reason.OVERRIDE,
        method="override",
        leg=None,
        leg_number=None,
        rule=None,
        details=details,
    )


def test_an_override_is_told_and_signed(
    staff: FlaskClient, app: Flask, areas: Areas, fakes: ModuleType
) -> None:
    areas.answers["Próba utca 5"] = override_answer(fakes)  # type: ignore[attr-defined]
    body = issue(staff, q="Próba utca 5").data
    text = flat(text_of(body))
    for said in ("Próba Péter, Próba Pál", "2026. december 31.", "a helyszínen felmérve"):
        assert said in text, said
    paragraph = re.search(r"Az egyedi döntés indoka: .*? 2026\. december 31\.", text)
    assert paragraph is not None
    held = {"typed": "Próba utca 5", "matched": "Próba utca 5", "verdict": "outside"}
    fields = copied(body, **held, override=paragraph[0])
    client = app.test_client()
    assert outcome(client, fields) == "confirmed"
    assert outcome(client, {**fields, "override": ""}) == "fault"
    assert "az „Egyedi döntés” alatti bekezdés is szükséges" in text
    changed = paragraph[0].replace("Próba Pál", "Próba Ede")
    assert outcome(client, {**fields, "override": changed}) == "denied"


def test_an_open_answer(staff: FlaskClient, app: Flask) -> None:
    body = issue(staff, q="Próba").data
    text = flat(text_of(body))
    assert "Nem dönthető el, hogy a „Próba” a program területén belül van-e" in text
    assert "sem azt nem igazolja, hogy a cím a program területén belül van" in text
    assert "Így értelmeztük" not in text
    fields = copied(body, typed="próba", matched="–", verdict="undecidable")
    assert outcome(app.test_client(), fields) == "confirmed"
    assert outcome(app.test_client(), {**fields, "verdict": "outside"}) == "denied"


@pytest.mark.parametrize("query", [HOSTILE, "Őű" * 100, ("Árvíztűrő tükörfúrógép " * 9)[:200]])
def test_any_text_that_can_be_printed(staff: FlaskClient, app: Flask, query: str) -> None:
    answer = issue(staff, q=query)
    assert answer.status_code == 200
    tight = "".join(text_of(answer.data).split())
    assert "".join(query.split()) in tight
    fields = copied(answer.data, typed=query, matched=query)
    checked = app.test_client().post("/verify", data=fields)
    assert 'data-outcome="confirmed"' in checked.text
    assert "<b>" not in checked.text


@pytest.mark.parametrize("query", ["中文 utca 1", "Próba utca 1 א", "\U0001f3e0 utca"])
def test_what_cannot_be_printed_is_refused(
    staff: FlaskClient, caplog: pytest.LogCaptureFixture, query: str
) -> None:
    answer = issue(staff, q=query)
    assert answer.status_code == 400
    assert "nem nyomtatható" in answer.text
    assert "utca" not in caplog.text


def test_a_sheet_that_is_too_long_is_refused(
    staff: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper, "BOX_TOP", 100.0)
    answer = issue(staff, q="Próba utca 1")
    assert answer.status_code == 400
    assert "nem fér el egy oldalon" in answer.text


def test_the_qr_code_holds_the_fields_behind_the_hash(
    staff: FlaskClient, monkeypatch: pytest.MonkeyPatch, app: Flask
) -> None:
    links: list[str] = []
    drawn = paper._qr

    def watched(pdf: object, text: str, *where: float) -> None:
        links.append(text)
        drawn(pdf, text, *where)  # type: ignore[arg-type]

    monkeypatch.setattr(paper, "_qr", watched)
    issue(staff, q="Próba utca 1")
    found = LINK.search(links[0])
    assert found is not None
    packed = found[1] + "=" * (-len(found[1]) % 4)
    values = json.loads(base64.urlsafe_b64decode(packed))
    names = ("code", "typed", "matched", "verdict", "issued", "line", "override")
    fields = dict(zip(names, values, strict=True))
    assert outcome(app.test_client(), fields) == "confirmed"
    assert "?" not in links[0]


def test_who_may_issue(app: Flask, staff: FlaskClient) -> None:
    anybody = app.test_client()
    assert anybody.get("/sheet").headers["Location"] == "/account/login?next=/sheet"
    assert anybody.post("/sheet", data={"q": "Próba utca 1"}).status_code == 303
    assert issue(signed_in_as(app, "Próba Terv"), q="Próba utca 1").status_code == 403
    assert staff.post("/sheet", data={"q": "Próba utca 1"}).status_code == 400  # no token
    page = staff.get("/sheet")
    assert page.status_code == 200
    assert "Igazoló lap (PDF)" in page.text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Írjon be egy címet"),
        ({"q": "x" * 201}, "legfeljebb 200"),
        ({"q": "a\x00b"}, "vezérlőkarakterek"),
        ({"lat": "46,9"}, "szélesség és hosszúság"),
        ({"lat": "x", "lon": "19"}, "Szám kell"),
        ({"lat": "19", "lon": "46"}, "felcserélve"),
        ({"q": "Próba utca 1", "verdict": "inside"}, "Ismeretlen mező"),
        ({"q": "Próba utca 1", "area": "nincs"}, "Ilyen nevű terület nincs"),
        ({"q": "Próba utca 1", "variant": "nincs"}, "Nincs ilyen határváltozat"),
    ],
)
def test_faulty_questions(staff: FlaskClient, fields: dict[str, str], said: str) -> None:
    answer = issue(staff, **fields)
    assert answer.status_code == 400
    assert said in answer.text


def test_nothing_keeps_the_address(
    staff: FlaskClient, app: Flask, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", logger="akcioterulet")
    query = "Zsirafné utca 17"
    body = issue(staff, q=query).data
    app.test_client().post("/verify", data=copied(body, typed=query, matched=query))
    with store_of(app).session() as session:
        line = audit.latest(session)[0]
        assert (line.action, line.subject) == ("sheet.issue", "area:square")
        assert set(line.details) == {"variant", "edition", "key"}
    assert "sirafné" not in caplog.text
    store_of(app).close()
    kept = [path for path in settings.data_folder.rglob("*") if path.is_file()]
    assert len(kept) > 1
    assert not any(b"Zsiraf" in path.read_bytes() for path in kept)


def test_checking_is_limited(areas: Areas, tmp_path: Path) -> None:
    settings = Settings(data_dir=str(tmp_path / "kept"), rate_form="3 per minute")
    client = create_app(settings, areas).test_client()
    statuses = [client.post("/verify", data={}).status_code for _ in range(4)]
    assert statuses == [400, 400, 400, 429]
    assert client.get("/verify").status_code == 200


def test_without_a_database(areas: Areas, tmp_path: Path) -> None:
    (tmp_path / "in the way").write_text("x")
    app = create_app(Settings(data_dir=str(tmp_path / "in the way" / "data")), areas)
    client = app.test_client()
    assert client.get("/verify").status_code == 200
    fields = {
        "code": "00000-01000-00000-00000-00000-00000-000KZ",
        "line": "2.-.-.1.-.-.021.1.1.d47d7112482be73a",
        "typed": "Próba utca 1",
        "verdict": "inside",
        "issued": "2026-03-29T10:05",
    }
    answer = client.post("/verify", data=fields)
    assert answer.status_code == 503
    assert "Az adatbázis most nem érhető el" in answer.text
    assert "Próba utca" not in answer.text


def test_a_database_that_goes_away(staff: FlaskClient, app: Flask, settings: Settings) -> None:
    fields = copied(issue(staff, q="Próba utca 1").data)
    store_of(app).close()
    (settings.data_folder / "akcioterulet.sqlite").write_bytes(b"broken" * 1000)
    token = {"csrf_token": "x"}
    assert staff.post("/sheet", data={"q": "Próba utca 1", **token}).status_code in {400, 503}
    assert app.test_client().post("/verify", data=fields).status_code == 503


def test_rules_and_legs_in_both_languages(
    staff: FlaskClient, areas: Areas, fakes: ModuleType, app: Flask
) -> None:
    for number, rule in enumerate(LineRule):
        query = f"Próba utca {number}"
        areas.answers[query] = fakes.answer(query, rule=rule, leg="4. próba utca", leg_number=4)  # type: ignore[attr-defined]
        body = issue(staff, "en" if number % 2 else "hu", q=query).data
        assert "4. próba utca" in flat(text_of(body))
        fields = copied(body, typed=query, matched=query)
        assert outcome(app.test_client(), fields) == "confirmed"


def test_the_qr_code_on_paper_is_that_of_its_text(
    staff: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    import segno  # noqa: PLC0415 - only here

    drawn: list[tuple[str, float, float, float]] = []
    plain = paper._qr

    def watched(pdf: object, text: str, x: float, y: float, side: float) -> None:
        drawn.append((text, x, y, side))
        plain(pdf, text, x, y, side)  # type: ignore[arg-type]

    monkeypatch.setattr(paper, "_qr", watched)
    document = pypdfium2.PdfDocument(issue(staff, q=("Őű utca 1 " * 20)[:200]).data)
    image = document[0].render(scale=6).to_pil().convert("L")
    document.close()
    text, x, y, side = drawn[-1]
    matrix = segno.make(text, error="l", micro=False).matrix
    step, pixels = side / (len(matrix) + 8), image.width / 210
    assert step > 0.35  # millimetres: coarse enough for a telephone
    seen = [
        [
            image.getpixel(((x + (at + 4.5) * step) * pixels, (y + (line + 4.5) * step) * pixels))
            < 128
            for at in range(len(row))
        ]
        for line, row in enumerate(matrix)
    ]
    assert seen == [[bool(dark) for dark in row] for row in matrix]
