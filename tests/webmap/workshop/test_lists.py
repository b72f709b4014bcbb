"""A list of streets from a pasted text to an area in force. The town is made up."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pytest

from boundaries.register.store import save_register
from tests.boundaries.edition.test_list_edition import town as town_register
from tests.webmap.forms import HOSTILE, send
from tests.webmap.workshop.test_workshop import HANDED, looked_at, seen_on, step

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

TOWN = "Négyzetfalva"
TEXT = "Az iskola körzete:\n12 valami\nFő utca 1-9, Kertt köz páros, Béke tér a templomig"
SAID = {**HANDED, "slug": "iskola", "title_hu": "Az iskola körzete"}


@pytest.fixture
def register(tmp_path: Path) -> Path:
    save_register(town_register(), tmp_path / "negyzetfalva.register")
    return tmp_path / "negyzetfalva.register"


def begun(client: FlaskClient, text: str, register: Path | None = None) -> str:
    answer = send(client, "/workshop", title="Iskola", town=TOWN, text=text)
    assert answer.status_code == 303, answer.text
    path = answer.headers["Location"].partition("?")[0]
    if register is not None:
        sent = (io.BytesIO(register.read_bytes()), register.name)
        added = step(client, path, "register", area=1, register=sent)
        assert added.status_code == 303, re.findall("field-fault[^<]*<", added.text)
    return path


def offers_of(page: TestResponse, row: str) -> dict[str, str]:
    """Return the words of what is offered for a row, and its key."""
    own = page.text[page.text.index(f'id="row-{row}"') :].partition("</li>")[0]
    found = re.findall(r'name="offer" value="([0-9a-f]{16})"[^>]*>([^<]*)<', own)
    return {words: key for key, words in found}


def take(client: FlaskClient, path: str, row: str, words: str) -> TestResponse:
    key = offers_of(client.get(path), row)[words]
    return step(client, path, "row-take", area=1, offer=key)


def settled(client: FlaskClient, path: str) -> None:
    """Settle all of `TEXT`: three offers, and words that are put aside."""
    for row, words in (
        ("1", "Házszámok: csak a páratlan oldal"),
        ("2", "Ez az utca: Kert köz"),
        ("3", "Szűkítés nélkül érvényes"),
    ):
        assert take(client, path, row, words).status_code == 303, row
    aside(client, path)


def unread_on(page: TestResponse) -> dict[str, str]:
    """Return where the first words stand that are in no row."""
    found = re.findall(r'name="(start|end)" value="(-?\d+)"', page.text)
    return dict(found[:2])


def aside(client: FlaskClient, path: str) -> None:
    said = {**unread_on(client.get(path)), "step": "aside", "reason": "nem utca"}
    assert step(client, path, "row-correct", area=1, **said).status_code == 303


def accepted(approver: FlaskClient, page: TestResponse) -> str:
    link = re.search(r"/desk/editions/candidate/([0-9a-f]{64})", page.text)
    assert link is not None
    shown = approver.get(link[0])
    said = {"hash": link[1], "holds_from": "2026-11-29", "reason": "jó"}
    done = send(approver, "/desk/editions/accept", **said)
    assert done.status_code == 303, re.findall("field-fault[^<]*<", done.text)
    return shown.text


def test_a_list_becomes_an_area_in_force(
    signed_in: Callable[[str], FlaskClient], register: Path
) -> None:
    editor, approver = signed_in("editor"), signed_in("approver")
    path = begun(editor, TEXT, register)
    page = editor.get(path)
    assert page.status_code == 200
    assert "Nem derül ki, hogy az utca másik oldala is idetartozik-e." in page.text
    settled(editor, path)
    page = editor.get(path)
    assert "A jegyzék átadható." in page.text
    assert "Utca kiválasztva: editor, 2026. november 29." in page.text
    asked = "Fő utca 3\nFő utca 4\nSemmi utca 1\n\x01x"
    tried = step(editor, path, "try", area=1, addresses=asked)
    assert tried.status_code == 200
    assert re.findall(r'<th scope="row">([^<]*)</th><td><strong>([^<]*)', tried.text) == [
        ("Fő utca 3", "Belül"),
        ("Fő utca 4", "Kívül"),
        ("Semmi utca 1", "Nem dönthető el"),
    ]
    assert step(editor, path, "list", area=1).status_code == 303
    doors = looked_at(editor, f"{path}/doors", "házszáma közül")
    assert "A jegyzék sorai" in doors.text
    handed = step(editor, path, "hand-over", area=1, **SAID)
    assert handed.status_code == 303, re.findall("field-fault[^<]*<", handed.text)
    page = looked_at(editor, f"{path}/force", "Átadva jóváhagyásra")
    assert "folt a házak ismert helyéből" in page.text
    own = send(editor, "/desk/editions/accept", hash="0" * 64, holds_from="2026-11-29", reason="x")
    assert own.status_code == 403, "who hands over accepts nothing"
    shown = accepted(approver, page)
    assert "„Kertt köz páros” → Kert köz: páros – Utca kiválasztva: editor" in shown
    assert "„12 valami” – Félretéve: editor, 2026. november 29. – nem utca" in shown
    assert "A területet elfogadta: approver" in editor.get(f"{path}/force").text
    for query, verdict in (("Fő utca 3", "Belül"), ("Fő utca 4", "Kívül"), ("Kert köz 6", "Belül")):
        answer = send(approver, "/", q=query, area="iskola")
        assert (query, answer.status_code, verdict in answer.text) == (query, 200, True)
    assert approver.get("/map?area=iskola").status_code == 200


def in_force(editor: FlaskClient, approver: FlaskClient, register: Path, text: str = TEXT) -> None:
    path = begun(editor, text, register)
    settled(editor, path)
    assert step(editor, path, "hand-over", area=1, **SAID).status_code == 303
    accepted(approver, looked_at(editor, f"{path}/force", "Átadva jóváhagyásra"))


def test_the_next_list_takes_over_corrections_and_is_held_against_the_one_in_force(
    signed_in: Callable[[str], FlaskClient], register: Path
) -> None:
    editor, approver = signed_in("editor"), signed_in("approver")
    in_force(editor, approver, register)
    path = begun(editor, f"{TEXT}, Fő utca 11 páratlan", register)
    assert "Összevetés" in editor.get(path).text
    taken = step(editor, path, "list-of", area=1, slug="iskola", carry="1")
    assert taken.status_code == 303
    page = editor.get(path)
    assert "a hatályos jegyzék javítása" in page.text
    assert "Eltérő sorok: 1" in page.text
    assert "új sor: Fő utca: páratlan 11–11" in page.text
    tried = step(editor, path, "try", area=1, addresses="Fő utca 11\nFő utca 3")
    assert len(re.findall("row-differs", tried.text)) == 1
    assert "<td>Kívül <mark>eltér</mark></td>" in tried.text
    assert step(editor, path, "list", area=1).status_code == 303
    doors = looked_at(editor, f"{path}/doors", "házszáma közül")
    assert "Másként besorolt: 1 házszám" in doors.text
    force = editor.get(f"{path}/force").text
    for name in ("slug", "title_hu", "authority", "source_document"):
        assert f'value="{SAID[name]}"' in force, "as the area in force says it"
    handed = step(editor, path, "hand-over", area=1, **SAID)
    assert handed.status_code == 303, re.findall("field-fault[^<]*<", handed.text)
    accepted(approver, looked_at(editor, f"{path}/force", "Átadva jóváhagyásra"))
    assert "Belül" in send(approver, "/", q="Fő utca 11", area="iskola").text
    assert step(editor, path, "list-of", area=1, slug="kecskemet-top-6.9.1").status_code == 409


def test_a_row_is_put_right_by_hand_with_a_reason_and_every_step_is_taken_back(
    signed_in: Callable[[str], FlaskClient], register: Path
) -> None:
    editor = signed_in("editor")
    path = begun(editor, TEXT, register)
    form = editor.get(f"{path}?area=1&row=2")
    assert form.text.count('name="reason"') == 3, "of the words in no row, the row, a new row"
    said = {"row": 2, "step": "save", "name": "Kert köz", "parity": "even", "first": "2"}
    silent = step(editor, path, "row-correct", area=1, **said, reason=" ")
    assert silent.status_code == 400
    wrong = step(editor, path, "row-correct", area=1, **{**said, "first": "kettő"}, reason="x")
    assert wrong.status_code == 400
    assert 'value="kettő"' in wrong.text
    assert "Házszámot írjon" in wrong.text
    done = step(editor, path, "row-correct", area=1, **said, last="8", reason="a jegyző szerint")
    assert done.status_code == 303
    page = editor.get(path).text
    assert "Kert köz: páros 2–8" in page
    assert "Házszámok megadva: editor, 2026. november 29. – a jegyző szerint" in page
    assert "megváltoztatott egy sort: Kertt köz páros" in page
    drop = {"row": 3, "step": "drop", "reason": "nem tartozik ide"}
    assert step(editor, path, "row-correct", area=1, **drop).status_code == 303
    assert "<s>Béke tér" in editor.get(path).text
    assert step(editor, path, "row-correct", area=1, row=3, step="as_read").status_code == 303
    assert "<s>Béke tér" not in editor.get(path).text
    new = {"step": "add", "name": "Béke tér", "parity": "odd", "excepted": "1", "reason": "pótlás"}
    assert step(editor, path, "row-correct", area=1, **new).status_code == 303
    assert "kivéve Béke tér: páratlan" in editor.get(path).text
    assert step(editor, path, "back").status_code == 303
    assert "kivéve Béke tér: páratlan" not in editor.get(path).text
    gone = step(editor, path, "row-correct", area=1, row=99, step="confirm", reason="x")
    assert gone.status_code == 400
    assert step(editor, path, "row-correct", area=1, row=99, step="as_read").status_code == 409
    assert step(editor, path, "row-take", area=1, offer="0" * 16).status_code == 409


def test_words_in_no_row_become_one_or_are_put_aside_and_back(
    signed_in: Callable[[str], FlaskClient], register: Path
) -> None:
    editor = signed_in("editor")
    path = begun(editor, TEXT, register)
    assert "state-unread" in editor.get(path).text
    place = unread_on(editor.get(path))
    aside(editor, path)
    assert "state-unread" not in editor.get(path).text
    back = step(editor, path, "row-correct", area=1, **place, step="as_read")
    assert back.status_code == 303
    assert "state-unread" in editor.get(path).text
    made = {**place, "step": "add", "name": "Fő utca", "parity": "even", "reason": "elírás"}
    assert step(editor, path, "row-correct", area=1, **made).status_code == 303
    page = editor.get(path).text
    assert "state-unread" not in page
    assert "„12 valami”" in page


def test_many_rows_with_one_doubt_are_settled_at_once(
    signed_in: Callable[[str], FlaskClient], register: Path
) -> None:
    editor = signed_in("editor")
    path = begun(editor, "A körzet utcái: Fő utca 1-9, Béke tér 2-8, Kert köz", register)
    said = {"need": "parity_open", "how": "one_side"}
    assert step(editor, path, "row-all", area=1, **said).status_code == 303
    page = editor.get(path).text
    assert "Fő utca: páratlan 1–9" in page
    assert "Béke tér: páros 2–8" in page
    assert "egyszerre döntött 2 sorról" in page
    assert step(editor, path, "row-all", area=1, **said).status_code == 409
    wrong = {"need": "parity_open", "how": "semmi"}
    assert step(editor, path, "row-all", area=1, **wrong).status_code == 409


def test_somebody_may_say_what_the_text_is(signed_in: Callable[[str], FlaskClient]) -> None:
    editor = signed_in("editor")
    path = begun(editor, "Fő utca páros, Kert köz")
    assert "Az utcajegyzék sorai" not in editor.get(path).text
    assert step(editor, path, "row-correct", area=1, row=1, step="confirm").status_code == 409
    assert step(editor, path, "read-as", form="lists").status_code == 303
    page = editor.get(path).text
    assert "Az utcajegyzék sorai" in page
    assert "state-no_register" in page
    assert step(
        editor, path, "correct", leg=1, step="left_out", area=1, reason="x"
    ).status_code in {400, 409}
    assert step(editor, path, "read-as", form="line").status_code == 303
    assert "Az utcajegyzék sorai" not in editor.get(path).text
    assert step(editor, path, "read-as", form="semmi").status_code == 409


def test_nobody_writes_over_what_somebody_else_has_settled(
    signed_in: Callable[[str], FlaskClient], register: Path
) -> None:
    first, second = signed_in("editor"), signed_in("second")
    path = begun(first, TEXT, register)
    seen = seen_on(second.get(path))
    key = offers_of(second.get(path), "1")["Házszámok: csak a páratlan oldal"]
    assert take(first, path, "2", "Ez az utca: Kert köz").status_code == 303
    told = step(second, path, "row-take", area=1, offer=key, seen=seen)
    assert told.status_code == 409
    assert "editor: utcát választott egy sorhoz: Kertt köz páros" in told.text
    assert "Ez az utca: Kert köz" not in told.text, "the other's step stands"


def test_several_lists_are_tabs_and_each_is_handed_over_by_itself(
    signed_in: Callable[[str], FlaskClient], register: Path
) -> None:
    editor = signed_in("editor")
    text = "Mese Óvoda körzete: Fő utca, Kert köz\nNap Óvoda körzete: Béke tér, Kert köz 2-4 páros"
    path = begun(editor, text, register)
    second = editor.get(f"{path}?area=2").text
    assert "Nap Óvoda körzete</a>" in second
    assert "Béke tér: teljes" in second
    assert "Fő utca: teljes" not in second
    handed = step(editor, path, "hand-over", area=2, **{**SAID, "slug": "nap"})
    assert handed.status_code == 303, re.findall("field-fault[^<]*<", handed.text)
    looked_at(editor, f"{path}/force?area=2", "Átadva jóváhagyásra")
    assert "Átadva jóváhagyásra" not in editor.get(f"{path}/force?area=1").text
    document = editor.get(f"{path}/area-2.geojson")
    assert document.status_code == 200
    assert document.get_json()["in_force"] is False
    assert editor.get(f"{path}/area-1.gpkg").status_code == 200, "made where nothing was made yet"
    assert editor.get(f"{path}/line-1?area=1").status_code == 409


def test_hostile_words_and_addresses_stay_texts_and_are_kept_nowhere(
    signed_in: Callable[[str], FlaskClient], register: Path, tmp_path: Path
) -> None:
    editor = signed_in("editor")
    path = begun(editor, f"Az iskola körzete: Fő utca, {HOSTILE} utca 3, Kert köz", register)
    new = {"step": "add", "name": HOSTILE[:150], "parity": "whole", "reason": HOSTILE}
    assert step(editor, path, "row-correct", area=1, **new).status_code == 303
    tried = step(editor, path, "try", area=1, addresses=f"Titok utca 7\n{HOSTILE}")
    for page in (editor.get(path), tried, editor.get(f"{path}?row=1&lang=en")):
        assert page.status_code == 200
        assert "<img src=x" not in page.text
        assert "<script>alert" not in page.text
    assert "Titok utca 7" in tried.text
    kept = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert not [file for file in kept if b"Titok utca" in file.read_bytes()]


def test_the_page_speaks_both_languages(
    signed_in: Callable[[str], FlaskClient], register: Path
) -> None:
    editor = signed_in("editor")
    path = begun(editor, TEXT, register)
    english = editor.get(f"{path}?lang=en&row=1").text
    assert "Rows of the list" in english
    assert "This street: Kert köz" in english
    for page in (english, editor.get(f"{path}?row=1").text):
        shown = re.sub(r'value="[^"]*"|name="[^"]*"|data-[a-z]+="[^"]*"', "", page)
        assert not re.search(r"\b(?:parity_open|not_in_register|one_side|row_added)\b", shown)


def test_a_register_without_rules_is_enough_for_a_list(
    signed_in: Callable[[str], FlaskClient],
) -> None:
    editor = signed_in("editor")
    path = begun(editor, "Az iskola körzete: Fő utca páros, Kert köz")
    lines = [f"Fő utca;{n};650{n:03d};150200" for n in range(100, 110)]
    lines += [f"Kert köz;{n};650{n:03d};150300" for n in range(100, 104)]
    table = "\n".join(["utca;hazszam;EOV Y;EOV X", *lines])
    sent = (io.BytesIO(table.encode()), "cimek.csv")
    assert step(editor, path, "register", area=1, register=sent).status_code == 303
    assert "A jegyzék átadható." in editor.get(path).text
    looked_at(editor, f"{path}/doors", "házszáma közül")
