"""A request with a file that comes twice has one job, whatever happened to the first one."""

from __future__ import annotations

import datetime as dt
import io
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from geo.files import locked
from tests.patience import PATIENCE_S
from webmap.files import arrivals, folders
from webmap.files.arrivals import Sent
from webmap.files.folders import FileFaultError
from webmap.files.once import of_program
from webmap.files.views import secret
from webmap.store import jobs
from webmap.store.errors import StoreUnavailableError
from webmap.store.tables import Job
from webmap.web.i18n import texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from types import ModuleType

    from werkzeug.test import TestResponse

    from tests.webmap.filing import Service

ROUNDS = 40
KEY = "8e03978e-40d5-43dd-bc93-6894a57f9324"


@pytest.fixture
def service(filing: ModuleType, tmp_path: Path) -> Iterator[Service]:
    with filing.serving(tmp_path) as found:
        yield found


@pytest.fixture
def _idle(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no file be worked on."""
    monkeypatch.setattr(service.desk.runner, "advance", lambda: None)


def poster(service: Service, table: str, name: str = "Próba Anna") -> Callable[..., TestResponse]:
    """Return what sends a table by a program, with a key or without one."""
    bearer = service.bearer(name)

    def post(key: str | None = KEY, body: bytes = table.encode(), query: str = "") -> TestResponse:
        header = {} if key is None else {"Idempotency-Key": key}
        return service.app.test_client().post(
            f"/api/v1/files{query}",
            data=body,
            content_type="text/csv",
            headers={**bearer, **header},
        )

    return post


@pytest.fixture
def post(filing: ModuleType, service: Service) -> Callable[..., TestResponse]:
    return poster(service, filing.TABLE)


def rows(service: Service) -> list[Job]:
    with service.store.session(read_only=True) as session:
        return list(session.scalars(select(Job)))


def told(answer: TestResponse) -> tuple[int, str]:
    return answer.status_code, answer.get_json().get("code") or answer.get_json()["id"]


def test_the_same_again_is_the_same_file(
    service: Service, post: Callable[..., TestResponse], filing: ModuleType
) -> None:
    first = post()
    status, number = told(first)
    assert status == 202
    again = post(f'"{KEY}"')
    assert (told(again), again.headers["Location"]) == ((202, number), first.headers["Location"])
    assert filing.wait(service.client(), f"/files/{number}")
    assert post().get_json()["state"] == "done"
    assert [row.id for row in rows(service)] == [number]
    assert [folder.name for folder in service.folders()] == [number]
    assert told(post(None))[1] != number
    # As after a restore, which brings no files: the program is told that it needs another key.
    (service.jobs / number).rename(service.jobs / "elsewhere")
    again = post()
    assert told(again) == (202, number)
    assert (again.get_json()["state"], again.get_json()["fault"]["code"]) == ("failed", "gone")


@pytest.mark.parametrize(
    ("query", "more"), [("", b"4;Halasi \xc3\xbat 5;\n"), ("?keep=yes", b""), ("?lang=en", b"")]
)
def test_another_request_with_the_key_is_refused(
    service: Service,
    post: Callable[..., TestResponse],
    filing: ModuleType,
    query: str,
    more: bytes,
) -> None:
    post()
    other = post(KEY, filing.TABLE.encode() + more, query)
    lang = "en" if "en" in query else "hu"
    assert told(other) == (422, "idempotency_key_reused")
    assert other.get_json()["detail"] == texts(lang)("files.fault.idempotency_key_reused")
    assert len(rows(service)) == len(service.folders()) == 1


def test_a_file_of_a_form_is_known_by_its_bytes(filing: ModuleType, service: Service) -> None:
    headers = {**service.bearer(), "Idempotency-Key": KEY}

    def post(name: str) -> tuple[int, str]:
        form = {"file": (io.BytesIO(filing.TABLE.encode()), name)}
        client = service.app.test_client()
        return told(client.post("/api/v1/files", data=form, headers=headers, buffered=True))

    assert post("a.csv") == post("a.csv")  # the boundary between parts is another one each time
    raw = poster(service, filing.TABLE)
    assert told(raw(KEY, query="?name=a.csv")) == post("a.csv")
    assert post("b.csv") == (422, "idempotency_key_reused")


@pytest.mark.usefixtures("_idle")
def test_keys_are_a_persons_own(
    filing: ModuleType, service: Service, post: Callable[..., TestResponse]
) -> None:
    (own, other) = (told(post()), told(poster(service, filing.TABLE, "Próba Béla")()))
    assert (own[0], other[0]) == (202, 202)
    assert own[1] != other[1]
    assert told(poster(service, filing.TABLE)()) == own  # by another token of the same person


@pytest.mark.parametrize(
    "key",
    [
        "",
        '""',
        "a b",
        "a, b",
        '"a", "b"',
        "á",
        "a" * 256,
        f'"{"a" * 256}"',
        '"a',
        "a;x=1",
        "\u0085",
    ],
)
def test_what_is_no_key_is_refused(
    service: Service, post: Callable[..., TestResponse], key: str
) -> None:
    answer = post(key)
    assert told(answer) == (400, "bad_idempotency_key")
    assert answer.get_json()["detail"] == texts("hu")("files.fault.bad_idempotency_key")
    assert rows(service) == []


@pytest.mark.parametrize(
    "key", ["1", "a" * 255, '"Halasi út"'.replace("ú", "u"), "!#$%&'*+-./:<=>?@[]^_`{|}~"]
)
def test_what_is_a_key_is_taken(post: Callable[..., TestResponse], key: str) -> None:
    assert told(post(key)) == told(post(key))


def test_what_is_kept_of_a_key_says_nothing(
    service: Service, post: Callable[..., TestResponse]
) -> None:
    post('"Halasi ut 5"')
    (row,) = rows(service)
    assert re.fullmatch(r"[0-9a-f]{64} [0-9a-f]{64}", f"{row.sent_key} {row.sent_mark}")
    # Nor can it be tried out without the secret of the service.
    assert row.sent_key != of_program(b"", '"Halasi ut 5"', [], io.BytesIO()).key


@pytest.mark.usefixtures("_idle")
def test_a_request_that_was_refused_has_not_used_its_key(
    service: Service, post: Callable[..., TestResponse]
) -> None:
    two = "Lakcím;Értesítési cím\nAlma utca 3;Halasi út 5\n".encode()
    assert told(post(KEY, two)) == (400, "two_addresses")
    assert told(post(KEY, b"")) == (400, "empty")
    assert (rows(service), service.folders()) == ([], [])
    assert told(post(KEY, two, "?column=1"))[0] == 202


@pytest.mark.usefixtures("_idle")
def test_the_key_goes_with_the_file(
    service: Service, post: Callable[..., TestResponse], filing: ModuleType
) -> None:
    _, number = told(post())
    client = service.app.test_client()
    assert client.delete(f"/api/v1/files/{number}", headers=service.bearer()).status_code == 204
    status, second = told(post(KEY, filing.TABLE.encode() + b"4;x;\n"))
    assert (status, second == number) == (202, False)
    with service.store.session() as session:
        jobs.get(session, second).expires_at -= dt.timedelta(days=9)
    status, third = told(post())
    assert (status, [row.id for row in rows(service)]) == (202, [third])


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, filing: ModuleType, tmp_path: Path) -> Iterator[Service]:
    options = {}
    if request.param == "postgresql":
        options["database_url"] = request.getfixturevalue("postgres_url")
        filing.upgrade(options["database_url"], tmp_path)
    with filing.serving(tmp_path, jobs_per_user=1, **options) as found:
        yield found


def test_of_many_at_once_one_makes_the_file(filing: ModuleType, either: Service) -> None:
    """Also where its owner may have no second one."""
    post = poster(either, filing.TABLE)
    with ThreadPoolExecutor(6) as pool:
        answers = [told(one) for one in pool.map(lambda _: post(), range(6))]
    (row,) = rows(either)
    assert answers == [(202, row.id)] * 6
    assert [folder.name for folder in either.folders()] == [row.id]
    assert told(post("another")) == (409, "too_many_jobs")


def test_of_many_files_at_once_a_person_has_no_more_than_allowed(
    filing: ModuleType, either: Service
) -> None:
    store, anna = either.store, either.people["Próba Anna"]
    arriving = either.desk._arrivals
    together = threading.Barrier(4, timeout=PATIENCE_S)

    def take(at: int) -> bool:
        file = io.BytesIO()
        once = of_program(b"secret", f"key{at}", [], file) if at % 2 else None
        sent = Sent(anna, file, "a.csv", (filing.SLUG, "programme"), "hu", once)
        together.wait()
        try:
            arriving._row(sent, jobs.new_number())
        except FileFaultError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        for _ in range(ROUNDS):
            assert sum(pool.map(take, range(4))) == 1
            (row,) = rows(either)
            with store.session() as session:
                jobs.forget(session, row.id)


def begun(service: Service, state: str = jobs.ARRIVING) -> tuple[Job, Path]:
    """Leave a job as a machine does that dies while its file arrives."""
    (row,) = rows(service)
    with service.store.session() as session:
        jobs.get(session, row.id).state = state
    return row, service.desk.folder(row)


@pytest.mark.usefixtures("_idle")
def test_a_request_waits_for_the_one_that_brings_its_file(
    service: Service, post: Callable[..., TestResponse], monkeypatch: pytest.MonkeyPatch
) -> None:
    post()
    row, folder = begun(service)
    monkeypatch.setattr(arrivals, "PATIENCE_S", 0.2)
    bearer = service.bearer()
    with locked(folder / folders.ARRIVAL):
        busy = post()
        assert told(busy) == (409, "idempotency_key_busy")
        assert busy.headers["Retry-After"] == "5"
        service.desk.runner.tidy()
        shown = service.app.test_client().get(f"/api/v1/files/{row.id}", headers=bearer)
        assert shown.get_json()["state"] == "new"
        page = service.client().get(f"/files/{row.id}")
        assert (page.status_code, texts("hu")("files.arriving") in page.text) == (200, True)
        assert "/cancel" not in page.text
    status, second = told(post())
    assert (status, [one.id for one in rows(service)]) == (202, [second])
    assert second != row.id


@pytest.mark.usefixtures("_idle")
@pytest.mark.parametrize("before", ["file", "look", "start"])
def test_who_stands_still_while_a_file_arrives_makes_no_second_one(
    service: Service,
    post: Callable[..., TestResponse],
    filing: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    before: str,
) -> None:
    """Meanwhile the same request came again; it wakes up and goes on."""
    answers: list[tuple[int, str]] = []

    def stand(at: str) -> None:
        if at == before and not answers:
            with service.store.session() as session:
                session.scalars(select(Job)).one().created_at -= dt.timedelta(minutes=3)
            answers.append((0, ""))
            answers[0] = told(post())

    class Slow(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            stand("file")
            return super().read(size)

    look = service.desk.look

    def looking(job: Job, **told_: object) -> None:
        stand("look")
        look(job, **told_)  # type: ignore[arg-type]

    def starting(job: Job) -> None:
        stand("start")
        service.desk.start(job)

    monkeypatch.setattr(service.desk, "look", looking)
    with service.app.app_context():
        once = of_program(secret(), KEY, [[], "adatok"], Slow(filing.TABLE.encode()))
    sent = Sent(
        service.people["Próba Anna"], Slow(), "x.csv", (filing.SLUG, "programme"), "hu", once
    )
    with pytest.raises(FileFaultError):
        service.desk.receive(sent, starting)
    ((status, number),) = answers
    assert status == 202
    assert [row.id for row in rows(service)] == [number]
    assert [folder.name for folder in service.folders()] == [number]


@pytest.mark.usefixtures("_idle")
def test_a_job_that_was_given_up_is_started_by_nobody(
    service: Service, post: Callable[..., TestResponse]
) -> None:
    post()
    row, _ = begun(service)
    with service.store.session() as session:
        jobs.expire(session, row.id)
    with pytest.raises(FileFaultError, match="over"):
        service.desk.start(row)


@pytest.mark.usefixtures("_idle")
@pytest.mark.parametrize("noted", [True, False])
def test_a_database_that_fails_before_the_answer(
    service: Service,
    post: Callable[..., TestResponse],
    monkeypatch: pytest.MonkeyPatch,
    *,
    noted: bool,
) -> None:
    """Whether or not it has noted the last thing, the file has one job when it comes again."""
    start = service.desk.start

    def broken(job: Job, **chosen: object) -> None:
        if noted:
            start(job, **chosen)
        raise StoreUnavailableError("gone")

    with monkeypatch.context() as patched:
        patched.setattr(service.desk, "start", broken)
        assert post().status_code == 503
    (row,) = rows(service)
    status, number = told(post())
    assert (status, [one.id for one in rows(service)]) == (202, [number])
    assert (number == row.id) is noted
    assert [folder.name for folder in service.folders()] == [number]


@pytest.mark.usefixtures("_idle")
def test_what_broke_off_is_cleared_up(service: Service, post: Callable[..., TestResponse]) -> None:
    post()
    begun(service)
    with service.store.session() as session:
        session.scalars(select(Job)).one().created_at -= dt.timedelta(minutes=2)
    service.desk.runner.tidy()
    assert (rows(service), service.folders()) == ([], [])


def form_of(page: str) -> str:
    (found,) = re.findall(r'name="form" value="([^"]+)"', page)
    return found


def test_a_form_that_is_sent_twice_has_one_file(filing: ModuleType, service: Service) -> None:
    client = service.client()
    form = form_of(client.get("/files").text)
    assert form != form_of(client.get("/files").text)

    def send(table: str, name: str = "a.csv", by: str = form) -> str:
        fields = {
            "csrf_token": filing.token_of(client.get("/files")),
            "form": by,
            "file": (io.BytesIO(table.encode()), name),
        }
        answer = client.post("/files", data=fields, buffered=True)
        assert answer.status_code == 303
        return answer.headers["Location"]

    page = send(filing.TABLE)
    assert send(filing.TABLE) == page
    others = {  # another file by a page that somebody went back to, and the same by a new page
        send(f"{filing.TABLE}4;Alma utca 5;\n"),
        send(filing.TABLE, "b.csv"),
        send(filing.TABLE, by=form_of(client.get("/files").text)),
    }
    assert len({page, *others}) == len(rows(service)) == 4
    for _ in range(2):  # and what starts it
        answer = filing.press(client, page, "start", column=["1"])
        assert (answer.status_code, answer.headers["Location"]) == (303, page)
    assert "Állapot: elkészült" in filing.wait(client, page)
    assert filing.press(client, page, "start", column=["1"]).status_code == 303
    token = filing.token_of(client.get(page))
    for _ in range(2):  # and what deletes it
        answer = client.post(f"{page}/delete", data={"csrf_token": token})
        assert (answer.status_code, answer.headers["Location"]) == (303, "/files")
