"""A refresh from replayed live data, end to end, with the commands alone.

Town: Kaposvár, with its real Overpass answer and the election office's register. The area is made
up: a ring of real streets that no decree names.
"""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import pytest

from boundaries.data_files import DATA
from tests.webmap.cli.test_new_area import NAMES, SENTENCE, SLUG, Town

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.shared_data
OVERPASS = "overpass_named_highways_2025-07-24.json"
LIST_S = 60.0
"""So long a whole refresh of 17,000 doors may take on a busy machine, seconds."""


@pytest.fixture
def bed(shared_data: Path) -> Path:
    return shared_data / "beds" / "kaposvar"


@pytest.fixture
def town(tmp_path: Path, bed: Path) -> Town:
    """The made-up area, defined and nothing more."""
    made = Town(tmp_path / "areas")
    extract = bed / "kaposvar_named_highways.osm.pbf"
    made.run("area", "new", SLUG, *NAMES, "--text", SENTENCE, "--osm", extract)
    return made


@pytest.mark.whole  # the rehearsal of Kecskemét goes the same way, with a made-up register
def test_live_data_become_a_candidate_and_answer_once_it_is_accepted(town: Town, bed: Path) -> None:
    words = ("area", "refresh", SLUG, "--osm", bed / OVERPASS, "--register", bed / "nvi")
    began = time.monotonic()
    (report,) = json.loads(town.run(*words, "--json").stdout)
    assert time.monotonic() - began < LIST_S
    assert (report["status"], report["in_force"]) == ("first", None)
    assert (report["unchanged"], report["left"]) == (False, True)
    assert [one["kind"] for one in report["sources"]] == ["map", "office"]
    assert report["sources"][0]["generated"].startswith("2025-07-24")
    assert len(report["legs"]) == 9
    assert {leg["certainty_now"] for leg in report["legs"]} == {"certain"}
    assert report["area"]["now_m2"] == pytest.approx(287_000, rel=0.01)
    doors = report["doors"]
    assert (doors["doors"], doors["then"]) == (17_092, None)
    assert sum(doors["now"]["verdicts"].values()) == 17_092
    assert doors["now"]["verdicts"]["outside"] > 15_000
    assert not [one for key in ("flips", "decided", "undecidable") for one in doors[key]["ranges"]]
    nothing = town.run("check", "Kaposvár, Takáts Gyula tér 1.", "--area", SLUG, status=2)
    assert "no area" in nothing.stderr, "a candidate answers nothing"
    short = report["candidate"][:12]
    listed = town.run("area", "candidates", SLUG).stdout
    assert short in listed
    assert "nothing changed: the same data" in town.run(*words).stdout
    accept = (
        "edition",
        "accept",
        SLUG,
        "--candidate",
        short,
        "--by",
        "a test",
        "--reason",
        "rehearsed",
    )
    town.run(*accept)
    inside = town.answer("Kaposvár, Takáts Gyula tér 1")
    assert (inside["verdict"], inside["reason"]) == ("inside", "street_inside")
    assert inside["edition"] == report["edition"]
    outside = town.answer("7400 Kaposvár, Fő utca 12.")
    assert (outside["verdict"], outside["reason"]) == ("outside", "district_outside")
    assert town.run("area", "candidates", SLUG).stdout == ""
    assert "all of this is in force already" in town.run(*words).stdout


@pytest.mark.whole  # as above
@pytest.mark.sweep
def test_another_map_of_the_town_is_compared_with_what_is_in_force(town: Town, bed: Path) -> None:
    register = ("--register", bed / "nvi")
    first = ("area", "refresh", SLUG, "--osm", bed / OVERPASS, *register, "--json")
    (report,) = json.loads(town.run(*first).stdout)
    accept = ("edition", "accept", SLUG, "--by", "a test", "--reason", "rehearsed", "--candidate")
    town.run(*accept, report["candidate"])
    other = bed / "kaposvar_named_highways.osm.pbf"
    again = ("area", "refresh", SLUG, "--osm", other, *register, "--json")
    (second,) = json.loads(town.run(*again).stdout)
    assert second["status"] in {"same_line", "changed"}
    assert second["in_force"]["edition"] == report["edition"]
    assert second["doors"]["then"]["verdicts"] == report["doors"]["now"]["verdicts"]
    assert second["candidate"] != report["candidate"], "its map is another file"


def test_data_that_do_not_do_leave_nothing(
    town: Town, bed: Path, shared_data: Path, tmp_path: Path
) -> None:
    cut = tmp_path / "cut.json"
    cut.write_bytes((bed / OVERPASS).read_bytes()[:200_000])
    other = shared_data / "registers" / "03" / "009"
    kecskemet = DATA / "kecskemet" / "network.osm"
    for osm, register, says in (
        (cut, bed / "nvi", "cut.json"),
        (bed / OVERPASS, other, "not of Kaposvár"),
        (kecskemet, bed / "nvi", "it is the map of another place"),
    ):
        words = ("area", "refresh", SLUG, "--osm", osm, "--register", register)
        assert says in town.run(*words, status=2).stderr
    assert not (town.folder / "candidates").exists()
