"""One machine's clock is wrong: whatever machines compare goes by the clock of the database."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import requests

from boundaries.clock import today
from tests.machines.conftest import WHO
from tests.machines.installation import Machines, Program, alone, form_token, sign_in, table
from tests.patience import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

pytestmark = pytest.mark.whole

AHEAD_S = 20 * 60
"""More than the grace of a result that was fetched, and than a session may rest here."""
DAYS = {"AHEAD_S": str(2 * 24 * 3600)}
IDLE = {"AKCIOTERULET_SESSION_IDLE_MINUTES": "3"}
ROWS = 8_000
AREA = "kecskemet-top-6.9.1"
OVERRIDE = """
area: {area}
overrides:
  - street: Alsószéktó tanya
    numbers: 145
    verdict: inside
    reason: próba
    source: próba
    by: [A. B., C. D.]
    from: {tomorrow}
    expires: {later}
"""


@pytest.fixture
def wrong_clock(tmp_path: Path) -> Mapping[str, str]:
    """What gives a process a clock that is ahead."""
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler is installed (Debian: apt-get install gcc libc6-dev)")
    made, source = tmp_path / "ahead.so", Path(__file__).with_name("ahead.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-o", str(made), str(source)], check=True)
    return {"LD_PRELOAD": str(made), "AHEAD_S": str(AHEAD_S)}


def pairs(told: Mapping[str, str], wrong: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return what each machine is told; the second ones have the wrong clock."""
    return {
        f"{kind}-{number}": {**told, **(wrong if number == 2 else {})}
        for kind in ("web", "work")
        for number in (1, 2)
    }


def test_people_and_files_go_from_machine_to_machine(
    machines: Machines, program: Program, wrong_clock: Mapping[str, str], tmp_path: Path
) -> None:
    machines.more |= pairs(IDLE, wrong_clock)
    for name in ("web-1", "web-2"):
        machines.serve(name)
    assert ahead_s(machines) > AHEAD_S - 60
    for here, there in (("web-1", "web-2"), ("web-2", "web-1")):
        browser = sign_in(machines, here, WHO)
        page = browser.get(machines.url(here, "/files"), allow_redirects=False, timeout=60)
        assert page.status_code == 200
        # The form of one machine, sent to the other one.
        sent = browser.post(
            machines.url(there, "/files"),
            data={"csrf_token": form_token(page.text)},
            files={"file": ("a.csv", table(3))},
            allow_redirects=False,
            timeout=60,
        )
        assert sent.status_code == 303, sent.text
        shown = browser.get(machines.url(here, sent.headers["Location"]), timeout=60)
        assert (shown.status_code, "a.csv" in shown.text) == (200, True)
    machines.work("work-1")
    number = program.send("web-2", table(ROWS))
    assert machines.at_work() == "work-1"
    machines.work("work-2")
    machines.kill("work-1")  # whose file the one with the wrong clock takes over, not later
    assert program.result("web-1", number) == alone(tmp_path, table(ROWS))
    # Fetched, it stays for some minutes more, on either machine, however often one clears up.
    assert program.get("web-2", f"/{number}/result?format=csv").status_code == 200
    machines.kill("web-2")
    machines.serve("web-2")
    assert program.get("web-2", f"/{number}/result?format=csv").status_code == 200
    assert program.get("web-1", f"/{number}/result?format=csv").status_code == 200


def test_limits_run_out_when_they_should(
    machines: Machines, wrong_clock: Mapping[str, str]
) -> None:
    machines.more |= pairs({"AKCIOTERULET_RATE_DEFAULT": "8 per minute"}, wrong_clock)
    for name in ("web-1", "web-2"):
        machines.serve(name)

    def ask(name: str) -> requests.Response:
        return requests.get(machines.url(name, "/info/imprint"), timeout=60)

    answers = [ask(name) for _ in range(6) for name in ("web-1", "web-2")]
    assert {answer.status_code for answer in answers} == {200, 429}
    for answer in answers:
        if answer.status_code == 429:
            assert 0 <= int(answer.headers["Retry-After"]) <= 61

    def lets_in(name: str) -> Callable[[], bool]:
        return lambda: ask(name).status_code == 200

    wait_until(lets_in("web-1"), every_s=3)
    wait_until(lets_in("web-2"), every_s=3)


def test_it_is_the_same_day_everywhere(
    machines: Machines, wrong_clock: Mapping[str, str], tmp_path: Path
) -> None:
    folder = tmp_path / "overrides"
    tomorrow, later = (today() + dt.timedelta(days=days) for days in (1, 300))
    wrong_clock = {**wrong_clock, **DAYS}
    folder.mkdir()
    (folder / f"{AREA}.yaml").write_text(OVERRIDE.format(area=AREA, tomorrow=tomorrow, later=later))
    machines.more |= pairs({"AKCIOTERULET_OVERRIDES_DIR": str(folder)}, wrong_clock)
    for name in ("web-1", "web-2"):
        machines.serve(name)
    asked = {"q": "Kecskemét, Alsószéktó tanya 145", "area": AREA}
    first, second = (
        requests.post(machines.url(name, "/api/v1/check"), json=asked, timeout=60).json()
        for name in ("web-1", "web-2")
    )
    assert first["override"] is None
    assert first == second
    assert "the clock of this machine is" in machines.said("web-2")
    assert "the clock of this machine is" not in machines.said("web-1")


def ahead_s(machines: Machines) -> float:
    """Return how far the clock of the second web machine is ahead of the first one's."""
    first, second = (
        requests.get(machines.url(name, "/health"), timeout=60).headers["Date"]
        for name in ("web-1", "web-2")
    )
    return (parsedate_to_datetime(second) - parsedate_to_datetime(first)).total_seconds()
