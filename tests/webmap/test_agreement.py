"""One question, one answer, whichever face of the product is asked (2,000 in `make accept`)."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from boundaries.model import Reason, VerdictKind

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))

import agreement

SOME, COUNT = 18, 72
ALWAYS = (
    "Kunszentmiklós, Rákóczi Ferenc utca 1",
    "Halasi út 3",
    "Kecskemét, Halasi út 3",
    "Halasi út 61",
    "Halasi út",
    "Kalocsa 9413 hrsz",
    "6400 Halasi út 3",
    "Tompa Mihály utca 9",
)


@pytest.mark.parametrize("count", [SOME, pytest.param(COUNT, marks=pytest.mark.whole)])
def test_every_face_says_the_same(tmp_path: Path, count: int) -> None:
    asked = [agreement.Question("always", text) for text in ALWAYS]
    asked += agreement.questions(count, seed=20261)
    assert agreement.disagreements(asked, tmp_path, drawn=2) == []


@pytest.fixture(scope="module")
def faces(tmp_path_factory: pytest.TempPathFactory) -> agreement.Faces:
    return agreement.Faces(tmp_path_factory.mktemp("faces"))


def test_a_known_other_settlement_is_outside(faces: agreement.Faces) -> None:
    for text in ("Kunszentmiklós, Rákóczi Ferenc utca 1", "Kiskunhalas 9413 hrsz", "Tass"):
        answer = faces.library(agreement.Question("", text))
        assert (answer.verdict, answer.reason) == (
            VerdictKind.OUTSIDE,
            Reason.SETTLEMENT_OUTSIDE,
        )


def test_a_postcode_alone_proves_no_other_town(faces: agreement.Faces) -> None:
    answer = faces.library(agreement.Question("", "6400 Halasi út 3"))
    assert answer.verdict is VerdictKind.UNDECIDABLE


@pytest.mark.parametrize(
    ("text", "town"),
    [
        ("Halasi út 3", "Kecskemét"),
        ("Halasi út", "Kecskemét"),
        ("Kecskemét, Halasi út 3", None),
        ("6000 Halasi út 3", None),
        ("Kecskeméten a Halasi út 3", None),
        ("Nincs ilyen utca 3", None),
        ("Kunszentmiklós, Halasi út 3", None),
    ],
)
def test_a_town_is_assumed_where_none_is_named(
    faces: agreement.Faces, text: str, town: str | None
) -> None:
    assert faces.library(agreement.Question("", text)).assumed_town == town


def test_the_questions_are_of_every_kind_and_answer() -> None:
    counts = agreement.counted(agreement.questions(360), agreement.BundledAreas())
    assert {verdict for _, verdict in counts} == {kind.value for kind in VerdictKind}
    assert {"WGS84", "EOV", "hint", "door", "no town", "known town", "other town", "homonym"} <= {
        kind for kind, _ in counts
    }
