"""The programme of a draft: filled in fact by fact, published by a second person, withdrawn."""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import TYPE_CHECKING

import pytest

from boundaries.clock import Clock
from boundaries.data_files import DATA
from boundaries.programmes.catalogue import load_programme, misquoted
from tests.made_up_square import RING
from tests.patience import wait_until
from tests.webmap.forms import HOSTILE, send
from tests.webmap.workshop.test_workshop import HANDED, begun, looked_at, seen_on, step
from webmap.app import create_app
from webmap.request.state import state

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

TEXT = """Próbaprogram Pirtón
A program Pirtó településen fut.
A támogatás összege: 165 millió Ft, mértéke 100%.
A program 2027. március 1-jén kezdődik, és várhatóan 2028. II. félévében ér véget.
Kérdés: Próba Hivatal, telefon: 06 76/123-456, e-mail: hivatal@proba.example
"""
SLUG = "probaprogram-pirton"
_TODAY = dt.date(2026, 11, 29)


def put(
    client: FlaskClient, path: str, part: str, row: str = "", *said: str, **fields: str
) -> TestResponse:
    """Send the form of a fact as it is shown now."""
    page = client.get(f"{path}/programme")
    typed = {f"f_{name}": value for name, value in fields.items() if name not in _PLAIN}
    plain = {name: value for name, value in fields.items() if name in _PLAIN}
    quotes = {f"said_{at}_words": words for at, words in enumerate(said)}
    seen = plain.pop("seen", None) or seen_on(page)
    sent = {"part": part, "row": row, "seen": seen, "step": "save", **quotes, **typed, **plain}
    return send(client, f"{path}/programme/fact", **sent)


_PLAIN = ("step", "own_text", "text", "seen")


def act(client: FlaskClient, path: str, what: str, **fields: str) -> TestResponse:
    seen = seen_on(client.get(f"{path}/programme"))
    return send(client, f"{path}/programme/{what}", seen=seen, **fields)


def faults_on(page: TestResponse) -> list[str]:
    return [
        html.unescape(one) for one in re.findall(r'class="field-fault"[^>]*>([^<]+)<', page.text)
    ]


def filled(client: FlaskClient, text: str = TEXT) -> str:
    """Begin a draft and fill in what a programme has to have; return its path."""
    path = begun(client, text)
    for answer in (
        put(
            client, path, "sources", own_text="yes", title_hu="A program oldala", publisher="próba"
        ),
        put(client, path, "title", "", "Próbaprogram Pirtón", hu="Próbaprogram Pirtón"),
        put(
            client,
            path,
            "area-settlements",
            "",
            "A program Pirtó településen fut.",
            members="Pirtó",
            note_hu="A program Pirtón fut.",
        ),
        put(
            client,
            path,
            "contacts",
            "",
            "Próba Hivatal, telefon: 06 76/123-456",
            office_hu="Próba Hivatal",
            role="beneficiary",
            phone="06 76/123-456",
        ),
    ):
        assert answer.status_code == 303, faults_on(answer)
    return path


def test_a_programme_is_filled_in_published_and_withdrawn(
    signed_in: Callable[[str], FlaskClient], tmp_path: Path
) -> None:
    editor, approver = signed_in("editor"), signed_in("approver")
    path = filled(editor)
    for answer in (
        put(editor, path, "amounts", "", "165 millió Ft", role="support", written="165 millió Ft"),
        put(editor, path, "support_rate", "", "mértéke 100%", percent="100"),
        put(
            editor,
            path,
            "period.end",
            "",
            "várhatóan 2028. II. félévében ér véget",
            hu="várható befejezés",
            when="2028-H2",
            state="planned",
        ),
    ):
        assert answer.status_code == 303, faults_on(answer)
    assert approver.get(f"/programmes/{SLUG}").status_code == 404
    preview = editor.get(f"{path}/programme/preview")
    assert "Előnézet" in preview.text
    assert "165 millió Ft" in preview.text
    assert act(editor, path, "hand").status_code == 303
    assert act(editor, path, "publish").status_code == 403
    assert "Közzétételre váró programoldal: Próba" in approver.get("/desk").text
    assert act(approver, path, "publish").status_code == 303
    assert "Önre vár" not in approver.get("/desk").text
    public = approver.get(f"/programmes/{SLUG}")
    assert public.status_code == 200
    assert _shown(preview) == _shown(public)
    assert "Próbaprogram Pirtón" in approver.get("/programmes").text
    programme = load_programme(SLUG)
    assert programme.amounts[0].huf == 165_000_000
    assert misquoted(programme, tmp_path / "areas" / "programmes" / "texts" / SLUG) == ()
    assert "így van közzétéve" in editor.get(f"{path}/programme").text
    assert act(approver, path, "withdraw", reason=" ").status_code == 400
    assert act(approver, path, "withdraw", reason="téves adat").status_code == 303
    gone = approver.get(f"/programmes/{SLUG}")
    assert gone.status_code == 410
    assert "visszavonták" in gone.text
    assert "Próbaprogram Pirtón" not in approver.get("/programmes").text
    assert (tmp_path / "areas" / "programmes" / f"{SLUG}.yaml").is_file()
    assert act(approver, path, "restore", reason="javítva").status_code == 303
    assert approver.get(f"/programmes/{SLUG}").status_code == 200


def test_an_office_needs_no_source_and_dates_are_typed_in_hungarian(
    signed_in: Callable[[str], FlaskClient],
) -> None:
    editor, approver = signed_in("editor"), signed_in("approver")
    path = begun(editor, TEXT)
    for answer in (
        put(editor, path, "sources", own_text="yes", title_hu="A program oldala", publisher="p"),
        put(editor, path, "title", "", "Próbaprogram Pirtón", hu="Próbaprogram Pirtón"),
        put(
            editor,
            path,
            "area-settlements",
            "",
            "A program Pirtó településen fut.",
            members="Pirtó",
            note_hu="A program Pirtón fut.",
        ),
        put(
            editor,
            path,
            "contacts",
            office_hu="Próba Hivatal",
            role="municipality",
            phone="06 76/123-456",
        ),
        put(
            editor,
            path,
            "period.end",
            "",
            "várhatóan 2028. II. félévében ér véget",
            hu="várható befejezés",
            when="2028. II. félév",
            state="planned",
        ),
    ):
        assert answer.status_code == 303, faults_on(answer)
    unquoted = put(editor, path, "objectives", hu="Cél idézet nélkül")
    assert unquoted.status_code == 400
    assert act(editor, path, "hand").status_code == 303
    assert act(approver, path, "publish").status_code == 303
    public = approver.get(f"/programmes/{SLUG}").text
    assert "Próba Hivatal" in public
    assert "önkormányzat" in public
    assert "A program adatai között nincs esemény." in public
    assert "nem nevez" not in public


def test_a_step_back_after_publishing_leaves_the_page_to_its_draft(
    signed_in: Callable[[str], FlaskClient],
) -> None:
    editor, approver = signed_in("editor"), signed_in("approver")
    path = filled(editor)
    assert act(editor, path, "hand").status_code == 303
    assert act(approver, path, "publish").status_code == 303
    for _ in range(2):
        back = send(editor, f"{path}/back", seen=seen_on(editor.get(f"{path}/programme")))
        assert back.status_code == 303
        page = editor.get(f"{path}/programme").text
        assert "más tartalom került közzétételre" not in page
    aim = put(editor, path, "objectives", "", "A program Pirtó településen fut.", hu="Új cél")
    assert aim.status_code == 303, faults_on(aim)
    changed = put(editor, path, "title", "0", "Próbaprogram Pirtón", hu="Próbaprogram Pirtón")
    assert changed.status_code == 303, faults_on(changed)
    contact = {"office_hu": "Próba", "role": "author"}
    put(editor, path, "contacts", "", "Próbaprogram Pirtón", **contact)
    assert act(editor, path, "hand").status_code == 303, editor.get(f"{path}/programme").text
    assert act(approver, path, "publish").status_code == 303
    assert "Új cél" in approver.get(f"/programmes/{SLUG}").text


def _shown(page: TestResponse) -> str:
    """Return what a page says, without what a preview adds and without addresses."""
    body = page.text[page.text.index("<main") : page.text.index("</main>")]
    body = re.sub(r'<p class="notice" role="note">.*?</p>', "", body, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", " ", body).split())


def test_who_hands_a_programme_over_does_not_publish_it(
    signed_in: Callable[[str], FlaskClient],
) -> None:
    approver = signed_in("approver")
    path = filled(approver)
    assert act(approver, path, "hand").status_code == 303
    told = act(approver, path, "publish")
    assert "Ön adta át" in told.text
    assert approver.get(f"/programmes/{SLUG}").status_code == 404


@pytest.mark.parametrize(
    ("said", "fields", "fault"),
    [
        ("165 milliárd Ft", {"written": "165 milliárd Ft"}, "nem áll betű szerint a forrásban"),
        ("165 millió Ft", {"written": "166 millió Ft"}, "nem áll az idézetben"),
        ("mértéke 100%", {"written": "100%"}, "nem olvasható ki forintösszeg"),
        ("", {"written": "165 millió Ft"}, "Hiányzik."),
        (
            "165 millió Ft",
            {"written": "165 millió Ft", "role": "x"},
            "Válasszon a felsoroltak közül.",
        ),
        ("165 millió Ft", {"written": "\u202e165 millió Ft"}, "áthatatlan jelet"),
    ],
)
def test_a_fact_that_its_source_does_not_say_is_refused_beside_its_field(
    signed_in: Callable[[str], FlaskClient], said: str, fields: dict[str, str], fault: str
) -> None:
    editor = signed_in("editor")
    path = filled(editor)
    answer = put(editor, path, "amounts", "", said, **{"role": "support", **fields})
    assert answer.status_code == 400
    assert any(fault in one for one in faults_on(answer)), faults_on(answer)
    assert "programme-rows" in answer.text
    assert 'id="part-amounts"' in answer.text


def test_empty_fields_are_filled_in_from_the_quotation(
    signed_in: Callable[[str], FlaskClient],
) -> None:
    editor = signed_in("editor")
    path = filled(editor)
    answer = put(editor, path, "amounts", "", "A támogatás összege: 165 millió Ft", step="propose")
    assert answer.status_code == 200
    assert re.search(r'id="f_written"[^>]*value="165 millió Ft"', answer.text)
    started = put(editor, path, "period.start", "", "2027. március 1-jén", step="propose")
    assert re.search(r'id="f_when"[^>]*value="2027-03-01"', started.text)
    assert load_count(editor, path) == 5


def load_count(client: FlaskClient, path: str) -> int:
    return int(seen_on(client.get(f"{path}/programme")))


def test_blanks_of_a_quotation_become_those_of_its_source(
    signed_in: Callable[[str], FlaskClient],
) -> None:
    editor = signed_in("editor")
    path = filled(editor, TEXT.replace("165 millió Ft", "165\u00a0millió\nFt"))
    answer = put(
        editor,
        path,
        "amounts",
        "",
        "összege: 165 millió Ft",
        role="support",
        written="165 millió Ft",
    )
    assert answer.status_code == 400
    answer = put(
        editor,
        path,
        "objectives",
        "",
        "összege: 165 millió Ft",
        hu="A program célja",
    )
    assert answer.status_code == 303


def test_the_second_of_two_editors_is_told(signed_in: Callable[[str], FlaskClient]) -> None:
    first, second = signed_in("editor"), signed_in("second")
    path = filled(first)
    seen = seen_on(second.get(f"{path}/programme"))
    put(first, path, "objectives", "", "A program Pirtó településen fut.", hu="Első cél")
    late = put(
        second,
        path,
        "objectives",
        "",
        "A program Pirtó településen fut.",
        hu="Másik cél",
        seen=seen,
    )
    assert late.status_code == 409
    assert "editor: kitöltött egy adatot: Célok" in late.text
    assert "Másik cél" in late.text
    page = second.get(f"{path}/programme").text
    assert "Első cél" in page
    assert "Másik cél" not in page


def test_a_fact_is_removed_and_a_source_in_use_is_not(
    signed_in: Callable[[str], FlaskClient],
) -> None:
    editor = signed_in("editor")
    path = filled(editor)
    told = act(editor, path, "remove", part="sources", row="0")
    assert "Ebből a forrásból idéznek" in told.text
    assert act(editor, path, "remove", part="contacts", row="0").status_code == 303
    page = editor.get(f"{path}/programme").text
    assert "Elérhetőség: Hiányzik." in page


def test_a_page_of_an_area_that_is_not_in_force_waits(
    signed_in: Callable[[str], FlaskClient], tmp_path: Path
) -> None:
    editor = signed_in("editor")
    path = filled(editor)
    (tmp_path / "areas" / "definitions").mkdir(exist_ok=True)
    source = "kecskemet-top-6.9.1.yaml"
    text = (DATA / "definitions" / source).read_text("utf-8")
    (tmp_path / "areas" / "definitions" / "proba-terulet.yaml").write_text(text, "utf-8")
    act(editor, path, "remove", part="area-settlements", row="0")
    answer = put(editor, path, "area-compiled", definition="proba-terulet")
    assert answer.status_code == 303, faults_on(answer)
    assert "amikor a területe hatályba lépett" in editor.get(f"{path}/programme").text
    assert act(editor, path, "hand").status_code == 200


def test_hostile_words_stay_words(signed_in: Callable[[str], FlaskClient]) -> None:
    editor = signed_in("editor")
    path = filled(editor, TEXT + HOSTILE)
    answer = put(editor, path, "objectives", "", HOSTILE, hu=HOSTILE)
    assert answer.status_code == 303, faults_on(answer)
    for page in (
        editor.get(f"{path}/programme?part=objectives&row=0"),
        editor.get(f"{path}/programme/preview"),
    ):
        assert "<script>alert(3)" not in page.text
        assert "&lt;script&gt;alert(3)" in page.text


def test_a_bundled_programme_is_opened_changed_and_published(
    signed_in: Callable[[str], FlaskClient],
) -> None:
    editor, approver = signed_in("editor"), signed_in("approver")
    path = begun(editor, TEXT)
    assert act(editor, path, "open", slug="kalocsa-top-5.2.1").status_code == 303
    assert "így van közzétéve" in editor.get(f"{path}/programme").text
    wrong = put(editor, path, "objectives", "", "nincs ilyen", hu="Új cél")
    assert any("nincs itt a szövege" in one for one in faults_on(wrong))
    page = editor.get(f"{path}/programme?part=objectives&row=0").text
    words = re.search(r'id="said_0_words"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    assert words is not None
    changed = put(
        editor, path, "objectives", "0", html.unescape(words[1]), hu="Átírt cél", en="Another aim"
    )
    assert changed.status_code == 303, faults_on(changed)
    assert act(editor, path, "hand").status_code == 303
    assert act(approver, path, "publish").status_code == 303
    assert "Átírt cél" in approver.get("/programmes/kalocsa-top-5.2.1").text
    assert "Another aim" in approver.get("/programmes/kalocsa-top-5.2.1?lang=en").text
    assert load_programme("kalocsa-top-5.2.1").revised is not None


def test_the_page_of_an_area_in_force(
    signed_in: Callable[[str], FlaskClient], town: Path, app: Flask
) -> None:
    """From the text of an area to its programme page; other workers see it without a restart."""
    editor, approver = signed_in("editor"), signed_in("approver")
    path = begun(editor, RING.replace("Mentha", "Menta"), town)
    assert step(editor, path, "hand-over", area=1, **HANDED).status_code == 303
    waiting = looked_at(editor, f"{path}/force", "Átadva jóváhagyásra").text
    link = re.search(r"/desk/editions/candidate/([0-9a-f]{64})", waiting)
    form = editor.get(f"{path}/programme?part=sources").text
    assert re.search(r'id="f_title_hu"[^>]*>\nPróbarendelet</textarea>', form)
    assert re.search(r'id="f_document"[^>]*value="1/2026."', form)
    form = editor.get(f"{path}/programme?part=area-compiled").text
    assert '<option value="proba-terulet" selected>' in form
    for answer in (
        put(editor, path, "sources", own_text="yes", title_hu="Próbarendelet", publisher="próba"),
        put(editor, path, "title", "", "Zsálya utca", hu="Próbaprogram"),
        put(editor, path, "area-compiled", definition=HANDED["slug"]),
        put(editor, path, "contacts", "", "Zsálya utca", office_hu="Próba", role="author"),
    ):
        assert answer.status_code == 303, faults_on(answer)
    assert "amikor a területe hatályba lépett" in editor.get(f"{path}/programme").text
    assert link is not None
    accepted = send(
        approver, "/desk/editions/accept", hash=link[1], holds_from="2026-11-29", reason="jó"
    )
    assert accepted.status_code == 303
    assert act(editor, path, "hand").status_code == 303
    with app.app_context():
        settings = state().settings
    other = create_app(settings, clock=Clock.on(_TODAY)).test_client()
    assert other.get("/programmes/probaprogram").status_code == 404
    assert act(approver, path, "publish").status_code == 303
    for client in (approver, other):
        public = client.get("/programmes/probaprogram")
        assert public.status_code == 200
        assert "/map?area=proba-terulet" in public.text
    assert "Próbaprogram" in other.get("/programmes").text
    changed = put(editor, path, "objectives", "", "Zsálya utca", hu="A program célja")
    assert changed.status_code == 303
    assert act(editor, path, "hand").status_code == 303
    assert "A program célja" not in other.get("/programmes/probaprogram").text
    assert act(approver, path, "publish").status_code == 303
    assert "A program célja" in other.get("/programmes/probaprogram").text


def test_a_file_that_is_written_by_hand_is_shown_without_a_restart(
    signed_in: Callable[[str], FlaskClient], tmp_path: Path
) -> None:
    reader = signed_in("approver")
    assert reader.get("/programmes/kezzel-irt").status_code == 404
    folder = tmp_path / "areas" / "programmes"
    folder.mkdir()
    text = (DATA / "programmes" / "kalocsa-top-5.2.1.yaml").read_text("utf-8")
    (folder / "kezzel-irt.yaml").write_text(text, "utf-8")
    wait_until(lambda: reader.get("/programmes/kezzel-irt").status_code == 200)
    (folder / "kezzel-irt.yaml").unlink()
    wait_until(lambda: reader.get("/programmes/kezzel-irt").status_code == 404)


def test_two_drafts_of_one_page_do_not_write_over_each_other(
    signed_in: Callable[[str], FlaskClient],
) -> None:
    editor, approver = signed_in("editor"), signed_in("approver")
    paths = []
    for aim in ("Első cél", "Második cél"):
        path = begun(editor, TEXT)
        assert act(editor, path, "open", slug="kalocsa-top-5.2.1").status_code == 303
        source = put(editor, path, "sources", own_text="yes", title_hu="Másik", publisher="próba")
        assert source.status_code == 303
        said = {"said_0_source": "masik", "said_0_words": "Próbaprogram Pirtón"}
        page = editor.get(f"{path}/programme")
        made = send(
            editor,
            f"{path}/programme/fact",
            seen=seen_on(page),
            part="objectives",
            row="",
            step="save",
            f_hu=aim,
            **said,
        )
        assert made.status_code == 303, faults_on(made)
        assert act(editor, path, "hand").status_code == 303
        paths.append(path)
    assert act(approver, paths[0], "publish").status_code == 303
    told = act(approver, paths[1], "publish")
    assert told.status_code == 200
    assert "más tartalom került közzétételre" in told.text
    public = approver.get("/programmes/kalocsa-top-5.2.1").text
    assert "Első cél" in public
    assert "Második cél" not in public


def test_facts_are_put_in_another_order_and_a_step_is_taken_back(
    signed_in: Callable[[str], FlaskClient],
) -> None:
    editor = signed_in("editor")
    path = filled(editor)
    for aim in ("Első cél", "Második cél"):
        put(editor, path, "objectives", "", "A program Pirtó településen fut.", hu=aim)
    assert act(editor, path, "raise", part="objectives", row="1").status_code == 303
    page = editor.get(f"{path}/programme").text
    assert page.index("<p>Második cél</p>") < page.index("<p>Első cél</p>")
    back = step(editor, path, "back", page="workshop.programme")
    assert back.headers["Location"].partition("?")[0].endswith("/programme")
    page = editor.get(f"{path}/programme").text
    assert page.index("<p>Első cél</p>") < page.index("<p>Második cél</p>")


def test_contradictions_have_claims_of_their_own(signed_in: Callable[[str], FlaskClient]) -> None:
    editor = signed_in("editor")
    path = filled(editor)
    assert put(editor, path, "contradictions", title_hu="Hol fut").status_code == 303
    assert "Eltérések a forrásokban: Hiányzik." in editor.get(f"{path}/programme").text
    part = "contradictions.0.claims"
    for words in ("Próbaprogram Pirtón", "A program Pirtó településen fut."):
        assert put(editor, path, part, "", words, hu=words).status_code == 303
    page = editor.get(f"{path}/programme").text
    assert "Az adatok rendben vannak" in page
    assert editor.get(f"{path}/programme?part=contradictions.7.claims").status_code == 200
    assert "Hol fut" in editor.get(f"{path}/programme/preview").text


def test_own_venues_of_a_published_programme_are_put_on_the_map(
    signed_in: Callable[[str], FlaskClient],
) -> None:
    editor = signed_in("editor")
    path = begun(editor, TEXT)
    act(editor, path, "open", slug="kalocsa-top-5.2.1")
    page = editor.get(f"{path}/programme").text
    link = re.search(r'href="(/desk/venues/new\?programme=[^"]+)"', page)
    assert link is not None
    new = editor.get(html.unescape(link[1])).text
    assert re.search(r'value="kalocsa-top-5.2.1" checked', new)
    made = send(
        editor,
        "/desk/venues/new",
        name_hu="Próba Ház",
        kind="közösségi ház",
        programmes="kalocsa-top-5.2.1",
        lat="46,53",
        lon="18,98",
        step="save",
    )
    assert made.status_code == 303
    assert "Próba Ház" in editor.get(f"{path}/programme").text


def test_the_address_of_a_page_is_chosen_once(signed_in: Callable[[str], FlaskClient]) -> None:
    editor, approver = signed_in("editor"), signed_in("approver")
    path = filled(editor)
    for slug, fault in (("Rossz Cím", "Kisbetű"), ("kalocsa-top-5.2.1", "már van program")):
        told = act(editor, path, "name", slug=slug)
        assert told.status_code == 400
        assert any(fault in one for one in faults_on(told))
    assert act(editor, path, "hand").status_code == 303
    assert act(approver, path, "publish").status_code == 303
    assert act(editor, path, "name", slug=SLUG).status_code == 303
    assert "így van közzétéve" in editor.get(f"{path}/programme").text
    second = filled(editor)
    assert f'value="{SLUG}-2"' in editor.get(f"{second}/programme").text
