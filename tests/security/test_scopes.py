"""What the scopes of a token open: look-ups that are not for everybody, and the audit."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from webmap.accounts.people import Role, Scope
from webmap.request.state import state
from webmap.store import tokens, users

if TYPE_CHECKING:
    from tests.security.conftest import House
    from webmap.web.settings import Settings

LOOK_UPS = (
    ("/api/v1/check", {"q": "Próba utca 1"}),
    ("/api/v1/check-many", {"queries": [{"q": "Próba utca 1"}]}),
    ("/api/v1/anywhere", {"q": "Próba utca 1"}),
    ("/api/v1/reverse", {"lat": 46.9, "lon": 19.69}),
)


class TestClosed:
    """The operator has closed the public look-up."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return replace(settings, public_lookup=False)

    @pytest.mark.parametrize(("path", "body"), LOOK_UPS)
    def test_a_stranger_is_refused(self, house: House, path: str, body: dict[str, Any]) -> None:
        answer = house.client().post(path, json=body)
        assert (answer.status_code, answer.get_json()["code"]) == (401, "sign_in_needed")
        other = house.client().post(path, json=body, headers=house.bearer("streets"))
        assert (other.status_code, other.get_json()["code"]) == (403, "no_scope")
        assert house.app.extensions["akcioterulet"].areas.asked == []

    @pytest.mark.parametrize(("path", "body"), LOOK_UPS)
    def test_a_token_of_the_scope_and_a_person_are_answered(
        self, house: House, path: str, body: dict[str, Any]
    ) -> None:
        token = house.client().post(path, json=body, headers=house.bearer("check"))
        assert token.status_code == 200
        assert house.client("staff").post(path, json=body).status_code == 200


@pytest.mark.parametrize(("path", "body"), LOOK_UPS)
def test_else_everybody_is_answered(house: House, path: str, body: dict[str, Any]) -> None:
    assert house.client().post(path, json=body).status_code == 200


def test_the_scope_of_an_administrator_reads_the_audit(house: House) -> None:
    path = "/desk/audit/lines.csv"
    with house.app.app_context(), state().store.session() as opened:
        admin = next(one for one in users.everyone(opened) if one.roles == [Role.ADMIN])
        token = tokens.create(opened, admin, "próba", [Scope.ADMIN], by=admin)[1]
    answer = house.client().get(path, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    assert house.client().get(path, headers=house.bearer("streets")).status_code == 403
    assert house.client().get(path, headers=house.bearer("check")).status_code == 403
