"""Logs as lines of JSON: what happened, never to whom, and never what was asked.

A request is logged with the pattern of its route, not with its path: `/venues/<slug>`. There is
no query, no body, no network address and no name of a person.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import json
import logging
import sys
import threading
import time
import traceback
from multiprocessing import util
from typing import TYPE_CHECKING, NamedTuple, TextIO

from flask import g, request

if TYPE_CHECKING:
    from flask import Flask, Response

    from .settings import Settings

ACCESS = logging.getLogger("akcioterulet.access")
EVERY_S, MOST_LINES = 0.25, 500
"""How long lines are gathered at most, seconds, and how many."""
FIELDS = ("route", "method", "status", "ms")


_ENCODER = json.JSONEncoder(ensure_ascii=False)


class Request(NamedTuple):
    """What is noted of a request."""

    route: str
    method: str
    status: int
    ms: float | None
    at: float
    """Seconds since 1970."""

    def __str__(self) -> str:
        moment = dt.datetime.fromtimestamp(self.at, dt.UTC).isoformat(timespec="milliseconds")
        route, method = _quoted(self.route), _quoted(self.method)
        took = "null" if self.ms is None else self.ms
        return (
            f'{{"time": "{moment}", "level": "info", "logger": "{ACCESS.name}", '
            f'"message": "request", "route": {route}, "method": {method}, '
            f'"status": {self.status}, "ms": {took}}}'
        )


@functools.lru_cache(maxsize=512)
def _quoted(text: str) -> str:
    return _ENCODER.encode(text)


class JsonLines(logging.Formatter):
    """Writes a record as one line: time (UTC), level, logger, message, and the request's fields."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; of a fault its kind and stack, not its message."""
        moment = dt.datetime.fromtimestamp(record.created, dt.UTC)
        line: dict[str, object] = {
            "time": moment.isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[0] is not None:
            line["fault"] = record.exc_info[0].__name__
            line["stack"] = "".join(traceback.format_tb(record.exc_info[2]))
        return _ENCODER.encode(line)


class Gathered(logging.StreamHandler[TextIO]):
    """Writes lines together, a few times a second: one write for each costs more than its text.

    A warning and what was gathered before it are written at once. At the end of the process the
    logging module, or the library that runs the workers, has the rest written.
    """

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self._lines: list[str | Request] = []
        self._writer: threading.Thread | None = None
        util.Finalize(None, self.flush, exitpriority=10)  # workers end without `atexit`

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the line of a record, and write at once where it is a warning."""
        try:
            self.gather(self.format(record))
        except Exception:  # noqa: BLE001 - as every handler does: logging never stops the work
            self.handleError(record)
        if record.levelno >= logging.WARNING:
            self.flush()

    def gather(self, line: str | Request) -> None:
        """Keep a line, or what makes one."""
        self._lines.append(line)
        if len(self._lines) >= MOST_LINES:
            self.flush()
        elif self._writer is None:
            self._writer = threading.Thread(target=self._write_on, daemon=True)
            self._writer.start()

    def flush(self) -> None:
        """Write what was gathered."""
        with self.lock or contextlib.nullcontext():
            lines, self._lines = self._lines, []
            if lines:
                self.stream.write("".join(f"{line}\n" for line in lines))
            super().flush()

    def _write_on(self) -> None:
        while True:
            time.sleep(EVERY_S)
            with contextlib.suppress(OSError, ValueError):
                self.flush()


def configure() -> None:
    """Send everything to standard error as lines of JSON; called once in a serving process."""
    # Nothing of this is written, and finding it out costs something for every request.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    handler = Gathered(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    ACCESS.handlers[:] = [handler]
    ACCESS.propagate = False
    ACCESS.setLevel(logging.INFO)


def init_app(app: Flask, settings: Settings) -> None:
    """Write a line for each request, where the operator wants them."""
    if not settings.access_log:
        return
    app.before_request(_begin)
    app.after_request(_note)


def _begin() -> None:
    g.began = time.perf_counter()


def _note(response: Response) -> Response:
    route = request.url_rule.rule if request.url_rule else "(no route)"
    note(route, request.method, response.status_code, g.get("began"))
    return response


def note(route: str, method: str, status: int, began: float | None) -> None:
    """Write the line of a request, where anybody reads it.

    Args:
        route: Pattern of its route.
        method: Its method.
        status: That of the answer.
        began: When it came, by `time.perf_counter`; None where that is not known.
    """
    if not ACCESS.isEnabledFor(logging.INFO):
        return
    took = None if began is None else round((time.perf_counter() - began) * 1e3, 1)
    line = Request(route, method, status, took, time.time())
    # A record of the logging module for each costs more than all the rest of this.
    if isinstance(sink := ACCESS.handlers[0] if ACCESS.handlers else None, Gathered):
        sink.gather(line)
    else:
        ACCESS.info("request", extra=dict(zip(FIELDS, line, strict=False)))
