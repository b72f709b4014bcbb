"""The session cookie: made only when something is put into it, signed with the service's key."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer

from webmap.store.errors import StoreUnavailableError

if TYPE_CHECKING:
    from flask import Flask, Request, Response
    from flask.sessions import SessionMixin

    from ..web.keys import ServiceKey


class LazyCookies(SecureCookieSessionInterface):
    """Signed cookies whose key is fetched only when there is a cookie to read or to write."""

    session_class = SecureCookieSession

    def __init__(self, key: ServiceKey) -> None:
        self._key = key

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return the content of the cookie; an empty session where there is none."""
        if "HTTP_COOKIE" not in request.environ:
            return self.session_class()
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        try:
            return super().open_session(app, request)
        except StoreUnavailableError:  # without the key nobody is signed in; the rest works
            return self.session_class()

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write the cookie where there is something to write; most requests have nothing."""
        if session or session.modified:
            super().save_session(app, session, response)
        elif session.accessed:
            response.vary.add("Cookie")

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return what signs and checks the cookie."""
        del app
        options = {"key_derivation": "hmac", "digest_method": hashlib.sha256}
        return URLSafeTimedSerializer(
            self._key.derived("cookie"),
            salt="akcioterulet-session",
            serializer=self.serializer,
            signer_kwargs=options,
        )
