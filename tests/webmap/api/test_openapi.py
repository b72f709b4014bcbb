"""Schemathesis drives `/api/v1` and `/ogc` by their own OpenAPI documents, right and wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from webmap.app import create_app
from webmap.ask.services import BundledAreas
from webmap.web.settings import Settings

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

EXAMPLES = settings(
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def application() -> Flask:
    options = Settings(street_list_public=True, rate_limits=False, access_log=False)
    return create_app(options, BundledAreas())


# The rectangle of Hungary in EOV is wider than the one in degrees, and a datetime or a box has
# rules that a schema cannot say: what such a schema lets through may be refused.
# The standard demands that the document names the largest limit, and that more than it is no
# error: for `/ogc`, what the schema forbids may be answered.
NOT_ASKED = {
    "/api/v1/openapi.json": [positive_data_acceptance],
    "/ogc/api": [positive_data_acceptance, negative_data_rejection],
}
PLAIN = {"Accept-Encoding": "identity"}


def drive(path: str, mode: GenerationMode, most: int) -> int:
    """Send cases to every operation of a document; returns how many were sent."""
    schema = schemathesis.openapi.from_wsgi(path, application())
    sent = 0
    for found in schema.get_all_operations():
        operation = found.ok()

        @settings(EXAMPLES, max_examples=most)
        @given(case=operation.as_strategy(generation_mode=mode))
        def run(case: schemathesis.Case) -> None:
            nonlocal sent
            sent += 1
            case.call_and_validate(headers=PLAIN, excluded_checks=NOT_ASKED[path])

        try:
            run()
        except Unsatisfiable:
            # Nothing wrong can be sent to an operation that has no parameter but free ones.
            assert mode is GenerationMode.NEGATIVE
    return sent


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("path", ["/api/v1/openapi.json", "/ogc/api"])
@pytest.mark.parametrize(
    "most", [6, pytest.param(15, marks=[pytest.mark.whole, pytest.mark.sweep])]
)
def test_the_service_keeps_its_word(path: str, mode: GenerationMode, most: int) -> None:
    assert drive(path, mode, most) > 3 * most


def test_only_additions(client: FlaskClient) -> None:
    """Programs rely on these paths and required fields; more may come, none may go."""
    body = client.get("/api/v1/openapi.json").get_json()
    assert body["openapi"] == "3.1.0"
    assert {
        "/check",
        "/check-many",
        "/reverse",
        "/areas",
        "/areas/{slug}",
        "/areas/{slug}/editions",
        "/areas/{slug}/editions/{edition}",
        "/areas/{slug}/streets",
    } <= set(body["paths"])
    answer = client.post("/api/v1/check", json={"q": "Próba utca 1"}).get_json()
    required = set(body["components"]["schemas"]["Answer"]["required"])
    assert required <= set(answer)


def test_every_reference_leads_somewhere(client: FlaskClient) -> None:
    for path in ("/api/v1/openapi.json", "/ogc/api"):
        body = client.get(path).get_json(force=True)
        for reference in references(body):
            place: Any = body
            for step in reference.removeprefix("#/").split("/"):
                place = place[step]


def references(value: object) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return own + [ref for item in value.values() for ref in references(item)]
    if isinstance(value, list):
        return [ref for item in value for ref in references(item)]
    return []
