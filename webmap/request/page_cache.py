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
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, NamedTuple

from flask import Response, current_app, request, session
from werkzeug.wrappers import Response as PlainResponse

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
_PAGE, _ROUTE = "akcioterulet.page", "akcioterulet.route"


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
        version = self._state.version() if _may_be_kept(environ) else None
        if version is None:
            return self._app(environ, start)
        key = _key(environ)
        page = self._pages.get(key, version)
        if page is None:
            return self._asked(environ, start, key, version)
        if self._limits:
            return self._limited(environ, start, page)
        if self._logs:
            logs.note(page.route, "GET", HTTPStatus.OK, began)
        return _sent(page, [], environ, start)

    def _limited(
        self, environ: WSGIEnvironment, start: StartResponse, page: Page
    ) -> Iterable[bytes]:
        """Send a page that is kept unless its reader has asked too often."""
        environ[_PAGE] = page
        answer = _Caught(self._app, environ)
        if environ[_PAGE] is page:  # it was refused
            return answer.sent(start)
        own = [(name, value) for name, value in answer.headers if name.lower().startswith(PASSING)]
        return _sent(page, own, environ, start)

    def _asked(
        self, environ: WSGIEnvironment, start: StartResponse, key: Hashable, version: Hashable
    ) -> Iterable[bytes]:
        answer = _Caught(self._app, environ)
        route = environ.get(_ROUTE)
        is_personal = any(name.lower() == "set-cookie" for name, _ in answer.headers)
        is_small = len(answer.body) <= LARGEST
        # Not where it changed while the answer was made.
        if route and is_small and not is_personal and self._state.version() == version:
            own = [one for one in answer.headers if not one[0].lower().startswith(PASSING)]
            self._pages.put(key, Page(version, route, own, answer.body))
        return answer.sent(start)


def init_app(app: Flask) -> None:
    """Tell the cache which answers may be kept, and who may have one. Comes after the limits."""
    app.before_request(_admitted)
    app.after_request(_said)


def _admitted() -> Response | None:
    """Answer in place of the view where a page is kept: its reader is within the limits."""
    if isinstance(request.environ.get(_PAGE), Page):
        request.environ[_PAGE] = None
        return Response()
    return None


def _said(response: Response) -> Response:
    view = current_app.view_functions.get(request.endpoint or "")
    if (
        getattr(view, SAME_FOR_ALL, False)
        and response.status_code == HTTPStatus.OK
        and not (response.is_streamed or session.modified)
        and request.url_rule is not None
    ):
        request.environ[_ROUTE] = request.url_rule.rule
    return response


class _Caught:
    """An answer of an application, whole."""

    def __init__(self, app: WSGIApplication, environ: WSGIEnvironment) -> None:
        self.status, self.headers = "", list[tuple[str, str]]()
        found = app(environ, self._start)
        try:
            self.body = b"".join(found)
        finally:
            if hasattr(found, "close"):
                found.close()

    def _start(self, status: str, headers: list[tuple[str, str]], _fault: Any = None) -> Any:  # noqa: ANN401 - WSGI's
        self.status, self.headers = status, headers
        return None

    def sent(self, start: StartResponse) -> Iterable[bytes]:
        start(self.status, self.headers)
        return (self.body,)


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
