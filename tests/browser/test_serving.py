"""The server of these tests closes an answer whose reader went away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask, Response
from werkzeug.test import EnvironBuilder

from tests.browser.conftest import told_of_the_end

if TYPE_CHECKING:
    from collections.abc import Iterator


class Endless:
    """An answer that would go on for ever and knows whether it was closed."""

    closed = False

    def __iter__(self) -> Iterator[bytes]:
        while True:
            yield b"x"

    def close(self) -> None:
        self.closed = True


def test_an_answer_that_is_dropped_unread_is_closed() -> None:
    app = Flask("endless")
    body = Endless()
    app.add_url_rule("/", view_func=lambda: Response(body, direct_passthrough=True))
    answer = iter(told_of_the_end(app)(EnvironBuilder().get_environ(), lambda *_: lambda _: None))
    assert next(answer) == b"x"
    assert not body.closed
    del answer
    assert body.closed
