"""Addresses by the file, on pages and by programs: the same rows as on the command line."""

from __future__ import annotations

import csv
import datetime as dt
import io
import time
from typing import TYPE_CHECKING

import pytest
import xlsxwriter
from click.testing import CliRunner

from webmap.cli.main import cli
from webmap.files.correct import OpenRow, open_rows
from webmap.files.shown import open_row_view
from webmap.store import jobs
from webmap.store.tables import now
from webmap.web.i18n import texts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import ModuleType

    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from tests.webmap.filing import Service


@pytest.fixture
def service(filing: ModuleType, tmp_path: Path) -> Iterator[Service]:
    with filing.serving(tmp_path) as found:
        yield found


@pytest.fixture
def client(service: Service) -> FlaskClient:
    found: FlaskClient = service.client()
    return found


def by_command(path: Path, out: Path) -> bytes:
    """Return what the command line makes of a file."""
    result = CliRunner().invoke(cli, ["check-file", str(path), "--out", str(out), "--no-progress"])
    assert result.exit_code == 0, result.output
    return out.read_bytes()


def workbook(rows: list[list[object]]) -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("Adatok")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        book.add_worksheet("Másik").write_row(0, 0, ["cím"])
    return made.getvalue()


SHEET: list[list[object]] = [
    ["id", "Lakcím", "megjegyzés"],
    [1, "Március 15. utca 12", "=1+1"],
    [2, "Alam utca 3", 2.5],
    [3, "Halasi út 14", "c"],
]


def test_a_csv_gets_the_rows_of_the_command_line(
    filing: ModuleType, client: FlaskClient, tmp_path: Path
) -> None:
    path = tmp_path / "in.csv"
    path.write_text(filing.TABLE, "utf-8")
    page = filing.sent(client, path.read_bytes())
    assert filing.checked(client, page) == ["1"]
    text = filing.run(client, page, keep="yes")
    assert "Állapot: elkészült" in text
    made = filing.fetched(client, f"{page}/result.csv")
    assert made == by_command(path, tmp_path / "out.csv")
    other = filing.of_workbook(filing.fetched(client, f"{page}/result.xlsx"))
    assert other == filing.of_workbook(by_command(path, tmp_path / "out.xlsx"))


def test_a_workbook_gets_the_rows_of_the_command_line(
    filing: ModuleType, client: FlaskClient, tmp_path: Path
) -> None:
    path = tmp_path / "in.xlsx"
    path.write_bytes(workbook(SHEET))
    page = filing.sent(client, path.read_bytes(), "címek.xlsx")
    filing.run(client, page, keep="yes")
    made = filing.of_workbook(filing.fetched(client, f"{page}/result.xlsx"))
    assert made == filing.of_workbook(by_command(path, tmp_path / "out.xlsx"))
    assert filing.fetched(client, f"{page}/result.csv") == by_command(path, tmp_path / "out.csv")


def test_a_program_gets_the_same(filing: ModuleType, service: Service, tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text(filing.TABLE, "utf-8")
    header, client = service.bearer(), service.app.test_client()
    form = {"file": (io.BytesIO(path.read_bytes()), "címek.csv")}
    started = client.post("/api/v1/files?keep=yes", data=form, headers=header)
    assert started.status_code == 202
    own = started.headers["Location"]
    until = now() + dt.timedelta(seconds=filing.PATIENCE_S)
    while (found := client.get(own, headers=header).get_json())["state"] != "done":
        assert now() < until
    assert (found["rows"], found["verdicts"]) == (3, {"outside": 1, "undecidable": 2})
    made = filing.fetched(client, found["result"], headers=header)
    assert made == by_command(path, tmp_path / "out.csv")
    rows = list(
        csv.reader(
            io.StringIO(
                filing.fetched(client, found["triage"], headers=header).decode("utf-8-sig")
            ),
            delimiter=";",
        )
    )
    rows[1][3] = "Március 15. utca 12"
    sheet = io.StringIO()
    csv.writer(sheet, delimiter=";").writerows(rows)
    body = {"data": sheet.getvalue().encode(), "content_type": "text/csv"}
    corrected = client.put(f"{own}/triage", headers=header, **body).get_json()
    assert (corrected["triage_rows"], corrected["verdicts"]["outside"]) == (0, 2)
    again = client.put(f"{own}/triage", headers=header, **body)
    assert (again.status_code, again.get_json()) == (200, corrected)
    assert [
        one["id"] for one in client.get("/api/v1/files", headers=header).get_json()["files"]
    ] == [found["id"]]
    assert client.delete(own, headers=header).status_code == 204
    assert client.get(own, headers=header).status_code == 404
    assert service.folders() == []


def test_rows_are_corrected_on_the_page(
    filing: ModuleType, service: Service, client: FlaskClient
) -> None:
    lines = [
        "id;Lakcím",
        "1;Március 15. utca 12",
        "2;Alam utca 3",
        "3;Halazi út 14x",
        "4;Ilyen 0 nincs",
    ]
    page = filing.sent(client, "\n".join(lines).encode())
    text = filing.run(client, page)
    folder = service.folders()[0]
    before = open_rows(folder)
    assert len(before) >= 2
    assert all(f'name="typed-{row.row}"' in text for row in before)
    rows = [str(row.row) for row in before]
    fields = {f"typed-{rows[0]}": "Március 15. utca 12", f"choice-{rows[1]}": "Halasi út 999999"}
    assert filing.press(client, page, "corrections", row=rows, **fields).status_code == 303
    after = client.get(page).text
    assert "Az utolsó javítás: 2 sor" in after
    left = open_rows(folder)
    assert before[0].row not in [row.row for row in left]
    assert {row.row: row.tried for row in left}[before[1].row] == "Halasi út 999999"
    result = filing.of_csv(filing.fetched(client, f"{page}/result.csv"))
    corrected = result[before[0].row - 2]
    assert corrected["corrected"] == "Március 15. utca 12"
    assert corrected["verdict"] == result[0]["verdict"]
    assert result[0]["corrected"] == ""
    counted = sum(row["verdict"] == corrected["verdict"] for row in result)
    word = texts("hu")(f"verdict_word.{corrected['verdict']}")
    assert f'<th scope="row">{word}</th><td>{counted}</td>' in after
    # The same form once more changes nothing and says nothing else.
    made = (folder / "out.csv").stat().st_mtime_ns
    assert filing.press(client, page, "corrections", row=rows, **fields).status_code == 303
    assert client.get(page).text.partition("<main")[2].count("Az utolsó javítás: 2 sor") == 1
    assert (folder / "out.csv").stat().st_mtime_ns == made
    others = {**fields, f"typed-{rows[0]}": "Alma utca 3"}  # too late for that row
    assert filing.press(client, page, "corrections", row=rows[:1], **others).status_code == 400


def test_nothing_corrected_is_said(filing: ModuleType, client: FlaskClient) -> None:
    page = filing.sent(client, filing.TABLE.encode())
    filing.run(client, page)
    answer = filing.press(client, page, "corrections", row=["3"])
    assert (answer.status_code, "Nincs javított sor" in answer.text) == (400, True)


def test_a_corrected_workbook_is_read(filing: ModuleType, client: FlaskClient) -> None:
    page = filing.sent(client, filing.TABLE.encode())
    filing.run(client, page)
    rows = filing.of_workbook(filing.fetched(client, f"{page}/triage.xlsx"))
    rows[0]["javított cím"] = "Március 15. utca 12"
    sheet = workbook([list(rows[0]), *[list(row.values()) for row in rows]])
    token = filing.token_of(client.get(page))
    form = {"csrf_token": token, "file": (io.BytesIO(sheet), "javítandó.xlsx")}
    assert client.post(f"{page}/sheet", data=form).status_code == 303
    assert "Nincs olyan sor" in client.get(page).text
    token = filing.token_of(client.get(page))
    form = {"csrf_token": token, "file": (io.BytesIO(sheet), "javítandó.xlsx")}
    assert client.post(f"{page}/sheet", data=form).status_code == 303  # as before
    wrong = {"csrf_token": token, "file": (io.BytesIO(b"a;b\n1;2\n"), "x.csv")}
    answer = client.post(f"{page}/sheet", data=wrong)
    assert answer.status_code == 400


def test_columns_sheet_and_heading_can_be_changed(
    filing: ModuleType, client: FlaskClient, service: Service
) -> None:
    rows: list[list[object]] = [["a", "b"], ["Alma utca 3", "Március 15. utca 12"]]
    page = filing.sent(client, workbook(rows), "x.xlsx")
    assert "Március 15. utca 12" in client.get(page).text
    filing.press(client, page, "look", header="no", sheet="Másik")
    text = client.get(page).text
    assert '<option value="Másik" selected>' in text
    assert "oszlop_1" in text
    filing.press(client, page, "look", header="yes", sheet="Adatok")
    assert filing.press(client, page, "start").status_code == 400  # no column is marked
    assert filing.press(client, page, "start", column=["77"]).status_code == 400
    filing.run(client, page, column=["1"], area=f"{filing.SLUG}/ksh")
    made = filing.of_csv(filing.fetched(client, f"{page}/result.csv"))
    assert made[0]["matched"].endswith("Március 15. utca 12")
    edition = service.desk._areas.edition(filing.SLUG, "ksh").hash
    assert made[0]["edition"] == edition


def test_the_page_of_a_job_lies_under_the_files(filing: ModuleType, service: Service) -> None:
    client = service.client()
    page = filing.sent(client, filing.TABLE.encode())
    assert client.get(page).text.count('<a href="/files" aria-current="true">') == 1
    assert client.get("/files").text.count('<a href="/files" aria-current="page">') == 1


def test_jobs_of_others_are_not_there(filing: ModuleType, service: Service) -> None:
    page = filing.sent(service.client(), filing.TABLE.encode())
    other = service.client(filing.BELA)
    assert filing.TABLE not in other.get("/files").text
    assert page not in other.get("/files").text
    for path in ("", "/progress", "/result.csv", "/triage.xlsx"):
        assert other.get(page + path).status_code == 404
    token = filing.token_of(other.get("/files"))
    for button in ("start", "look", "cancel", "corrections", "sheet"):
        assert other.post(f"{page}/{button}", data={"csrf_token": token}).status_code == 404
    answer = other.post(f"{page}/delete", data={"csrf_token": token})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/files")
    header = service.bearer(filing.BELA)
    number = page.rpartition("/")[2]
    assert other.get(f"/api/v1/files/{number}", headers=header).status_code == 404
    assert len(service.folders()) == 1


def test_only_people_and_programs_with_the_scope(filing: ModuleType, service: Service) -> None:
    anybody = service.app.test_client()
    assert anybody.get("/files").status_code == 303
    assert anybody.post("/files").status_code == 303
    assert anybody.get("/api/v1/files").status_code == 401
    wrong = service.bearer(filing.ANNA, "check")
    assert anybody.post("/api/v1/files", headers=wrong).status_code == 403
    # A browser's session opens no route of programs: a foreign page could send a form there.
    assert service.client().post("/api/v1/files").status_code == 401


def test_english_pages(filing: ModuleType, client: FlaskClient) -> None:
    form = {
        "csrf_token": filing.token_of(client.get("/files?lang=en")),
        "file": (io.BytesIO(filing.TABLE.encode()), "addresses.csv"),
    }
    answer = client.post("/files?lang=en", data=form)
    page, _, query = answer.headers["Location"].partition("?")
    assert query == "lang=en"
    assert "Which column holds the addresses?" in client.get(f"{page}?lang=en").text


def test_the_result_goes_after_its_download(
    filing: ModuleType, service: Service, client: FlaskClient
) -> None:
    def left(page: str) -> dt.timedelta:
        with service.store.session(read_only=True) as session:
            return jobs.get(session, page.rpartition("/")[2]).expires_at - now()

    page = filing.sent(client, filing.TABLE.encode())
    filing.run(client, page)
    filing.fetched(client, f"{page}/triage.csv")
    assert left(page) > dt.timedelta(hours=23)
    filing.fetched(client, f"{page}/result.csv")
    assert left(page) <= dt.timedelta(minutes=10)
    # A correction makes a new result, which nobody has fetched.
    filing.press(client, page, "corrections", row=["3"], **{"typed-3": "Március 15. utca 12"})
    assert left(page) > dt.timedelta(hours=23)
    kept = filing.sent(client, filing.TABLE.encode())
    filing.run(client, kept, keep="yes")
    filing.fetched(client, f"{kept}/result.csv")
    assert left(kept) > dt.timedelta(hours=23)


TWO_ADDRESSES = (
    "Név;Lakcím;Értesítési cím\nA;Halasi út 5;Petőfi Sándor utca 3\nB;Halasi út 3;Alma utca 7\n"
)
NO_TOWN = "Hivatal;Cím\nBajai Járási Hivatal;Halasi út 5\nTompai Óvoda;Halasi út 3\n"


def test_of_two_addresses_a_person_chooses(filing: ModuleType, client: FlaskClient) -> None:
    page = filing.sent(client, TWO_ADDRESSES.encode())
    assert filing.checked(client, page) == []
    assert "több cím is áll egy sorban" in client.get(page).text
    assert filing.press(client, page, "start").status_code == 400
    filing.run(client, page, column=["1"], keep="yes")
    rows = filing.of_csv(filing.fetched(client, f"{page}/result.csv"))
    assert [row["verdict"] for row in rows] == ["inside", "inside"]
    assert {row["town_assumed"] for row in rows} == {"Kecskemét"}
    assert "2 sorban nem volt település" in client.get(page).text


@pytest.mark.parametrize("shown", ["páros 2-6", "even 2-6"])
def test_ranges_are_read_and_not_chosen(shown: str) -> None:
    candidates = (f"Próbaváros, Fő utca ({shown})", "Próbaváros, Fő tér 3")
    row = OpenRow(2, "", "Fő utca", "", "number_missing", "", candidates)
    view = open_row_view(row, "hu")
    assert view.options == ("Próbaváros, Fő tér 3",)
    assert view.ranges == ("Próbaváros, Fő utca, páros oldal, 2–6. szám",)


def test_a_table_without_towns_that_speaks_of_them_is_asked_about(
    filing: ModuleType, client: FlaskClient
) -> None:
    page = filing.sent(client, NO_TOWN.encode())
    assert 'name="town"' in client.get(page).text
    assert filing.press(client, page, "start").status_code == 400
    assert filing.press(client, page, "start", column=["1"]).status_code == 303
    assert "nem derül ki, hogy melyik cím melyik településen" in filing.wait(client, page)
    filing.run(client, page, town="yes", column=[])
    assert [
        row["verdict"] for row in filing.of_csv(filing.fetched(client, f"{page}/result.csv"))
    ] == ["inside"] * 2


def test_a_role_is_chosen_with_its_column(filing: ModuleType, client: FlaskClient) -> None:
    page = filing.sent(client, b"Hol;Melyik\nBaja;Halasi 5\nSzeged;Alma 3\n")
    assert filing.checked(client, page) == []
    roles = {"column": ["0", "1"], "role-0": "town", "role-1": "address"}
    filing.run(client, page, **roles)
    rows = filing.of_csv(filing.fetched(client, f"{page}/result.csv"))
    assert [row["reason"] for row in rows] == ["other_town", "other_town"]


def test_the_guess_is_shown_with_its_roles(filing: ModuleType, client: FlaskClient) -> None:
    page = filing.sent(client, "Lista;;\nHol;Irsz;Cím\nBaja;6500;Halasi út 5\n".encode())
    text = client.get(page).text
    assert filing.checked(client, page) == ["0", "1", "2"]
    assert '<option value="town" selected>település</option>' in text
    assert "feletti 1 sor" in text


@pytest.mark.parametrize(
    ("table", "code"), [(TWO_ADDRESSES, "two_addresses"), (NO_TOWN, "town_unclear")]
)
def test_a_program_is_told_what_to_say(
    filing: ModuleType, service: Service, table: str, code: str
) -> None:
    header, client = service.bearer(), service.app.test_client()

    def send(**said: str) -> TestResponse:
        form = {"file": (io.BytesIO(table.encode()), "x.csv")}
        return client.post("/api/v1/files", query_string=said, data=form, headers=header)

    refused = send()
    assert (refused.status_code, refused.get_json()["code"]) == (400, code)
    said = {"column": "Lakcím"} if code == "two_addresses" else {"town": "Kecskemét"}
    taken = send(**said, keep="yes")
    assert taken.status_code == 202
    until = time.monotonic() + filing.PATIENCE_S
    where = f"/api/v1/files/{taken.get_json()['id']}"
    while (state := client.get(where, headers=header).get_json())["state"] != "done":
        assert time.monotonic() < until, state
        time.sleep(0.1)
    assert state["assumed"] == 2


@pytest.mark.parametrize("text", ["cím\n", "cím;megjegyzés\n"])
def test_a_file_of_a_heading_only_does_not_end_in_silence(
    filing: ModuleType, service: Service, text: str
) -> None:
    client = service.client()
    page = filing.sent(client, text.encode())
    assert "nincs egyetlen sor sem" in filing.run(client, page, column=["0"], header="1")
    answer = client.get("/api/v1/files", headers=service.bearer())
    assert [one["note"] for one in answer.json["files"]] != [None]
    full = filing.sent(client, "cím\nPróba utca 1\n".encode())
    assert "nincs egyetlen sor sem" not in filing.run(client, full)


def test_the_command_line_says_so_too(tmp_path: Path) -> None:
    table = tmp_path / "in.csv"
    table.write_text("cím\n", "utf-8")
    command = ["check-file", str(table), "--out", str(tmp_path / "out.csv"), "--column", "1"]
    told = CliRunner().invoke(cli, command)
    assert told.exit_code == 0, told.output
    assert "no row below its heading" in told.output
