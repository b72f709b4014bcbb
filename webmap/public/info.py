"""The pages of fixed address that the operator may edit, and security.txt."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus
from importlib import resources
from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for

from webmap.accounts.guards import allowed, require_role
from webmap.accounts.people import Role
from webmap.request.state import state
from webmap.store import pages
from webmap.store.errors import StoreUnavailableError
from webmap.web.http import language, large_body, same_for_all
from webmap.web.i18n import DEFAULT_LANGUAGE, LANGUAGES, texts
from webmap.web.plain_text import blocks

from ..request import parameters

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

blueprint = Blueprint("info", __name__)

TITLES = {
    "privacy": "info.privacy",
    "imprint": "info.imprint",
    "accessibility": "info.accessibility",
}
"""Slug -> key of the title."""
ABOUT = {
    "privacy": "info.about.privacy",
    "imprint": "info.about.imprint",
    "accessibility": "info.about.accessibility",
}
"""Slug -> key of what others say of the page."""
VALID_DAYS = 180


@blueprint.get("/info/<any(privacy, imprint, accessibility):slug>")
@same_for_all
def page(slug: str) -> Response:
    """Show a page: the operator's text, or the one that the product brings."""
    parameters.require_known_parameters("lang")
    t = texts(language())
    shown = blocks(shown_text(slug, language()))
    body = render_template(
        "account/info.html",
        t=t,
        slug=slug,
        title=t(TITLES[slug]),
        about=t(ABOUT[slug]),
        blocks=shown,
    )
    return Response(body, content_type="text/html; charset=utf-8")


@blueprint.get("/info/<any(privacy, imprint, accessibility):slug>/edit")
@require_role(Role.ADMIN)
def edit(slug: str) -> Response:
    """Show the form that changes the text of a page in the language of the page."""
    return _form(slug, shown_text(slug, language()))


@blueprint.post("/info/<any(privacy, imprint, accessibility):slug>/edit")
@large_body
@require_role(Role.ADMIN)
def save(slug: str) -> AnyResponse:
    """Change the text of a page; an empty text brings back the one of the product."""
    person = allowed(Role.ADMIN)
    text = request.form.get("text", "").replace("\r\n", "\n")
    if len(text) > pages.LONGEST:
        fault = texts(language())("info.too_long", limit=pages.LONGEST, length=len(text))
        return _form(slug, text, fault)
    with state().store.session() as opened:
        pages.save(opened, slug, language(), text, by=person.user)
    lang = None if language() == DEFAULT_LANGUAGE else language()
    return redirect(url_for("info.page", slug=slug, lang=lang), HTTPStatus.SEE_OTHER)


@blueprint.get("/.well-known/security.txt")
def security_txt() -> Response:
    """Say where holes are reported (RFC 9116); nothing where the operator has set no contact."""
    contact = state().settings.security_contact
    if contact is None:
        abort(HTTPStatus.NOT_FOUND)
    until = state().today() + dt.timedelta(days=VALID_DAYS)
    lines = (
        f"Contact: {contact}",
        f"Expires: {until.isoformat()}T00:00:00Z",
        f"Preferred-Languages: {', '.join(LANGUAGES)}",
    )
    return Response("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def _form(slug: str, text: str, fault: str | None = None) -> Response:
    t = texts(language())
    body = render_template(
        "account/edit_info.html", t=t, slug=slug, title=t(TITLES[slug]), text=text, fault=fault
    )
    status = HTTPStatus.OK if fault is None else HTTPStatus.BAD_REQUEST
    return Response(body, status=status, content_type="text/html; charset=utf-8")


def shown_text(slug: str, lang: str) -> str:
    """Return the operator's text; the product's one where there is none, or no database."""
    try:
        with state().store.session(read_only=True) as opened:
            row = pages.find(opened, slug, lang)
    except StoreUnavailableError:
        row = None
    return _default(slug, lang) if row is None else row.text


def _default(slug: str, lang: str) -> str:
    settings, t = state().settings, texts(lang)
    folder = resources.files("webmap") / "translations" / lang / "pages"
    template = (folder / f"{slug}.txt").read_text(encoding="utf-8")
    return template.format(
        operator=settings.operator or t("info.no_operator"),
        contact=settings.operator_contact or t("info.no_contact"),
    )
