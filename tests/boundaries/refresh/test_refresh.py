"""A candidate from a map and a register: made, compared, accepted, or nothing at all.

The map and the register are those of the rehearsal: made up where the town's are not known.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from boundaries.clock import Clock
from boundaries.data_files import DATA, VARIABLE
from boundaries.doors.places import LINES
from boundaries.edition.annexes import read_annex
from boundaries.edition.beside import list_folder
from boundaries.edition.edition import EDITIONS, load_edition
from boundaries.facts.area_files import look_again
from boundaries.facts.log import add, confirm
from boundaries.facts.records import SaidRange
from boundaries.language.house_numbers import NumberRange, Parity
from boundaries.model import VerdictKind
from boundaries.refresh import candidates
from boundaries.refresh.candidates import find, keep
from boundaries.streets.street_list import geometry_hash, load_street_list
from boundaries.verdict.engine import Question
from geo.crs import EOV, WGS84, transformer
from geo.errors import SourceUnavailableError
from geo.files import is_draft
from tests.boundaries.breaking_off import breaking_off, killed
from tests.boundaries.rehearsal import (
    BETWEEN,
    INSIDE,
    MADE_UP,
    OUTSIDE,
    SAID,
    write_extract,
    write_register,
)
from webmap.ask.services import BundledAreas
from webmap.cli.main import cli

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

SLUG = "kecskemet-top-6.9.1"
TODAY = Clock.on(dt.date(2031, 5, 5))


@pytest.fixture(scope="session")
def given(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The map and the register of the rehearsal."""
    folder = tmp_path_factory.mktemp("rehearsal")
    return write_extract(folder), write_register(folder)


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of one's own areas."""
    folder = tmp_path / "own"
    folder.mkdir()
    monkeypatch.setenv(VARIABLE, str(folder))
    look_again()
    return folder


def run(*words: object, clock: Clock = TODAY) -> Result:
    done = CliRunner().invoke(cli, [str(word) for word in words], obj=clock)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def refresh(osm: Path, register: Path, *more: object) -> list[dict[str, Any]]:
    done = run("area", "refresh", SLUG, "--osm", osm, "--register", register, "--json", *more)
    assert done.exit_code == 0, done.output
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def files_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_the_rehearsal_names_every_leg_of_both_variants(
    own: Path, given: tuple[Path, Path]
) -> None:
    text = given[0].read_text("utf-8")
    assert text.count(SAID) == len(MADE_UP) + 1, "each made-up line says so, and the file does"
    reports = refresh(*given)
    assert [one["variant"] for one in reports] == ["programme", "ksh"]
    for report in reports:
        assert report["provisional"] == {
            "then": [9, 10, 14],
            "now": [],
            "became_certain": [9, 10, 14],
        }
        assert {leg["certainty_now"] for leg in report["legs"]} == {"certain"}
        appeared = [leg["number"] for leg in report["legs"] if leg["change"] == "appeared"]
        assert appeared == [9, 10, 14]
    for report in reports:
        words = ("--candidate", report["candidate"][:12], "--by", "A test", "--reason", "rehearsal")
        done = run("edition", "accept", SLUG, *words)
        assert done.exit_code == 0, done.output
    for variant in ("programme", "ksh"):
        edition = load_edition(SLUG, variant, now=TODAY.today())
        assert edition.provisional == ()
        folder = list_folder(edition, TODAY.today())
        assert folder is not None
        assert load_street_list(folder, variant).meta.geometry_hash == geometry_hash(edition)
    assert candidates.candidates(SLUG) == (), "what was accepted waits no more"
    look_again()
    areas = BundledAreas(clock=TODAY)
    verdicts = [areas.check(f"Kecskemét, {s} 3.", SLUG).verdict for s in (INSIDE, BETWEEN, OUTSIDE)]
    assert verdicts == ["inside", "undecidable", "outside"]
    assert SLUG in run("edition", "list", SLUG).stdout
    assert files_in(own / candidates.FOLDER) == [own / candidates.FOLDER / SLUG / candidates.LOCK]


def test_a_report_tells_what_it_rests_on_and_what_changes(
    own: Path, given: tuple[Path, Path], tmp_path: Path
) -> None:
    (report,) = refresh(*given, "--variant", "programme", "--out", tmp_path / "report.json")
    assert json.loads((tmp_path / "report.json").read_text("utf-8")) == [report]
    assert [(one["kind"], one["name"]) for one in report["sources"]] == [
        ("map", "rehearsal.osm"),
        ("office", "register"),
    ]
    assert all(len(one["sha256"]) == 64 for one in report["sources"])
    assert report["in_force"]["edition"] == load_edition(SLUG).hash
    assert report["area"]["gained_m2"] > 0
    doors = report["doors"]
    assert doors["doors"] == 36
    # The list in force does not know the made-up streets.
    assert doors["then"]["verdicts"] == {"undecidable": 36}
    assert doors["now"]["verdicts"] == {"inside": 12, "outside": 12, "undecidable": 12}
    assert doors["now"]["grades"] == {"none": 12, "recorded": 24}
    ranges = [
        (r["thoroughfare"], r["parity"], r["from"], r["to"]) for r in doors["decided"]["ranges"]
    ]
    assert ranges == [
        (INSIDE, "odd", "1", "11"),
        (INSIDE, "even", "2", "12"),
        (OUTSIDE, "odd", "1", "11"),
        (OUTSIDE, "even", "2", "12"),
    ]
    assert (doors["flips"]["doors"], doors["undecidable"]["doors"]) == (0, 0)
    text = run("area", "candidates", SLUG, "--show", report["candidate"][:8]).stdout
    assert "provisional legs that have a line of their own now: 9, 10, 14" in text
    assert f"{INSIDE} 1–11 (odd), 6 door(s): undecidable → inside" in text
    assert own.is_dir()


def test_doors_that_flip_and_that_lose_their_verdict_are_told(
    own: Path, given: tuple[Path, Path], tmp_path: Path
) -> None:
    (first,) = refresh(*given, "--variant", "programme")
    accept = ("edition", "accept", SLUG, "--by", "A", "--reason", "r", "--candidate")
    assert run(*accept, first["candidate"]).exit_code == 0
    other = tmp_path / "other"
    shutil.copytree(given[1], other)
    rules = json.loads((other / "Korzethatar.json").read_text("utf-8"))
    for rule in rules["data"]["korzethatarok"]:
        rule["szavkor"] = {"001": "003", "002": "002", "003": "002"}[rule["szavkor"]]
    (other / "Korzethatar.json").write_text(json.dumps(rules), "utf-8")
    doors = json.loads((other / "SzavkorKereso.json").read_text("utf-8"))
    for street in doors["data"]["kozteruletek"]:
        for door in street["kapuk"]:
            door["szavkor"] = {"001": "003", "002": "002", "003": "002"}[door["szavkor"]]
    (other / "SzavkorKereso.json").write_text(json.dumps(doors), "utf-8")
    (second,) = refresh(given[0], other, "--variant", "programme")
    assert (second["status"], second["area"]["gained_m2"]) == ("same_line", 0)
    flips, lost = second["doors"]["flips"]["ranges"], second["doors"]["undecidable"]["ranges"]
    assert {(one["thoroughfare"], one["verdict_now"]) for one in flips} == {(INSIDE, "outside")}
    assert {(one["thoroughfare"], one["verdict_then"]) for one in lost} == {(OUTSIDE, "outside")}
    assert second["doors"]["flips"]["doors"] == second["doors"]["undecidable"]["doors"] == 12
    assert own.is_dir()


def test_the_same_data_give_the_same_candidate_and_nothing_changes(
    own: Path, given: tuple[Path, Path]
) -> None:
    words = ("area", "refresh", SLUG, "--variant", "programme")
    words = (*words, "--osm", str(given[0]), "--register", str(given[1]))
    first = run(*words).stdout
    before = {path: path.stat().st_mtime_ns for path in files_in(own)}
    again = run(*words).stdout
    assert "left" in first
    assert "nothing changed" not in first
    assert "nothing changed: the same data gave the candidate" in again
    assert {path: path.stat().st_mtime_ns for path in files_in(own)} == before
    (row,) = json.loads(run("area", "candidates", SLUG, "--json").stdout)
    run("edition", "accept", SLUG, "--candidate", row["candidate"], "--by", "A", "--reason", "r")
    third = run(*words).stdout
    assert "nothing changed: all of this is in force already" in third
    assert candidates.candidates(SLUG) == ()


def test_a_candidate_answers_nothing_and_is_discarded(own: Path, given: tuple[Path, Path]) -> None:
    before = load_edition(SLUG).hash
    (report,) = refresh(*given, "--variant", "ksh")
    assert load_edition(SLUG, "ksh").hash != report["edition"]
    assert load_edition(SLUG).hash == before
    assert "no candidate 'abc'" in str(_fault("area", "candidates", "--show", "abc"))
    done = run("area", "candidates", SLUG, "--discard", report["candidate"][:12])
    assert "discarded" in done.stdout
    assert candidates.candidates(SLUG) == ()
    assert not (own / EDITIONS).exists()


def _fault(*words: object) -> Exception:
    done = CliRunner().invoke(cli, [str(word) for word in words], obj=TODAY)
    assert done.exit_code != 0
    assert isinstance(done.exception, Exception | SystemExit)
    return Exception(done.output) if isinstance(done.exception, SystemExit) else done.exception


def test_a_candidate_of_a_day_to_come_leaves_the_present_answers(
    own: Path, given: tuple[Path, Path]
) -> None:
    (report,) = refresh(*given, "--variant", "programme")
    words = ("--candidate", report["candidate"], "--by", "A", "--reason", "r", "--on", "2031-06-01")
    assert run("edition", "accept", SLUG, *words).exit_code == 0
    look_again()
    query = f"Kecskemét, {INSIDE} 3."
    before = BundledAreas(clock=TODAY).check(query, SLUG)
    assert (before.verdict, before.reason) == ("undecidable", "street_not_found")
    after = BundledAreas(clock=Clock.on(dt.date(2031, 6, 1))).check(query, SLUG)
    assert (after.verdict, after.edition) == ("inside", report["edition"])
    later = BundledAreas(clock=Clock.on(dt.date(2031, 7, 1)))
    past = later.ask(Question(query, load_edition(SLUG, as_of="2031-05-05"), day=TODAY.today()))
    assert past.reason == "street_not_found", "of that day, not that the list is another's"
    assert own.is_dir()


def test_facts_of_people_survive_a_refresh(own: Path, given: tuple[Path, Path]) -> None:
    (first,) = refresh(*given, "--variant", "programme")
    assert first["doors"]["now"]["verdicts"]["undecidable"] == 12
    home = own / EDITIONS / SLUG
    said = SaidRange(BETWEEN, NumberRange(Parity.ODD), VerdictKind.INSIDE)
    fact = add(home, said, by="A", on="2031-05-01", source="made up for a test")
    confirm(home, fact.id, by="B", on="2031-05-01")
    (second,) = refresh(*given, "--variant", "programme")
    assert second["candidate"] == first["candidate"], "facts belong to the area"
    assert second["doors"]["now"]["verdicts"]["undecidable"] == 6
    run("edition", "accept", SLUG, "--candidate", second["candidate"], "--by", "A", "--reason", "r")
    look_again()
    areas = BundledAreas(clock=TODAY)
    verdicts = [areas.check(f"Kecskemét, {BETWEEN} {n}.", SLUG).verdict for n in (3, 4)]
    assert verdicts == ["inside", "undecidable"]


def test_a_candidate_that_was_compared_with_something_else_is_not_taken(
    own: Path, given: tuple[Path, Path]
) -> None:
    (report,) = refresh(*given, "--variant", "programme")
    run("edition", "accept", SLUG, "--by", "B", "--reason", "meanwhile")
    fault = _fault(
        "edition", "accept", SLUG, "--candidate", report["candidate"], "--by", "A", "--reason", "r"
    )
    assert "something else is in force" in str(fault)
    assert own.is_dir()


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        ("annex/street_list.csv", "was changed"),
        ("annex/annex.json", "cannot be read"),
        ("edition.json", "cannot be read"),
        ("report.json", "cannot be read"),
    ],
)
def test_a_candidate_that_was_changed_is_not_taken(
    own: Path, given: tuple[Path, Path], harm: str, says: str
) -> None:
    (report,) = refresh(*given, "--variant", "programme")
    path = find(report["candidate"]).folder / harm
    path.write_text(path.read_text("utf-8")[:-200], "utf-8")
    fault = _fault(
        "edition", "accept", SLUG, "--candidate", report["candidate"], "--by", "A", "--reason", "r"
    )
    assert says in str(fault)
    assert not (own / EDITIONS / SLUG / "accepted.json").exists()
    (again,) = refresh(*given, "--variant", "programme")
    assert again["candidate"] == report["candidate"]


def test_a_killed_refresh_leaves_no_half_candidate(own: Path, given: tuple[Path, Path]) -> None:
    (report,) = refresh(*given, "--variant", "programme")
    left = find(report["candidate"])
    edition, annex = left.edition(), read_annex(_copied(left.folder / "annex", own / "copy"))
    candidates.discard(left)
    for step in range(1, 12):
        breaking_off(step, killed, lambda: keep(edition, annex, report, own), ("rename", "replace"))
        for one in candidates.candidates(SLUG):
            assert one.edition().hash == edition.hash
            assert one.annex().hash == annex.hash
    keep(edition, annex, report, own)
    place = own / candidates.FOLDER / SLUG
    assert not [path for path in place.iterdir() if is_draft(path)], "cleared up"


def _copied(folder: Path, to: Path) -> Path:
    shutil.copytree(folder, to)
    return to


def _other_town(folder: Path) -> Path:
    return write_register(folder, town="Másfalva")


def _without(folder: Path, file: str, content: object) -> Path:
    register = write_register(folder)
    (register / file).write_text(json.dumps(content), "utf-8")
    return register


@pytest.mark.parametrize("kind", ["town", "polygons", "some_polygons", "rules", "table", "gone"])
def test_a_register_that_does_not_do_leaves_nothing(
    own: Path, given: tuple[Path, Path], tmp_path: Path, kind: str
) -> None:
    topo = json.loads((given[1] / "Szavkor-Topo.json").read_text("utf-8"))["list"]
    registers = {
        "town": lambda: (_other_town(tmp_path), "is the register of Másfalva, not of Kecskemét"),
        "polygons": lambda: (
            _without(tmp_path, "Szavkor-Topo.json", {"list": []}),
            "no polygon of polling district 001, 002, 003",
        ),
        "some_polygons": lambda: (
            _without(tmp_path, "Szavkor-Topo.json", {"list": topo[:2]}),
            "no polygon of polling district 003",
        ),
        "rules": lambda: (
            _without(tmp_path, "Korzethatar.json", {"data": {"korzethatarok": []}}),
            "no rules",
        ),
        "table": lambda: (_table(tmp_path), "no rules"),
        "gone": lambda: (_without(tmp_path, "Szavkor-Topo.json", []), "Szavkor-Topo.json"),
    }
    register, says = registers[kind]()
    fault = _fault("area", "refresh", SLUG, "--osm", given[0], "--register", register)
    assert says in str(fault)
    assert files_in(own) == []


def _table(folder: Path) -> Path:
    path = folder / "doors.csv"
    path.write_text(f"utca;házszám;eov_y;eov_x\n{INSIDE};1;698300;172200\n", "utf-8")
    return path


@pytest.mark.parametrize("kind", ["cut", "empty", "elsewhere", "without_legs", "no_map"])
def test_a_map_that_does_not_do_leaves_nothing(
    own: Path, given: tuple[Path, Path], tmp_path: Path, kind: str
) -> None:
    path, text = tmp_path / "map.osm", given[0].read_text("utf-8")
    written = {
        "cut": (text[: len(text) // 2], "map.osm"),
        "empty": ('<osm version="0.6"/>', "map.osm"),
        "elsewhere": (_moved(text), "it is the map of another place"),
        "without_legs": (text.replace("Halasi út", "Másik út"), "incomplete"),
        "no_map": ("no map at all", "map.osm"),
    }
    content, says = written[kind]
    path.write_text(content, "utf-8")
    fault = _fault("area", "refresh", SLUG, "--osm", path, "--register", given[1])
    assert says in str(fault)
    assert files_in(own) == []


def _moved(text: str) -> str:
    """Move a map by a degree to the east."""
    return text.replace('lon="19.', 'lon="20.')


@pytest.mark.usefixtures("own")
def test_streets_of_another_place_in_a_larger_map_are_not_those_of_the_town(
    given: tuple[Path, Path], tmp_path: Path
) -> None:
    """A county's extract has a street of every name in every village."""
    text = re.sub(r'(id|ref)="(-?)(\d+)"', r'\1="\g<2>777000\3"', given[0].read_text("utf-8"))
    far = tmp_path / "far.osm"
    far.write_text(_moved(text).replace("Halasi út", "Messzi út"), "utf-8")
    (alone,) = refresh(*given, "--variant", "programme")
    kept = [(find(alone["candidate"]).folder / "annex" / LINES).read_bytes()]
    (both,) = refresh(*given, "--variant", "programme", "--osm", far)
    kept.append((find(both["candidate"]).folder / "annex" / LINES).read_bytes())
    assert kept[0] == kept[1]
    assert "Messzi" not in kept[1].decode()
    assert both["doors"]["now"] == alone["doors"]["now"]


def test_the_words_that_no_longer_compile_say_which_leg_lacks(
    own: Path, given: tuple[Path, Path], tmp_path: Path
) -> None:
    path = tmp_path / "map.osm"
    path.write_text(given[0].read_text("utf-8").replace("Halasi út", "Másik út"), "utf-8")
    done = run("area", "refresh", SLUG, "--osm", path, "--register", given[1])
    assert done.exit_code == 3
    assert "Halasi út" in done.stdout
    assert "what to do" in done.stdout
    assert files_in(own) == []


def test_what_is_not_given_is_fetched_and_without_internet_it_says_what_to_give(
    own: Path, given: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise SourceUnavailableError("the service cannot be reached")

    monkeypatch.setattr("geo.osm.overpass.fetch", away)
    monkeypatch.setattr("boundaries.register.office.fetch", away)
    fault = _fault("area", "refresh", SLUG, "--register", given[1])
    assert "cannot be reached. Without internet give --osm: as --osm an extract" in str(fault)
    fault = _fault("area", "refresh", SLUG, "--osm", given[0])
    assert "Without internet give --register" in str(fault)
    assert files_in(own) == []


def test_the_programs_own_data_take_no_candidate(
    given: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    fault = _fault("area", "refresh", SLUG, "--osm", given[0], "--register", given[1])
    assert VARIABLE in str(fault)
    assert not (DATA / candidates.FOLDER).exists()


def test_addresses_of_the_map_become_places_of_doors(
    own: Path, given: tuple[Path, Path], tmp_path: Path
) -> None:
    inside, beyond = "698600 172450", "700600 172050"  # made-up places in the district between
    points = "".join(
        _address(-700_001 - n, place, n + 1) for n, place in enumerate((inside, beyond))
    )
    path = tmp_path / "with_addresses.osm"
    text = given[0].read_text("utf-8")
    path.write_text(text.replace("<way ", f"{points}<way ", 1), "utf-8")
    (report,) = refresh(path, given[1], "--variant", "programme")
    assert report["register"]["places"] == 2
    assert report["doors"]["now"]["grades"]["mapped"] >= 1
    assert {one["kind"] for one in report["sources"]} == {"map", "office", "osm"}
    accept = ("edition", "accept", SLUG, "--by", "A", "--reason", "r", "--candidate")
    run(*accept, report["candidate"])
    look_again()
    areas = BundledAreas(clock=TODAY)
    found = [areas.check(f"Kecskemét, {BETWEEN} {n}.", SLUG) for n in (1, 2)]
    assert [(one.verdict, one.grade) for one in found] == [
        ("inside", "mapped"),
        ("outside", "mapped"),
    ]
    assert own.is_dir()


def _address(number: int, place: str, door: int) -> str:
    east, north = map(float, place.split())
    lon, lat = transformer(EOV, WGS84).transform(east, north)
    tags = {"addr:street": BETWEEN, "addr:housenumber": str(door), "note": SAID}
    written = "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items())
    return f'<node id="{number}" version="1" lat="{lat:.7f}" lon="{lon:.7f}">{written}</node>'


@pytest.mark.whole  # the rehearsal with a made-up register goes the same way
@pytest.mark.sweep
@pytest.mark.shared_data
def test_the_rehearsal_with_the_register_of_kecskemet(
    own: Path, given: tuple[Path, Path], shared_data: Path
) -> None:
    register = shared_data / "kecskemet" / "nvi2024"
    (report,) = refresh(given[0], register, "--variant", "programme")
    doors = report["doors"]
    assert doors["doors"] == 32_129
    assert (doors["flips"]["doors"], doors["undecidable"]["doors"]) == (0, 0)
    streets = {one["thoroughfare"] for one in doors["decided"]["ranges"]}
    assert streets
    beside = {"Alma utca", "Csap utca", "Csengő utca", "Présház utca", "Könyves Kálmán körút"}
    assert streets <= beside, "only streets beside the legs that were without a line"
    assert own.is_dir()
