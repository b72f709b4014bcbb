"""An address anywhere: its town by name, part or postcode, its door by that town's register."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING

import pytest

from boundaries.language.country import settlements_named
from boundaries.language.house_numbers import parse_register_number
from boundaries.model import Reason
from boundaries.register import anywhere
from boundaries.register.anywhere import Anywhere, Country
from boundaries.register.country_file import CountryFile
from boundaries.register.country_import import import_country
from boundaries.register.gazetteer import Gazetteer
from boundaries.register.naming import read_names, towns_named
from boundaries.register.register import Door, Register, Thoroughfare
from tests.boundaries.rehearsal import write_register

if TYPE_CHECKING:
    from pathlib import Path
TOWNS = ("Kecskemét", "Baja", "Tompa", "Budapest 05", "Budapest 13")


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Country:
    """Five towns with the same streets, made up."""
    root = tmp_path_factory.mktemp("country")
    for number, town in enumerate(TOWNS, 1):
        write_register(root / "office" / f"{number:03}", town=town)
    import_country(root / "office", root / "c.register", lambda *_: None)
    return Country(CountryFile(root / "c.register"))


@pytest.fixture(scope="module")
def street(country: Country) -> str:
    """A street that every town has."""
    assert country.file is not None
    return country.file.register(country.file.towns[0]).register.thoroughfares[0].full_name


def told(found: Anywhere) -> tuple[str | None, str, str | None, bool]:
    name = None if found.settlement is None else found.settlement.name
    return name, found.how, found.street, bool(found.doors)


@pytest.mark.parametrize(
    "front",
    [
        "Baja, {} 3",
        "6500 Baja, {} 3",
        "{} 3, Baja",
        "{} 3 Baja",
        "BAJA {} 3",
        "Baja {} 3",
        "6500 Baja {} 3.",
        "{} 3 Baja 6500",
    ],
)
def test_a_town_that_is_named_is_asked(country: Country, street: str, front: str) -> None:
    found = country.find(front.format(street))
    assert told(found) == ("Baja", "name", street, True)
    assert (found.reason, found.polling_district) == (None, found.doors[0].district)
    assert found.postcode == ("6500" if "6500" in front else None)  # the town has several


def test_parts_and_postcodes_tell_a_town(country: Country, street: str) -> None:
    found = country.find(f"Hetényegyháza, {street} 3")
    assert told(found) == ("Kecskemét", "part", street, True)
    assert (found.part, found.postcode) == ("Hetényegyháza", "6044")
    assert told(country.find(f"6044 {street} 3")) == ("Kecskemét", "postcode", street, True)
    named = country.find(f"6044 Kecskemét-Hetényegyháza, {street} 3")
    assert (told(named)[:2], named.part) == (("Kecskemét", "name"), "Hetényegyháza")


def test_a_postcode_of_two_settlements_is_told_with_what_it_may_mean(
    country: Country, street: str
) -> None:
    found = country.find(f"6034 {street} 3")  # Helvécia and Kecskemét
    assert (told(found)[0], found.reason) == (None, Reason.SETTLEMENT_AMBIGUOUS)
    assert [place.town for place in found.candidates] == ["Kecskemét"]


@pytest.mark.parametrize(
    "query",
    ["1131 Budapest, {} 3", "Budapest XIII. ker., {} 3", "Bp. 13. {} 3", "{} 3, Budapest XIII"],
)
def test_a_district_of_the_capital_is_a_town(country: Country, street: str, query: str) -> None:
    assert told(country.find(query.format(street))) == (
        "Budapest 13. kerület",
        "name",
        street,
        True,
    )


def test_the_capital_alone_offers_its_districts(country: Country, street: str) -> None:
    found = country.find(f"Budapest, {street} 3")
    assert (told(found)[0], found.reason) == (None, Reason.SETTLEMENT_AMBIGUOUS)
    assert {place.town for place in found.candidates} == {
        "Budapest 05. kerület",
        "Budapest 13. kerület",
    }


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("{} 3", Reason.SETTLEMENT_MISSING),
        ("Kecskemét, {} 3 (Baja)", Reason.SETTLEMENT_AMBIGUOUS),
        ("6500 Tompa, {} 3", Reason.SETTLEMENT_AMBIGUOUS),
        ("Baja, Kecskemét, {} 3", Reason.SETTLEMENT_AMBIGUOUS),
        ("Baja", Reason.NOT_AN_ADDRESS),
        ("Baja, hrsz. 12/3", Reason.PARCEL),
        ("Baja, Nincsilyen utca 3", Reason.STREET_NOT_FOUND),
        ("Baja, {} 999", Reason.NUMBER_NOT_FOUND),
        ("Pécs, {} 3", Reason.NO_STREET_LIST),
        ("", Reason.NOT_AN_ADDRESS),
        ("???", Reason.NOT_AN_ADDRESS),
    ],
)
def test_what_is_not_found_says_why(
    country: Country, street: str, query: str, reason: Reason
) -> None:
    found = country.find(query.format(street))
    assert found.reason is reason
    assert not found.doors


def test_a_street_that_begins_with_a_towns_name_is_no_town(country: Country, street: str) -> None:
    assert read_names(f"Tompa Mihály {street} 3").towns
    assert told(country.find("Kecskeméti utca 3, Baja"))[0] == "Baja"
    assert country.find("Kecskeméti utca 3").settlement is None


@pytest.mark.parametrize(
    "query",
    ["Kossuth Lajos utca 3", "Kossuth utca 3", "Széchenyi tér 3", "Bánya utca 3", "Kossuth 3"],
)
def test_a_street_that_is_called_as_some_part_is_tells_no_town(
    country: Country, query: str
) -> None:
    found = country.find(query)
    assert (found.settlement, found.located) == (None, None)


def test_a_part_in_front_without_a_comma_tells_its_town(country: Country, street: str) -> None:
    assert told(country.find(f"Hetényegyháza {street} 3")) == ("Kecskemét", "part", street, True)


def test_a_town_in_front_and_another_behind_are_told(country: Country, street: str) -> None:
    found = country.find(f"Baja {street} 3, Tompa")
    assert (found.settlement, found.reason) == (None, Reason.SETTLEMENT_AMBIGUOUS)


@pytest.mark.parametrize(
    "behind", [" mellett", " és 7", ", Alma utca 3", ". km", ". km-nél", " kilométerkőnél"]
)
def test_words_behind_a_door_that_make_it_doubtful_are_told(
    country: Country, street: str, behind: str
) -> None:
    found = country.find(f"Baja, {street} 3{behind}")
    assert found.reason is Reason.UNPLACED_WORDS
    assert country.find(f"Baja, {street} 3, hátsó ház").reason is None


def test_a_number_behind_a_front_that_was_read_before_changes_no_town() -> None:
    fronts = ("Budapest", "Bp.", "Alma utca 3, Budapest", "1131 Budapest, Alma utca", "Baja Fő")
    for text in fronts:
        for number in ("5", "13", "23.", "7/B"):
            query = f"{text} {number}"
            again, anew = read_names(query), read_names(f" {query} ".strip() + "\t")
            assert again.towns == anew.towns
            assert (again.capital and again.capital.districts) == (
                anew.capital and anew.capital.districts
            )


def test_the_towns_asked_last_are_kept_and_no_others(
    country: Country, street: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert country.file is not None
    few = Country(country.file)
    monkeypatch.setattr(anywhere, "MOST_STREETS", country.file.towns[0].streets * 2)
    asked = [f"{town}, {street} 3" for town in ("Kecskemét", "Baja", "Tompa", "Kecskemét")]
    assert [told(few.find(query)) for query in asked] == [told(country.find(q)) for q in asked]
    assert len(few._ready) == 2


def test_without_a_register_settlements_are_known_by_name(street: str) -> None:
    bare = Country(None)
    found = bare.find(f"6500 Baja, {street} 3")
    assert (told(found)[:2], found.reason) == (("Baja", "name"), Reason.NO_STREET_LIST)
    assert bare.find("Tompa Mihály utca 5").settlement is None


@pytest.mark.shared_data
def test_doors_of_a_county_are_answered_as_by_the_town_alone(
    shared_data: Path, tmp_path: Path
) -> None:
    import_country(shared_data / "registers", tmp_path / "c.register", lambda *_: None)
    file = CountryFile(tmp_path / "c.register")
    whole, draw = Country(file), random.Random(7)  # noqa: S311
    for town in draw.sample(file.towns, 40):
        register = file.register(town).register
        alone = Gazetteer.of(register)
        for one in draw.sample(register.thoroughfares, min(5, len(register.thoroughfares))):
            query = f"{town.name}, {one.full_name} {draw.choice(one.doors).number}"
            found, own = whole.find(query), alone.find(query)
            assert (found.settlement and found.settlement.name) == town.name
            assert found.located is not None
            assert (found.located.found, found.located.doors) == (own.found, own.doors)


def test_a_street_of_nearly_that_name_is_supposed_where_it_alone_has_the_number() -> None:
    def made(name: str, kind: str, number: str) -> Thoroughfare:
        return Thoroughfare(name, kind, (Door(parse_register_number(number), number, "001"),))

    def asked(*streets: Thoroughfare) -> Anywhere:
        register = Register("2024-06-09", streets, (), (), (("6500", "Baja"),))
        located = Gazetteer.of(register).find("Baja, Kossuth utca 5")
        return anywhere._checked(Anywhere("", settlements_named("Baja")[0], "name", located))

    lajos, lone = made("Kossuth Lajos", "utca", "5"), made("Alma", "utca", "5")
    found = asked(lajos, lone)
    assert (found.street, found.reason) == ("Kossuth Lajos utca", Reason.STREET_SUPPOSED)
    assert [str(door.number) for door in found.doors] == ["5"]
    assert [place.street for place in found.candidates] == ["Kossuth Lajos utca"]
    for others in (
        (made("Kossuth Lajos", "utca", "7"),),
        (lajos, made("Kossuth Lajos", "út", "5")),
        (lone,),
    ):
        open_ = asked(*others)
        assert (open_.street, open_.doors, open_.reason) == (None, (), Reason.STREET_NOT_FOUND)
    exact = asked(lajos, made("Kossuth", "utca", "5"))
    assert (exact.street, exact.reason) == ("Kossuth utca", None)


def test_a_name_before_the_settlement_is_parted_from_it(country: Country, street: str) -> None:
    for front in (
        "Nefelejcs Panzió-6500 Baja",
        "Nefelejcs Panzió - 6500 Baja",
        "Porta • 6500 Baja",
    ):
        assert told(country.find(f"{front}, {street} 3")) == ("Baja", "name", street, True)
    assert told(country.find(f"H-6500 Baja, {street} 3")) == ("Baja", "name", street, True)


@pytest.mark.parametrize("query", ["3400 Mezőkövesd, Varga Pál u. 7", "Pécs, Tompa Mihály utca 7"])
def test_a_street_called_by_a_settlement_makes_a_town_without_register_no_other(
    country: Country, query: str
) -> None:
    found = country.find(query)
    assert found.settlement is not None
    assert found.reason is Reason.NO_STREET_LIST


@pytest.mark.parametrize(
    "front",
    [
        "Kovács Anna, 1134 Budapest XIII., {} 3",
        "1134 Budapest XIII., {} 3, Kovács Anna",
        "Kovács Anna, 6500 Baja, {} 3",
        "Próba és Társa Kft. - 6500 Baja, {} 3",
        "Bács-Kiskun vármegye, 6500 Baja, {} 3",
    ],
)
def test_a_person_or_a_firm_beside_an_address_makes_no_doubt(
    country: Country, street: str, front: str
) -> None:
    found = country.find(front.format(street))
    assert (found.reason, bool(found.doors)) == (None, True)


@pytest.mark.parametrize("other", ["Tompa", "Wien Sopron"])
def test_a_settlement_beside_a_district_makes_one(
    country: Country, street: str, other: str
) -> None:
    assert not country.find(f"{other}, 1134 Budapest XIII., {street} 3").doors


@pytest.mark.parametrize(
    ("written", "town"),
    [
        ("6000 Kecskemt", "Kecskemét"),
        ("6044 Hetényegyhza", "Kecskemét"),
        ("6500 Bja", "Baja"),
        ("6000 Kecsk.", "Kecskemét"),
        ("6000 Kmét", "Kecskemét"),
        ("6000 Kecsk", None),
        ("6500 Bjai", None),
        ("6000 Baka", None),
        ("Kecskemt", None),
        ("6034 Hélvecia", None),
    ],
)
def test_a_slip_in_a_town_is_read_where_its_postcode_speaks_for_it(
    country: Country, street: str, written: str, town: str | None
) -> None:
    found = country.find(f"{written}, {street} 3")
    assert (found.settlement.name if found.settlement and found.doors else None) == town


def test_a_corner_names_both_streets_and_no_door(country: Country) -> None:
    assert country.file is not None
    one, other, *_ = country.file.register(country.file.towns[0]).register.thoroughfares
    for text in (
        f"Baja, {one.full_name} és {other.full_name} sarkán",
        f"Baja, a {one.full_name} és a {other.full_name} között",
        f"Baja, {one.full_name} - {other.full_name} sarok",
    ):
        found = country.find(text)
        assert (found.settlement and found.settlement.name, found.street) == ("Baja", None)
        assert found.reason is Reason.UNPLACED_WORDS
        assert [place.street for place in found.candidates] == [one.full_name, other.full_name]
    lone = country.find(f"Baja, {one.full_name} és Nincsilyen utca sarkán")
    assert lone.reason is Reason.STREET_NOT_FOUND
    assert not read_names(f"Baja, {one.full_name} sarok").passing  # Sárok is a settlement


def _slipped(text: str, draw: random.Random) -> str:
    """Return a text with a letter lost, doubled, or exchanged with its neighbour."""
    at = draw.choice([i for i in range(len(text) - 1) if text[i : i + 2].isalpha()])
    pair = text[at : at + 2]
    return text[:at] + draw.choice((pair[1], pair[0] + pair, pair[::-1])) + text[at + 2 :]


def test_no_slip_and_no_other_town_makes_another_door_certain(country: Country) -> None:
    assert country.file is not None
    draw = random.Random(3)  # noqa: S311
    codes = {"Kecskemét": "6000", "Baja": "6500", "Tompa": "6422"}
    streets = {
        town.name: country.file.register(town).register.thoroughfares for town in country.file.towns
    }
    for _ in range(400):
        town, other = draw.sample(sorted(codes), 2)
        street = draw.choice(streets[town])
        number = draw.choice(street.doors).number
        address = f"{street.full_name} {number}"
        for text in (
            f"7621 {town}, {address}",
            f"{town}, {other}, {address}",
            f"{codes[town]} {town}, {address}, {other}",
        ):
            assert country.find(text).reason is not None, text
        for text in (
            f"{codes[town]} {town}, {_slipped(street.full_name, draw)} {number}",
            f"{codes[town]} {_slipped(town, draw)}, {address}",
            _slipped(f"{codes[town]} {town}, {address}", draw),
        ):
            found = country.find(text)
            certain = found.reason is None and bool(found.doors)
            told = found.settlement and (found.settlement.name, found.street)
            assert not certain or told == (town, street.full_name), text
            assert not certain or number in [door.number for door in found.doors], text


def test_the_capital_alone_is_answered_where_one_of_all_districts_has_the_door(
    tmp_path: Path,
) -> None:
    for number in range(1, 24):
        write_register(tmp_path / "office" / f"{number:02}", town=f"Budapest {number:02}")
        file = tmp_path / "office" / f"{number:02}" / "register" / "SzavkorKereso.json"
        held = json.loads(file.read_text("utf-8"))
        if number == 9:
            held["data"]["kozteruletek"][0]["kt_nev"] = "Egyetlen"
        file.write_text(json.dumps(held, ensure_ascii=False), "utf-8")
    import_country(tmp_path / "office", tmp_path / "c.register", lambda *_: None)
    whole = Country(CountryFile(tmp_path / "c.register"))
    assert whole.file is not None
    lone, shared, *_ = whole.file.register(whole.file.towns[8]).register.thoroughfares
    assert lone.name == "Egyetlen"
    only = ("Budapest 09. kerület", "street", lone.full_name, True)
    assert told(whole.find(f"Budapest, {lone.full_name} 3")) == only
    assert told(whole.find(f"Bp. {lone.full_name} 3")) == only
    open_ = whole.find(f"Budapest, {lone.full_name} 99")
    assert (open_.settlement, open_.reason) == (None, Reason.SETTLEMENT_AMBIGUOUS)
    several = whole.find(f"Budapest, {shared.full_name} 3")
    assert (several.settlement, several.reason) == (None, Reason.SETTLEMENT_AMBIGUOUS)
    assert all(place.listed for place in several.candidates)


def test_the_capital_alone_stays_open_while_a_district_is_missing(tmp_path: Path) -> None:
    for number in (5, 9):
        write_register(tmp_path / "office" / f"{number:02}", town=f"Budapest {number:02}")
    file = tmp_path / "office" / "09" / "register" / "SzavkorKereso.json"
    held = json.loads(file.read_text("utf-8"))
    held["data"]["kozteruletek"][0]["kt_nev"] = "Egyetlen"
    file.write_text(json.dumps(held, ensure_ascii=False), "utf-8")
    import_country(tmp_path / "office", tmp_path / "c.register", lambda *_: None)
    some = Country(CountryFile(tmp_path / "c.register"))
    assert some.file is not None
    lone, shared, *_ = some.file.register(some.file.towns[1]).register.thoroughfares
    found = some.find(f"Budapest, {lone.full_name} 3")
    assert (found.settlement, found.reason) == (None, Reason.SETTLEMENT_AMBIGUOUS)
    assert [(one.town, one.listed) for one in found.candidates] == [("Budapest 09. kerület", True)]
    assert len(found.not_loaded) == 21
    assert {"Budapest 05. kerület", "Budapest 09. kerület"}.isdisjoint(found.not_loaded)
    nowhere = some.find("Budapest, Nincsilyen utca 3")
    assert (len(nowhere.not_loaded), nowhere.candidates) == (21, ())
    assert some.find(f"Budapest, {shared.full_name} 3").not_loaded == ()  # two have it
    assert some.find(f"Budapest IX., {lone.full_name} 3").not_loaded == ()
    assert Country(None).find("Budapest, Alma utca 3").not_loaded == ()


@pytest.mark.parametrize(
    ("query", "towns"),
    [
        ("7300 Komló, Alma utca 3", {"Komló"}),
        ("7300 KOMLO, Alma utca 3", {"Komló"}),
        ("Komló, Alma utca 3", {"Komló"}),
        ("Alma utca 3, Kömlő", {"Kömlő"}),
        ("KOMLO, Alma utca 3", {"Komló", "Kömlő"}),
        ("Kömlőn, az Alma utca 3", {"Kömlő"}),
    ],
)
def test_settlements_that_accents_tell_apart(query: str, towns: set[str]) -> None:
    assert {one.name for one in read_names(query).towns} == towns


@pytest.mark.parametrize(
    ("word", "town"),
    [
        ("Kecskemét-Hetényegyháza", "Kecskemét"),
        ("KECSKEMÉT-HETÉNYEGYHÁZA", "Kecskemét"),
        ("kecskemét-hetényegyháza", "Kecskemét"),
        ("Szeged-Dorozsma", "Szeged"),
        ("Zsámbok-réti", None),
        ("ZSÁMBOK-RÉTI", None),
        ("zsámbok-réti", None),
    ],
)
def test_a_part_behind_a_town_is_told_from_the_rest_of_a_street(
    word: str, town: str | None
) -> None:
    assert [one.name for one in towns_named(word)] == ([] if town is None else [town])
