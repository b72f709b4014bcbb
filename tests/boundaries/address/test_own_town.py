"""Parts and postcodes of the town itself, other settlements, and words that are neither."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from boundaries.address.own_town import Belonging, own_town
from boundaries.edition.edition import load_edition
from boundaries.language.house_numbers import HouseNumber, NumberRange, Parity
from boundaries.model import Answer, Reason, VerdictKind
from boundaries.register.reading import read_register
from boundaries.register.register import Door, RangeRule, Register, Thoroughfare
from boundaries.streets.lists import ListedArea, ListedRange
from boundaries.streets.street_list import load_street_list
from boundaries.verdict.check import check_address, check_listed
from tests.boundaries.register.test_register import write_register
from tests.boundaries.verdict.test_check import BUNDLED
from webmap.ask.words import reason_text

if TYPE_CHECKING:
    from pathlib import Path

IN, OUT, OPEN = VerdictKind.INSIDE, VerdictKind.OUTSIDE, VerdictKind.UNDECIDABLE
AREA, STREETS = load_edition("kecskemet-top-6.9.1"), load_street_list(BUNDLED)


def ask(query: str) -> Answer:
    return check_address(query, AREA, STREETS)


@pytest.mark.parametrize(
    "query",
    [
        "6008 Kecskemét, Kecskeméti út 41",
        "6044 Kecskemét-Hetényegyháza, Iskola utca 4",
        "6044 Hetényegyháza, Iskola utca 4",
        "Hetényegyháza, Iskola utca 4",
        "Hetényegyháza Iskola utca 4",
        "HETENYEGYHAZA, ISKOLA UTCA 4",
        "Hetényegyházán az Iskola utca 4",
        "Iskola utca 4, Hetényegyháza",
        "Iskola utca 4 (Hetényegyháza)",
        "Kecskemét Hetényegyháza Iskola utca 4",
        "Kecskemét, Hetényegyháza, Iskola utca 4",
        "6034 Kecskemét, Iskola utca 4",
        "6001 Kecskemét, Iskola utca 4",
        "Kadafalva, Iskola utca 4",
    ],
)
def test_parts_and_postcodes_of_the_town_are_the_town(query: str) -> None:
    answer = ask(query)
    assert (answer.verdict, answer.reason) == (OUT, Reason.DISTRICT_OUTSIDE)


def test_an_answer_tells_the_part_and_the_postcode_that_nobody_knows() -> None:
    assert ask("Hetényegyháza, Iskola utca 4").details["part"] == "Hetényegyháza"
    assert ask("6001 Kecskemét, Iskola utca 4").details["unknown_postcode"] == "6001"
    assert "unknown_postcode" not in ask("6008 Kecskemét, Kecskeméti út 41").details


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("6500 Kecskemét, Halasi út 5", Reason.SETTLEMENT_AMBIGUOUS),
        ("9999 Kecskemét, Halasi út 5", Reason.SETTLEMENT_AMBIGUOUS),
        ("Kecskemét, Baja, Halasi út 5", Reason.SETTLEMENT_AMBIGUOUS),
        ("Kecskemét, Halasi út 5 (Baja)", Reason.SETTLEMENT_AMBIGUOUS),
        ("Kecskemét-Baja, Halasi út 5", Reason.SETTLEMENT_AMBIGUOUS),
        ("Repülőtér, Halasi út 5", Reason.SETTLEMENT_AMBIGUOUS),
        ("6500 Halasi út 5", Reason.OTHER_TOWN),
        ("6034 Halasi út 5", Reason.SETTLEMENT_AMBIGUOUS),
        ("Baja, Halasi út 5", Reason.OTHER_TOWN),
        ("Halasi út 5 (Baja)", Reason.OTHER_TOWN),
        ("Halasi út 5, Baján", Reason.OTHER_TOWN),
        ("Halasi út 5. Baja", Reason.OTHER_TOWN),
        ("Halasi út 5, Kiskunhallas", Reason.OTHER_TOWN),
        ("Halasi út 5, 6500 Óvoda", Reason.OTHER_TOWN),
        ("Kossuth tér, Halasi út 5", Reason.UNPLACED_WORDS),
        ("Halasi út 7/A - Pirtó", Reason.OTHER_TOWN),
        ("Halasi út 5 / Mánd", Reason.OTHER_TOWN),
        ("Halasi út 5/Paks", Reason.OTHER_TOWN),
        ("Halasi út 5/Sé", Reason.OTHER_TOWN),
        ("Halasi út 5 fszt. 2. – Bp.", Reason.OTHER_TOWN),
        ("Halasi út 5 - Budapest XI.", Reason.SETTLEMENT_AMBIGUOUS),
        ("Kecskemét, Halasi út 5 - Pirtó", Reason.SETTLEMENT_AMBIGUOUS),
        ("Halasi út 5, Liget", Reason.SETTLEMENT_AMBIGUOUS),
        ("Petőfi Sándor utca 17., Liget", Reason.SETTLEMENT_AMBIGUOUS),
        ("Halasi út 5. Sikátor", Reason.SETTLEMENT_AMBIGUOUS),
        ("halasi út 5 udvar", Reason.SETTLEMENT_AMBIGUOUS),
        ("Halasi út 5 - Mátraháza", Reason.SETTLEMENT_AMBIGUOUS),
        ("Halasi út 5, Liget utca", Reason.UNPLACED_WORDS),
        ("Gomba", Reason.SETTLEMENT_AMBIGUOUS),
    ],
)
def test_what_may_be_another_town_is_told(query: str, reason: Reason) -> None:
    answer = ask(query)
    assert (answer.verdict, answer.reason) == (OPEN, reason)


@pytest.mark.parametrize(
    ("query", "matched"),
    [
        ("Kecskemét, Liget utca 1", "Liget utca 1"),
        ("Gomba utca", "Gomba utca"),
        ("6000 Kecskemét, Heves megye, Halasi út 5", "Halasi út 5"),
        ("Kecskemét, Gomba", "Gomba utca"),
        ("Halasi út 5. udvar", "Halasi út 5"),
        ("Halasi út 5 - Posta", "Halasi út 5"),
        ("Halasi út 5 - Hetényegyháza", "Halasi út 5"),
        ("Halasi út 5 - Bajai Sándor", "Halasi út 5"),
        ("Kecskemét / Halasi út 5", "Halasi út 5"),
        ("Halasi út 5 -", "Halasi út 5"),
        ("Halasi út 5/FSZT", "Halasi út 5/FSZT"),
        ("Halasi út 5. Major", "Halasi út 5"),
    ],
)
def test_words_left_over_that_are_no_settlement_change_no_answer(query: str, matched: str) -> None:
    answer = ask(query)
    assert (answer.verdict in {IN, OUT}, answer.matched) == (True, f"Kecskemét, {matched}")


def test_a_settlement_that_an_outskirts_part_is_called_after_is_that_settlement() -> None:
    answer = ask("Ballószög, Halasi út 5")
    assert (answer.verdict, answer.reason) == (OUT, Reason.SETTLEMENT_OUTSIDE)


def test_a_postcode_alone_is_not_said_to_be_another_town() -> None:
    sentences = [reason_text(ask(query), "hu") for query in ("6500 Halasi út 5", "Baja, Fő u. 5")]
    assert ["más településen van" in sentence for sentence in sentences] == [False, True]


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("(Városháza)", "Városháza"),
        (". Porta", "Porta"),
        (", Óvoda", "Óvoda"),
        (", Tornaterem", "Tornaterem"),
        (" (Polgármesteri hivatal)", "Polgármesteri hivatal"),
        (", porta", "porta"),
        (", Nefelejcs Óvoda", "Nefelejcs Óvoda"),
        (" hátsó ház", "hátsó ház"),
        (" (a templom mellett)", "a templom mellett"),
        (". Kft.", "Kft."),
        (" (udvar)", "udvar"),
        (", Bács-Kiskun megye", "Bács-Kiskun megye"),
    ],
)
def test_the_name_of_a_house_behind_its_number_is_left_over(words: str, left: str) -> None:
    answer = ask(f"Halasi út 5{words}")
    assert (answer.verdict, answer.matched) == (IN, "Kecskemét, Halasi út 5")
    assert " ".join(answer.details["unplaced"]) == left


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (", Wien", Reason.UNPLACED_WORDS),
        (" Spar", Reason.UNPLACED_WORDS),
        (", baja", Reason.OTHER_TOWN),
        (" (Kis Kun Halas)", Reason.UNPLACED_WORDS),
        (", Pest megye", Reason.UNPLACED_WORDS),
        (" mellett", Reason.UNPLACED_WORDS),
        (" közelében", Reason.UNPLACED_WORDS),
        (" és környéke", Reason.UNPLACED_WORDS),
        (" kb.", Reason.UNPLACED_WORDS),
        (" kivételével", Reason.UNPLACED_WORDS),
        (" nélkül", Reason.UNPLACED_WORDS),
        (" fő", Reason.UNPLACED_WORDS),
        (" db", Reason.UNPLACED_WORDS),
        (" család", Reason.UNPLACED_WORDS),
    ],
)
def test_words_behind_a_number_that_may_mean_another_place_decide_nothing(
    words: str, reason: Reason
) -> None:
    answer = ask(f"Halasi út 5{words}")
    assert (answer.verdict, answer.reason) == (OPEN, reason)


def test_words_that_mean_a_place_near_a_number_are_not_the_number() -> None:
    answer = ask("Kecskemét, Halasi út 5 mellett")
    assert (answer.verdict, answer.reason) == (OPEN, Reason.UNPLACED_WORDS)
    assert ask("Halasi út 5 fsz. lakás").matched == "Kecskemét, Halasi út 5"
    assert ask("Halasi út 5. 4 fő").matched == "Kecskemét, Halasi út 5"


def test_about_a_number_is_not_the_number() -> None:
    assert ask("Kecskemét, Halasi út ~5").verdict is OPEN
    assert ask("Kecskemét~Halasi út~5").matched == "Kecskemét, Halasi út 5"


@pytest.mark.parametrize(
    ("town", "name", "belonging"),
    [
        ("Baj", "Baja", Belonging.OTHER),
        ("Baja", "Baján", Belonging.OWN),
        ("Vác", "Vácrátót", Belonging.OTHER),
        ("Kecskemét", "KECSKEMÉTEN", Belonging.OWN),
        ("Kecskemét", "Méntelek", Belonging.EITHER),
        ("Kecskemét", "Ballószög", Belonging.OTHER),
        ("Nincstelenfalva", "Másfalva", Belonging.UNKNOWN),
    ],
)
def test_names_belong_to_a_town_or_not(town: str, name: str, belonging: Belonging) -> None:
    assert own_town(town, ()).belonging(name) is belonging


def test_a_town_whose_name_begins_another_does_not_answer_for_it() -> None:
    street = Thoroughfare("Fő", "utca", (Door(HouseNumber(3), "3", "1"),))
    whole = NumberRange(Parity.WHOLE)
    rule = RangeRule("Fő", "utca", whole, "1")
    register = Register("", (street,), (rule,), (), (("2836", "Baj"),))
    area = ListedArea("x", [ListedRange("Fő", "utca", whole)], register)
    assert check_listed("Baj, Fő utca 3", area).verdict is IN
    assert check_listed("Baja, Fő utca 3", area).reason is Reason.OTHER_TOWN


@pytest.mark.parametrize(
    ("address", "places"),
    [
        ("001 Próbafalva, Fő utca 1.", (("", "Próbafalva"),)),
        (" 474 Próbafalva, Fő u 1.", (("", "Próbafalva"),)),
        ("0000 Próbafalva, Fő u 1.", (("", "Próbafalva"),)),
        ("9001 Próbafalva, Fő u 1.", (("9001", "Próbafalva"),)),
        ("1014 Budapest 01, Fő u 1.", (("1014", "Budapest 01"),)),
    ],
)
def test_broken_prefixes_of_polling_places_are_no_part_of_the_name(
    tmp_path: Path, address: str, places: tuple[tuple[str, str], ...]
) -> None:
    folder = write_register(tmp_path)
    path = folder / "Szavazokorok.json"
    document = json.loads(path.read_text("utf-8"))
    for record in document["data"]["szavazokorok"]:
        record["leiro"]["cim"] = address
    path.write_text(json.dumps(document), "utf-8")
    assert read_register(folder).places == places


@pytest.mark.shared_data
@pytest.mark.parametrize(("folder", "town"), [("12/056", "Súr"), ("16/173", "Szamosbecs")])
def test_towns_with_a_broken_prefix_answer_their_own_addresses(
    shared_data: Path, folder: str, town: str
) -> None:
    register = read_register(shared_data / "registers" / folder)
    ranges = [
        ListedRange(s.name, s.type, NumberRange(Parity.WHOLE)) for s in register.thoroughfares
    ]
    area = ListedArea("x", ranges, register)
    for street in register.thoroughfares:
        door = next(door.number for door in street.doors if door.number is not None)
        assert check_listed(f"{town}, {street.full_name} {door}", area).verdict is IN


@pytest.mark.parametrize(
    ("query", "matched"),
    [
        ("Kecskemét Liget utca 1", "Liget utca 1"),
        ("6000 KECSKEMET LIGET UTCA 1", "Liget utca 1"),
        ("H-6000 Kecskemét, Liget utca 1.", "Liget utca 1"),
        ("Szt. Imre u. 1", "Szent Imre utca 1"),
        ("Kecskemét Szt.Imre utca 1", "Szent Imre utca 1"),
    ],
)
def test_streets_whose_name_is_a_type_or_a_short_form_are_found(query: str, matched: str) -> None:
    assert ask(query).matched == f"Kecskemét, {matched}"


def test_a_street_that_is_called_after_the_town_stays_itself() -> None:
    assert ask("Kecskeméti út 41").matched == "Kecskemét, Kecskeméti út 41"
    assert ask("Kecskemét Kecskeméti út 41").matched == "Kecskemét, Kecskeméti út 41"
    assert ask("Kecskeméti Végh Mihály tér 1").matched == "Kecskemét, Kecskeméti Végh Mihály tér 1"


@pytest.mark.parametrize("front", ["Próbafalva {}", "9001 PRÓBAFALVA {}", "Próbafalva, {}"])
@pytest.mark.parametrize(
    ("name", "kind"), [("Híd", "utca"), ("Tanya", ""), ("Major Máté", "köz"), ("Park", "tér")]
)
def test_a_name_that_is_a_type_needs_no_comma(front: str, name: str, kind: str) -> None:
    whole = NumberRange(Parity.WHOLE)
    street = Thoroughfare(name, kind, (Door(HouseNumber(7), "7", "1"),))
    rule = RangeRule(name, kind, whole, "1")
    register = Register("", (street,), (rule,), (), (("9001", "Próbafalva"),))
    area = ListedArea("x", [ListedRange(name, kind, whole)], register)
    assert check_listed(front.format(f"{street.full_name} 7"), area).verdict is IN
