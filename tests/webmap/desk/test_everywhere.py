"""The page about an address in any town: what the look-up over all areas says, in words."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pytest

from boundaries.register.country_file import CountryFile
from boundaries.register.country_import import import_country
from tests.boundaries.rehearsal import write_register
from tests.webmap.forms import PASSWORD, token_of
from webmap.accounts import passwords
from webmap.app import create_app
from webmap.ask.services import BundledAreas
from webmap.request.state import state
from webmap.store import users
from webmap.web.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

SLUG = "kecskemet-top-6.9.1"


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("country")
    for town in ("Kecskemét", "Baja"):
        write_register(root / "office" / town, town=town)
    import_country(root / "office", root / "c.register", lambda *_: None)
    return root / "c.register"


def signed_in(folder: Path, register: Path | None, *roles: str) -> FlaskClient:
    named = None if register is None else str(register)
    settings = Settings(data_dir=str(folder), rate_limits=False, country_register=named)
    app = create_app(settings, BundledAreas())
    with app.app_context(), state().store.session() as session:
        users.create(session, "Próba Panna", passwords.make_hash(PASSWORD), roles)
    client = app.test_client()
    token = token_of(client.get("/account/login"))
    client.post(
        "/account/login", data={"name": "Próba Panna", "password": PASSWORD, "csrf_token": token}
    )
    return client


@pytest.fixture
def client(tmp_path: Path, register: Path) -> FlaskClient:
    return signed_in(tmp_path / "kept", register, "staff")


def ask(client: FlaskClient, text: str) -> TestResponse:
    token = token_of(client.get("/desk/everywhere"))
    return client.post("/desk/everywhere", data={"q": text, "csrf_token": token})


def words(page: TestResponse) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def test_an_address_gets_its_settlement_its_door_and_its_areas(client: FlaskClient) -> None:
    said = words(ask(client, "6000 Kecskemét, Halasi út 5"))
    assert "6000 Kecskemét" in said
    assert "Vármegye Bács-Kiskun" in said
    assert "Belül Igen: a Kecskemét, Halasi út 5. a program területén belül van" in said
    assert "A válasz alapja: Nyilvántartás szerint." in said
    assert "már véget ért; közölt utolsó napja 2023. november 30. " in said
    assert "Más települések területei" not in said


def test_a_door_of_a_town_without_an_area(client: FlaskClient, register: Path) -> None:
    file = CountryFile(register)
    name = file.register(file.towns[0]).register.thoroughfares[0].full_name
    said = words(ask(client, f"Baja, {name} 3"))
    assert f"Baja, {name} 3" in said
    assert "szerepel a település címjegyzékében" in said
    assert "A településen nincs terület" in said
    assert "Más települések területei, ezért nem kérdeztük meg: 1." in said
    assert "nem szerepel a település címjegyzékében" in words(ask(client, f"Baja, {name} 99998"))


def test_what_may_be_meant_is_offered_as_buttons(client: FlaskClient, register: Path) -> None:
    file = CountryFile(register)
    name = file.register(file.towns[0]).register.thoroughfares[0].full_name
    page = ask(client, f"{name} 3")
    assert f'name="q" value="Baja, {name} 3"' in page.text
    assert f'name="q" value="Kecskemét, {name} 3"' in page.text


def test_without_a_register_the_page_says_what_it_cannot_tell(tmp_path: Path) -> None:
    client = signed_in(tmp_path / "kept", None, "planner")
    assert "közös címjegyzéke nincs betöltve" in words(client.get("/desk/everywhere"))
    assert "Pécs" in words(ask(client, "Pécs, Fő utca 1"))


def test_a_fault_is_told_beside_the_field_and_nothing_is_in_the_address(
    client: FlaskClient,
) -> None:
    page = ask(client, " ")
    assert page.status_code == 400
    assert 'href="#q"' in page.text
    assert client.get("/desk/everywhere?q=Alma").status_code == 400
    assert ask(client, "<script>alert(1)</script>").text.count("<script>alert") == 0


def test_only_people_of_the_desk(tmp_path: Path) -> None:
    assert signed_in(tmp_path / "kept", None, "editor").get("/desk/everywhere").status_code == 403
