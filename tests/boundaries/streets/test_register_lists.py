"""Lists of streets: from a polygon or an edition to a list, from the list to an area, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boundaries.errors import DefinitionError
from boundaries.language.house_numbers import HouseNumber, NumberRange, Parity
from boundaries.model import Reason, VerdictKind
from boundaries.register.door_points import DoorPoint, PlaceKind
from boundaries.register.load import load_register
from boundaries.register.model import PointBook, TownRegister
from boundaries.register.register import Door, PollingDistrict, Register, Thoroughfare
from boundaries.streets.lists import (
    ListedArea,
    ListedRange,
    check_list,
    export_list,
    read_list,
    write_list,
)
from boundaries.verdict.check import check_listed
from boundaries.verdict.register_verdicts import (
    edition_verdicts,
    misdrawn_districts,
    polygon_verdicts,
)

if TYPE_CHECKING:
    from pathlib import Path

IN, OUT, OPEN = VerdictKind.INSIDE, VerdictKind.OUTSIDE, VerdictKind.UNDECIDABLE
Verdicts = dict[tuple[str, Door], VerdictKind]

SUFFIXES = st.sampled_from(["", "A", "B", "2", "12", "BIS", "A-D", "21/B"])
NUMBERS = st.builds(
    HouseNumber,
    st.integers(0, 12),
    SUFFIXES,
    st.none() | st.integers(13, 15),
    st.sampled_from(["", "B"]),
)
DOORS = st.builds(
    Door,
    NUMBERS,
    st.just(""),
    st.just(""),
    st.sampled_from(["", "A", "B"]),
    st.sampled_from(["", "1"]),
)
STREET_NAMES = (("Próba", "utca"), ("Minta", "köz"), ("Árpád", "körút"), ("Telep", ""))


@st.composite
def judged(draw: st.DrawFn) -> tuple[Register, Verdicts]:
    """A register without rules, each door with a verdict of its own."""
    streets, verdicts = [], {}
    for name, kind in STREET_NAMES:
        doors = tuple(draw(st.lists(DOORS, max_size=8, unique=True)))
        streets.append(Thoroughfare(name, kind, doors))
        for door in doors:
            verdict = draw(st.sampled_from([IN, IN, OUT, OUT, OPEN]))
            verdicts[streets[-1].full_name, door] = verdict
    return Register("", tuple(streets), (), (), (("9001", "Próbafalva"),)), verdicts


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(judged())
def test_a_list_never_says_other_than_the_area_it_was_made_from(
    tmp_path: Path, made: tuple[Register, Verdicts]
) -> None:
    register, verdicts = made
    exported = export_list(register, lambda street, door: verdicts[street.full_name, door])
    path = tmp_path / "list.csv"
    write_list(exported.ranges, path)
    assert read_list(path) == exported.ranges
    area = ListedArea("ujra", read_list(path), register)
    assert area.unknown == ()
    undecided = set(exported.undecided)
    for (street, door), expected in verdicts.items():
        place = next(s for s in register.thoroughfares if s.full_name == street)
        found, _ = area.verdict(place, door.number, door.building)
        if (street, str(door.number)) in undecided:
            assert found is OPEN
        else:
            assert found is expected
    again = export_list(register, lambda s, d: area.verdict(s, d.number, d.building)[0])
    assert again.ranges == exported.ranges


@settings(max_examples=100, deadline=None)
@given(judged())
def test_undecided_doors_are_those_that_no_list_can_tell_apart(
    made: tuple[Register, Verdicts],
) -> None:
    register, verdicts = made
    exported = export_list(register, lambda street, door: verdicts[street.full_name, door])
    alike: dict[tuple[str, object], set[VerdictKind]] = {}
    for (street, door), verdict in verdicts.items():
        assert door.number is not None
        alike.setdefault((street, door.number.key), set()).add(verdict)
    for street, number in exported.undecided:
        key = next(
            d.number.key
            for (s, d) in verdicts
            if d.number is not None and (s, str(d.number)) == (street, number)
        )
        assert alike[street, key] not in ({IN}, {OUT})


def of_doors(*doors: Door) -> Register:
    return Register("", (Thoroughfare("Próba", "utca", doors),), (), (), (("9001", "Próbafalva"),))


def test_one_building_of_a_number_can_be_inside(tmp_path: Path) -> None:
    doors = [Door(HouseNumber(12), "12", "", building) for building in ("A", "B", "")]
    register = of_doors(*doors, Door(HouseNumber(14), "14", ""))
    exported = export_list(register, lambda _, door: IN if door.building == "A" else OUT)
    assert exported.undecided == ()
    write_list(exported.ranges, tmp_path / "list.csv")
    text = (tmp_path / "list.csv").read_text("utf-8")
    assert text.splitlines()[1:] == ["Próba;utca;even;12;12;A"]
    area = ListedArea("x", read_list(tmp_path / "list.csv"), register)
    asked = {
        "Próba utca 12. A ép.": (IN, Reason.STREET_INSIDE),
        "Próba utca 12. B ép.": (OUT, Reason.STREET_OUTSIDE),
        "Próba utca 12": (OPEN, Reason.NUMBER_MISSING),
        "Próba utca 14": (OUT, Reason.STREET_OUTSIDE),
        "Próba utca 16": (OPEN, Reason.NO_RULE),
        "Próba utca": (OPEN, Reason.NUMBER_MISSING),
    }
    for query, expected in asked.items():
        answer = check_listed(query, area)
        assert (answer.verdict, answer.reason) == expected, query


def test_numbers_that_a_range_cannot_tell_apart_are_left_open() -> None:
    plain, plot = HouseNumber(3), HouseNumber(3, end=5)
    register = of_doors(Door(plain, "3", ""), Door(plot, "3-5", ""))
    exported = export_list(register, lambda _, door: IN if door.number == plain else OUT)
    assert [one.is_open for one in exported.ranges] == [True]
    assert exported.undecided == (("Próba utca", "3"), ("Próba utca", "3-5"))


def test_a_second_address_behind_the_first_takes_the_verdict_back() -> None:
    register = of_doors(Door(HouseNumber(5), "5", ""), Door(HouseNumber(6), "6", ""))
    area = ListedArea("x", [ListedRange("Próba", "utca", NumberRange(Parity.ODD))], register)
    assert check_listed("Próba utca 5", area).verdict is IN
    assert check_listed("Próba utca 5 és 6", area).verdict is OPEN


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1250"])
def test_a_hungarian_list_is_read_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "korzetjegyzek.csv"
    text = (
        "Közterület neve;Közterület jellege;Házszámok;-tól;-ig;Épület;Állapot\r\n"
        "Árpád;körút;páratlan házszámok;1;15/A;;belül\r\n"
        "Árpád;körút;folyamatos;20;22;B;nyitott\r\n"
    )
    path.write_bytes(text.encode(encoding))
    first, second = read_list(path)
    assert str(first.numbers.end) == "15/A"
    assert (second.numbers.parity, second.building, second.is_open) == (
        Parity.CONTINUOUS,
        "B",
        True,
    )


def test_an_unknown_status_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        "thoroughfare_name,thoroughfare_type,parity,from,to,status\nFő,utca,odd,1,3,perhaps\n"
    )
    with pytest.raises(DefinitionError, match=r"line 2, status: 'perhaps'"):
        read_list(path)


def test_a_list_is_judged_by_the_doors_it_takes() -> None:
    register = of_doors(*(Door(HouseNumber(n), str(n), "") for n in (1, 3, 5)))
    one, other, none = (
        ListedRange("Próba", "utca", NumberRange(Parity.ODD, HouseNumber(a), HouseNumber(b)))
        for a, b in ((1, 3), (3, 9), (9, 5))
    )
    seen = check_list([one, other, none], register.thoroughfares)
    assert (seen.doors, seen.empty, seen.overlapping) == (3, (none,), ((one, other),))


EAST, NORTH = 700_000.0, 200_000.0
SQUARE = shapely.box(EAST, NORTH, EAST + 100, NORTH + 100)


def placed(*at: tuple[int, float, float], district: str = "", **more: object) -> TownRegister:
    """Doors of one street by number and metres from the square's left edge, uncertainty."""
    doors = tuple(Door(HouseNumber(number), str(number), district) for number, *_ in at)
    points = [
        DoorPoint(
            "PRÓBA u.",
            HouseNumber(number),
            EAST + east,
            NORTH + 50,
            PlaceKind.ADDRESS_POINT,
            metres,
            "",
        )
        for number, east, metres in at
        if metres
    ]
    register = Register("", (Thoroughfare("Próba", "utca", doors),), (), **more, places=())  # type: ignore[arg-type]
    return TownRegister("Próbafalva", register, PointBook(points), (), (), {})


def verdicts_of(town: TownRegister, **more: float) -> dict[int, VerdictKind]:
    told = polygon_verdicts(town, SQUARE, **more)
    (street,) = town.register.thoroughfares
    return {door.number.number: told(street, door) for door in street.doors if door.number}


def test_a_door_is_placed_by_its_point_as_far_as_it_is_sure() -> None:
    town = placed((1, 50, 10), (3, -50, 10), (5, 8, 10), (7, -8, 10), (9, 0, 0), districts=())
    assert verdicts_of(town) == {1: IN, 3: OUT, 5: OPEN, 7: OPEN, 9: OPEN}
    assert verdicts_of(town, line_uncertainty_m=39) == {1: IN, 3: OUT, 5: OPEN, 7: OPEN, 9: OPEN}
    assert verdicts_of(town, line_uncertainty_m=41) == dict.fromkeys((1, 3, 5, 7, 9), OPEN)


def test_points_that_disagree_decide_nothing() -> None:
    town = placed((1, 50, 10), (1, -50, 10), districts=())
    assert verdicts_of(town) == {1: OPEN}


def test_a_door_without_a_point_is_placed_by_its_polling_district() -> None:
    inner = PollingDistrict(
        "001", shapely.box(EAST + 30, NORTH + 30, EAST + 70, NORTH + 70), None, 0
    )
    town = placed((1, 0, 0), (3, 50, 5), (5, -50, 5), district="001", districts=(inner,))
    assert verdicts_of(town) == {1: IN, 3: IN, 5: OPEN}  # 5: its point and its district disagree


def test_misdrawn_districts_decide_nothing() -> None:
    box = shapely.box
    drawn = [
        PollingDistrict("001", box(0, 0, 100, 100), None, 0),
        PollingDistrict("002", box(90, 0, 200, 100), None, 0),
        PollingDistrict("003", box(200, 0, 300, 100), None, 0),
        PollingDistrict("004", box(11_000, 0, 11_100, 100), None, 0),
    ]
    assert misdrawn_districts(drawn) == {"001", "002", "004"}


@pytest.mark.shared_data
def test_districts_of_kecskemet_can_be_trusted_and_those_of_kisszallas_not(
    shared_data: Path,
) -> None:
    kecskemet = load_register(shared_data / "kecskemet" / "nvi2024").register
    kisszallas = load_register(shared_data / "towns" / "kisszallas").register
    assert misdrawn_districts(kecskemet.districts) == frozenset()
    assert misdrawn_districts(kisszallas.districts) == {"001", "002", "003"}


@pytest.mark.whole  # made-up areas go the same way above
@pytest.mark.shared_data
def test_the_action_area_of_kecskemet_as_a_list_and_back(shared_data: Path, tmp_path: Path) -> None:
    from boundaries.data_files import DATA  # noqa: PLC0415
    from boundaries.edition.edition import load_edition  # noqa: PLC0415
    from boundaries.streets.street_list import load_street_list  # noqa: PLC0415

    town = load_register(shared_data / "kecskemet" / "nvi2024")
    streets = load_street_list(DATA / "kecskemet")
    told = edition_verdicts(town, load_edition("kecskemet-top-6.9.1"), streets)
    before = {(s, d): told(s, d) for s in town.register.thoroughfares for d in s.doors}
    exported = export_list(town.register, lambda s, d: before[s, d])
    write_list(exported.ranges, tmp_path / "list.csv")
    area = ListedArea("ujra", read_list(tmp_path / "list.csv"), town.register)
    for (street, door), verdict in before.items():
        assert area.verdict(street, door.number, door.building)[0] is verdict


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("15", "1", "begins at 15 behind its end 1"),
        ("05.máj", "15", "'05.máj' is no house number"),
        ("1", "3.5", "'3.5' is no house number"),
    ],
)
def test_a_range_that_takes_no_number_as_meant_is_refused(
    tmp_path: Path, start: str, end: str, said: str
) -> None:
    path = tmp_path / "list.csv"
    heading = "thoroughfare_name,thoroughfare_type,parity,from,to,status"
    path.write_text(f"{heading}\nPróba,utca,odd,{start},{end},inside\n", encoding="utf-8")
    with pytest.raises(DefinitionError, match=said):
        read_list(path)


def test_whole_numbers_of_a_spreadsheet_are_house_numbers(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    heading = "thoroughfare_name,thoroughfare_type,parity,from,to"
    path.write_text(f"{heading}\nPróba,utca,odd,1.0,15.0\n", encoding="utf-8")
    assert read_list(path)[0].numbers.ends == ("1", "15")


def test_a_range_of_the_office_that_ends_before_it_begins_is_open(tmp_path: Path) -> None:
    numbers = NumberRange(Parity.CONTINUOUS, HouseNumber(15), HouseNumber(1))
    write_list([ListedRange("Próba", "utca", numbers)], tmp_path / "list.csv")
    (read,) = read_list(tmp_path / "list.csv")
    assert read.is_open
    assert read.numbers == numbers
