"""From the name of a leg to the ways of a network that carry it.

A name is taken when it is spelled the same after normalisation, when an alias list says so, or
when initials fit exactly one name ("Arany J. utca"). What is called so today goes before what
carries the name under another key (`old_name`, `alt_name`, ...) and before streets that are not in
use; those come as further readings, each with its key and today's name. A close spelling is a
candidate with a score, never an answer, and the type is never changed: körút is not tér.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import shapely

from geo.network import WayKind

from ..language.names import fold, initials_match, normal_key, split_type
from ..model import LegKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geo.network import LineNetwork, Way

    from ..language.aliases import Alias

KINDS: Mapping[LegKind, tuple[WayKind, ...]] = {
    LegKind.STREET: (WayKind.STREET, WayKind.AREA),
    LegKind.SQUARE: (WayKind.STREET, WayKind.AREA),
    LegKind.ROAD: (WayKind.STREET,),
    LegKind.RAILWAY: (WayKind.RAILWAY,),
    LegKind.WATER: (WayKind.WATER,),
    LegKind.BORDER: (WayKind.BORDER,),
    LegKind.PATH: (WayKind.STREET, WayKind.RAILWAY, WayKind.WATER),
    LegKind.POINT: (WayKind.STREET, WayKind.AREA),
    LegKind.OTHER: (WayKind.STREET, WayKind.AREA, WayKind.WATER, WayKind.RAILWAY),
    LegKind.PARCEL_EDGE: (WayKind.AREA, WayKind.STREET),
}
"""Which lines a leg of a kind may run along."""

GENERIC_WORDS: Mapping[WayKind, frozenset[str]] = {
    WayKind.WATER: frozenset({"folyam", "folyo", "viz", "medre", "vonala", "vonal"}),
    WayKind.RAILWAY: frozenset({"vasutvonal", "vasut", "vasuti", "vonal", "toltes", "szamu", "sz"}),
    WayKind.BORDER: frozenset({"kozigazgatasi", "hatar", "hatara", "varos", "kozseg", "telepules"}),
}
"""Folded words that a sentence adds to the name of such a line and a map leaves away."""

SIDE_PATHS = frozenset({"footway", "cycleway", "path", "bridleway", "corridor"})
"""Kinds of `highway` that may run along a carriageway under its name."""
SIDE_PATH_M = 25.0
"""A path that runs mostly within this many metres of its street's carriageway is beside it."""

SHORT_STRASSE = re.compile(r"str(?=\s|$)", re.ASCII)
"""German short form at the end of a word, as on the maps of towns across the border."""

WORD = re.compile(r"\w+")
"""A word of a name; "Bajcsy-Zsilinszky" is two."""

CLOSE_SCORE = 70.0
"""Close spellings below this rapidfuzz score (0..100) are not worth showing."""


@dataclass(frozen=True, slots=True)
class NameCandidate:
    """A name of the network that is spelled like the one that was asked for."""

    name: str
    score: float
    """0..1; 1 is the same spelling."""
    same_type: bool
    kinship: int = 2
    """0: the same name with another type (Rákóczi utca, Rákóczi út); 1: the fuller or the shorter
    form of the name (Petőfi, Petőfi Sándor), or a letter of it is wrong; 2: spelled alike."""

    @property
    def rank(self) -> tuple[int, bool]:
        """What is likelier to be meant comes first; its spelling decides only then."""
        return self.kinship, not self.same_type


@dataclass(frozen=True, slots=True)
class Carried:
    """A way that carries a name, but is not a street in use that is called so today."""

    way: int
    """Index in `LineNetwork.ways`."""
    osm_id: int
    key: str
    """Key of the name: "name", "old_name"."""
    name: str
    """As that key writes it."""
    today: str | None
    """What the way is called today; None where the map does not say."""
    rank: int = 0
    """0: another form of today's name; 1: in use beside it; 2: a former name."""
    out_of_use: str = ""
    """Why the way is no street in use ("disused"); empty where it is one."""

    @property
    def words(self) -> str:
        """The evidence in words, for the ledger and for messages."""
        today = f'today "{self.today}"' if self.today else "without a name of today"
        said = f'way/{self.osm_id} ({today}) carries "{self.name}" as {self.key}'
        if not self.out_of_use:
            return said
        if self.key == "name":
            return f"way/{self.osm_id} is marked as {self.out_of_use}, not as a street in use"
        return f"{said} and is marked as {self.out_of_use}, not as a street in use"


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a name was found to be."""

    ways: tuple[int, ...]
    """Indexes in `LineNetwork.ways`; empty where nothing carries the name."""
    matched: str | None = None
    """The name as the map writes it."""
    how: str = "none"
    """"same", "number", "alias", "initials", "other_key", "out_of_use" or "none"."""
    candidates: tuple[NameCandidate, ...] = ()
    carried: tuple[Carried, ...] = ()
    """Those of `ways` that are not called so today, or are not in use."""
    others: tuple[Resolution, ...] = ()
    """What else carries the name under another key, or out of use: street by street."""


@dataclass(slots=True)
class NameIndex:
    """Names and numbers of a network, ready to look up."""

    network: LineNetwork
    aliases: tuple[Alias, ...] = ()
    by_key: dict[tuple[WayKind, str], list[int]] = field(default_factory=dict)
    by_ref: dict[tuple[WayKind, str], list[int]] = field(default_factory=dict)
    aside: dict[tuple[WayKind, str], list[Carried]] = field(default_factory=dict)
    """What carries a name otherwise than as a street in use that is called so today."""
    aside_ref: dict[tuple[WayKind, str], list[Carried]] = field(default_factory=dict)
    spelled: dict[tuple[WayKind, str], str] = field(default_factory=dict)
    alias_of: dict[str, Alias] = field(default_factory=dict)
    lines: dict[tuple[WayKind, str], list[int]] = field(default_factory=dict)
    by_letter: dict[tuple[WayKind, str], list[str]] = field(default_factory=dict)
    folded: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    """Name -> itself, its stem and its type, all folded."""

    def __post_init__(self) -> None:
        keys: dict[tuple[WayKind, str], str] = {}
        for index, way in enumerate(self.network.ways):
            today: set[str] = set()
            for name in way.names:
                if (way.kind, name) not in keys:
                    keys[way.kind, name] = _key(name, way.kind)
                key = keys[way.kind, name]
                today.add(key)
                if way.out_of_use:
                    self._add_aside(key, Carried(index, way.id, "name", name, name), way)
                else:
                    self._add(way.kind, key, name, index)
            for other in way.others:
                key = _key(other.name, way.kind)
                if key not in today:
                    main = way.names[0] if way.names else None
                    carried = Carried(index, way.id, other.key, other.name, main, other.rank)
                    self._add_aside(key, carried, way)
            for kind, name in way.also:
                self._add(kind, _key(name, kind), name, index)
            for ref in way.refs:
                self._add_ref(ref, way, index)
        self.alias_of = {normal_key(a.name): a for a in self.aliases}

    def _add(self, kind: WayKind, key: str, name: str, index: int) -> None:
        ways = self.by_key.setdefault((kind, key), [])
        if not ways or ways[-1] != index:
            ways.append(index)
        self._spell(kind, key, name)

    def _add_aside(self, key: str, carried: Carried, way: Way) -> None:
        known = self.aside.setdefault((way.kind, key), [])
        if not known or known[-1].way != carried.way:
            known.append(replace(carried, out_of_use=way.out_of_use))
        self._spell(way.kind, key, carried.name)

    def _add_ref(self, ref: str, way: Way, index: int) -> None:
        key = (way.kind, ref_key(ref))
        if way.out_of_use:
            main = way.names[0] if way.names else None
            carried = Carried(index, way.id, "ref", ref, main, out_of_use=way.out_of_use)
            self.aside_ref.setdefault(key, []).append(carried)
        else:
            self.by_ref.setdefault(key, []).append(index)

    def _spell(self, kind: WayKind, key: str, name: str) -> None:
        if (kind, key) not in self.spelled:
            self.spelled[kind, key] = name
            self.by_letter.setdefault((kind, fold(name)[:1]), []).append(name)
            stem, kind_of_place = split_type(name)
            self.folded[name] = (fold(name), fold(stem), fold_or_none(kind_of_place))

    def find(self, name: str, kind: LegKind, *, railway_number: str | None = None) -> Resolution:
        """Find the ways that carry a name.

        Args:
            name: nominative, as the parser gives it.
            kind: what the text says it is.
            railway_number: the line's number where the text gives one.
        """
        kinds = KINDS[kind]
        if found := self._by_number(name, kind, railway_number):
            return found
        aside = self._aside(kinds, name)
        if found := self._by_key(kinds, name, "same"):
            return replace(found, others=_not_in(aside, found))
        if alias := self.alias_of.get(normal_key(name)):
            found = self._by_key(kinds, alias.means, "alias")
            meant = self._aside(kinds, alias.means)
            if found or meant:
                return _first(found, (*meant, *aside))
        if found := self._by_initials(kinds, name):
            return replace(found, others=_not_in((*found.others, *aside), found))
        if aside:
            return _first(None, aside)
        return Resolution((), candidates=self.candidates(name, kinds))

    def _by_number(self, name: str, kind: LegKind, railway_number: str | None) -> Resolution | None:
        number = railway_number if kind is LegKind.RAILWAY else None
        if kind is LegKind.ROAD:
            number = name
        if not number:
            return None
        way_kind = WayKind.RAILWAY if kind is LegKind.RAILWAY else WayKind.STREET
        key = (way_kind, ref_key(number))
        aside = _by_street(self.aside_ref.get(key, []))
        if ways := self.by_ref.get(key, []):
            return Resolution(tuple(ways), name, "number", others=aside)
        return _first(None, aside) if aside else None

    def _by_key(self, kinds: Iterable[WayKind], name: str, how: str) -> Resolution | None:
        ways: list[int] = []
        matched = None
        for kind in kinds:
            key = (kind, _key(name, kind))
            if key in self.by_key:
                ways += self._lines(key)
                matched = matched or self.spelled[key]
        return Resolution(tuple(ways), matched, how) if ways else None

    def _aside(self, kinds: Iterable[WayKind], name: str) -> tuple[Resolution, ...]:
        """Return what carries a name otherwise than as today's, each street by itself."""
        found = [c for kind in kinds for c in self.aside.get((kind, _key(name, kind)), ())]
        if not found:
            return ()
        lines = set(without_side_paths(self.network, [c.way for c in found]))
        return _by_street([c for c in found if c.way in lines])

    def _lines(self, key: tuple[WayKind, str]) -> list[int]:
        """Ways of a name, without the pavements and cycle tracks along its carriageway."""
        if key not in self.lines:
            self.lines[key] = without_side_paths(self.network, self.by_key[key])
        return self.lines[key]

    def _by_initials(self, kinds: Iterable[WayKind], name: str) -> Resolution | None:
        """Take "Arany J. utca" for "Arany János utca" if that is the only name it fits."""
        letter = fold(name)[:1]
        fits = {
            spelled
            for kind in kinds
            for spelled in self.by_letter.get((kind, letter), ())
            if initials_match(name, spelled)
        }
        if len(fits) != 1:
            return None
        full = fits.pop()
        found, aside = self._by_key(kinds, full, "initials"), self._aside(kinds, full)
        return _first(found, aside) if found or aside else None

    def candidates(
        self, name: str, kinds: Iterable[WayKind], *, most: int = 5
    ) -> tuple[NameCandidate, ...]:
        """Return close spellings, the likeliest first; never an answer.

        The same name with another type goes first, then a slip of the pen, the fuller form of the
        name and the shorter one, then what is spelled alike: with the same type before another.
        """
        from rapidfuzz import fuzz, process  # noqa: PLC0415 - only faults need it

        wanted = set(kinds)
        stem, kind_of_place = split_type(name)
        choices = {
            spelled: self.folded[spelled][0]
            for (k, _), spelled in self.spelled.items()
            if k in wanted
        }
        found = process.extract(
            fold(name), choices, scorer=fuzz.ratio, limit=4 * most, score_cutoff=CLOSE_SCORE
        )
        kin = {s: k for s in choices if (k := _kinship(fold(stem), self.folded[s][1])) < ALIKE}
        ranked = []
        for spelled in {*(spelled for _, _, spelled in found), *kin}:
            whole, other_stem, other_type = self.folded[spelled]
            same = other_type == fold_or_none(kind_of_place)
            # What identifies a place is its stem; the type is shared by hundreds.
            near = fuzz.ratio(fold(stem), other_stem)
            score = (fuzz.ratio(fold(name), whole) + near) / 200
            slip = FULLER if same and near >= SLIP_SCORE else ALIKE
            kinship = min(kin.get(spelled, ALIKE), slip)
            ranked.append(NameCandidate(spelled, round(score, 3), same, kinship))
        ranked.sort(key=lambda c: (*c.rank, -c.score, c.name))
        least = CLOSE_SCORE - 10
        return tuple(c for c in ranked if c.kinship < ALIKE or c.score * 100 >= least)[:most]

    def namesakes(self, name: str) -> tuple[str, ...]:
        """Return names with the same stem and another type (Erzsébet körút, Erzsébet utca)."""
        stem = fold(split_type(name)[0])
        found = {
            spelled
            for (kind, _), spelled in self.spelled.items()
            if kind is WayKind.STREET and self.folded[spelled][1] == stem
        }
        return tuple(sorted(found - {name}))


FULLER, ALIKE = 1, 2
"""`NameCandidate.kinship` of slips and other forms, and of what is only spelled alike."""
SLIP_SCORE = 90.0
"""Stems that are spelled so near to one another, with the same type, differ by a slip."""
LEAST_KIN = 4
"""Letters of a stem that says whose name the fuller one is; three do at its beginning (Ady)."""


def _kinship(stem: str, other: str) -> int:
    """Return how near two folded stems are, see `NameCandidate.kinship`."""
    if stem == other:
        return 0
    few, many = sorted((WORD.findall(stem), WORD.findall(other)), key=len)
    letters = sum(map(len, few)) + (few[:1] == many[:1])
    rest = iter(many)
    fuller = letters >= LEAST_KIN and all(word in rest for word in few)
    return FULLER if fuller else ALIKE


def _by_street(found: Sequence[Carried]) -> tuple[Resolution, ...]:
    """Part ways by the street that they are today: streets in use first, former names last."""
    groups: dict[tuple[bool, str], list[Carried]] = {}
    for carried in found:
        street = fold(carried.today) if carried.today else carried.key
        groups.setdefault((bool(carried.out_of_use), street), []).append(carried)
    ranked = sorted(groups.values(), key=lambda group: (bool(group[0].out_of_use), group[0].rank))
    return tuple(
        Resolution(
            tuple(c.way for c in group),
            group[0].today or group[0].name,
            "out_of_use" if group[0].out_of_use else "other_key",
            carried=tuple(group),
        )
        for group in ranked
    )


def _not_in(others: Iterable[Resolution], found: Resolution) -> tuple[Resolution, ...]:
    return tuple(other for other in others if not set(other.ways) <= set(found.ways))


def _first(found: Resolution | None, others: Sequence[Resolution]) -> Resolution:
    """Put today's name before the others, or else the first of them before the rest."""
    first, rest = (found, others) if found else (others[0], others[1:])
    return replace(first, others=_not_in(rest, first))


def fold_or_none(text: str | None) -> str:
    """Fold a text; nothing where there is none."""
    return fold(text) if text else ""


def without_side_paths(network: LineNetwork, ways: list[int]) -> list[int]:
    """Leave out the paths that run along a carriageway of the same name.

    A boundary follows the street; its pavement is mapped as a line of its own in some towns and
    would offer a second way round every house. A path or stairs that carry the name where no
    carriageway does stay. The same holds for the rim of a paved area where lines cross it.
    """
    tags = {w: network.ways[w].tags for w in ways}
    lines = [w for w in ways if tags[w].get("area") != "yes"] or ways
    paths = [w for w in lines if tags[w].get("highway") in SIDE_PATHS]
    roads = [w for w in lines if w not in set(paths)]
    if not paths or not roads:
        return lines
    near = shapely.union_all([network.line(network.ways[w]) for w in roads])
    near = near.buffer(SIDE_PATH_M)
    beside = {
        w
        for w in paths
        if shapely.intersection(near, line := network.line(network.ways[w])).length
        > line.length / 2
    }
    return [w for w in lines if w not in beside]


def ref_key(ref: str) -> str:
    """Reduce a line or road number to what identifies it.

    >>> ref_key("51. sz. főút"), ref_key("M0"), ref_key("142-es számú"), ref_key("M4 autópálya")
    ('51', 'm0', '142', 'm4')
    """
    word = fold(ref).replace(".", " ").split()
    return word[0].split("-")[0] if word else ""


def _key(name: str, kind: WayKind) -> str:
    if kind in (WayKind.STREET, WayKind.AREA):
        return SHORT_STRASSE.sub("strasse", normal_key(name))
    words = [w for w in fold(name).split() if w not in GENERIC_WORDS[kind]]
    return " ".join(words) or fold(name)
