"""Serve the application with granian."""

from __future__ import annotations

import click


def run(*, host: str, port: int, workers: int) -> None:
    """Serve until interrupted; the address is printed first.

    The access log stays off: a log line of a look-up would be personal data.
    """
    from granian import Granian  # noqa: PLC0415 - only serving needs it
    from granian.constants import Interfaces  # noqa: PLC0415

    click.echo(f"http://{host}:{port}/  (Ctrl+C stops)")
    Granian(
        "webmap.app:create_app",
        address=host,
        port=port,
        workers=workers,
        interface=Interfaces.WSGI,
        factory=True,
        log_access=False,
    ).serve()
