"""The programme of a draft: its facts filled in one by one, each with the words of its source."""

from __future__ import annotations

import dataclasses
import functools
from typing import TYPE_CHECKING

from flask import request

from boundaries.edition.definition import slugs
from boundaries.edition.new_area import SLUG
from boundaries.errors import DefinitionError
from boundaries.language.names import fold
from boundaries.programmes.catalogue import programme_file, programme_slugs
from boundaries.programmes.parts import Kind, parts
from boundaries.programmes.writing import open_programme
from webmap.accounts.guards import allowed, require_role
from webmap.accounts.people import Role
from webmap.admin.answers import address, go
from webmap.admin.forms import Form, Line
from webmap.ask.programme_texts import title_of
from webmap.desk.nav import WORKSHOP_ROLES
from webmap.happenings.sources import catalogue
from webmap.request import parameters
from webmap.request.state import state
from webmap.store import audit, venues
from webmap.store.drafts import OvertakenError
from webmap.web.http import language, large_body
from webmap.web.i18n import texts

from . import ready, staging
from .blueprint import blueprint
from .draft_page import Shown, draft_page
from .opened import Opened, asked_area, seen_draft
from .programme_filled import STATES, Filled, asked_fact, standing_of
from .programme_form import FactForm, fault_words, of_fact, quoted_sources, views
from .programme_parts import sections

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Response
    from werkzeug.wrappers import Response as AnyResponse

    from boundaries.programmes.parts import Part
    from webmap.store.tables import Audit, Venue

    from .programme_parts import Section

PAGE = "workshop.programme"


_KEPT = ("fact_kept", "fact_removed", "programme_opened", "programme_handed")


class ReasonForm(Form):
    """Why a page is withdrawn, or put back."""

    reason = Line(limit=500, needed=True)


class NameForm(Form):
    """The address of a programme's page."""

    slug = Line(limit=80, needed=True)


@blueprint.get("/<identity>/programme")
@require_role(*WORKSHOP_ROLES)
def programme(identity: str) -> Response:
    """Show the facts of a programme, and the form of one of them."""
    parameters.require_known_parameters("lang", "area", "done", "kept", "part", "row")
    filled = Filled(Opened(identity))
    asked = asked_fact(filled)
    form = None
    if asked is not None:
        form = FactForm.of(filled.draft, asked.part, asked.number, filled.places)
        if asked.number is None:
            form.typed |= _known_values(filled, asked.part)
    return programme_page(filled, form=form)


def programme_page(
    filled: Filled,
    *,
    form: FactForm | None = None,
    name: NameForm | None = None,
    reason: ReasonForm | None = None,
    overtaken: OvertakenError | None = None,
    told: str = "",
) -> Response:
    """Return the page of a programme.

    Args:
        filled: the programme, at the version that is shown.
        form: of the fact that is worked on.
        name: form of the address, where it was refused.
        reason: form of withdrawing, where it was refused.
        overtaken: what somebody else has done meanwhile.
        told: why something was refused that has no field.
    """
    t, draft, person = texts(language()), filled.draft, allowed(*WORKSHOP_ROLES)
    name = name or NameForm(data={"slug": draft.slug})
    kept = "" if told or overtaken else request.args.get("kept", "")
    standing, noted = standing_of(filled), Form()
    for one in [] if form is None else form.faults:
        noted.tell(one.field, one.text)
    made = sections(draft, filled.checked[1], form, filled.places, t)
    kept_open = ("venues",) if draft.slug in programme_slugs() else ()
    return draft_page(
        PAGE,
        filled.opened,
        Shown(asked_area(filled.opened), None),
        forms=[one for one in (noted, name, reason) if one is not None],
        overtaken=overtaken,
        told=told,
        kept=t(f"workshop.programme.kept.{kept}") if kept in _KEPT else "",
        programme=draft,
        name_form=name,
        sections=[one for one in made if one.is_shown or one.code in kept_open],
        more=[one for one in made if not (one.is_shown or one.code in kept_open)],
        fact_form=form,
        fields=[] if form is None else views(form, _options(filled), t),
        source_choices=quoted_sources(draft, t),
        source_texts=_texts(filled),
        missing=_missing(filled, made),
        standing_code=standing,
        bundled=[] if draft.document else _known_programmes(),
        fact_path=functools.partial(_fact_path, filled),
        standing_said=t(f"workshop.programme.standing.{standing}"),
        can_change=filled.opened.row.state in STATES,
        can_preview={"title", "sources", "area"} <= {*draft.document},
        is_public=bool(kept_open),
        reason_form=reason or ReasonForm(),
        trail=_trail(draft.slug),
        own_venues=_own_venues(draft.slug),
        may_publish=person.has(Role.APPROVER),
        is_own=draft.handed_by == person.user.id,
    )


def _known_values(filled: Filled, part: Part) -> dict[str, str]:
    """Return what the page Into force says of the area already, for a first source and the area."""
    area = asked_area(filled.opened)
    if area is None or part.code not in ("area-compiled", "sources") or filled.draft.facts(part):
        return {}
    making = staging.state_of(ready.folder_of(filled.opened, area))
    said = ready.suggested(filled.opened, area) if making is None else making["said"]
    if part.code == "area-compiled":
        return {"definition": said.slug} if said.slug in slugs() else {}
    if making is None or said.authority == texts(language())("workshop.unsaid"):
        return {}
    return {
        "title.hu": said.source_title,
        "document": said.source_document,
        "publisher": said.authority,
    }


def _known_programmes() -> list[tuple[str, str]]:
    """Return slug and title of the programmes that can be gone on from, by their titles."""
    titles = {one.slug: title_of(one, language()) for one in catalogue().programmes}
    found = ((slug, titles.get(slug, slug)) for slug in programme_slugs())
    return sorted(found, key=lambda one: (fold(one[1]), one[0]))


def _fact_path(filled: Filled, part: str, row: int | str) -> str:
    """Return the address of the form of a fact; of a new one without a row."""
    area = asked_area(filled.opened)
    return address(
        PAGE,
        identity=filled.opened.row.id,
        area=area.number if area else None,
        part=part,
        row=None if row == "" else row,
    )


def _own_venues(slug: str) -> list[Venue]:
    """Return the municipality's own venues of a programme; they have places on the map."""
    with state().store.session(read_only=True) as session:
        return [one for one in venues.listed(session) if slug in one.programmes]


def _trail(slug: str) -> Sequence[Audit]:
    """Return what was done to the page of a programme, newest first."""
    if not slug:
        return ()
    with state().store.session(read_only=True) as session:
        return audit.latest(session, subject=f"programme:{slug}", limit=20)


def _missing(filled: Filled, made: list[Section]) -> list[tuple[str, str]]:
    """Return what keeps a programme from being published: where it is put right, and what."""
    t = texts(language())
    found = {one.code: one for one in made}
    lines: dict[tuple[str, str], None] = {}
    for fault in filled.checked[1]:
        for one in found.values():
            if any(of_fact(filled.draft, fault, part, row) is not None for part, row in one.facts):
                lines[one.anchor, f"{one.title}: {fault_words(fault.code, t)}"] = None
                break
        else:
            name = fault.path.partition(".")[0].partition("[")[0]
            one = found.get(name) or found["title"]
            lines[one.anchor, f"{one.title}: {fault_words(fault.code, t)}"] = None
    return list(lines)


def _texts(filled: Filled) -> list[tuple[str, str, str]]:
    """Return key, title and text of the sources whose texts are at hand."""
    found = []
    for key, title in quoted_sources(filled.draft, texts(language())):
        text = filled.draft.text_of(key, filled.whole)
        if text:
            found.append((key, title, text))
    return found


def _options(filled: Filled) -> dict[Kind, tuple[tuple[str, str], ...]]:
    """Return what can be chosen: venues of the programme, areas in force and those handed over."""
    t = texts(language())
    venues = tuple((one["id"], one["hu"]) for one in filled.draft.document.get("venues", ()))
    held = {one.slug: f"{one.town} – {one.slug}" for one in state().areas.list()}
    waiting = t("workshop.programme.area_waits")
    areas = tuple((slug, held.get(slug) or f"{slug} ({waiting})") for slug in slugs())
    return {Kind.VENUE: venues, Kind.DEFINITION: areas}


def back_here(filled: Filled, kept: str, anchor: str = "") -> AnyResponse:
    """Lead back to the page after a step, which is told there.

    Args:
        filled: the programme.
        kept: key of what is told.
        anchor: part of the page that is led to.
    """
    area = asked_area(filled.opened)
    number = area.number if area else None
    answer = go(PAGE, identity=filled.opened.row.id, area=number, kept=kept)
    if anchor:
        answer.headers["Location"] += f"#{anchor}"
    return answer


@blueprint.post("/<identity>/programme/fact")
@large_body
@require_role(*WORKSHOP_ROLES)
def put_fact(identity: str) -> AnyResponse:
    """Keep a fact, or fill in what its quotations say."""
    filled = Filled(seen_draft(identity))
    asked = asked_fact(filled)
    if asked is None:
        return _gone(filled)
    form = FactForm.sent(asked.part, asked.number)
    if request.form.get("step") == "propose":
        form.propose()
        return programme_page(filled, form=form)
    made = form.taken(filled.draft, filled.whole, filled.places, filled.home)
    if made is None:
        return programme_page(filled, form=form)
    try:
        filled.keep(made, "programme", title_of_part(asked.part))
    except OvertakenError as fault:
        return programme_page(Filled(Opened(identity)), form=form, overtaken=fault)
    return back_here(filled, "fact_kept", anchor_of(asked.part))


def anchor_of(part: Part) -> str:
    """Return where a part stands on the page."""
    return f"part-{part.path.partition('[')[0].replace('.', '-')}"


def title_of_part(part: Part) -> str:
    """Name a part of a programme, in the language of who keeps it."""
    code = "contradictions" if part.code not in parts() else part.code
    return texts(language())(f"workshop.programme.part.{code}")


def _gone(filled: Filled) -> Response:
    told = texts(language())("workshop.programme.gone")
    return programme_page(filled, told=told)


@blueprint.post("/<identity>/programme/remove")
@require_role(*WORKSHOP_ROLES)
def remove_fact(identity: str) -> AnyResponse:
    """Take a fact out; the versions before still have it."""
    parameters.require_known_fields(request.form, ("seen", "area", "part", "row", "csrf_token"))
    filled = Filled(seen_draft(identity))
    asked = asked_fact(filled)
    if asked is None or asked.number is None:
        return _gone(filled)
    if asked.part.code == "sources" and filled.draft.uses_source(filled.draft.key_of(asked.number)):
        told = texts(language())("workshop.programme.source_used")
        return programme_page(filled, told=told)
    try:
        made = filled.draft.without(asked.part, asked.number)
        filled.keep(made, "programme_less", title_of_part(asked.part))
    except OvertakenError as fault:
        return programme_page(Filled(Opened(identity)), overtaken=fault)
    return back_here(filled, "fact_removed")


@blueprint.post("/<identity>/programme/raise")
@require_role(*WORKSHOP_ROLES)
def raise_fact(identity: str) -> AnyResponse:
    """Put a fact before the one that stands above it."""
    parameters.require_known_fields(request.form, ("seen", "area", "part", "row", "csrf_token"))
    filled = Filled(seen_draft(identity))
    asked = asked_fact(filled)
    if asked is None or not asked.number or not asked.part.many:
        return _gone(filled)
    try:
        made = filled.draft.raised(asked.part, asked.number)
        filled.keep(made, "programme_raise", title_of_part(asked.part))
    except OvertakenError as fault:
        return programme_page(Filled(Opened(identity)), overtaken=fault)
    return back_here(filled, "fact_kept", anchor_of(asked.part))


@blueprint.post("/<identity>/programme/name")
@require_role(*WORKSHOP_ROLES)
def name_programme(identity: str) -> AnyResponse:
    """Give the page of a programme its address."""
    form, t = NameForm.sent(("seen", "area")), texts(language())
    filled = Filled(seen_draft(identity))
    if form.validate():
        if not SLUG.fullmatch(form.slug.data):
            form.tell("slug", t("workshop.field.slug_help"))
        elif form.slug.data != filled.draft.slug and programme_file(form.slug.data) is not None:
            form.tell("slug", t("workshop.programme.taken"))
    if form.faults:
        return programme_page(filled, name=form)
    if form.slug.data == filled.draft.slug:
        return back_here(filled, "fact_kept")
    made = dataclasses.replace(filled.draft, slug=form.slug.data, base="", handed_by=None)
    try:
        filled.keep(made, "programme_name", form.slug.data)
    except OvertakenError as fault:
        return programme_page(Filled(Opened(identity)), overtaken=fault)
    return back_here(filled, "fact_kept")


@blueprint.post("/<identity>/programme/open")
@require_role(*WORKSHOP_ROLES)
def open_file(identity: str) -> AnyResponse:
    """Go on from the file of a programme, which may have been written by hand."""
    parameters.require_known_fields(request.form, ("seen", "area", "slug", "csrf_token"))
    filled, t = Filled(seen_draft(identity)), texts(language())
    slug = request.form.get("slug", "")
    if filled.draft.document or slug not in programme_slugs():
        return programme_page(filled, told=t("workshop.programme.not_opened"))
    try:
        filled.keep(open_programme(slug, filled.home), "programme_open", slug)
    except DefinitionError:
        return programme_page(filled, told=t("workshop.programme.not_opened"))
    except OvertakenError as fault:
        return programme_page(Filled(Opened(identity)), overtaken=fault)
    return back_here(filled, "programme_opened")
