"""A made-up town of three by three blocks, for areas of several parts; nothing in it is true.

Four streets run from west to east (the first in the south), four from south to north, 400 m apart.
Numbers rise from the west and from the south, odd on the left hand. Each block is a polling
district, and what lies round them is one more.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import shapely

from boundaries.compiler.compile import specs_of
from boundaries.compiler.resolve import NameIndex
from boundaries.doors.lines import named_lines
from boundaries.doors.places import PLACES
from boundaries.edition.areas import bundled_network, compile_edition
from boundaries.edition.edition import EDITIONS, accept, content_hash
from boundaries.edition.new_area import NewArea, write_new_area
from boundaries.edition.parted import compile_defined, ring_sentence
from boundaries.edition.parts import in_rings, read_specs
from boundaries.language.house_numbers import HouseNumber, NumberRange, Parity
from boundaries.register.door_points import DoorPoint, PlaceKind
from boundaries.register.model import PointBook, Source, SourceKind, TownRegister
from boundaries.register.register import (
    Door,
    PollingDistrict,
    RangeRule,
    Register,
    Thoroughfare,
)
from boundaries.register.store import save_register
from boundaries.streets.making import make_street_list, save_listing
from geo.crs import to_lonlat
from geo.primitives import EovPoint
from tests.boundaries.compiler.test_compile_readings import town
from tests.boundaries.town import edition as square

if TYPE_CHECKING:
    from pathlib import Path

    from boundaries.model import Compilation, Edition
    from boundaries.streets.street_list import StreetList

BLOCK, COUNT = 400.0, 4
STEPS = [at * BLOCK for at in range(COUNT)]
LAST = STEPS[-1]
ACROSS = ("Alma utca", "Barack utca", "Cseresznye utca", "Dió utca")
UP = ("Eper utca", "Füge utca", "Gesztenye utca", "Hárs utca")
STREETS = (*ACROSS, *UP)
WEST, SOUTH = 698_000.0, 172_000.0
PLOT_M, OFF_M = 40.0, 15.0
SLUG, TOWN = "racs", "Rácsfalva"
NETWORK = town(
    {
        **{name: [[(x, y) for x in STEPS]] for name, y in zip(ACROSS, STEPS, strict=True)},
        **{name: [[(x, y) for y in STEPS]] for name, x in zip(UP, STEPS, strict=True)},
    }
)


@dataclass(frozen=True, slots=True)
class House:
    """One door, as it truly stands."""

    street: str
    number: int
    along: float
    """Metres from the start of its street."""
    east: float
    """Metres from the corner in the south-west."""
    north: float

    @property
    def query(self) -> str:
        """The door as somebody asks for it."""
        return f"{self.street} {self.number}"

    @property
    def is_even(self) -> bool:
        """Whether it is of the even side."""
        return self.number % 2 == 0


def crossing(street: str) -> float:
    """Return how far along the streets that it crosses a street lies."""
    return STEPS[(ACROSS if street in ACROSS else UP).index(street)]


def _houses() -> tuple[House, ...]:
    found = []
    for street in STREETS:
        for plot in range(int(LAST / PLOT_M)):
            along = PLOT_M * (plot + 0.5)
            for number, side in ((2 * plot + 1, 1.0), (2 * plot + 2, -1.0)):
                off = crossing(street) + side * OFF_M * (1.0 if street in ACROSS else -1.0)
                place = (along, off) if street in ACROSS else (off, along)
                found.append(House(street, number, along, *place))
    return tuple(found)


HOUSES = _houses()


def district_of(house: House) -> str:
    """Return the polling district of a door: its block."""
    if not (0 < house.east < LAST and 0 < house.north < LAST):
        return "010"
    return f"{int(house.north // BLOCK) * (COUNT - 1) + int(house.east // BLOCK) + 1:03}"


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    """Return a rectangle in metres from the corner in the south-west."""
    return shapely.box(WEST + west, SOUTH + south, WEST + east, SOUTH + north)


def _districts() -> tuple[PollingDistrict, ...]:
    blocks = [
        (f"{row * (COUNT - 1) + column + 1:03}", box(x, y, x + BLOCK, y + BLOCK))
        for row, y in enumerate(STEPS[:-1])
        for column, x in enumerate(STEPS[:-1])
    ]
    around = box(-200, -200, LAST + 200, LAST + 200).difference(box(0, 0, LAST, LAST))
    every = [*blocks, ("010", around)]
    return tuple(PollingDistrict(name, polygon, None, 0.0) for name, polygon in every)


def _rules() -> tuple[RangeRule, ...]:
    found = []
    for street in STREETS:
        name, kind = street.split()
        for even in (False, True):
            own = [one for one in HOUSES if one.street == street and one.is_even is even]
            runs: dict[str, list[int]] = {}
            for house in own:
                runs.setdefault(district_of(house), []).append(house.number)
            parity = Parity.EVEN if even else Parity.ODD
            for at, (district, numbers) in enumerate(runs.items()):
                end = None if at == len(runs) - 1 else HouseNumber(numbers[-1])
                numbered = NumberRange(parity, HouseNumber(numbers[0]), end)
                found.append(RangeRule(name, kind, numbered, district))
    return tuple(found)


@cache
def register() -> TownRegister:
    """Return the town's register, every door with its place."""
    streets = []
    for street in STREETS:
        name, kind = street.split()
        own = [one for one in HOUSES if one.street == street]
        doors = tuple(
            Door(HouseNumber(one.number), str(one.number), district_of(one)) for one in own
        )
        streets.append(Thoroughfare(name, kind, doors))
    points = [
        DoorPoint(
            one.street,
            HouseNumber(one.number),
            WEST + one.east,
            SOUTH + one.north,
            PlaceKind.ADDRESS_POINT,
            3.0,
            f"node/{at}",
        )
        for at, one in enumerate(HOUSES, start=1)
    ]
    made = Register("2026-01-05", tuple(streets), _rules(), _districts(), (("9001", TOWN),))
    source = Source(SourceKind.TABLE, "doors.csv", "2026-01-05", "próba", "0" * 64)
    return TownRegister(TOWN, made, PointBook(points), (source,), (), {})


def osm_text() -> str:
    """Return the town's map as OSM XML."""
    nodes = [
        f'<node id="{node}" version="1" lat="{place.lat:.7f}" lon="{place.lon:.7f}"/>'
        for node, (east, north) in NETWORK.xy.items()
        for place in (to_lonlat(EovPoint(east, north)),)
    ]
    ways = [
        f'<way id="{way.id}" version="1">'
        + "".join(f'<nd ref="{node}"/>' for node in way.nodes)
        + f'<tag k="highway" v="residential"/><tag k="name" v="{way.names[0]}"/></way>'
        for way in NETWORK.ways
    ]
    return f'<osm version="0.6" generator="próba">{"".join(nodes + ways)}</osm>\n'


def write_area(own: Path, text: str) -> None:
    """Take an area into force in a folder of one's own, with its list and the places of doors.

    Args:
        own: the folder, which `AKCIOTERULET_AREAS_DIR` must name already.
        text: what the area is made of.
    """
    extract = own / "racs.osm"
    extract.write_text(osm_text(), encoding="utf-8")
    area = NewArea(
        slug=SLUG,
        town=TOWN,
        sentence=text,
        title={"hu": "Rácsos terület", "en": "Grid area"},
        source_title="Próbarendelet",
        source_document="1/2026.",
        authority=TOWN,
        as_one=True,
        extracts=(extract,),
    )
    write_new_area(area, own)
    made = compile_edition(SLUG)
    accept(made, by="Próba", on="2026-01-05", reason="próba", folder=own / EDITIONS)
    known = register()
    lines = named_lines(bundled_network((str(made.definition["network"]),)))
    streets, listing = make_street_list(made, known.register, lines, (), known.sources)
    home = (own / str(made.definition["street_list"])).parent
    save_listing(streets, listing, home)
    save_register(known, home / PLACES)


def compiled(text: str) -> Compilation:
    """Compile the parts of an area over the town's map."""
    specs = read_specs(text)
    assert specs is not None, text
    legs = in_rings([leg for spec in specs for leg in specs_of(ring_sentence(spec))], specs)
    return compile_defined(specs, legs, NETWORK, NameIndex(NETWORK))


def edition_of(text: str) -> Edition:
    """Return an area of several parts as it would be frozen."""
    outcome = compiled(text)
    assert outcome.area is not None, [problem.message for problem in outcome.problems]
    made = dataclasses.replace(
        square(),
        slug=SLUG,
        hash="",
        town=TOWN,
        sentence=text,
        area=outcome.area,
        uncertain_zone=outcome.uncertain_zone,
        ring_zone=outcome.ring_zone,
        legs=outcome.legs,
        parts=outcome.parts,
        problems=outcome.problems,
    )
    return dataclasses.replace(made, hash=content_hash(made))


def list_of(edition: Edition) -> StreetList:
    """Return the street list of an area, made from the town's register and map."""
    known = register()
    return make_street_list(edition, known.register, named_lines(NETWORK), (), known.sources)[0]
