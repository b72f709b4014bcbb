"""Requests to public services; the only module that opens a socket.

A request names its sender, waits a bounded time for a bounded answer, and is repeated only
where the service itself says "not now" (429, 502, 503, 504), after the pause that the service
asks for. A fault of the network or of the answer ends it at once with a message.
"""

from __future__ import annotations

import html
import importlib.metadata
import logging
import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from .errors import SourceAnswerError, SourceError, SourceRefusedError, SourceUnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import requests

logger = logging.getLogger(__name__)

NOT_NOW = frozenset({429, 502, 503, 504})
"""Status codes after which the same request may succeed later."""
OK = 200
MULTIPLE_CHOICES = 300
BAD_REQUEST = 400
SERVER_ERROR = 500
CHUNK_BYTES = 1 << 16
EXPLANATION_CHARACTERS = 200


def user_agent(contact: str | None = None) -> str:
    """Return the name under which requests are sent.

    Args:
        contact: a web or mail address at which the operator of a service can reach you.
    """
    try:
        version = importlib.metadata.version("akcioterulet")
    except importlib.metadata.PackageNotFoundError:
        version = "unreleased"
    about = f"municipal boundary tool; {contact}" if contact else "municipal boundary tool"
    return f"akcioterulet/{version} ({about})"


@dataclass(frozen=True, slots=True)
class Manners:
    """How long to wait, how often to ask again, and how much to accept."""

    connect_s: float = 15.0
    """Seconds until the connection must stand."""
    silence_s: float = 210.0
    """Seconds without a byte, the wait for the first one included."""
    total_s: float = 900.0
    """Seconds for reading one whole answer."""
    attempts: int = 4
    """How often the request is sent at most."""
    first_pause_s: float = 15.0
    """Seconds before the second attempt; each further pause is twice as long."""
    longest_pause_s: float = 180.0
    """A service that asks for a longer pause is not asked again."""
    max_bytes: int = 512 * 1024 * 1024
    """Size of answer, unpacked, beyond which reading stops."""
    user_agent: str = field(default_factory=user_agent)


@dataclass(frozen=True, slots=True)
class Reply:
    """A successful answer."""

    body: bytes
    content_type: str
    """Media type as the service gives it, in lower case; empty where it gives none."""


@dataclass(frozen=True, slots=True)
class _NotNow:
    """The service asked to come back later."""

    status: int
    retry_after_s: float | None


def fetch(
    url: str,
    *,
    form: Mapping[str, str] | None = None,
    manners: Manners | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> Reply:
    """Send one request and return the answer, read to its end.

    Args:
        url: an http or https address.
        form: fields to send by POST; without them the request is a GET.
        manners: limits; the defaults suit a public service.
        sleep: waits that many seconds; tests put their own here.

    Raises:
        SourceUnavailableError: not reachable, too slow, or still busy after every attempt.
        SourceRefusedError: the service refuses the request (4xx) or has moved.
        SourceAnswerError: the answer breaks off, cannot be unpacked, or is too large.
        SourceError: the address is not one of http or https.
    """
    manners = manners or Manners()
    host = _host(url)
    waited = 0.0
    for attempt in range(1, manners.attempts + 1):
        outcome = _attempt(url, host, form, manners)
        if isinstance(outcome, Reply):
            return outcome
        pause = _pause(outcome, attempt, manners)
        busy = f"{host} is busy: attempt {attempt} of {manners.attempts} was answered with"
        busy += f" {outcome.status}, {waited:.0f} s after the first"
        if pause > manners.longest_pause_s:
            raise SourceUnavailableError(f"{busy}; it asks to wait {pause:.0f} s, try again then")
        if attempt < manners.attempts:
            logger.info("%s; asking again in %.0f s", busy, pause)
            sleep(pause)
            waited += pause
    raise SourceUnavailableError(f"{busy}; try again later, or name another service")


def explain(page: bytes) -> str:
    """Return what a web page says, without its markup, shortened to one line.

    >>> explain(b"<html><body><p><b>Error</b>: too &lt;busy&gt;</p></body></html>")
    'Error: too <busy>'
    """
    text = page[:20_000].decode("utf-8", "replace")
    text = re.sub(r"<(head|script|style)\b.*?</\1>", " ", text, flags=re.DOTALL | re.IGNORECASE)
    words = html.unescape(re.sub(r"<[^<>]*>", "", text)).split()
    line = " ".join(words)
    if len(line) <= EXPLANATION_CHARACTERS:
        return line
    return line[:EXPLANATION_CHARACTERS].rstrip() + " …"


def _host(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise SourceError(f"{url!r} is not the address of a service; it must start with https://")
    return parts.netloc.rpartition("@")[2]


def _attempt(
    url: str, host: str, form: Mapping[str, str] | None, manners: Manners
) -> Reply | _NotNow:
    """Send the request once, and turn every fault of the network into one of ours."""
    import requests  # noqa: PLC0415 - look-ups never need the network library

    try:
        with requests.request(
            "GET" if form is None else "POST",
            url,
            data=form,
            headers={"User-Agent": manners.user_agent},
            timeout=(manners.connect_s, manners.silence_s),
            # A redirected POST would arrive as a GET without its form.
            allow_redirects=form is None,
            stream=True,
        ) as response:
            return _judge(response, host, manners)
    except requests.RequestException as error:
        raise SourceUnavailableError(_explain_fault(error, host, manners)) from None


def _explain_fault(error: requests.RequestException, host: str, manners: Manners) -> str:
    if "timed out" in str(error):
        return _silent(host, manners)
    return (
        f"{host} cannot be reached ({_cause(error)}); check the network connection "
        "and the address of the service"
    )


def _silent(host: str, manners: Manners) -> str:
    return (
        f"{host} was silent for {manners.silence_s:g} s, or took longer than "
        f"{manners.connect_s:g} s to connect; try again later, ask for a smaller area, "
        "or name another service"
    )


def _judge(response: requests.Response, host: str, manners: Manners) -> Reply | _NotNow:
    status = response.status_code
    if status in NOT_NOW:
        return _NotNow(status, _retry_after(response.headers.get("Retry-After")))
    if OK <= status < MULTIPLE_CHOICES:
        content_type = response.headers.get("Content-Type", "").lower()
        return Reply(_read(response, host, manners), content_type)
    if status < BAD_REQUEST:
        target = response.headers.get("Location", "an address that it does not name")
        raise SourceRefusedError(f"{host} has moved to {target}; name that service instead")
    said = explain(_piece(response, host, manners)) or "nothing more"
    if status >= SERVER_ERROR:
        raise SourceUnavailableError(f"{host} failed with {status} and says: {said}")
    raise SourceRefusedError(f"{host} refused the request with {status} and says: {said}")


def _read(response: requests.Response, host: str, manners: Manners) -> bytes:
    """Read the body to its end, within the limits of time and size."""
    deadline = time.monotonic() + manners.total_s
    body = bytearray()
    while piece := _piece(response, host, manners):
        body += piece
        if len(body) > manners.max_bytes:
            raise SourceAnswerError(
                f"the answer of {host} is larger than {manners.max_bytes} bytes; "
                "ask for a smaller area"
            )
        if time.monotonic() > deadline:
            raise SourceUnavailableError(
                f"{host} was still sending after {manners.total_s:g} s; try again later"
            )
    return bytes(body)


def _piece(response: requests.Response, host: str, manners: Manners) -> bytes:
    """Return what has arrived, unpacked; empty at the end of the body.

    `iter_content` of requests would wait for a full chunk, and a service that drips bytes
    would never let the deadline be looked at.
    """
    from urllib3.exceptions import HTTPError, ReadTimeoutError  # noqa: PLC0415 - as above

    try:
        piece: bytes = response.raw.read1(CHUNK_BYTES, decode_content=True)
    except ReadTimeoutError:
        raise SourceUnavailableError(_silent(host, manners)) from None
    except HTTPError:
        raise SourceAnswerError(
            f"the answer of {host} breaks off before its end; nothing was kept, try again"
        ) from None
    return piece


def _pause(outcome: _NotNow, attempt: int, manners: Manners) -> float:
    """Return the seconds to wait: never less than the service asks for."""
    own: float = min(manners.first_pause_s * 2 ** (attempt - 1), manners.longest_pause_s)
    return max(own, outcome.retry_after_s or 0.0)


def _retry_after(value: str | None) -> float | None:
    """Return the seconds that a Retry-After header asks for: a number, or a date.

    The rest of urllib3's `Retry` is not used: it takes a shorter pause than ours where the service
    names one, waits as long as it is told, and sleeps where neither tests nor a log line can be.
    """
    from urllib3.exceptions import InvalidHeader  # noqa: PLC0415 - as above
    from urllib3.util import Retry  # noqa: PLC0415 - as above

    try:
        return None if value is None else Retry().parse_retry_after(value)
    except (InvalidHeader, OverflowError, ValueError):
        return None


def _cause(error: BaseException) -> str:
    """Return the innermost reason of a nested network fault, in its own words."""
    text = str(error)
    for word in ("Connection refused", "Name or service not known", "certificate verify failed"):
        if word in text:
            return word.lower()
    found = re.findall(r"\b[A-Z]\w+Error\b", text)
    return found[-1] if found else type(error).__name__
