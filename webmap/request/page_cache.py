"""Public pages kept whole, until anything that they show has changed.

Most requests of a service like this one ask for the same few pages, which change when an edition is
accepted, an event is published, a file of one's own is changed, or a day ends. So an answer that
is the same for everybody is kept as it was sent, compressed, and sent again as long as the
editions, the files of one's own, the database and the day are those that it was made from
(`State.version`). Where that cannot be told, because the database does not answer, nothing kept is
sent.

Kept are the answers of views that are marked with `web.http.same_for_all`, and of them only those
to a GET without a cookie or a token, so that nothing that one reader may see reaches another one.
They are sent before the web framework is asked, which costs several times what sending does; where
readers are limited, it is asked for that alone.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, NamedTuple

from flask import Response, current_app, request, session
from werkzeug.wrappers import Response as PlainResponse

from webmap.request.state import state
from webmap.web import logs
from webmap.web.http import SAME_FOR_ALL

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment
    from flask import Flask

    from webmap.request.state import State

MOST_BYTES = 32_000_000
"""What is kept at most; what was not asked for longest goes first."""
LARGEST = 1_000_000
"""Answers above this are made anew each time, bytes."""
LONGEST_QUERY = 200
"""Characters of a query string above which an answer is not kept: nobody links to it."""
PERSONAL = ("HTTP_COOKIE", "HTTP_AUTHORIZATION", "HTTP_RANGE")
"""What makes an answer that of one request."""
CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")
PASSING = ("x-ratelimit-", "retry-after")
"""Beginnings of headers that are about one request."""
_PAGE, _MARK = "akcioterulet.page", "akcioterulet.mark"


class Page(NamedTuple):
    """An answer as it was sent."""

    version: Hashable
    route: str
    """Pattern of the route, for the log."""
    headers: list[tuple[str, str]]
    body: bytes


class Pages:
    """The answers that one process keeps."""

    def __init__(self) -> None:
        self._pages: OrderedDict[Hashable, Page] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def __contains__(self, key: Hashable) -> bool:
        return key in self._pages

    def get(self, key: Hashable, version: Hashable) -> Page | None:
        """Return what is kept of this version; an older one is forgotten."""
        with self._lock:
            page = self._pages.get(key)
            if page is None:
                return None
            if page.version != version:
                self._drop(key)
                return None
            self._pages.move_to_end(key)
            return page

    def put(self, key: Hashable, page: Page) -> None:
        """Keep an answer."""
        with self._lock:
            self._drop(key)
            self._pages[key] = page
            self._bytes += len(page.body)
            while self._bytes > MOST_BYTES:
                self._drop(next(iter(self._pages)))

    def _drop(self, key: Hashable) -> None:
        page = self._pages.pop(key, None)
        if page is not None:
            self._bytes -= len(page.body)


class PageCache:
    """Stands before an application.

    Args:
        app: the application.
        state: tells the version of what is shown, and whether readers are limited.
    """

    def __init__(self, app: WSGIApplication, state: State) -> None:
        self._app = app
        self._state = state
        self._pages = Pages()
        self._limits = state.settings.rate_limits
        self._logs = state.settings.access_log

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer with what is kept, or ask the application and keep what it answers."""
        began = time.perf_counter()
        if not _may_be_kept(environ):
            return self._app(environ, start)
        key = _key(environ)
        page = self._kept(key)
        if page is None:
            return self._asked(environ, start, key)
        if self._limits:
            return self._limited(environ, start, page)
        if self._logs:
            logs.note(page.route, "GET", HTTPStatus.OK, began)
        return _sent(page, [], environ, start)

    def _kept(self, key: Hashable) -> Page | None:
        """Return what is kept and holds; of what is not kept nothing is asked of the database."""
        if key not in self._pages:
            return None
        version = self._state.version()
        return None if version is None else self._pages.get(key, version)

    def _limited(
        self, environ: WSGIEnvironment, start: StartResponse, page: Page
    ) -> Iterable[bytes]:
        """Send a page that is kept unless its reader has asked too often."""
        environ[_PAGE] = page
        told: list[tuple[str, list[tuple[str, str]]]] = []

        def started(status: str, headers: list[tuple[str, str]], *_: Any) -> Any:  # noqa: ANN401 - WSGI's
            told.append((status, headers))

        body = self._app(environ, started)
        status, headers = told[0]
        if environ[_PAGE] is page:  # it was refused
            start(status, headers)
            return body
        _close(body)
        own = [(name, value) for name, value in headers if name.lower().startswith(PASSING)]
        return _sent(page, own, environ, start)

    def _asked(
        self, environ: WSGIEnvironment, start: StartResponse, key: Hashable
    ) -> Iterable[bytes]:
        """Ask the application; what cannot be kept is passed on as it comes."""
        told: list[tuple[str, str]] = []

        def started(status: str, headers: list[tuple[str, str]], *fault: Any) -> Any:  # noqa: ANN401 - WSGI's
            told.extend(headers)
            return start(status, headers, *fault)

        environ[_MARK] = mark = Mark()
        body = self._app(environ, started)
        if mark.route is None or mark.version is None:
            return body
        whole = b"".join(body)
        _close(body)
        is_personal = any(name.lower() == "set-cookie" for name, _ in told)
        # Not where it changed while the answer was made.
        if len(whole) <= LARGEST and not is_personal and self._state.version() == mark.version:
            own = [one for one in told if not one[0].lower().startswith(PASSING)]
            self._pages.put(key, Page(mark.version, mark.route, own, whole))
        return (whole,)


@dataclass(slots=True)
class Mark:
    """What the application says of an answer that may be kept."""

    version: Hashable | None = None
    """Of what is shown, before the view was asked."""
    route: str | None = None
    """Pattern of the route, where the answer turned out to be one to keep."""


def init_app(app: Flask) -> None:
    """Tell the cache which answers may be kept, and who may have one. Comes after the limits."""
    app.before_request(_admitted)
    app.after_request(_said)


def keep_nothing() -> None:
    """Let the answer that is being made not be kept: a later one will say more."""
    mark = request.environ.get(_MARK)
    if mark is not None:
        mark.version = None


def _admitted() -> Response | None:
    """Answer in place of the view where a page is kept: its reader is within the limits."""
    if isinstance(request.environ.get(_PAGE), Page):
        request.environ[_PAGE] = None
        return Response()
    mark = request.environ.get(_MARK)
    view = current_app.view_functions.get(request.endpoint or "")
    if mark is not None and getattr(view, SAME_FOR_ALL, False):
        mark.version = state().version()
    return None


def _said(response: Response) -> Response:
    mark = request.environ.get(_MARK)
    if (
        mark is not None
        and mark.version is not None
        and response.status_code == HTTPStatus.OK
        and not (response.is_streamed or session.modified)
        and request.url_rule is not None
    ):
        mark.route = request.url_rule.rule
    return response


def _close(body: Iterable[bytes]) -> None:
    if hasattr(body, "close"):
        body.close()


def _sent(
    page: Page, own: list[tuple[str, str]], environ: WSGIEnvironment, start: StartResponse
) -> Iterable[bytes]:
    headers = page.headers + own
    if any(name in environ for name in CONDITIONS):
        answer = PlainResponse(page.body, headers=headers).make_conditional(environ)
        return answer(environ, start)
    start("200 OK", headers)
    return (page.body,)


def _may_be_kept(environ: WSGIEnvironment) -> bool:
    return (
        environ["REQUEST_METHOD"] == "GET"
        and len(environ.get("QUERY_STRING", "")) <= LONGEST_QUERY
        and not any(name in environ for name in PERSONAL)
    )


def _key(environ: WSGIEnvironment) -> Hashable:
    """Return what an answer depends on of its request."""
    asked = environ.get
    return (
        *(asked("wsgi.url_scheme"), asked("HTTP_HOST"), asked("SCRIPT_NAME"), asked("PATH_INFO")),
        *(asked("QUERY_STRING"), asked("HTTP_ACCEPT"), asked("HTTP_ACCEPT_ENCODING")),
    )
