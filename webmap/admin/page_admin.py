"""The texts that an administrator may change: shown before they are saved, with their history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort

from webmap.accounts.guards import allowed, require_role
from webmap.accounts.people import Role
from webmap.admin.answers import go, page
from webmap.admin.forms import Choice, Form, Words
from webmap.public import info
from webmap.request import parameters
from webmap.request.state import state
from webmap.store import audit, pages
from webmap.web.http import large_body
from webmap.web.i18n import LANGUAGES
from webmap.web.plain_text import blocks

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

blueprint = Blueprint("page_admin", __name__, url_prefix="/desk/pages")

NOT_FOUND = 404


class TextForm(Form):
    """The text of a page; an empty one brings back the product's."""

    text = Words(pages.LONGEST)
    step = Choice(("save", "preview"), needed=False)


@blueprint.get("")
@require_role(Role.ADMIN)
def index() -> Response:
    """List every text in every language, with who changed it last."""
    parameters.require_known_parameters("lang", "done")
    with state().store.session(read_only=True) as session:
        rows = [
            (slug, spoken, pages.find(session, slug, spoken))
            for slug in pages.SLUGS
            for spoken in LANGUAGES
        ]
    return page("admin/pages.html", rows=rows, titles=info.TITLES)


@blueprint.get("/<slug>/<spoken>")
@require_role(Role.ADMIN)
def edit(slug: str, spoken: str) -> Response:
    """Show the form with the text as it is."""
    parameters.require_known_parameters("lang")
    _require_page(slug, spoken)
    return _form(slug, spoken, TextForm(data={"text": info.shown_text(slug, spoken)}))


@blueprint.post("/<slug>/<spoken>")
@large_body
@require_role(Role.ADMIN)
def save(slug: str, spoken: str) -> AnyResponse:
    """Show how a text will look, or save it; an empty one brings back the product's."""
    parameters.require_known_parameters("lang")
    _require_page(slug, spoken)
    form, person = TextForm.sent(), allowed(Role.ADMIN)
    if not form.check("text") or form.step.data == "preview":
        return _form(slug, spoken, form, preview=True)
    with state().store.session() as session:
        pages.save(session, slug, spoken, form.text.data, by=person.user)
    return go("page_admin.index", done="page_saved")


def _form(slug: str, spoken: str, form: TextForm, *, preview: bool = False) -> Response:
    with state().store.session(read_only=True) as session:
        trail = audit.latest(session, subject=f"page:{slug}.{spoken}", limit=20)
    return page(
        "admin/page_edit.html",
        faults=form.faults,
        form=form,
        slug=slug,
        spoken=spoken,
        title_key=info.TITLES[slug],
        preview=blocks(form.text.data) if preview else (),
        trail=trail,
    )


def _require_page(slug: str, spoken: str) -> None:
    if slug not in pages.SLUGS or spoken not in LANGUAGES:
        abort(NOT_FOUND)
