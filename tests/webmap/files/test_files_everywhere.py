"""A file about every area: the rows of `check-file --everywhere`, on the page and by programs."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from webmap.cli.main import cli
from webmap.files.scope import EVERYWHERE, ROWS, is_behind
from webmap.store.tables import now

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import ModuleType

    from tests.webmap.filing import Service

TABLE = (
    "id;Irsz.;Település;Utca, házszám\n"
    "1;6000;Kecskemét;Március 15. utca 12\n"
    "2;7400;Kaposvár;Fő utca 1\n"
    "3;6000;Kecskemét;Halasi út 14\n"
    "4;;;\n"
)


@pytest.fixture
def service(filing: ModuleType, tmp_path: Path) -> Iterator[Service]:
    with filing.serving(tmp_path) as found:
        yield found


def by_command(rows: str, folder: Path) -> bytes:
    (folder / "in.csv").write_text(TABLE, "utf-8")
    out = folder / f"{rows}.csv"
    asked = ["check-file", str(folder / "in.csv"), "--everywhere", rows, "--out", str(out)]
    result = CliRunner().invoke(cli, [*asked, "--no-progress"])
    assert result.exit_code == 0, result.output
    return out.read_bytes()


@pytest.mark.parametrize("rows", ROWS)
def test_the_page_gives_the_rows_of_the_command_line(
    filing: ModuleType, service: Service, tmp_path: Path, rows: str
) -> None:
    client = service.client()
    page = filing.sent(client, TABLE.encode())
    assert f'value="{EVERYWHERE}/{rows}"' in client.get(page).text
    text = filing.run(client, page, area=f"{EVERYWHERE}/{rows}", keep="yes")
    assert "Állapot: elkészült" in text
    assert "Minden terület:" in text
    assert "triage" not in text
    assert filing.fetched(client, f"{page}/result.csv") == by_command(rows, tmp_path)
    assert client.get(f"{page}/triage.csv").status_code == 409
    again = filing.press(client, page, "corrections", row="2", **{"typed-2": "Halasi út 14"})
    assert "külön táblázat" in again.text


def test_another_choice_of_rows_is_none(filing: ModuleType, service: Service) -> None:
    client = service.client()
    page = filing.sent(client, TABLE.encode())
    fields = {"column": ["1", "2", "3"], "area": f"{EVERYWHERE}/everything"}
    assert filing.press(client, page, "start", **fields).status_code == 400


def test_programs_ask_for_every_area(filing: ModuleType, service: Service, tmp_path: Path) -> None:
    client, headers = service.app.test_client(), service.bearer()

    def send(query: str) -> dict[str, object]:
        answer = client.post(
            f"/api/v1/files?{query}",
            headers=headers,
            data={"file": (io.BytesIO(TABLE.encode()), "a.csv")},
        )
        return {"status": answer.status_code, **answer.json}

    told = send("everywhere=pair&keep=yes")
    assert (told["status"], told["everywhere"], told["area"]) == (202, "pair", "")
    until = now() + dt.timedelta(seconds=filing.PATIENCE_S)
    own = f"/api/v1/files/{told['id']}"
    while (done := client.get(own, headers=headers).json)["state"] != "done":
        assert now() < until
    assert done["triage"] is None
    made = filing.fetched(client, f"{own}/result", headers)
    assert made == by_command("pair", tmp_path)
    assert send("everywhere=all")["code"] == "bad_parameter"
    assert send(f"everywhere=pair&area={filing.SLUG}")["code"] == "unknown_parameter"


def test_every_area_is_behind_where_one_is(service: Service, filing: ModuleType) -> None:
    areas = service.desk.runner._areas
    assert not is_behind(areas, EVERYWHERE)
    areas.is_behind = lambda slug: slug == filing.SLUG
    assert is_behind(areas, EVERYWHERE)
    assert is_behind(areas, filing.SLUG)
