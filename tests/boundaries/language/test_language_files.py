"""Every entry of the files of types and cases is tried by itself."""

from __future__ import annotations

import pytest

from boundaries.language.list_files import lists_of
from boundaries.language.names import (
    Case,
    CaseForm,
    case_forms,
    is_abbreviation,
    ruled_forms,
    split_type,
    type_of_plural,
)

TYPES = {name: found["forms"] for name, found in lists_of("street_types").items()}
CASES = lists_of("cases")


def entries(name: str) -> list[tuple[str, str]]:
    return [(kind, form) for kind, forms in TYPES[name].items() for form in forms]


@pytest.mark.parametrize(("kind", "form"), entries("street_types") + entries("short_types"))
def test_a_form_is_its_type(kind: str, form: str) -> None:
    assert split_type(f"Kert {form}") == ("Kert", kind)


@pytest.mark.parametrize("kind", TYPES["street_types"])
def test_a_type_is_its_own(kind: str) -> None:
    assert split_type(f"Ond {kind}") == ("Ond", kind)


@pytest.mark.parametrize(("kind", "form"), entries("short_types"))
def test_a_short_form_may_have_a_full_stop(kind: str, form: str) -> None:
    assert kind in TYPES["street_types"]
    assert is_abbreviation(f"{form}.")


@pytest.mark.parametrize(("kind", "form"), entries("plurals"))
def test_a_plural_is_of_its_type(kind: str, form: str) -> None:
    assert type_of_plural(form) == kind


@pytest.mark.parametrize("name", CASES)
def test_an_example_of_a_case_is_read(name: str) -> None:
    found = CASES[name]
    forms = case_forms(found["example"])
    assert found["read"] in {form.base for form in forms}
    if "case" in found:
        assert CaseForm(found["read"], Case(found["case"])) in forms


@pytest.mark.parametrize("name", [name for name, found in CASES.items() if found.get("sure")])
def test_a_sure_ending_is_taken_off_an_unknown_word(name: str) -> None:
    for ending in CASES[name]["endings"]:
        assert Case(CASES[name]["case"]) in {form.case for form in ruled_forms(f"Fenyves{ending}")}
