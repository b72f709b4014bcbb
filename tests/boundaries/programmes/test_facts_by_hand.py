"""Facts of the five sources, copied by hand from their words: what a reader would look for.

Each row names the programme, where the fact stands in its file, its normalised values, and words
of the source that must be among its quotations, odd spellings kept.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from boundaries.programmes.catalogue import load_programme, misquoted, walk
from boundaries.towns.settlements import load_settlements

if TYPE_CHECKING:
    from pathlib import Path

    from boundaries.programmes.model import Programme

TOP = "kecskemet-top-6.9.1"
KALOCSA = "kalocsa-top-5.2.1"
AROP = "kecskemet-arop-1.a.3"
HALAS = "kiskunhalas-efop-1.5.3"
KUNSZENT = "kunszentmiklos-arop-1.a.3"

FACTS: list[tuple[str, str, dict[str, Any], str]] = [
    (
        TOP,
        "identifiers",
        {"value": "TOP-6.9.1-16-KE1-2017-00001", "role": "project"},
        "Azonosító szám:",
    ),
    (
        TOP,
        "identifiers",
        {"value": "TOP-6.7.1-16-KE1-2017-00001", "role": "companion"},
        "egészíti ki",
    ),
    (TOP, "identifiers", {"value": "TOP-6.9.1-16", "role": "call"}, "A felhívás címe/kódszáma:"),
    (TOP, "amounts", {"huf": 165_000_000, "gross": True}, "Bruttó 165.000.000 Ft"),
    (TOP, "amounts", {"huf": 548_000_000, "role": "companion"}, "548 millió Ft"),
    (TOP, "support_rate", {"percent": 100}, "A támogatás mértéke 100%."),
    (TOP, "funding", {"en": "European Social Fund"}, "Európai Szociális Alap"),
    (TOP, "funding", {"hu": "Széchenyi 2020"}, "a Széchenyi 2020 program keretében valósult meg"),
    (
        TOP,
        "organisations",
        {"role": "beneficiary", "settlement": "26684"},
        "Kecskemét MJV Önkormányzata",
    ),
    (TOP, "organisations", {"role": "intermediate_body"}, "Közremûködõ szervezet neve:"),
    (TOP, "period.end", {"when": "2023-11-30", "state": "planned"}, "2023. november 30."),
    (TOP, "period.running_since", {"when": "2019-04"}, "2019. áprilisától folyamatosan"),
    (TOP, "area_facts", {}, "öt városrészt magába foglaló szegregációs akcióterület"),
    (TOP, "area_facts", {}, "a KSH 2011. évi népszámlálásának adatai alapján"),
    (
        TOP,
        "activities",
        {"people": 50, "when": "2021", "state": "done"},
        "targoncavezetői képzés 2021. évben",
    ),
    (TOP, "activities", {"people": 50, "state": "done"}, "50 fő kaphatott bizonyítványt"),
    (
        TOP,
        "activities",
        {"people": 200, "when": "2022-06-03", "state": "done"},
        "2022. június 3-án befejeződött",
    ),
    (
        TOP,
        "activities",
        {"people": 40, "when": "2023-H1", "state": "planned"},
        "tervezetten 2023. I. félévében",
    ),
    (
        TOP,
        "activities",
        {"people": 40, "state": "done"},
        "40 fő részére került tanúsítvány kiállításra",
    ),
    (TOP, "activities", {"when": "2019-04", "state": "ongoing"}, "2019. áprilisától"),
    (TOP, "activities", {"state": "planned"}, "kerültek meghirdetésre"),
    (TOP, "activities", {"state": "done"}, "bevonták a helyi társadalmi akciókba"),
    (TOP, "target_groups", {}, "15-18 év közötti korosztálynak"),
    (TOP, "objectives", {}, "tovább erősítve a helyi közösség kohézióját"),
    (TOP, "documents", {}, "2022. november 7."),
    (TOP, "documents", {}, "2023.11.29."),
    (TOP, "events", {"kind": "community", "state": "done"}, "családi nap"),
    (TOP, "events", {"kind": "course", "when": "2021"}, "targoncavezetői képzés"),
    (TOP, "contacts", {"phone": "06 76 513 513", "email": "palyazat@kecskemet.hu"}, "Elérhetőség:"),
    (TOP, "contacts", {"post": "6001 Kecskemét, Pf. 373."}, "H- 1054 Budapest, Hold u. 4."),
    (TOP, "links", {}, "www.kecskemet.hu"),
    (TOP, "links", {}, "www.szechenyi2020.hu"),
    (
        KALOCSA,
        "identifiers",
        {"value": "TOP-5.2.1-15-BK1-2020-00009", "written": "TOP-5.2.1-15 –BK1-2020-00009"},
        "TOP-5.2.1-15 –BK1-2020-00009",
    ),
    (KALOCSA, "amounts", {"huf": 75_000_000}, "A szerződött támogatás összege:"),
    (KALOCSA, "support_rate", {"percent": 100}, "100 %"),
    (KALOCSA, "period.end", {"when": "2023-05-31", "state": "planned"}, "2023. 05. 31."),
    (
        KALOCSA,
        "organisations",
        {"role": "beneficiary", "settlement": "06442"},
        "Kalocsa Város Önkormányzata",
    ),
    (
        KALOCSA,
        "organisations",
        {"role": "consortium_partner"},
        "Szociális Központja konzorciumi formában",
    ),
    (
        KALOCSA,
        "activities",
        {"state": "planned"},
        "Ezt a célt segíti az utcabizalmi foglalkoztatása.",
    ),
    (AROP, "identifiers", {"value": "ÁROP-1.A.3-2014-2014-0123"}, "ÁROP-1.A.3-2014-2014-0123"),
    (AROP, "identifiers", {"value": "11837-52/2015", "role": "file"}, "Iktatószám: 11837-52/2015"),
    (AROP, "amounts", {"huf": 21_993_850}, "21.993.850,- Ft"),
    (AROP, "period.end", {"when": "2015-11-30", "state": "planned"}, "A projekt zárása:"),
    (AROP, "period.others", {"when": "2015-11-25", "state": "planned"}, "2015. november 25-én"),
    (AROP, "period.others", {"when": "2015-11-16"}, "Kecskemét, 2015. november 16."),
    (AROP, "settlement_count", {"count": 12, "adds": (1, 11)}, "11 járási települést"),
    (AROP, "organisations", {"role": "partner", "count": 11}, "11 járási települést"),
    (AROP, "activities", {"count": 3, "when": "2015-08", "state": "done"}, "három alkalommal"),
    (AROP, "activities", {"count": 16, "state": "done"}, "tizenhat alkalommal"),
    (AROP, "events", {"count": 16, "admission": "invited"}, "tizenhat alkalommal"),
    (AROP, "documents", {}, "HATÁROZAT-TERVEZET"),
    (AROP, "documents", {}, ".../2015. (XI. 25) határozata"),
    (AROP, "documents", {}, "..../2015. (XI.23.) EtB. sz. hat."),
    (AROP, "documents", {}, "Melléletek: Járási Esélyteremtő Program"),
    (AROP, "contacts", {}, "Városstratégiai Iroda"),
    (HALAS, "identifiers", {"value": "EFOP-1.5.3-17-2017-00011"}, "EFOP-1.5.3-17-2017-00011"),
    (HALAS, "amounts", {"huf": 483_280_308}, "483 280 308 Ft"),
    (HALAS, "amounts", {"huf": 483_000_000, "rounded": True}, "483 millió forint"),
    (HALAS, "period.start", {"when": "2017-12-27"}, "2017. december 27."),
    (HALAS, "period.end", {"when": "2021-12-26", "state": "planned"}, "2021. 12. 26."),
    (HALAS, "activities", {"count": 48}, "48 hónapon keresztül"),
    (
        HALAS,
        "activities",
        {"people": 3, "state": "ongoing"},
        "A Tómpán megvalósuló pilot programrészen",
    ),
    (HALAS, "activities", {}, "Kiskunhalasi Kábítószerügyi Egyeztető Fórum"),
    (HALAS, "activities", {}, "kiskunhalasi cigányváros 1960 körül"),
    (HALAS, "venues", {"settlement": "28486", "precision": "settlement"}, "Tómpán"),
    (HALAS, "objectives", {}, "tudatosulnak bennük saját személyes"),
    (KUNSZENT, "identifiers", {"value": "ÁROP-1.A.3-2014-2014-0099"}, "ÁROP-1.A.3-2014-2014-0099"),
    (
        KUNSZENT,
        "identifiers",
        {"value": "ÁROP-1.A.3-2014", "role": "call"},
        "a konvergencia régiókban",
    ),
    (KUNSZENT, "amounts", {"huf": None, "written": "21,98 Ft"}, "21,98 Ft"),
    (KUNSZENT, "funding", {"role": "operational_programme"}, "Államreform Operatív Program"),
    (
        KUNSZENT,
        "period.end",
        {"when": "2015-10-30", "state": "done"},
        "2015 október 30-án került sor",
    ),
    (KUNSZENT, "activities", {"count": 8, "state": "done"}, "A nyolc szakmai rendezvényen"),
    (KUNSZENT, "activities", {"count": 4, "state": "done"}, "Négy együttműködési megállapodás"),
    (
        KUNSZENT,
        "activities",
        {"state": "done"},
        "a romák, a fogyatékkal élők és az oktatás témákhoz",
    ),
    (
        KUNSZENT,
        "venues",
        {"hu": "Zenepavilon környéke", "settlement": "28130"},
        "Zenepavilon környéke:",
    ),
    (KUNSZENT, "events", {"admission": "invited"}, "(csak meghívottak részére)"),
]

HOURS = [
    ("szentmiklosi-napok", "2015-09-12 13:00", "2015-09-12 15:00"),
    ("agreements", "2015-10-01 13:00", "2015-10-01 15:00"),
    ("closing", "2015-10-30 13:00", "2015-10-30 15:00"),
    ("press-1", "2015-09-01 10:00", "2015-09-01 12:00"),
    ("press-2", "2015-10-01 10:00", "2015-10-01 12:00"),
    ("press-3", "2015-10-20 10:00", "2015-10-20 12:00"),
    ("press-4", "2015-10-22 10:00", "2015-10-22 12:00"),
    ("press-5", "2015-10-27 10:00", "2015-10-27 12:00"),
    ("press-6", "2015-10-30 10:00", "2015-10-30 12:00"),
]


def holds(programme: Programme, section: str, values: dict[str, Any], words: str) -> bool:
    """Tell whether one fact of a section has all the values and the words."""
    return any(
        path.split("[")[0] == section
        and all(getattr(stated, name) == value for name, value in values.items())
        and any(words in quotation.words for quotation in stated.said)
        for path, stated in walk(programme)
    )


@pytest.mark.parametrize(("slug", "section", "values", "words"), FACTS)
def test_the_catalogue_has_the_fact(
    slug: str, section: str, values: dict[str, Any], words: str
) -> None:
    assert holds(load_programme(slug), section, values, words)


@pytest.mark.shared_data
def test_the_words_of_this_table_are_those_of_the_sources(shared_data: Path) -> None:
    for slug, _, _, words in FACTS:
        files = {source.file for source in load_programme(slug).sources.values()}
        texts = [(shared_data.parent / "sources" / file).read_text("utf-8") for file in files]
        assert any(words in text for text in texts), words
        assert misquoted(load_programme(slug), shared_data.parent / "sources") == ()


@pytest.mark.parametrize(("event", "start", "end"), HOURS)
def test_event_hours(event: str, start: str, end: str) -> None:
    found = next(one for one in load_programme(KUNSZENT).events if one.id == event)
    assert found.start == dt.datetime.fromisoformat(start)
    assert found.end == dt.datetime.fromisoformat(end)


def test_no_other_event_has_hours() -> None:
    timed = [event.id for event in load_programme(KUNSZENT).events if event.start]
    assert sorted(timed) == sorted(event for event, _, _ in HOURS)


def test_the_park_keepers_are_planned_on_the_page_and_done_in_the_release() -> None:
    programme = load_programme(TOP)
    by_id = {activity.id: activity for activity in programme.activities}
    outcome = by_id["park-keepers-outcome"].said[0]
    assert programme.sources[outcome.source].published == "2023-11-29"
    assert by_id["park-keepers-plan"].said[0].source != outcome.source


@pytest.mark.parametrize("slug", [TOP, KALOCSA, AROP, HALAS, KUNSZENT])
def test_codes_are_those_of_the_settlements_named(slug: str) -> None:
    names = {one.code: one.name for one in load_settlements().all}
    for organisation in load_programme(slug).organisations:
        if organisation.settlement is not None:
            assert organisation.hu.startswith(names[organisation.settlement])
