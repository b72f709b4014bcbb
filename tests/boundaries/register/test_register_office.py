"""Downloading a register: a loopback server replays the office's files, and every way to fail."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from boundaries.errors import RegisterError
from boundaries.register.load import load_register
from boundaries.register.office import RECORD, Office, fetch_register
from boundaries.register.office_json import OFFICE_FILES
from boundaries.register.reading import read_register
from geo.errors import PlaceError, SourceAnswerError, SourceRefusedError, SourceUnavailableError
from geo.fetch import Manners

from ...geo.replay import BUSY_PAGE, Replay, Scripted
from .test_register import write_register

if TYPE_CHECKING:
    from pathlib import Path

VERSION = "01020304"
CONFIG = Scripted(json.dumps({"ver": VERSION, "napkozi": "01020305"}).encode())
TOWNS = {
    "list": [
        {"leiro": {"maz": "03", "taz": "060", "megnev": "Próbafalva"}},
        {"leiro": {"maz": "03", "taz": "061", "megnev": "Másfalva"}},
        {"leiro": {"maz": "04", "taz": "001", "megnev": "Őrháza"}},
        {"leiro": {"maz": "04", "taz": "002", "megnev": "Órháza"}},
    ]
}
LIST = Scripted(json.dumps(TOWNS).encode())


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Any]:
    """The four files of Próbafalva, with its codes, in the order in which they are asked for."""
    folder = tmp_path / "office"
    folder.mkdir()
    write_register(folder)
    documents = {name: json.loads((folder / name).read_text()) for name in OFFICE_FILES}
    for document in documents.values():
        holder = document.get("data") or document["list"][0]
        holder |= {"maz": "03", "taz": "060"}
    return documents


def script(files: dict[str, Any], **changed: Scripted) -> list[Scripted]:
    """Script the downloads; a keyword names a file (without dashes) and its answer."""
    answers = []
    for name, document in files.items():
        key = name.removesuffix(".json").replace("-", "")
        answers.append(changed.get(key, Scripted(json.dumps(document).encode())))
    return [CONFIG, LIST, *answers]


def office(server: Replay, waits: list[float] | None = None) -> Office:
    manners = Manners(connect_s=2.0, silence_s=1.0, total_s=5.0, attempts=2)
    service = server.url.removesuffix("/api/interpreter")
    sleep = (waits if waits is not None else []).append
    return Office(service, "proba2025", manners=manners, sleep=sleep)


def test_four_files_come_with_a_record_of_where_from(files: dict[str, Any], tmp_path: Path) -> None:
    waits: list[float] = []
    with Replay(*script(files)) as server:
        got = fetch_register("próbafalva", tmp_path / "out", office(server, waits))
    assert [asked.path for asked in server.asked] == [
        "/proba2025/data/config.json",
        f"/proba2025/data/{VERSION}/ver/Telepulesek.json",
        *(
            f"/proba2025/data/{VERSION}/ver/03/{name.removesuffix('.json')}-03-060.json"
            for name in OFFICE_FILES
        ),
    ]
    assert waits == [1.0] * 5
    assert got.folder == tmp_path / "out" / f"probafalva-proba2025-{VERSION}"
    assert (got.generated, got.unchanged) == ("2024-06-09T17:50:00+02:00", False)
    assert sorted(p.name for p in got.folder.iterdir()) == sorted((*OFFICE_FILES, RECORD))
    assert [p.name for p in (tmp_path / "out").iterdir()] == [got.folder.name]
    record = json.loads((got.folder / RECORD).read_text("utf-8"))
    assert record["files"]["Korzethatar.json"]["bytes"] == len(
        json.dumps(files["Korzethatar.json"])
    )
    assert load_register(got.folder).register == read_register(got.folder)


def test_codes_need_no_list_of_settlements(files: dict[str, Any], tmp_path: Path) -> None:
    with Replay(CONFIG, *script(files)[2:]) as server:
        fetch_register("03/060", tmp_path, office(server))
    assert len(server.asked) == 5


def test_the_same_files_again_change_nothing(files: dict[str, Any], tmp_path: Path) -> None:
    with Replay(*script(files), *script(files)) as server:
        first = fetch_register("Próbafalva", tmp_path / "out", office(server))
        before = (first.folder / RECORD).read_bytes()
        again = fetch_register("Próbafalva", tmp_path / "out", office(server))
    assert again.unchanged
    assert (first.folder / RECORD).read_bytes() == before


def test_other_files_are_not_overwritten(files: dict[str, Any], tmp_path: Path) -> None:
    with Replay(*script(files), *script(files)) as server:
        first = fetch_register("Próbafalva", tmp_path / "out", office(server))
        (first.folder / "Korzethatar.json").write_text("{}")
        with pytest.raises(RegisterError, match="holds other files"):
            fetch_register("Próbafalva", tmp_path / "out", office(server))
    assert (first.folder / "Korzethatar.json").read_text() == "{}"


PAGE = Scripted(b"<!doctype html><title>VTR</title><p>Az oldal nem tal\xc3\xa1lhat\xc3\xb3</p>")


@pytest.mark.parametrize(
    ("name", "answer", "fault", "message"),
    [
        ("SzavkorKereso", PAGE, SourceAnswerError, "web page instead of data .*nem található"),
        ("Korzethatar", Scripted(b"", 404), SourceRefusedError, "refused the request with 404"),
        ("Korzethatar", Scripted(b'{"data"' * 99, sent=20), SourceAnswerError, "breaks off"),
        ("SzavkorTopo", Scripted(b'{"list": [{"szk"'), SourceAnswerError, "not whole JSON"),
        ("SzavkorTopo", Scripted(b"[]"), SourceAnswerError, "an object is expected"),
        ("Szavazokorok", Scripted(BUSY_PAGE, 500), SourceUnavailableError, "failed with 500"),
        ("Szavazokorok", Scripted(b"late", wait_s=5), SourceUnavailableError, "silent for 1 s"),
        (
            "SzavkorKereso",
            Scripted(b'{"data": {"maz": "03", "taz": "061"}}'),
            SourceAnswerError,
            "of the settlement 03/061, not of 03/060",
        ),
        (
            "Korzethatar",
            Scripted(b'{"data": {"maz": "03", "taz": "060"}}'),
            RegisterError,
            "not laid out as the election office's files",
        ),
    ],
)
def test_one_faulty_file_keeps_all_from_being_kept(
    files: dict[str, Any],
    tmp_path: Path,
    name: str,
    answer: Scripted,
    fault: type[Exception],
    message: str,
) -> None:
    with (
        Replay(*script(files, **{name: answer})) as server,
        pytest.raises(fault, match=message),
    ):
        fetch_register("Próbafalva", tmp_path / "out", office(server))
    assert list((tmp_path / "out").iterdir()) == []


def test_a_busy_service_is_asked_again(files: dict[str, Any], tmp_path: Path) -> None:
    answers = script(files)
    answers.insert(2, Scripted(BUSY_PAGE, 503, {"Retry-After": "20"}))
    waits: list[float] = []
    with Replay(*answers) as server:
        fetch_register("Próbafalva", tmp_path, office(server, waits))
    assert waits == [1.0, 1.0, 20.0, 1.0, 1.0, 1.0]


@pytest.mark.parametrize(
    ("town", "message"),
    [
        ("Probafalu", "no settlement called 'Probafalu'; did you mean Próbafalva"),
        ("orhaza", "several settlements are called 'orhaza': Őrháza 04/001, Órháza 04/002"),
    ],
)
def test_a_town_that_is_not_known_is_told(tmp_path: Path, town: str, message: str) -> None:
    with Replay(CONFIG, LIST) as server, pytest.raises(PlaceError, match=message):
        fetch_register(town, tmp_path, office(server))


@pytest.mark.parametrize(
    ("config", "message"),
    [(b"{}", "names no version"), (b'{"ver": "../x"}', "expected eight figures")],
)
def test_a_version_that_is_none_is_refused(tmp_path: Path, config: bytes, message: str) -> None:
    with Replay(Scripted(config)) as server, pytest.raises(Exception, match=message):
        fetch_register("Próbafalva", tmp_path, office(server))


@pytest.mark.parametrize("election", ["", "../x", "Ep2024", "a b"])
def test_an_election_is_a_plain_name(tmp_path: Path, election: str) -> None:
    with pytest.raises(PlaceError, match="no name of an election"):
        fetch_register("Próbafalva", tmp_path, Office("http://127.0.0.1:1", election))


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("town", "code", "streets"), [("kecskemet/nvi2024", "060", 1043), ("towns/pirto", "094", 11)]
)
def test_real_files_are_replayed(
    shared_data: Path, tmp_path: Path, town: str, code: str, streets: int
) -> None:
    bodies = [Scripted((shared_data / town / name).read_bytes()) for name in OFFICE_FILES]
    with Replay(CONFIG, *bodies) as server:
        got = fetch_register(f"03/{code}", tmp_path, office(server))
    for name in OFFICE_FILES:
        assert (got.folder / name).read_bytes() == (shared_data / town / name).read_bytes()
    assert len(load_register(got.folder).register.thoroughfares) == streets
