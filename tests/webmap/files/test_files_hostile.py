"""Files that are wrong or made to do harm: each gets a sentence, and nothing of it stays."""

from __future__ import annotations

import io
import logging
import zipfile
from typing import TYPE_CHECKING

import pytest
import xlsxwriter
from markupsafe import escape

from boundaries.tables.faults import CODES
from webmap.files.folders import OWN_CODES, FileFaultError, clean_name, require_space, take_in
from webmap.files.shown import code_text
from webmap.files.tasks import Look, look, run_task
from webmap.web.i18n import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import ModuleType

    from tests.webmap.filing import Service

TEN_MIB = 10 << 20


def workbook(**members: bytes) -> bytes:
    """Return a workbook of one cell, with members replaced or added."""
    plain = io.BytesIO()
    with xlsxwriter.Workbook(plain) as book:
        book.add_worksheet().write_row(0, 0, ["cím"])
    made = io.BytesIO()
    with (
        zipfile.ZipFile(plain) as source,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        names = {name.replace("/", "__").replace(".", "_"): name for name in source.namelist()}
        for short, name in names.items():
            target.writestr(name, members.pop(short, None) or source.read(name))
        for name, data in members.items():
            target.writestr(name, data)
    return made.getvalue()


def entities() -> bytes:
    """Return a workbook whose texts ask for a file of the machine."""
    strings = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="1" '
        b'uniqueCount="1"><si><t>&e;</t></si></sst>'
    )
    return workbook(xl__sharedStrings_xml=strings)


def a_program() -> bytes:
    return b"\x7fELF" + bytes(range(256)) * 64


HOSTILE = {
    "zip bomb": ("x.xlsx", lambda: workbook(bomb=bytes(64 << 20)), "kicsomagolva túl nagy"),
    "entities": ("x.xlsx", entities, "biztonsági okból"),
    "page as workbook": (
        "x.xlsx",
        lambda: b"<html><script>alert(1)</script>",
        "weboldal",
    ),
    "page as text": ("x.csv", lambda: b"<!doctype html><p>x", "weboldal"),
    "virtual layer": ("x.csv", lambda: b"<?xml?><OGRVRTDataSource/>", "weboldal"),
    "text as workbook": ("x.xlsx", lambda: b"a;b\n1;2\n", "nem táblázat"),
    "zip as text": ("x.csv", lambda: b"PK\x03\x04" + b"x" * 99, "sérült"),
    "old workbook": ("x.xls", lambda: b"\xd0\xcf\x11\xe0" + b"x" * 99, "nem táblázat"),
    "pdf": ("x.csv", lambda: b"%PDF-1.7 x", "nem táblázat"),
    "program": ("x.csv", a_program, "A fájl"),
    "empty": ("x.csv", lambda: b"", "A fájl üres"),
    "blank": ("x.csv", lambda: b"\xef\xbb\xbf \r\n", "A fájl üres"),
    "dos letters": (
        "x.csv",
        lambda: "cím\nKőrösi út 5\nŐszirózsa utca 3\nÁrpád körút 1\n".encode("cp852"),
        "DOS-os (852-es) kódlappal",
    ),
    "too wide": ("x.csv", lambda: b";".join([b"a"] * 501) + b"\n" + b";" * 500, "több oszlop"),
}


@pytest.fixture(scope="module")
def service(filing: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    options = {"max_upload_bytes": TEN_MIB + (1 << 16)}
    with filing.serving(tmp_path_factory.mktemp("hostile"), **options) as found:
        yield found


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_is_refused_with_a_sentence(
    filing: ModuleType, service: Service, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    name, make, words = HOSTILE[kind]
    client = service.client()
    answer = filing.send(client, make(), name)
    assert answer.status_code == 400
    assert words in answer.text
    assert 'id="fault"' in answer.text
    assert service.folders() == []
    assert "Jelenleg nincs feltöltött fájlja" in client.get("/files").text
    assert name not in caplog.text
    program = service.app.test_client().post(
        "/api/v1/files", data={"file": (io.BytesIO(make()), name)}, headers=service.bearer()
    )
    assert (program.status_code, program.mimetype) == (400, "application/problem+json")
    assert words in program.get_json()["detail"]
    assert service.folders() == []


NAMES = {
    "../../../etc/cron.d/x.csv": "x.csv",
    "..\\..\\x.csv": "x.csv",
    "/abs/x.csv": "x.csv",
    "a\x00b.csv": "ab.csv",
    "\u202egnp.csv": "gnp.csv",
    "<img src=x onerror=alert(1)>.csv": "<img src=x onerror=alert(1)>.csv",
    "${alert(1)}.csv": "${alert(1)}.csv",
    "..": "adatok",
    "x" * 5000 + ".csv": "x" * 120,
}


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_names_are_cleaned(name: str) -> None:
    assert clean_name(name) == NAMES[name]


@pytest.mark.parametrize(
    "name", ["../../../etc/cron.d/x.csv", "<img src=x onerror=alert(1)>\r\n.csv"]
)
def test_names_are_shown_and_never_used(filing: ModuleType, service: Service, name: str) -> None:
    client, header = service.client(), service.bearer()
    sent = client.post(
        "/api/v1/files",
        query_string={"name": name},
        data=filing.TABLE.encode(),
        headers=header,
        content_type="text/csv",
    )
    assert sent.status_code == 202
    number = sent.get_json()["id"]
    page = client.get(f"/files/{number}").text
    assert f'<h1 class="file-name">{escape(clean_name(name))}</h1>' in page
    filing.wait(client, f"/files/{number}")
    kept = {path.name for path in service.jobs.rglob("*") if path.is_file()}
    assert kept <= KEPT
    result = client.get(f"/files/{number}/result.csv", buffered=True)
    assert "\n" not in result.headers["Content-Disposition"]
    assert client.delete(f"/api/v1/files/{number}", headers=header).status_code == 204


KEPT = {"start.lock", "progress.json", "job.lock", "out.csv", "triage.csv"}
"""Files of a job: none is named by whoever sent it."""


def test_a_cell_of_ten_mebibytes(filing: ModuleType, service: Service) -> None:
    client = service.client()
    data = b"id;c\xc3\xadm\n1;" + b"a" * (TEN_MIB - 20) + b"\n2;Alma utca 3\n"
    page = filing.sent(client, data)
    assert len(client.get(page).data) < 40_000
    filing.run(client, page, column=["1"], keep="yes")
    rows = filing.of_csv(filing.fetched(client, f"{page}/result.csv"))
    assert [row["id"] for row in rows] == ["1", "2"]
    assert rows[0]["verdict"] == "undecidable"
    filing.press(client, page, "delete")


def test_a_file_that_is_too_large(filing: ModuleType, service: Service) -> None:
    client = service.client()
    large = b"a;b\n" * (3 << 20)
    answer = filing.send(client, large)
    assert answer.status_code == 413
    assert "nagyobb a megengedett" in answer.text
    program = service.app.test_client().post(
        "/api/v1/files",
        data=b"a;b\n" * (3 << 20),
        content_type="text/csv",
        headers=service.bearer(),
    )
    assert program.status_code == 413
    assert program.get_json()["detail"]
    assert service.folders() == []


def test_too_many_rows(filing: ModuleType, tmp_path: Path) -> None:
    with filing.serving(tmp_path, job_rows=2) as service:
        client = service.client()
        page = filing.sent(client, filing.TABLE.encode())
        text = filing.run(client, page)
        assert "Állapot: nem dolgozható fel" in text
        assert "több sor van" in text


def test_cells_that_would_run_are_guarded(filing: ModuleType, service: Service) -> None:
    client = service.client()
    table = 'id;Lakcím\n=cmd|x!A1;"=HYPERLINK(""http://x"")"\n'
    page = filing.sent(client, table.encode())
    filing.run(client, page, column=["1"], keep="yes")
    row = filing.of_csv(filing.fetched(client, f"{page}/result.csv"))[0]
    assert (row["id"], row["Lakcím"][:3]) == ("'=cmd|x!A1", "'=H")
    with zipfile.ZipFile(io.BytesIO(filing.fetched(client, f"{page}/result.xlsx"))) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    filing.press(client, page, "delete")


def test_cells_are_inert_on_the_page(filing: ModuleType, service: Service) -> None:
    client = service.client()
    evil = "<script>alert(1)</script>"
    page = filing.sent(client, f"id;Lakcím {evil}\n1;Alam {evil} utca 3\n".encode())
    assert evil not in client.get(page).text
    text = filing.run(client, page, column=["1"])
    assert evil not in text
    assert "&lt;script&gt;" in text  # it is a row that needs a person
    filing.press(client, page, "delete")


def test_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = type("Usage", (), {"free": 1 << 20})
    monkeypatch.setattr("webmap.files.folders.shutil.disk_usage", lambda _: usage)
    with pytest.raises(FileFaultError) as refused:
        require_space(tmp_path, 1)
    assert refused.value.code == "no_space"


def test_a_stream_is_cut_at_its_limit(tmp_path: Path) -> None:
    assert take_in(tmp_path, io.BytesIO(b"a;b\n"), "x.csv", 4) == "in.csv"
    (tmp_path / "in.csv").unlink()
    with pytest.raises(FileFaultError) as refused:
        take_in(tmp_path, io.BytesIO(b"a;b\n1"), "x.csv", 4)
    assert refused.value.code == "too_large"


def test_a_task_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("cím\nAlma utca 3\n")
    with pytest.raises(FileFaultError) as refused:
        run_task(look, Look(tmp_path / "in.csv", "hu"), 0.001)
    assert refused.value.code == "slow"


def test_forged_requests(filing: ModuleType, service: Service) -> None:
    client = service.client()
    page = filing.sent(client, filing.TABLE.encode())
    form = {"file": (io.BytesIO(filing.TABLE.encode()), "x.csv")}
    assert client.post("/files", data=form).status_code == 400
    for button in ("start", "cancel", "delete", "corrections", "sheet", "look"):
        assert client.post(f"{page}/{button}", data={}).status_code == 400
    filing.press(client, page, "delete")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_code_has_a_sentence(lang: str) -> None:
    values = {"count": 1, "size": "8"}
    for code in (*CODES, *OWN_CODES):
        assert code_text(code, lang, **values if code in OWN_CODES else {}).endswith(".")
