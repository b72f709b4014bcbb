"""What belongs to a town: its names, its parts, its postcodes; and what names another town. Pure.

From the names of the country (`country`) and what the town's own list says. A postcode that nothing
else contradicts makes no other town, and a postcode alone never proves one. What a name or a
postcode may mean is told where it may mean several.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from ..language.country import (
    is_settlement,
    parts_of,
    postcodes_of,
    settlement_keys,
    settlements_named,
    towns_of,
    towns_of_part,
)
from ..language.names import case_forms, fold, type_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_BREAK = re.compile(r"[,;\n\t()\[\]|]+")
_CODE_FIRST = re.compile(r"(?:H-?)?([1-9]\d{3}) +", re.ASCII | re.IGNORECASE)
_REGION = 2
"""Leading figures of a postcode that the settlements of one region share."""
OUTSKIRTS = "outer"
"""Kind of a part without houses side by side; where it is called like a settlement, that is it."""
_LONG = 4
"""Letters from which a word that is one slip away from a settlement's name may be that one."""


_SHORT = 3
"""Letters from which one is, where the postcode speaks for it."""


class Belonging(StrEnum):
    """What a name says of the town that is asked."""

    OWN = "own"
    """The town, or a part of it that nothing else is called."""
    EITHER = "either"
    """A part of the town, and another settlement; or the town beside another one."""
    OTHER = "other"
    """A settlement of another name."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class OwnTown:
    """A town with what belongs to it."""

    key: str
    """Its folded name."""
    codes: frozenset[str]
    """Postcodes that it or one of its parts has; empty where none is known."""
    parts: frozenset[str]
    """Folded names of its parts."""
    counties: frozenset[str] = frozenset()
    """Folded name of its county; empty where none is known."""

    def belonging(self, name: str, postcode: str | None = None) -> Belonging:
        """Tell whether words name the town, a part of it, or another settlement.

        A part that other towns have as well is the town's own only with a postcode of the town.

        >>> home = own_town("Kecskemét", ())
        >>> [str(home.belonging(n)) for n in ("Kecskeméten", "Kecskemét-Hetényegyháza", "Baján")]
        ['own', 'own', 'other']
        >>> [str(home.belonging(n)) for n in ("Hetényegyháza", "Ballószög", "Városháza")]
        ['own', 'other', 'unknown']
        """
        if self._is_own(name):
            return Belonging.OWN
        front, _, behind = name.partition("-")
        if behind and self._is_own(front) and not is_settlement(name):
            other = is_settlement(behind) and fold(behind) not in self.parts
            return Belonging.EITHER if other else Belonging.OWN
        keys = list(_keys(name))
        part, other = any(key in self.parts for key in keys), any(map(is_settlement, keys))
        if part:
            shared = any(fold(t.name) != self.key for key in keys for t in towns_of_part(key))
            proven = postcode is not None and self.has_alone(postcode)
            return Belonging.EITHER if other or (shared and not proven) else Belonging.OWN
        return Belonging.OTHER if other else Belonging.UNKNOWN

    def _is_own(self, name: str) -> bool:
        """Tell whether words are the town's own name, with or without an ending."""
        if fold(name) == self.key:
            return True
        return not is_settlement(name) and self.key in _keys(name)

    def is_misspelt(self, name: str, postcode: str) -> bool:
        """Tell whether a word is the town's name or a part's, cut or with one slip, by a postcode.

        >>> home = own_town("Kecskemét", ())
        >>> [home.is_misspelt(n, "6000") for n in ("Kecskemt", "Kecsk.", "Hetényegyhza", "Óvoda")]
        [True, True, True, False]
        >>> own_town("Hódmezővásárhely", ()).is_misspelt("Hmvhely", "6800")
        True
        """
        key = fold(name)
        if len(key) < _SHORT or is_settlement(name) or not self.has_code(postcode):
            return False
        others = {fold(one.name) for one in towns_of(postcode)} - {self.key}
        if _is_slip(key, others) or any(_is_cut(name, other) for other in others):
            return False
        return _is_cut(name, self.key) or _is_slip(key, (self.key, *self.parts))

    def has_code(self, postcode: str) -> bool:
        """Tell whether a postcode is the town's."""
        return postcode in self.codes

    def has_alone(self, postcode: str) -> bool:
        """Tell whether a postcode is the town's and no other settlement's."""
        return self.has_code(postcode) and all(
            fold(one.name) == self.key for one in towns_of(postcode)
        )

    def is_part(self, word: str) -> bool:
        """Tell whether a word, with or without an ending, names a part of the town."""
        return any(key in self.parts for key in _keys(word))

    def may_have_code(self, postcode: str) -> bool:
        """Tell whether a postcode that no settlement is known to have may be the town's."""
        regions = {code[:_REGION] for code in self.codes}
        return not towns_of(postcode) and (not regions or postcode[:_REGION] in regions)

    def other_stretch(self, text: str) -> str | None:
        """Return a stretch of a text, between commas or brackets, that is another settlement.

        >>> own_town("Kecskemét", ()).other_stretch("Kecskemét, 6500 Baja, Alma utca 3")
        'Baja'
        """
        for stretch in _BREAK.split(text):
            name = _CODE_FIRST.sub("", stretch.strip())
            if name.islower() and not text.islower() and type_of(name) is not None:
                continue  # "(udvar)" is a yard
            if is_settlement(name) and self.belonging(name) is Belonging.OTHER:
                return name
        return None


@functools.lru_cache(maxsize=256)
def own_town(name: str, postcodes: tuple[str, ...]) -> OwnTown:
    """Return what belongs to a town.

    Args:
        name: as its list writes it.
        postcodes: that its list knows.
    """
    codes = {code for code in postcodes if not code.startswith("0")} | set(postcodes_of(name))
    parts = {
        fold(part.name)
        for part in parts_of(name)
        if part.kind != OUTSKIRTS or not is_settlement(part.name)
    }
    counties = frozenset(fold(one.county) for one in settlements_named(name) if one.county)
    return OwnTown(fold(name), frozenset(codes), frozenset(parts - {fold(name)}), counties)


def _keys(name: str) -> Iterator[str]:
    """Yield what words may be in the nominative, folded; themselves first."""
    *front, last = name.split() or [""]
    for form in case_forms(last.rstrip(".")):
        yield fold(" ".join([*front, form.base]))


def may_be_town(word: str) -> bool:
    """Tell whether a word is a settlement's or a part's name, or within a slip of a settlement's.

    >>> [may_be_town(word) for word in ("Baján", "Kiskunhallas", "Városháza", "Kertváros")]
    [True, True, False, True]
    """
    return any(is_settlement(k) or towns_of_part(k) for k in _keys(word)) or _is_near(fold(word))


def _is_near(key: str) -> bool:
    return len(key) >= _LONG and _is_slip(key, settlement_keys())


def _is_slip(key: str, names: Collection[str]) -> bool:
    """Tell whether a folded word is within one slip of any folded name."""
    from rapidfuzz import process  # noqa: PLC0415 - see spelling.within
    from rapidfuzz.distance import OSA  # noqa: PLC0415

    return process.extractOne(key, names, scorer=OSA.distance, score_cutoff=1) is not None


def _is_cut(written: str, name: str) -> bool:
    """Tell "Kecsk." and "Hmvhely" from other words: a folded name's beginning, or its letters."""
    key = fold(written)
    if written.endswith(".") and len(key) >= _SHORT and name.startswith(key):
        return True
    if len(key) < _LONG or key[0] != name[0] or not name.endswith(key[-2:]):
        return False
    letters = iter(name)
    return all(letter in letters for letter in key)


_HOUSES = frozenset(
    {
        *("porta", "posta", "ovoda", "iskola", "bolcsode", "gimnazium", "kollegium", "egyetem"),
        *("foiskola", "hivatal", "varoshaza", "kozseghaza", "faluhaz", "templom", "kapolna"),
        *("plebania", "parokia", "konyvtar", "muzeum", "szinhaz", "mozi", "stadion", "uszoda"),
        *("korhaz", "rendelo", "klinika", "gyogyszertar", "patika", "bolt", "uzlet", "aruhaz"),
        *("bank", "takarek", "iroda", "irodahaz", "szallo", "szalloda", "panzio", "etterem"),
        *("vendeglo", "kocsma", "bufe", "cukraszda", "birosag", "ugyeszseg", "rendorseg"),
        *("tuzoltosag", "laktanya", "borton", "gyar", "uzem", "muhely", "raktar", "telephely"),
        *("garazs", "palyaudvar", "allomas", "csarnok", "sportcsarnok", "piac", "otthon"),
        *("idosotthon", "tarsashaz", "udvarhaz", "hatso", "bejarat", "recepcio", "fodraszat"),
        *("benzinkut", "szerviz", "kozpont", "kirendeltseg", "fiok", "pince", "tetoter"),
    }
)
_HOUSE_ENDINGS = (
    *("iskola", "ovoda", "hivatal", "rendelo", "gyogyszertar", "konyvtar", "templom", "bolt"),
    *("uzlet", "iroda", "intezet", "csarnok", "terem", "otthon", "epulet", "gimnazium", "uzem"),
    *("kollegium", "aruhaz", "korhaz", "bejarat", "posta", "vendeglo", "muhely", "raktar"),
)


def is_house_name(words: str) -> bool:
    """Tell whether a word says what a house is: a town hall, a nursery, a porter's lodge.

    >>> [is_house_name(word) for word in ("Városháza", "Tornaterem", "Baja", "Máshol")]
    [True, True, False, False]
    """
    key = fold(words)
    if key in _HOUSES:
        return not is_settlement(key)
    return " " not in key and key.endswith(_HOUSE_ENDINGS) and not may_be_town(words)
