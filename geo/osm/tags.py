"""What tags say of a line: what it is called today, what else, and whether it is in use.

A line has the names that its `name` gives. Every other name keeps its key, so that whoever is led
along it by a former or a local name can be told. What is gone (`highway=no`, `demolished=yes`, …)
is no line; a street that is out of use (`highway=disused`, `abandoned:highway=*`, under
construction) is one only where nothing in use carries the name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

NO_LINE = frozenset(
    {"proposed", "planned", "razed", "platform", "bus_stop", "rest_area"}
    | {"no", "none", "demolished", "dismantled", "removed", "destroyed", "unbuilt", "historic"}
    | {"obliterated", "never_built"}
)
"""Values of `highway`, `waterway` and `boundary` that are no line on the ground."""
GONE = frozenset(
    {"demolished", "dismantled", "removed", "razed", "destroyed", "unbuilt", "never_built"}
    | {"obliterated"}
)
"""Keys which say, unless their value is "no", that a thing is not there."""
NOT_YET = frozenset({"proposed", "planned"})
"""Keys which say the same with the value "yes"."""
OUT_OF_USE = ("disused", "abandoned", "ruins", "construction")
"""Values of `highway`, and prefixes of that key, of streets that nobody can use."""
ENDED = "end_date"
"""Since when a thing is no more: as a tag of a street, it was one."""
HISTORIC = "historic"
"""`historic=yes` on a street: it may be a monument in use, or a trace."""
FALSE = frozenset({"", "no", "false", "0"})
STREET_RELATIONS = frozenset({"associatedStreet", "street"})
"""Values of `type` on relations that name streets."""
STREET_ROLES = frozenset({"", "street"})
"""Roles of the streets in them; the other members are houses."""

_OTHER = re.compile(
    r"(official|nat|int|reg|alt|short|loc|local|old|former|previous)_name(_\d+)?(:.+)?"
    r"|name_\d+|name:(left|right|forward|backward)(:hu)?|name:hu|name:[-\d].*"
    r"|(was|old|disused|abandoned|historic|removed|demolished|razed|bridge|tunnel):name",
    re.ASCII,
)
"""Keys of names that are not, or not only, what a thing is called today."""
_SAME_THING = ("official_name", "name:", "relation/")
_FORMER = ("old_", "former_", "previous_", "was:", "old:", "disused:", "abandoned:")
_FORMER_ALSO = ("historic:", "removed:", "demolished:", "razed:")
_DATED = re.compile(r"name:[-\d]", re.ASCII)


class OtherName(NamedTuple):
    """A name that a line does not carry as its `name`."""

    key: str
    """The key it stands under: "old_name", "name:hu", "relation/900 name"."""
    name: str

    @property
    def rank(self) -> int:
        """0: another form of today's name; 1: in use beside it; 2: a former name."""
        if self.key.startswith(_FORMER + _FORMER_ALSO) or _DATED.match(self.key):
            return 2
        return 0 if self.key.startswith(_SAME_THING) else 1


def names_today(tags: Mapping[str, str]) -> tuple[str, ...]:
    """Return what a thing is called today: its `name`, several where semicolons part them.

    >>> names_today({"name": "Fő utca; Kis köz", "old_name": "Lenin út"})
    ('Fő utca', 'Kis köz')
    """
    return _listed(tags.get("name", ""))


def other_names(tags: Mapping[str, str]) -> tuple[OtherName, ...]:
    """Return the names that stand under other keys, those nearest to today's first.

    >>> other_names({"old_name": "Lenin út;Fő út", "alt_name": "Nagy út", "name:etymology": "-"})
    ... # doctest: +NORMALIZE_WHITESPACE
    (OtherName(key='alt_name', name='Nagy út'), OtherName(key='old_name', name='Lenin út'),
     OtherName(key='old_name', name='Fő út'))
    """
    found = [
        OtherName(key, name)
        for key, value in tags.items()
        if "name" in key and key != "name" and _OTHER.fullmatch(key)
        for name in _listed(value)
    ]
    return tuple(sorted(found, key=lambda other: other.rank))


def _listed(value: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(n.strip() for n in value.split(";") if n.strip()))


def is_gone(tags: Mapping[str, str]) -> bool:
    """Tell whether tags say that a thing is not there any more, or not yet.

    >>> is_gone({"demolished": "yes"}), is_gone({"demolished": "no"}), is_gone({"removed": "1999"})
    (True, False, True)
    """
    # Nearly all tags hold none of these keys: a set says so at once.
    keys = tags.keys()
    return any(tags[key].strip().lower() not in FALSE for key in GONE & keys) or any(
        tags[key] == "yes" for key in NOT_YET & keys
    )


def is_gone_building(tags: Mapping[str, str]) -> bool:
    """Tell whether tags are those of a building that stands no more.

    >>> is_gone_building({"demolished:building": "yes"}), is_gone_building({"building": "razed"})
    (True, True)
    >>> is_gone_building({"building": "house", "removed:building": "shed"})
    False
    """
    if is_gone(tags) or tags.get("building") in GONE:
        return True
    return "building" not in tags and any(f"{word}:building" in tags for word in GONE)


def street_use(tags: Mapping[str, str]) -> str | None:
    """Tell of a thing with a `highway` whether it is a street, and in use.

    Returns:
        "" where it is in use; why it is not ("disused", "historic", ...); None where it is no
        street on the ground.

    >>> street_use({"highway": "residential"}), street_use({"highway": "no"})
    ('', None)
    >>> street_use({"highway": "residential", "abandoned": "yes"})
    'abandoned'
    >>> street_use({"highway": "residential", "end_date": "1975"})
    'end_date'
    """
    value = tags.get("highway")
    if not value or value in NO_LINE or is_gone(tags):
        return None
    if value in OUT_OF_USE:
        return value
    for key in ("disused", "abandoned", "ruins", ENDED):
        if tags.get(key, "no").strip().lower() not in FALSE:
            return key
    return HISTORIC if tags.get(HISTORIC) == "yes" else ""


def former_street_use(tags: Mapping[str, str]) -> str | None:
    """Tell of a thing without a `highway` whether it was, or will be, a street.

    >>> former_street_use({"disused:highway": "residential"}), former_street_use({})
    ('disused', None)
    """
    if tags.get("highway") or is_gone(tags):
        return None
    for word in OUT_OF_USE:
        if tags.get(f"{word}:highway", "no") not in NO_LINE:
            return word
    return None


def is_paved_area(tags: Mapping[str, str]) -> bool:
    """Tell whether a relation (or `area:highway`) is the outline of a square or street."""
    if tags.get("highway") and tags.get("type") == "multipolygon":
        return street_use(tags) == ""
    return tags.get("area:highway", "no") not in NO_LINE and not is_gone(tags)
