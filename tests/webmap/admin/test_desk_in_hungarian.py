"""No page of staff shows Hungarian readers the name of a code or a sentence of English."""

from __future__ import annotations

import ast
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

import webmap
from boundaries.data_files import DATA
from boundaries.streets import listing_work, part_ranges
from tests.webmap.forms import PASSWORD, send, signed_in_as
from webmap.accounts import passwords
from webmap.app import create_app
from webmap.ask.recorded_words import Said, compile_note, leg_evidence, list_note
from webmap.ask.services import BundledAreas
from webmap.request.state import state
from webmap.store import audit, users
from webmap.web.i18n import texts
from webmap.web.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from flask.testing import FlaskClient

    from boundaries.streets.listing_work import DistrictsOfTown

SLUG = "kecskemet-top-6.9.1"
CODE = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b|\b[a-z]+\.[a-z_]{4,}\b|[{}]")
"""A name that a program gave, or a piece of JSON."""
NAMES = re.compile(
    r"kecskemet-top-6\.9\.1|town_assumed|precision_m|[\w.-]+\.(?:csv|xlsx|yaml|geojson|json)\b"
)
"""Names that people use as they are: of an area, a column, a file."""
ENGLISH = re.compile(r"\b(?:the|of|and|is|are|was|with|this|that|by|for|from|has|its|which)\b")
DETAILS: dict[str, object] = {
    "account.add": {"roles": ["staff", "admin"]},
    "account.roles": {"before": ["staff"], "after": ["planner", "approver"]},
    "database.begin_anew": {"reason": "próba"},
    "edition.accept": {"edition": "d47d7112482b"},
    "edition.discard": {"candidate": "d47d7112482b"},
    "event.delete": {"title": "Próba"},
    "fact.add": {"kind": "place"},
    "fact.confirm": {"note": "rendben"},
    "job.add": {"kind": "check_file"},
    "job.correct": {"corrected": 2, "decided": 1},
    "override.import": {"people": ["Próba Panna", "Próba Dénes"]},
    "override.propose": {"area": SLUG},
    "page.save": {"characters": 59},
    "report.close": {"state": "accepted"},
    "sheet.issue": {"variant": "programme", "edition": "d47d7112482b", "key": "98808544"},
    "sheet_key.add": {},
    "token.add": {"user": 1, "scopes": ["check", "files", "streets", "admin"]},
    "venue.delete": {"name": "Próba"},
}
SUBJECTS = {"edition": f"edition:{SLUG}/programme", "sheet": f"area:{SLUG}", "account": "user:1"}
ADDRESSES = (
    "Alma utca 3",
    "Március 15. utca 12",
    "Sehonnai utca 3",
    "Baja, Fő utca 1",
    "Halasi út",
)
PAGES = (
    "/desk",
    "/desk/overrides",
    "/desk/overrides/new",
    "/desk/overrides/import",
    "/desk/worklist",
    "/desk/facts",
    "/desk/facts/new",
    "/desk/reports",
    "/desk/venues",
    "/desk/venues/new",
    "/desk/events/new",
    "/desk/venue-import",
    "/desk/editions",
    "/desk/pages",
    "/desk/pages/privacy/hu",
    "/desk/audit",
    "/workshop",
    "/account/",
    "/account/password",
    "/files",
    "/map",
    "/downloads",
)


EMPTY = frozenset({"input", "br", "meta", "link", "img", "hr", "col"})
"""Elements that are not closed."""


class Seen(HTMLParser):
    """The texts that a reader of the page's language sees."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._open: list[bool] = []
        """For each open element, whether what is in it is left out."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        out = tag in {"script", "style", "code", "textarea"} or given.get("lang") == "en"
        if tag not in {
            "input",
            "br",
            "meta",
            "link",
            "img",
            "hr",
            "path",
            "rect",
            "circle",
            "line",
        }:
            self._open.append(out)
        self.texts += [] if any(self._open) else [given.get("aria-label") or ""]

    def handle_endtag(self, tag: str) -> None:
        if self._open and tag not in EMPTY:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if data.strip() and not any(self._open):
            self.texts.append(data)


def foreign(html: str) -> list[str]:
    """Return the texts of a page that are no Hungarian."""
    seen = Seen()
    seen.feed(html)
    plain = [NAMES.sub("", text) for text in seen.texts]
    return [text for text in plain if CODE.search(text) or len(set(ENGLISH.findall(text))) > 1]


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    settings = Settings(data_dir=str(tmp_path / "kept"), rate_limits=False)
    app = create_app(settings, BundledAreas())
    with app.app_context(), state().store.session() as session:
        person = users.create(
            session, "Próba Panna", passwords.make_hash(PASSWORD), ["staff", "approver", "admin"]
        )
        for action, details in DETAILS.items():
            kind = action.partition(".")[0]
            subject = SUBJECTS.get(kind, f"{kind}:1")
            audit.write(session, person, action, subject, **details)
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return signed_in_as(app, "Próba Panna")


def test_pages_of_staff_are_in_hungarian(client: FlaskClient) -> None:
    found = {}
    for path in PAGES:
        page = client.get(path)
        assert (path, page.status_code) == (path, 200)
        found[path] = foreign(page.text)
    assert {path: texts for path, texts in found.items() if texts} == {}


@pytest.mark.parametrize("address", ADDRESSES)
def test_answers_of_the_desk_are_in_hungarian(client: FlaskClient, address: str) -> None:
    page = send(client, "/desk", q=address, area=SLUG, variant="programme")
    assert page.status_code == 200
    assert foreign(page.text) == []


def test_a_page_with_a_code_or_english_is_found() -> None:
    assert foreign('<p>{"kind": "check_file"}</p>')
    assert foreign("<p>street_not_found</p>")
    assert foreign("<p>Doors of the street are with this district.</p>")
    assert not foreign('<p lang="en">Doors of the street</p><code>a_b</code><p>Alma utca</p>')


def ledgers() -> Iterator[str]:
    """Every piece of evidence in the editions that come with the product."""
    for path in sorted((DATA / "editions").rglob("*.json")):
        document = json.loads(path.read_text("utf-8"))
        for leg in document["legs"] if isinstance(document, dict) and "legs" in document else ():
            yield from leg["evidence"]


def test_the_evidence_of_the_bundled_legs_has_hungarian_words() -> None:
    known = set(ledgers())
    assert len(known) > 10
    assert {one for one in known if leg_evidence(one, "hu").lang != "hu"} == set()
    assert {one for one in known if leg_evidence(one, "en").text != one} == set()


IDLE = " and is marked as disused, not as a street in use"
SAID_IDLE = "másik névként viseli: „Fő út”. A térkép szerint nincs használatban."


@pytest.mark.parametrize(
    ("recorded", "said"),
    [
        (
            "drawn by Próba Panna on 2026-03-02: nem látszik",
            "Kézzel rajzolt vonal. Rajzolta: Próba Panna, 2026. március 2. Indoka: nem látszik",
        ),
        (
            'the text has "Mentha utca"; read as "Menta utca" by Próba P. on 2026-03-02: elírás',
            (
                "A szövegben „Mentha utca” áll; a szakaszt „Menta utca” néven vettük. "
                "Kiigazította: Próba P., 2026. március 2. Indoka: elírás"
            ),
        ),
        (
            "not in the text; added by Próba P. on 2026-03-02: kimaradt",
            "A szövegben nem szerepel. Hozzáadta: Próba P., 2026. március 2. Indoka: kimaradt",
        ),
        (
            'the side of the line ("even_side") was set by Próba P. on 2026-03-02: rendelet',
            (
                "A vonal helyét megadta: Próba P., 2026. március 2. (a határ a páros oldal). "
                "Indoka: rendelet"
            ),
        ),
        (
            "its place in the order was changed by Próba P. on 2026-03-02: térkép",
            (
                "A szakasz helye a sorrendben megváltozott. "
                "Kiigazította: Próba P., 2026. március 2. Indoka: térkép"
            ),
        ),
        (
            "straight extension of the street, as the sentence says",
            "Az utca egyenes meghosszabbítása, ahogyan a szöveg mondja.",
        ),
        (
            f'way/7 (without a name of today) carries "Fő út" as alt_name{IDLE}',
            f"A térkép 7. számú vonala (mai neve nincs) ezt a nevet {SAID_IDLE}",
        ),
        (
            "way/-7 is marked as construction, not as a street in use",
            "A térkép -7. számú vonala a térkép szerint nincs használatban.",
        ),
    ],
)
def test_evidence_that_programs_write_is_said_in_hungarian(recorded: str, said: str) -> None:
    assert leg_evidence(recorded, "hu") == Said(said, "hu")


def test_evidence_that_nobody_knows_stays_as_it_is() -> None:
    assert leg_evidence("two stops carry the name", "hu").lang == "en"


def constructed(*names: str) -> Iterator[str]:
    """Yield the codes of problems that the package makes."""
    for path in Path(listing_work.__file__).parents[1].rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in names:
                for code in ast.walk(node.args[0]) if node.args else ():
                    if isinstance(code, ast.Constant) and isinstance(code.value, str):
                        yield code.value


def test_every_note_of_a_compilation_has_words() -> None:
    codes = set(constructed("Problem", "ParsedProblem"))
    assert {"gap", "bridged", "stand_in", "several_areas"} <= codes
    notes = {
        code: compile_note({"code": code, "message": "x", "legs": [1]}, "hu") for code in codes
    }
    assert {code for code, said in notes.items() if said.lang != "hu"} == set()
    assert notes["stand_in"].text.startswith("1. határszakasz: ")


@pytest.mark.parametrize("kind", ["aside", "belongs", "left_out"])
def test_notes_of_corrections_are_said_in_hungarian(kind: str) -> None:
    details = {"kind": kind, "author": "Próba P.", "date": "2026-03-02", "reason": "rendelet"}
    said = compile_note({"code": "corrected", "legs": [], "details": details}, "hu")
    assert said.lang == "hu"
    assert said.text.endswith("Próba P., 2026. március 2. Indoka: rendelet")


CONTRADICTS = "Fő utca, district 007: evidence contradicts (RowEvidence(relation=None))"


def test_notes_of_a_street_list_are_said_in_hungarian() -> None:
    town = SimpleNamespace(
        overlapping={"001", "002", "010"},
        disproved={"007"},
        undrawn={"007"},
        torn={"007"},
        ground=range(40),
    )
    told = [*listing_work._told(cast("DistrictsOfTown", town), 40), CONTRADICTS]
    said = [list_note(one, "hu") for one in told]
    assert [one.lang for one in said] == ["hu"] * 5
    parts = [part_ranges._unsure(3, "Fő utca", meant) for meant in ([], ["Fő út", "Fő tér"])]
    assert [list_note(one, "hu").lang for one in parts] == ["hu"] * 2
    assert "Fő út, Fő tér" in list_note(parts[1], "hu").text
    assert "A 40 szavazókörből 3 más szavazókör fölé" in said[0].text
    assert "(1, 2, 10)" in said[0].text
    assert said[4].text.startswith("Fő utca, 7. szavazókör")


def test_every_detail_of_the_log_has_words() -> None:
    written = {"corrected", "decided", "variant", "edition", "key", "note"}
    for path in Path(webmap.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.write":
                written |= {one.arg for one in node.keywords if one.arg}
    t = texts("hu")
    assert {name for name in written if not t.has(f"admin.detail.{name}")} == set()
    kinds = {action.partition(".")[0] for action in DETAILS} - {"sheet"} | {"area", "user"}
    assert {name for name in kinds if not t.has(f"admin.subject.{name}")} == set()
