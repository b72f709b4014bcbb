"""Requests against a loopback server: what is sent, what is waited for, what is refused."""

from __future__ import annotations

import gzip
import re
import socket
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from geo.errors import SourceAnswerError, SourceError, SourceRefusedError, SourceUnavailableError
from geo.fetch import Manners, explain, fetch, user_agent

from .replay import BUSY_PAGE, Replay, Scripted

QUICK = Manners(connect_s=2.0, silence_s=0.3, total_s=5.0)


def test_sends_the_form_under_its_own_name_and_returns_the_body() -> None:
    with Replay(Scripted(b"ok", headers={"Content-Type": "Text/Plain"})) as server:
        reply = fetch(server.url, form={"data": "őű & =\n"}, manners=Manners(user_agent="me/1"))
    assert (reply.body, reply.content_type) == (b"ok", "text/plain")
    (asked,) = server.asked
    assert (asked.method, asked.path) == ("POST", "/api/interpreter")
    assert asked.form == {"data": "őű & =\n"}
    assert asked.headers["User-Agent"] == "me/1"


def test_without_a_form_it_is_a_get() -> None:
    with Replay(Scripted(b"ok")) as server:
        fetch(server.url)
    assert server.asked[0].method == "GET"
    assert server.asked[0].headers["User-Agent"].startswith("akcioterulet/")


def test_user_agent_carries_the_contact() -> None:
    assert user_agent("mailto:a@b.c").endswith("; mailto:a@b.c)")


def test_reads_a_packed_body() -> None:
    packed = Scripted(gzip.compress(b"data"), headers={"Content-Encoding": "gzip"})
    with Replay(packed) as server:
        assert fetch(server.url).body == b"data"


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_asks_again_when_the_service_is_busy(status: int) -> None:
    waits: list[float] = []
    with Replay(Scripted(BUSY_PAGE, status), Scripted(b"ok")) as server:
        assert fetch(server.url, form={"data": "q"}, sleep=waits.append).body == b"ok"
    assert waits == [15.0]
    assert [asked.form for asked in server.asked] == [{"data": "q"}] * 2


@pytest.mark.parametrize(
    ("header", "least", "most"),
    [
        ("40", 40, 40),
        ("1", 15, 15),
        ("soon", 15, 15),
        ("-5", 15, 15),
        ("٣", 15, 15),
        (format_datetime(datetime.now(UTC) - timedelta(hours=1)), 15, 15),
    ],
    ids=["longer", "shorter", "words", "negative", "other figures", "an hour ago"],
)
def test_waits_at_least_as_long_as_the_service_asks(header: str, least: int, most: int) -> None:
    waits: list[float] = []
    busy = Scripted(BUSY_PAGE, 429, {"Retry-After": header.encode().decode("latin-1")})
    with Replay(busy, Scripted(b"ok")) as server:
        fetch(server.url, sleep=waits.append)
    assert len(waits) == 1
    assert least <= waits[0] <= most


def test_understands_a_date_to_come_back_at() -> None:
    waits: list[float] = []
    then = format_datetime(datetime.now(UTC) + timedelta(seconds=100), usegmt=True)
    with Replay(Scripted(status=503, headers={"Retry-After": then}), Scripted(b"ok")) as server:
        fetch(server.url, sleep=waits.append)
    assert 80 < waits[0] <= 100


def test_gives_up_after_the_last_attempt_with_growing_pauses() -> None:
    waits: list[float] = []
    with (
        Replay(*[Scripted(BUSY_PAGE, 504)] * 9) as server,
        pytest.raises(SourceUnavailableError, match="attempt 4 of 4 was answered with 504, 105 s"),
    ):
        fetch(server.url, sleep=waits.append)
    assert waits == [15.0, 30.0, 60.0]
    assert len(server.asked) == 4


def test_does_not_wait_for_an_hour() -> None:
    waits: list[float] = []
    busy = Scripted(BUSY_PAGE, 429, {"Retry-After": "3600"})
    with Replay(busy) as server, pytest.raises(SourceUnavailableError, match="wait 3600 s"):
        fetch(server.url, sleep=waits.append)
    assert (waits, len(server.asked)) == ([], 1)


@pytest.mark.parametrize(
    ("answer", "fault", "message"),
    [
        (Scripted(BUSY_PAGE, 400), SourceRefusedError, "400 and says: Error: the server"),
        (Scripted(b"", 404), SourceRefusedError, "404 and says: nothing more"),
        (Scripted(BUSY_PAGE, 500), SourceUnavailableError, "failed with 500"),
        (
            Scripted(status=302, headers={"Location": "https://b.test/x"}),
            SourceRefusedError,
            "moved to https://b.test/x",
        ),
        (Scripted(b"x" * 1000, sent=10), SourceAnswerError, "breaks off"),
        (
            Scripted(gzip.compress(b"y" * 999)[:-9], headers={"Content-Encoding": "gzip"}, sent=5),
            SourceAnswerError,
            "breaks off",
        ),
        (
            Scripted(b"4\r\ndata\r\n4\r\nda", 200, {"Transfer-Encoding": "chunked"}, length=False),
            SourceAnswerError,
            "breaks off",
        ),
        (Scripted(b"no gzip", headers={"Content-Encoding": "gzip"}), SourceAnswerError, "breaks"),
        (Scripted(b"late", wait_s=5), SourceUnavailableError, "silent for 0.3 s"),
        (Scripted(b"slow", drip_s=5), SourceUnavailableError, "silent for 0.3 s"),
    ],
)
def test_a_fault_ends_the_request_at_once(
    answer: Scripted, fault: type[SourceError], message: str
) -> None:
    with (
        Replay(answer, Scripted(b"second")) as server,
        pytest.raises(fault, match=re.escape(message)),
    ):
        fetch(server.url, form={"data": "q"}, manners=QUICK)
    assert len(server.asked) == 1


def test_a_dripping_answer_is_cut_short() -> None:
    manners = Manners(silence_s=2.0, total_s=0.2)
    with (
        Replay(Scripted(b"d" * 500, drip_s=0.02, length=False)) as server,
        pytest.raises(SourceUnavailableError, match=r"still sending after 0.2 s"),
    ):
        fetch(server.url, manners=manners)


def test_too_large_an_answer_is_not_read_to_its_end() -> None:
    # A megabyte of blanks packs to a kilobyte: the size that counts is the unpacked one.
    bomb = Scripted(gzip.compress(b" " * 1_000_000), headers={"Content-Encoding": "gzip"})
    with Replay(bomb) as server, pytest.raises(SourceAnswerError, match="larger than 5000 bytes"):
        fetch(server.url, manners=Manners(max_bytes=5000))


def test_a_service_that_is_down_is_named_with_the_reason() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        with pytest.raises(SourceUnavailableError, match=rf":{port} .*connection refused"):
            fetch(f"http://127.0.0.1:{port}/api/interpreter", manners=QUICK)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://a.test/x", "a.test", "", "https://"])
def test_only_http_addresses_are_services(url: str) -> None:
    with pytest.raises(SourceError, match="must start with https://"):
        fetch(url)


def test_passwords_in_the_address_are_not_repeated() -> None:
    with Replay(Scripted(status=404)) as server:
        url = server.url.replace("//", "//user:secret@")
        with pytest.raises(SourceRefusedError) as caught:
            fetch(url)
    assert "secret" not in str(caught.value)


def test_explain_shortens_and_survives_broken_bytes() -> None:
    said = explain(b"<p>" + b"word " * 100 + b"\xff</p>")
    assert said.startswith("word word")
    assert len(said) < 210


def test_the_network_library_is_imported_only_for_a_request() -> None:
    code = "import sys, geo.fetch; print('requests' in sys.modules, 'osmnx' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
