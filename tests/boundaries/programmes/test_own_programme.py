"""A municipality's own programme: the file of the guide, and areas that are not ready yet."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from boundaries.data_files import VARIABLE
from boundaries.errors import RegisterError, UnknownAreaError
from boundaries.model import Answer, Reason, VerdictKind
from boundaries.programmes.catalogue import load_catalogue, load_programme, misquoted
from boundaries.programmes.look_up import ProgrammeAnswer, ProgrammeLookUp
from boundaries.towns.settlements import load_settlements
from geo.primitives import LonLat

GUIDE = Path(__file__).parents[3] / "docs" / "new-area.md"
SLUG = "kaposvar-program"
TOP = "kecskemet-top-6.9.1"
DAY = dt.date(2027, 1, 1)
PLACES = load_settlements()


def guide_yaml() -> str:
    (block,) = re.findall(r"```yaml\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    return str(block)


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of one's own with the guide's programme; its area has a definition only."""
    for name in ("programmes", "definitions"):
        (tmp_path / name).mkdir()
    (tmp_path / "programmes" / f"{SLUG}.yaml").write_text(guide_yaml(), "utf-8")
    (tmp_path / "definitions" / "kaposvar-kiserlet.yaml").write_text("slug: x\n", "utf-8")
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    return tmp_path


def test_the_file_of_the_guide_loads(own: Path) -> None:
    programme = load_programme(SLUG)
    assert programme.project == "KISERLET-1"
    assert len(load_catalogue()) == 6
    words = "Kísérleti program\nAzonosító: KISERLET-1\nA kísérlet gazdája\n"
    (own / "kiserlet.txt").write_text(f"{words}Tervezett befejezés: 2027. június 30.\n", "utf-8")
    assert misquoted(programme, own) == ()


@pytest.mark.usefixtures("own")
def test_an_area_without_an_edition_is_undecidable_and_the_others_answer() -> None:
    asked = ProgrammeLookUp(load_catalogue(), PLACES)
    by_address = {a.programme: a.answer for a in asked.look_up("Pirtó, Próba utca 1", DAY)}
    by_point = {a.programme: a.answer for a in asked.look_up_point(LonLat(19.69, 46.9), DAY)}
    for found in (by_address, by_point):
        assert len(found) == 6
        own_answer = found.pop(SLUG)
        assert own_answer.verdict is VerdictKind.UNDECIDABLE
        assert own_answer.reason is Reason.NO_EDITION
        assert VerdictKind.INSIDE in {answer.verdict for answer in found.values()}


class _WithoutList:
    """An area that has a line and no street list."""

    def check(self, query: str, slug: str, variant: str) -> Answer:
        raise RegisterError(f"{slug} ({variant}): no street list for {query!r}")

    def check_point(self, point: LonLat, slug: str, variant: str) -> Answer:
        return Answer(str(point), VerdictKind.INSIDE, Reason.POINT_INSIDE, slug, variant, "0" * 64)


def asked_of(query: str) -> ProgrammeAnswer:
    look_up = ProgrammeLookUp([load_programme(TOP)], PLACES, _WithoutList())
    return look_up.look_up(query, DAY)[0]


def test_an_area_without_a_street_list_is_undecidable_for_addresses() -> None:
    found = asked_of("Kecskemét, Halasi út 3")
    assert found.answer.verdict is VerdictKind.UNDECIDABLE
    assert found.answer.reason is Reason.NO_STREET_LIST
    assert [one.variant for one in found.variants] == ["programme", "ksh"]
    assert found.settlement == "26684"


def test_without_a_street_list_another_known_settlement_is_still_outside() -> None:
    answer = asked_of("Pirtó, Dózsa György utca 18").answer
    assert (answer.verdict, answer.reason) == (VerdictKind.OUTSIDE, Reason.SETTLEMENT_OUTSIDE)


def test_without_a_street_list_points_are_answered() -> None:
    look_up = ProgrammeLookUp([load_programme(TOP)], PLACES, _WithoutList())
    answer = look_up.look_up_point(LonLat(19.69, 46.9), DAY)[0].answer
    assert answer.verdict is VerdictKind.INSIDE


def test_a_fault_that_is_no_missing_list_is_raised() -> None:
    class _Broken(_WithoutList):
        def check(self, query: str, slug: str, variant: str) -> Answer:
            raise UnknownAreaError(f"{slug} ({variant}): {query}")

    with pytest.raises(UnknownAreaError):
        ProgrammeLookUp([load_programme(TOP)], PLACES, _Broken()).look_up("Kecskemét", DAY)
