"""Areas that a list of streets defines: file, verdicts, round trip, the 98 polling districts."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.errors import DefinitionError
from boundaries.language.house_numbers import HouseNumber, NumberRange, Parity
from boundaries.model import Reason, VerdictKind
from boundaries.register.reading import read_register
from boundaries.register.register import Door, RangeRule, Register, Thoroughfare
from boundaries.streets.lists import (
    ListedArea,
    ListedRange,
    district_list,
    export_list,
    ranges_of,
    read_list,
    write_list,
)
from boundaries.verdict.check import check_listed

if TYPE_CHECKING:
    from pathlib import Path

IN, OUT, OPEN = VerdictKind.INSIDE, VerdictKind.OUTSIDE, VerdictKind.UNDECIDABLE


def door(number: int, suffix: str = "") -> Door:
    return Door(HouseNumber(number, suffix), str(number), "001")


def rule(parity: Parity, start: HouseNumber | None, end: HouseNumber | None) -> RangeRule:
    return RangeRule("Fő", "utca", NumberRange(parity, start, end), "001")


REGISTER = Register(
    generated="2024-06-09",
    thoroughfares=(
        Thoroughfare("Fő", "utca", (*map(door, range(1, 30)), door(29, "B"))),
        Thoroughfare("Hősök", "tere", (door(1), door(2))),
        Thoroughfare("Fő", "tér", (door(1),)),
    ),
    rules=(
        rule(Parity.ODD, HouseNumber(1), HouseNumber(29, "A")),
        rule(Parity.EVEN, None, HouseNumber(28)),
        RangeRule("Hősök", "tere", NumberRange(Parity.WHOLE), "002"),
        RangeRule("Fő", "tér", NumberRange(Parity.WHOLE), "002"),
    ),
    districts=(),
    places=(("9001", "Négyzetfalva"),),
)
RANGES = (
    ListedRange("Fő", "utca", NumberRange(Parity.ODD, HouseNumber(1), HouseNumber(15, "A"))),
    ListedRange("Hősök", "tere", NumberRange(Parity.WHOLE)),
)
AREA = ListedArea("jegyzek", RANGES, REGISTER)


@pytest.mark.parametrize(
    ("query", "verdict", "reason"),
    [
        ("Fő utca 3", IN, Reason.STREET_INSIDE),
        ("Fő u. 15/A", IN, Reason.STREET_INSIDE),
        ("Fő utca 15/B", OUT, Reason.STREET_OUTSIDE),
        ("Fő utca 2", OUT, Reason.STREET_OUTSIDE),
        ("Fő utca 3-5", IN, Reason.STREET_INSIDE),
        ("Fő utca 3-4", OPEN, Reason.NUMBER_MISSING),
        ("Fő utca 3/2", IN, Reason.STREET_INSIDE),
        ("Fő utca 29/B", OPEN, Reason.NO_RULE),
        ("Fő utca", OPEN, Reason.NUMBER_MISSING),
        ("Hősök tere", IN, Reason.STREET_INSIDE),
        ("Fő tér", OUT, Reason.STREET_OUTSIDE),
        ("Fő 1", OPEN, Reason.HOMONYM),
        ("Ismeretlen utca 3", OPEN, Reason.STREET_NOT_FOUND),
        ("9002 Másfalva, Fő utca 3", OPEN, Reason.OTHER_TOWN),
    ],
)
def test_a_list_decides(query: str, verdict: VerdictKind, reason: Reason) -> None:
    answer = check_listed(query, AREA)
    assert (answer.verdict, answer.reason) == (verdict, reason)
    assert answer.query == query
    assert (answer.method == "street_list") == (verdict is not OPEN)


def test_a_list_comes_back_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    write_list(RANGES, path)
    assert read_list(path) == RANGES
    first = path.read_bytes()
    write_list(read_list(path), path)
    assert path.read_bytes() == first


def test_a_list_in_hungarian_is_read(tmp_path: Path) -> None:
    path = tmp_path / "korzetjegyzek.csv"
    path.write_text(
        "Közterület neve;Közterület jellege;Házszámok;-tól;-ig\r\n"
        "Fő;utca;páratlan házszámok;1;15/A\r\n"
        "Hősök;tere;teljes közterület;;\r\n",
        "utf-8-sig",
    )
    assert read_list(path) == RANGES


def test_every_fault_of_a_list_is_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        "thoroughfare_name,thoroughfare_type,parity,from,to\n"
        ",utca,even,2,8\nFő,utca,some,1,3\nFő,utca,odd,x,9\n",
        "utf-8",
    )
    with pytest.raises(DefinitionError) as caught:
        read_list(path)
    assert [fault.path for fault in caught.value.faults] == [
        "line 2, thoroughfare_name",
        "line 3, parity",
        "line 4, from",
    ]


def test_a_list_without_its_columns_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("name,from\nFő,1\n", "utf-8")
    with pytest.raises(DefinitionError, match="parity"):
        read_list(path)


NUMBERS = st.builds(HouseNumber, st.integers(1, 40), st.sampled_from(["", "A", "B", "2"]))


@given(st.dictionaries(NUMBERS, st.booleans(), max_size=30))
def test_ranges_take_what_is_inside_and_nothing_else(inside: dict[HouseNumber, bool]) -> None:
    ranges = list(ranges_of(inside))
    for number, expected in inside.items():
        assert any(one.covers(number) for one in ranges) is expected


def test_an_export_names_what_it_leaves_open() -> None:
    exported = export_list(REGISTER, lambda s, d: AREA.verdict(s, d.number)[0])
    assert exported.undecided == (("Fő utca", "29/B"),)
    again = ListedArea("ujra", exported.ranges, REGISTER)
    for street in REGISTER.thoroughfares:
        for one in street.doors:
            assert again.verdict(street, one.number)[0] is AREA.verdict(street, one.number)[0]


@pytest.mark.shared_data
@pytest.mark.parametrize("every", [14, pytest.param(1, marks=pytest.mark.whole)])
def test_each_polling_district_is_what_its_list_says(
    shared_data: Path, tmp_path: Path, every: int
) -> None:
    register = read_register(shared_data / "kecskemet" / "nvi2024")
    counts: Counter[str] = Counter()
    undecided: set[tuple[str, str]] = set()
    districts = sorted(d.id for d in register.districts)
    assert len(districts) == 98
    for district in districts[::every]:
        path = tmp_path / f"{district}.csv"
        write_list(district_list(register, district), path)
        area = ListedArea(district, read_list(path), register)
        assert area.unknown == ()
        for street in register.thoroughfares:
            for one in street.doors:
                verdict, _ = area.verdict(street, one.number)
                if verdict is OPEN:
                    undecided.add((street.full_name, one.written))
                else:
                    counts[verdict is (IN if one.district == district else OUT)] += 1
    doors = sum(len(street.doors) for street in register.thoroughfares)
    decided = 98 // every * (doors - 2)
    assert (counts, doors) == ({True: decided}, 32_129)
    assert len(undecided) == 2


@pytest.mark.shared_data
def test_a_polling_district_goes_from_list_to_area_to_list(shared_data: Path) -> None:
    register = read_register(shared_data / "kecskemet" / "nvi2024")
    for district in ("055", "084"):
        area = ListedArea(district, district_list(register, district), register)
        exported = export_list(register, lambda s, d, a=area: a.verdict(s, d.number)[0])
        again = ListedArea(district, exported.ranges, register)
        assert all(
            again.verdict(street, one.number)[0] is area.verdict(street, one.number)[0]
            for street in register.thoroughfares
            for one in street.doors
        )


@pytest.mark.shared_data
def test_doors_of_a_split_street_are_answered_by_text(shared_data: Path) -> None:
    register = read_register(shared_data / "kecskemet" / "nvi2024")
    area = ListedArea("071", district_list(register, "071"), register)
    street = next(s for s in register.thoroughfares if s.full_name == "Kossuth körút")
    for one in street.doors:
        answer = check_listed(f"6000 Kecskemét, Kossuth krt. {one.number}", area)
        assert answer.verdict is (IN if one.district == "071" else OUT)
