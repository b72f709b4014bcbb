"""Names by which people call a street that a register writes otherwise."""

from __future__ import annotations

import pytest

from boundaries.address.addresses import parse_address
from boundaries.address.namesakes import is_namesake
from boundaries.register.register import Thoroughfare


@pytest.mark.parametrize(
    ("written", "name", "kind"),
    [
        ("Kossuth utca 5", "Kossuth Lajos", "utca"),
        ("Kossuth L. utca 5", "Kossuth", "utca"),
        ("kossuth lajos utca 5", "Kossuth", "utca"),
        ("Kossuth út 5", "Kossuth Lajos", "utca"),
        ("Halasi utca 5", "Halasi", "út"),
        ("Lónyai utca 5", "Lónyay", "utca"),
        ("Moszkva krt. 5", "Moszkvai", "körút"),
        ("Monszpart László utca 5", "Dr Monszpart László", "utca"),
        ("Bajcsy-Zs. E. utca 5", "Bajcsy-Zsilinszky", "utca"),
        ("Zsombos utca 5", "Zsombos", "tanya"),
        ("Kossuth L. 5", "Kossuth", "utca"),
        ("Váczi Mihály utca 5", "Váci Mihály", "utca"),
        ("Zsombos utca 5", "Zsombos", ""),
    ],
)
def test_another_form_of_a_name(written: str, name: str, kind: str) -> None:
    assert is_namesake(parse_address(written), Thoroughfare(name, kind, ()))


@pytest.mark.parametrize(
    ("written", "name", "kind"),
    [
        ("Kossuth tér 5", "Kossuth Lajos", "utca"),
        ("Jakab László utca 5", "Jakab Lajos", "utca"),
        ("Fehér utca 5", "Fehér akác", "utca"),
        ("Szalag utca 5", "Szalag I.", "utca"),
        ("Szalag II. utca 5", "Szalag", "utca"),
        ("Bem utca 5", "Bem apó", "utca"),
        ("Arany János utca 5", "Arany László", "utca"),
        ("Petőfi utca 5", "Festő", "utca"),
        ("Zsombos utca 5", "Zsombos", "tér"),
        ("Nagy utca 5", "Nagy Sándor József", "utca"),
    ],
)
def test_another_name(written: str, name: str, kind: str) -> None:
    assert not is_namesake(parse_address(written), Thoroughfare(name, kind, ()))
