"""Other settlements, asked from an area: outside only where they are known and named."""

from __future__ import annotations

import pytest

from boundaries.edition.edition import load_edition
from boundaries.language.names import fold
from boundaries.towns.elsewhere import BORDER_M, bundled_reader, find_elsewhere

AREA = load_edition("kecskemet-top-6.9.1").area
READER = bundled_reader()
FORMS = (
    "{name}, Fő utca 3",
    "Fő utca 3, {name}",
    "Fő utca 3. {name}",
    "{name}",
    "{upper} FŐ UTCA 3",
    "{name} 123 hrsz",
    "{name}, hrsz 123",
    "{name}i út 3",
    "{name} utca 3",
    "Kecskemét, {name}i út 3",
    "Fő utca 3 ({name})",
)


@pytest.mark.parametrize("form", FORMS)
def test_a_glance_overlooks_no_settlement_that_reading_finds(form: str) -> None:
    for place in READER.settlements.all:
        query = form.format(name=place.name, upper=place.name.upper())
        reading = READER.read(query)
        found = find_elsewhere(query, "Kecskemét", AREA)
        named = reading.settlement if reading.how == "name" else None
        if named is None or fold(named.name) == "kecskemet":
            assert found is None, query
        else:
            assert found is not None, query
            assert found.code == named.code


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?",
        "Fő utca 3",
        "Kecskemét, Fő utca 3",
        "6400 Fő utca 3",
        "Baja, Fő utca 3",
        "Xyzfalva, Fő utca 3",
        "Kiskunhalas, Fő utca 3, Kalocsa",
        "Kalocsa utca 3",
    ],
)
def test_what_names_no_other_known_settlement_is_left_open(query: str) -> None:
    assert find_elsewhere(query, "Kecskemét", AREA) is None


def test_the_town_itself_is_never_elsewhere() -> None:
    assert find_elsewhere("Kalocsa, Fő utca 3", "Kalocsa", None) is None
    assert find_elsewhere("KALOCSA, Fő utca 3", "Kecskemét", None) is not None


def test_an_area_on_the_ground_of_a_settlement_leaves_its_addresses_open() -> None:
    (place,) = READER.settlements.by_name["helvecia"]
    ground = READER.settlements.ground(place.code)
    query = "Helvécia, Fő utca 3"
    assert find_elsewhere(query, "Kecskemét", AREA) is not None
    assert (
        find_elsewhere(query, "Kecskemét", AREA.union(ground.representative_point().buffer(9)))
        is None
    )
    beside = ground.buffer(BORDER_M / 2).difference(ground)
    assert find_elsewhere(query, "Kecskemét", beside) is not None
