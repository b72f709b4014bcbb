"""The words that boundary sentences are made of, and what each of them says.

Every key is folded (accents and case off). Lists hold nominatives; case endings are taken off
by rule before a word is looked up.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from ..language.names import (
    THOROUGHFARE_TYPES,
    Case,
    case_forms,
    fold,
    is_abbreviation,
    ruled_forms,
    type_of,
    type_of_plural,
)
from ..model import LegKind, LineRule
from .grammar import COMPASS_ADJECTIVES, TURNS, folded

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Head:
    """The noun that ends a name: what it is and in which case it stands."""

    lemma: str
    """Canonical nominative: utca, vasútvonal, határ."""
    kind: LegKind
    bare: bool
    """True where it says nothing without a name before it (utca), False for "vasútvonal"."""
    case: Case
    base: str
    """The word in the nominative as it belongs in the name ("sétánya", "utca")."""
    plural: bool = False


_NOT_HEADS = folded(
    "oldal vám tag szer tető vár szállás forduló kapu piac árok átjáró gát bástya sánc kikötő hegy "
    "udvar puszta major szőlő gyümölcsös ösvény csapás iparterület",
)
"""Types that are everyday nouns as well; in a sentence they need more than standing there."""
_SQUARES = folded("tér körtér főtér körönd park liget kert lakópark")
_OWN_NOUNS: Mapping[str, tuple[LegKind, str]] = MappingProxyType(
    {
        "railway": (
            LegKind.RAILWAY,
            (
                "vasútvonal vasútvonala vasút vasútja körvasút körvasútja kisvasút iparvágány "
                "iparvágánya vágány vágányok sínpár sínek hév hévvonal metró metróvonal villamos "
                "fővonal fővonala mellékvonal mellékvonala szárnyvonal szárnyvonala "
                "villamosvonal fogaskerekű deltavágány vasútvonalak vontatóvágány vv"
            ),
        ),
        "water": (
            LegKind.WATER,
            (
                "patak pataka csatorna csatornája főcsatorna folyó folyam árok árka övárok ér "
                "tó tava holtág öböl meder medre víztározó tározó öntözőcsatorna vízfolyás "
                "duna-ág dunaág"
            ),
        ),
        "border": (
            LegKind.BORDER,
            (
                "határ határa határai határvonal határvonala kerülethatár kerülethatára városhatár "
                "városhatára településhatár településhatára községhatár községhatára faluhatár "
                "megyehatár megyehatára vármegyehatár országhatár országhatára járáshatár "
                "járáshatára belterülethatár államhatár városrészhatár birtokhatár erdőhatár"
            ),
        ),
        "parcel": (
            LegKind.PARCEL_EDGE,
            "telekhatár telekhatára telekhatárai ingatlanhatár ingatlanhatára telekhatárok",
        ),
        "path": (
            LegKind.PATH,
            (
                "sétaút gyalogút földút kerékpárút szervizút dűlőút töltés töltése körtöltés "
                "ösvény árvédelmi-töltés gát gátja gyalogsétány tanösvény mezsgye gyalogjárda járda"
            ),
        ),
        "road": (
            LegKind.ROAD,
            (
                "autópálya autóút gyorsforgalmi autópályája elkerülő elkerülőút körgyűrű bekötőút "
                "összekötőút közút műút"
            ),
        ),
        "point": (
            LegKind.POINT,
            (
                "kereszteződés kereszteződése keresztezés keresztezése csomópont csomópontja "
                "elágazás elágazása torkolat torkolata körforgalom körforgalma felüljáró aluljáró "
                "átjáró sarok sarka sarkai találkozás találkozása találkozási-pont kapu kapuja "
                "pályaudvar pályaudvara vasútállomás állomás végállomás megállóhely megálló "
                "hídfő hídfője becsatlakozás becsatlakozása szelvény szelvénye kilométerszelvény "
                "kilométerszelvénye km-szelvény km-szelvénye"
            ),
        ),
        "other": (
            LegKind.OTHER,
            (
                "fal fala várfal városfal kerítés kerítése temető temetője erdő erdősáv erdősor "
                "repülőtér laktanya piac bánya stadion zsilip védőtöltés magaspart partfal"
            ),
        ),
        "square": (LegKind.SQUARE, "oktogon vásártér piactér"),
        "street": (LegKind.STREET, "nagykörút kiskörút"),
    },
)
WATERS = folded(
    "duna tisza dráva rába ipoly körös maros sajó zagyva hernád bodrog szamos túr kraszna mura "
    "zala kapos tócó kösely hortobágy sárvíz séd sió szinva rábca répce lajta marcal berettyó "
    "takta tarna bükkös balaton "
    "keleti-főcsatorna holt-tisza kis-duna mosoni-duna soroksári-duna ráckevei-duna "
    "holt-duna nagy-duna öreg-duna holt-maros holt-körös hármas-körös kettős-körös "
    "sebes-körös fehér-körös fekete-körös lónyay-főcsatorna",
)
"""Rivers and lakes that are named without a noun of kind."""
_ARMS = folded("holt kis nagy öreg élő új régi mosoni ráckevei soroksári szentendrei váci sebes")
"""What a river's arm is called by; Felső-Tisza part, by contrast, is a street."""

_MODIFIER_ADJECTIVES = COMPASS_ADJECTIVES | folded(
    "páros páratlan számozású számozott számú házszámú házszámozású házszámozott belső külső "
    "mindkét bal jobb teljes egész "
    "minden összes elméleti képzeletbeli meghosszabbított tervezett bevezető kivezető meglévő "
    "leendő közterületi tényleges jelenlegi telek utcafronti közterület felőli nyomvonal szerinti "
    "egyenes vonalú menti északi déli keleti nyugati lezáró szomszédos hátsó",
)
_MODIFIER_NOUNS = folded(
    "oldal oldala oldalai old széle szegélye szélső fele középvonal középvonala tengely tengelye "
    "tengelyvonal "
    "tengelyvonala házszám házszáma házszámai száma számai terület területe meghosszabbítás "
    "meghosszabbítása vonal vonala nyomvonal nyomvonala part partja partvonal partvonala "
    "szakasz szakasza szakaszai hossza teljes-hossza menten mentén mente telekhatár telekhatára "
    "telekhatárai határ határa határvonal határvonala folytatás folytatása középső-vonala "
    "sodorvonal sodorvonala közepe házsora töltése jobbpart balpart jobbpartja balpartja "
    "rézsűje pályája pályateste sínpárja",
)
_RULES: tuple[tuple[frozenset[str], LineRule], ...] = (
    (folded("páratlan"), LineRule.ODD_SIDE),
    (folded("páros"), LineRule.EVEN_SIDE),
    (folded("belső"), LineRule.INNER_SIDE),
    (folded("külső"), LineRule.OUTER_SIDE),
    (folded("mindkét"), LineRule.BOTH_SIDES),
    (
        folded("meghosszabbítás meghosszabbítása meghosszabbított folytatás folytatása"),
        LineRule.EXTENSION,
    ),
    (COMPASS_ADJECTIVES | folded("bal jobb"), LineRule.COMPASS_SIDE),
    (folded("közterületi közterület utcafronti"), LineRule.PARCEL_FRONT),
    (folded("házszám házszáma házszámai"), LineRule.EVERY_NUMBER),
    (folded("terület területe"), LineRule.WHOLE),
    (folded("partja partvonal partvonala part"), LineRule.INNER_SIDE),
)
_LENGTHWISE = folded("szakasz szakasza szakaszai hossza mentén mente")
_WHOLE_THING = folded("szakasz szakasza szakaszai mentén mente vonal vonala nyomvonal hossza")


def _head_index() -> dict[str, tuple[str, LegKind, bool]]:
    index: dict[str, tuple[str, LegKind, bool]] = {}
    for name in THOROUGHFARE_TYPES:
        if fold(name) not in _NOT_HEADS and " " not in name:
            index[fold(name)] = (name, _type_kind(name), True)
    for kind, words in _OWN_NOUNS.values():
        index.update({fold(word): (word, kind, False) for word in words.split()})
    return index


def _type_kind(name: str) -> LegKind:
    return LegKind.SQUARE if fold(name) in _SQUARES else LegKind.STREET


_HEADS = _head_index()
_COMPOUNDS: tuple[tuple[str, LegKind], ...] = (
    ("körút", LegKind.STREET),
    ("utca", LegKind.STREET),
    ("sétány", LegKind.STREET),
    ("tér", LegKind.SQUARE),
    ("út", LegKind.PATH),
    ("patak", LegKind.WATER),
    ("csatorna", LegKind.WATER),
    ("árok", LegKind.WATER),
    ("vasút", LegKind.RAILWAY),
    ("vasútvonal", LegKind.RAILWAY),
    ("töltés", LegKind.PATH),
    ("határ", LegKind.BORDER),
    ("sor", LegKind.STREET),
    ("híd", LegKind.STREET),
    ("liget", LegKind.SQUARE),
    ("temető", LegKind.OTHER),
    ("pályaudvar", LegKind.POINT),
)
"""Endings of compounds ("Vásártér", "Malomárok"); spelled with accents, since -ter is not -tér."""
_LAKES = folded(
    "fehér fekete vörös zöld kék halas hal sós só szikes szék fürdő csónakázó csónak horgász öreg "
    "nagy kis új régi bánya kavics malom gát hévíz tatai víz tisza holt belső külső alsó felső "
    "mély meleg hideg kerek hosszú csukás kenderáztató áztató úszó strand duzzasztó tározó szelidi "
    "velencei palatinus pap barát úri vár park liget erdei tűzi jég gyógy iszap kacsa liba bivaly "
    "vadkert péteri hattyú béka nádas sás bika ökör ludas szent király apát püspök érsek",
)
"""What a lake's name begins with before "-tó"; other words in -tó may be a participle."""
_SHORT_LAKE = 4
"""Lakes are longer than this, and capitalised: -tó also ends a participle ("tartó")."""


@lru_cache(maxsize=4096)
def head_of(word: str) -> Head | None:
    """Return what a word is as the end of a name, or None where it can only be inside one."""
    plural = type_of_plural(word)
    if plural is not None:
        return Head(
            plural, _type_kind(plural), bare=True, case=Case.ALONG, base=plural, plural=True
        )
    if is_abbreviation(word):
        lemma = type_of(word) or word
        return Head(lemma, _type_kind(lemma), bare=True, case=Case.NOMINATIVE, base=lemma)
    for form in case_forms(word):
        head = _listed(form.base, form.case)
        if head is not None:
            return head
    return _compound(word)


def _listed(base: str, case: Case) -> Head | None:
    key = fold(base)
    if key in _HEADS:
        lemma, kind, bare = _HEADS[key]
        return Head(lemma, kind, bare=bare, case=case, base=lemma)
    lemma_of_type = type_of(base)
    if lemma_of_type is not None and fold(lemma_of_type) not in _NOT_HEADS and len(base) > 1:
        kind = _type_kind(lemma_of_type)
        return Head(lemma_of_type, kind, bare=True, case=case, base=base.lower())
    plural = type_of_plural(base)
    if plural is not None:
        return Head(plural, _type_kind(plural), bare=True, case=case, base=plural, plural=True)
    return None


def _compound(word: str) -> Head | None:
    if "-" in word or any(fold(form.base) in TURNS for form in case_forms(word)):
        return None
    for form in case_forms(word):
        base = form.base.lower()
        for ending, kind in _COMPOUNDS:
            if base.endswith(ending) and len(base) >= len(ending) + 2:
                return Head(ending, kind, bare=False, case=form.case, base=form.base)
        if word[:1].isupper() and base.endswith("tó") and len(base) > _SHORT_LAKE:
            kind = LegKind.WATER if _is_lake(base) else LegKind.OTHER
            return Head("tó", kind, bare=False, case=form.case, base=form.base)
    return None


def _is_lake(base: str) -> bool:
    """Tell "Halastó" from "Autójavító" and "Alsószéktó": what those are, the map must say."""
    return fold(base[:-2]) in _LAKES


@lru_cache(maxsize=4096)
def water_case(word: str) -> tuple[str, Case] | None:
    """Return a river's nominative and the case it stands in ("Dunáig" → Duna, TO)."""
    for form in case_forms(word):
        front, _, river = form.base.rpartition("-")
        if fold(form.base) in WATERS or (fold(front) in _ARMS and fold(river) in WATERS):
            return form.base, form.case
    return None


@lru_cache(maxsize=4096)
def sure_case(word: str) -> tuple[str, Case] | None:
    """Return the reading of an unlisted word with an ending that says from or to."""
    if not word[:1].isupper():
        return None
    for form in ruled_forms(word):
        if form.case in {Case.FROM, Case.TO}:
            return form.base, form.case
    return None


def is_modifier_adjective(key: str) -> bool:
    """Tell whether a folded word can start "páros oldal", "délkeleti telekhatára"."""
    return key in _MODIFIER_ADJECTIVES


@lru_cache(maxsize=4096)
def modifier_noun(word: str) -> tuple[str, Case] | None:
    """Return the folded noun of a side or line word and its case, or None."""
    for form in case_forms(word):
        if fold(form.base) in _MODIFIER_NOUNS:
            return fold(form.base), form.case
    return None


def rule_of(keys: frozenset[str]) -> LineRule | None:
    """Return the rule that a side's words state, or None where they state none."""
    sided = keys & COMPASS_ADJECTIVES and not keys & _LENGTHWISE
    if keys & _WHOLE_THING and "meghosszabbitott" not in keys and not sided:
        return None
    return next((rule for words, rule in _RULES if keys & words), None)
