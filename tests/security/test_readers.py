"""The street list: whoever may see it does, nobody else does, and no copy of it is shared."""

# ruff: noqa: ANN401 - what the fixtures of conftest.py give has no type to import

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from webmap.accounts.people import Role
from webmap.app import create_app
from webmap.request.state import state
from webmap.store import users

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from webmap.ask.services import Areas
    from webmap.web.settings import Settings

LIST = "/areas/square/programme/downloads/street-list.csv"
PROTECTED = (
    LIST,
    "/api/v1/areas/square/streets",
    "/ogc/collections/streets",
    "/ogc/collections/streets/items",
)
DIFFERS = ("/downloads", "/ogc/collections", "/ogc/api")
"""Pages for everybody that tell of the list only those who may see it."""
STREET = "Háttér"


@pytest.mark.parametrize("path", PROTECTED)
def test_nobody_and_wrong_tokens_see_nothing(house: Any, path: str) -> None:
    wrong = {"Authorization": "Bearer abcdef_wrong"}
    for headers in ({}, house.bearer("check"), wrong):
        answer = house.client().get(path, headers=headers)
        assert answer.status_code == 403
        assert answer.get_json()["code"] == "streets_protected"
        assert STREET not in answer.text
        assert "ETag" not in answer.headers
        assert {"Cookie", "Authorization"} <= set(answer.vary)


@pytest.mark.parametrize("path", PROTECTED)
@pytest.mark.parametrize("role", [*Role, None])
def test_people_with_a_role_and_tokens_with_the_scope_see_it(
    house: Any,
    path: str,
    role: Role | None,
) -> None:
    client = house.client() if role is None else house.client(role)
    answer = client.get(path, headers=house.bearer("streets") if role is None else {})
    assert answer.status_code == 200
    assert {"Cookie", "Authorization"} <= set(answer.vary)
    assert answer.cache_control.private
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("path", PROTECTED)
def test_a_tag_of_the_list_tells_a_stranger_nothing(house: Any, path: str) -> None:
    tag = house.client("planner").get(path).headers.get("ETag")
    for known in (tag or '"x"', "*"):
        answer = house.client().get(path, headers={"If-None-Match": known})
        assert answer.status_code == 403


@pytest.mark.parametrize("path", DIFFERS)
def test_what_differs_by_reader_says_so(house: Any, path: str) -> None:
    for role, told in (("nobody", False), ("staff", True)):
        answer = house.client(role).get(path)
        assert ("street-list" in answer.text or '"streets"' in answer.text) is told
        assert {"Cookie", "Authorization"} <= set(answer.vary)
        if answer.cache_control.no_cache:
            assert bool(answer.cache_control.private) is told


def test_a_setting_opens_it_for_all(areas: Areas, tmp_path: Path) -> None:
    from webmap.web.settings import Settings as Made  # noqa: PLC0415 - a setting of this test alone

    settings: Settings = Made(data_dir=str(tmp_path), street_list_public=True)
    client = create_app(settings, areas).test_client()
    assert client.get("/api/v1/areas/square/streets").status_code == 200
    assert not (tmp_path / "akcioterulet.sqlite").exists()


def test_a_password_that_must_be_changed_opens_nothing(house: Any) -> None:
    with house.app.test_request_context(), state().store.session() as opened:
        users.get(opened, "Próba planner").must_change = True
    assert house.client("planner").get(PROTECTED[1]).status_code == 403
    assert house.client().get(PROTECTED[1], headers=house.bearer("streets")).status_code == 403


def test_a_person_without_roles_and_one_who_was_let_go_see_nothing(house: Any) -> None:
    with house.app.test_request_context(), state().store.session() as opened:
        users.get(opened, "Próba planner").roles = []
        users.get(opened, "Próba staff").active = False
    for role in ("planner", "staff"):
        assert house.client(role).get(PROTECTED[1]).status_code == 403
    assert house.client().get(PROTECTED[1], headers=house.bearer("streets")).status_code == 403


def test_with_the_database_away_the_list_is_away_and_the_areas_are_not(
    house: Any,
    settings: Settings,
) -> None:
    client = house.client("planner")
    assert client.get(PROTECTED[1]).status_code == 200
    settings.sqlite_file.unlink()
    answer = client.get(PROTECTED[1])
    assert answer.status_code == 503
    assert STREET not in answer.text
    assert client.get("/areas/square.geojson").status_code == 200
