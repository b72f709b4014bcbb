"""The catalogue says what its sources say, and faulty files are refused with all their faults."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest

from boundaries.data_files import DATA, VARIABLE
from boundaries.errors import DefinitionError
from boundaries.model import VerdictKind
from boundaries.programmes.catalogue import (
    SourceTextError,
    UnknownProgrammeError,
    load_catalogue,
    load_programme,
    misquoted,
    programme_slugs,
    read_programme,
    walk,
)
from boundaries.programmes.facts import fact_rows
from boundaries.programmes.look_up import ProgrammeLookUp
from boundaries.programmes.model import IdRole, Programme
from boundaries.towns.settlements import load_settlements

if TYPE_CHECKING:
    from pathlib import Path

PROGRAMMES = DATA / "programmes"
KALOCSA, AROP, TOP, HALAS, KUNSZENT = programme_slugs()
OFFICIAL = re.compile(
    r"([A-ZÁÉ]\w+ [A-ZÁÉ]\w+)\s+(?:irodavezető|osztályvezető|jegyző|alpolgármester)"
)


def test_the_five_programmes_are_there() -> None:
    assert programme_slugs() == (
        "kalocsa-top-5.2.1",
        "kecskemet-arop-1.a.3",
        "kecskemet-top-6.9.1",
        "kiskunhalas-efop-1.5.3",
        "kunszentmiklos-arop-1.a.3",
    )


@pytest.mark.shared_data
@pytest.mark.parametrize("slug", programme_slugs())
def test_every_quotation_stands_in_its_source(slug: str, shared_data: Path) -> None:
    programme = load_programme(slug)
    assert misquoted(programme, shared_data.parent / "sources") == ()
    assert sum(len(stated.said) for _, stated in walk(programme)) >= 20


@pytest.mark.shared_data
def test_one_changed_letter_is_found(shared_data: Path) -> None:
    programme = load_programme(HALAS)
    venue = programme.venues[1]
    said = venue.said[0].model_copy(
        update={"words": venue.said[0].words.replace("Tómpán", "Tompán")}
    )
    wrong = venue.model_copy(update={"said": (said,)})
    changed = programme.model_copy(update={"venues": (wrong,)})
    faults = misquoted(changed, shared_data.parent / "sources")
    assert [fault.path for fault in faults] == ["venues[0].said[0].words"]


def test_a_missing_source_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(SourceTextError, match="000_11ee8fde5bf1ad2a"):
        misquoted(load_programme(TOP), tmp_path)


@pytest.mark.shared_data
def test_no_official_of_a_source_is_named(shared_data: Path) -> None:
    for programme in load_catalogue():
        files = {source.file for source in programme.sources.values()}
        texts = [(shared_data.parent / "sources" / file).read_text("utf-8") for file in files]
        named = {name for text in texts for name in OFFICIAL.findall(text)}
        assert programme.slug != AROP or len(named) == 4
        written = (PROGRAMMES / f"{programme.slug}.yaml").read_text("utf-8")
        assert [name for name in named if name in written] == []


@pytest.mark.parametrize("slug", programme_slugs())
def test_every_fact_has_both_languages_and_a_quotation(slug: str) -> None:
    rows = fact_rows(load_programme(slug))
    assert len(rows) >= 20
    assert all(row.hu and row.en and row.quotations for row in rows)
    assert len({row.path for row in rows}) == len(rows)


IDS = {
    KALOCSA: "TOP-5.2.1-15-BK1-2020-00009",
    AROP: "ÁROP-1.A.3-2014-2014-0123",
    TOP: "TOP-6.9.1-16-KE1-2017-00001",
    HALAS: "EFOP-1.5.3-17-2017-00011",
    KUNSZENT: "ÁROP-1.A.3-2014-2014-0099",
}


def test_project_numbers_and_odd_spellings() -> None:
    assert {p.slug: p.project for p in load_catalogue()} == IDS
    written = load_programme(KALOCSA).identifiers[0].written
    assert written == "TOP-5.2.1-15 –BK1-2020-00009"
    companion = [i.value for i in load_programme(TOP).identifiers if i.role is IdRole.COMPANION]
    assert companion == ["TOP-6.7.1-16-KE1-2017-00001"]
    assert any("Tómpán" in q.words for a in load_programme(HALAS).activities for q in a.said)


@pytest.mark.parametrize(
    ("slug", "amounts"),
    [
        (KALOCSA, {"75.000.000 Ft": 75_000_000}),
        (AROP, {"21.993.850,- Ft": 21_993_850}),
        (
            TOP,
            {
                "Bruttó 165.000.000 Ft": 165_000_000,
                "165 millió Ft": 165_000_000,
                "548 millió Ft": 548_000_000,
            },
        ),
        (HALAS, {"483 280 308 Ft": 483_280_308, "483 millió forint": 483_000_000}),
        (KUNSZENT, {"21,98 Ft": None}),
    ],
)
def test_amounts(slug: str, amounts: dict[str, int | None]) -> None:
    found = load_programme(slug).amounts
    assert {amount.written: amount.huf for amount in found} == amounts
    assert all((amount.flag is not None) == (amount.huf is None) for amount in found)


@pytest.mark.parametrize(
    ("slug", "start", "end", "state", "rate"),
    [
        (KALOCSA, None, "2023-05-31", "planned", 100),
        (AROP, None, "2015-11-30", "planned", None),
        (TOP, None, "2023-11-30", "planned", 100),
        (HALAS, "2017-12-27", "2021-12-26", "planned", 100),
        (KUNSZENT, None, "2015-10-30", "done", None),
    ],
)
def test_periods_and_rates(
    slug: str, start: str | None, end: str, state: str, rate: int | None
) -> None:
    programme = load_programme(slug)
    period = programme.period
    assert (period.start and period.start.when) == start
    assert period.end is not None
    assert (period.end.when, period.end.state) == (end, state)
    assert (programme.support_rate and programme.support_rate.percent) == rate


@pytest.mark.parametrize(
    ("slug", "activity", "people", "count", "when", "state"),
    [
        (TOP, "forklift", 50, None, "2021", "done"),
        (TOP, "competences", 200, None, "2022-06-03", "done"),
        (TOP, "park-keepers-plan", 40, None, "2023-H1", "planned"),
        (TOP, "park-keepers-outcome", 40, None, None, "done"),
        (TOP, "programmes", None, None, "2019-04", "ongoing"),
        (AROP, "co-operation-events", None, 3, "2015-08", "done"),
        (AROP, "round-tables", None, 16, "2015-08", "done"),
        (AROP, "agreements", None, 11, None, "done"),
        (HALAS, "tompa-pilot", 3, None, None, "ongoing"),
        (HALAS, "duration", None, 48, None, "planned"),
        (KUNSZENT, "professional-events", None, 8, None, "done"),
        (KUNSZENT, "agreements", None, 4, None, "done"),
    ],
)
def test_activities(
    slug: str, activity: str, people: int | None, count: int | None, when: str | None, state: str
) -> None:
    found = next(a for a in load_programme(slug).activities if a.id == activity)
    assert (found.people, found.count, found.when, found.state) == (people, count, when, state)


def test_partners_contacts_and_funds() -> None:
    partners = [o.hu for o in load_programme(HALAS).organisations if o.role == "consortium_partner"]
    assert partners == [
        "Tompa Város Önkormányzata",
        "Kisszállás Község Önkormányzata",
        "Pirtó Község Önkormányzata",
        "Harkakötöny Község Önkormányzata",
    ]
    assert load_programme(KALOCSA).organisations[1].hu.endswith("Szociális Központja")
    office = load_programme(TOP).contacts[0]
    assert (office.phone, office.email) == ("06 76 513 513", "palyazat@kecskemet.hu")
    assert "Európai Szociális Alap" in {one.hu for one in load_programme(TOP).funding}
    assert load_programme(AROP).target_groups[5].hu == "romák"


def test_contradictions_are_kept_side_by_side() -> None:
    found = {p.slug: {c.id for c in p.contradictions} for p in load_catalogue()}
    assert "park-keepers" in found[TOP]
    assert {"amount", "agreements"} <= found[KUNSZENT]
    assert {"whose", "amount"} <= found[HALAS]
    assert "adopted" in found[AROP]
    assert all(len(c.claims) >= 2 for p in load_catalogue() for c in p.contradictions)


def test_an_unknown_programme_names_the_known_ones() -> None:
    with pytest.raises(UnknownProgrammeError, match=r'no programme "nowhere"; there are: kalocsa'):
        load_programme("nowhere")


def written(tmp_path: Path, slug: str, *changes: tuple[str, str]) -> Path:
    """Write a bundled file with some of its words replaced."""
    text = (PROGRAMMES / f"{slug}.yaml").read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (tmp_path / "programmes").mkdir(exist_ok=True)
    path = tmp_path / "programmes" / f"{slug}.yaml"
    path.write_text(text, "utf-8")
    return path


def faults(path: Path) -> dict[str, str]:
    with pytest.raises(DefinitionError) as caught:
        read_programme(path)
    return {fault.path: fault.message for fault in caught.value.faults}


def test_all_faults_of_the_form_come_at_once(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        KALOCSA,
        ("when: 2023-05-31", "when: 2023-13"),
        ("percent: 100", "percent: 101"),
        ("huf: 75000000", "huf: many"),
        ("mark: not_delineated", "mark: somewhere"),
        ("support_rate:", "colour: red\nsupport_rate:"),
    )
    found = faults(path)
    assert {"colour", "support_rate.percent", "amounts[0].huf", "period.end.when"} <= found.keys()
    assert "area.extent.mark" in found
    assert "2023-13" in found["period.end.when"]


def test_all_faults_between_fields_come_at_once(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        KUNSZENT,
        ("count: 8", "count: 9"),
        ("huf: null", "huf: 21980000"),
        ("start: 2015-09-12T13:00:00", "start: 2015-09-12T12:00:00"),
        ("venue: zenepavilon", "venue: elsewhere"),
        ('settlement: "28130"', 'settlement: "99999"'),
        ('district: "043"', 'district: "999"'),
        ("id: press-2", "id: press-1"),
        ('{source: page, words: "Zenepavilon környéke:"}', '{source: press, words: "x"}'),
        ("when: 2015-10-30", "when: 2015-10-31"),
    )
    found = faults(path)
    assert "9 does not stand in the quotation" in found["activities[0].count"]
    assert "reads as None, got 21980000" in found["amounts[0].huf"]
    assert "2015-09-12 12:00-15:00" in found["events[0].start"]
    assert found["events[0].venue"] == 'no venue "elsewhere"'
    assert "99999" in found["venues[0].settlement"]
    assert "999" in found["area.district"]
    assert "press-1" in found["events[4].id"]
    assert "there are: page" in found["venues[0].said[0].source"]
    assert "2015-10-31" in found["period.end.when"]


def test_what_is_not_yaml_or_no_mapping_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("a: [", "utf-8")
    assert "cannot be read as YAML" in faults(path)["file"]
    path.write_text("- 1", "utf-8")
    assert "mapping" in faults(path)["file"]


def test_a_new_programme_needs_a_file_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, HALAS).rename(tmp_path / "programmes" / "own-1.yaml")
    assert isinstance(read_programme(path), Programme)
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    assert programme_slugs() == (KALOCSA, AROP, TOP, HALAS, KUNSZENT, "own-1")
    asked = ProgrammeLookUp(load_catalogue(), load_settlements())
    answers = asked.look_up("Pirtó", dt.date(2020, 1, 1))
    inside = [one.programme for one in answers if one.answer.verdict is VerdictKind.INSIDE]
    assert inside == [HALAS, "own-1"]
