"""The pages of the workshop. Every step is a form; a script only spares the reload of the page."""

from __future__ import annotations

import dataclasses
import json
import re
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shapely
from flask import Blueprint, Response, request
from shapely.geometry import mapping

from boundaries.data_files import own_folder
from boundaries.errors import BoundaryError
from boundaries.export.backdrop import backdrop_of
from boundaries.facts.area_files import look_again
from boundaries.language.names import fold
from boundaries.workshop.bench import look
from boundaries.workshop.draft import Draft, from_document, to_document
from boundaries.workshop.offers import signed
from geo.crs import WGS84, reproject
from geo.errors import GeoError
from webmap.accounts.guards import allowed, require_role
from webmap.admin.answers import address, go, page, refused
from webmap.admin.candidates import Candidates, unwritable
from webmap.desk.nav import WORKSHOP_ROLES
from webmap.files.folders import FileFaultError
from webmap.request import parameters
from webmap.request.state import revalidated, state
from webmap.store import drafts
from webmap.store.drafts import OvertakenError
from webmap.store.errors import StoreError
from webmap.web.http import Problem, language, large_body, limited
from webmap.web.i18n import texts

from . import pictures, sources
from .forms import RULES, HandForm, NewForm, StepForm
from .shown import coloured, key_of, leg_rows, on_map, problems_of, reason_for, status_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.wrappers import Response as AnyResponse

    from boundaries.edition.corrections import Correction
    from boundaries.workshop.areas import AreaText
    from boundaries.workshop.bench import Look, Map
    from webmap.store.tables import Draft as DraftRow

blueprint = Blueprint("workshop", __name__, url_prefix="/workshop")


class Opened:
    """A draft as a request finds it."""

    def __init__(self, identity: str, version: int | None = None) -> None:
        with state().store.session(read_only=True) as session:
            try:
                self.row: DraftRow = drafts.get(session, identity)
                self.version = drafts.version(session, self.row, version)
                self.versions = drafts.versions(session, self.row)
            except StoreError as fault:
                raise refused(fault) from fault
        self.draft: Draft = from_document(self.version.document)
        self.folder = state().store.data_dir / Path(self.row.folder)

    def map(self) -> Map | None:
        """Return the map of the draft."""
        try:
            return sources.open_map(self.folder, self.draft.maps, self.draft.town)
        except (BoundaryError, GeoError) as fault:
            detail = texts(language())("workshop.fault.map_unread", why="")
            raise Problem(detail, code="map_unread", status=HTTPStatus.CONFLICT) from fault

    def area(self, number: int) -> AreaText:
        """Return an area of the draft; a 404 where there is none."""
        found = next((one for one in self.draft.areas() if one.number == number), None)
        if found is None:
            detail = texts(language())("admin.not_known")
            raise Problem(detail, code="not_known", status=HTTPStatus.NOT_FOUND)
        return found

    def look(self, area: AreaText) -> Look:
        """Return an area on the bench."""
        return look(area, self.draft.of(area.number), self.map())


@blueprint.get("")
@require_role(*WORKSHOP_ROLES)
def index() -> Response:
    """List drafts, and begin one."""
    parameters.require_known_parameters("lang", "done")
    return _index(NewForm())


def _index(form: NewForm) -> Response:
    with state().store.session(read_only=True) as session:
        found = drafts.listed(session)
    return page("workshop/index.html", faults=form.faults, form=form, drafts=found)


@blueprint.post("")
@limited("form")
@large_body
@require_role(*WORKSHOP_ROLES)
def begin() -> AnyResponse:
    """Begin a draft with a text, and perhaps a map."""
    form, person = NewForm.sent(), allowed(*WORKSHOP_ROLES)
    form.check("title", "town", "text")
    text = form.text.data or _sent_text(form)
    if not text and not form.faults:
        form.fault("text", "missing")
    if form.faults:
        return _index(form)
    with state().store.session() as session:
        document = to_document(Draft(text, form.town.data))
        identity = drafts.begin(session, form.title.data, document, by=person.user).id
    opened = Opened(identity)
    for field in ("map", "map_2"):
        if (fault := _take_map(opened, field)) is not None:
            return _bench(opened, fault=fault)
        opened = Opened(identity)
    return go("workshop.bench", identity=identity)


def _sent_text(form: NewForm) -> str:
    """Return the text of a file that came with the form."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return ""
    folder, limit = state().store.data_dir / drafts.FOLDER, state().settings.max_upload_bytes
    try:
        return sources.take_text(folder, sent.stream, sent.filename, limit)
    except FileFaultError as fault:
        form.tell("file", _fault_text(fault))
        return ""


def _fault_text(fault: FileFaultError) -> str:
    t = texts(language())
    if t.has(f"workshop.fault.{fault.code}"):
        return t(f"workshop.fault.{fault.code}", **fault.values)
    if t.has(f"files.fault.{fault.code}"):
        return t(f"files.fault.{fault.code}", **fault.values)
    return t("workshop.fault.file")


def _take_map(opened: Opened, field: str) -> str | None:
    """Keep a map that came with a form as a step of a draft; return what is wrong with it."""
    sent = request.files.get(field)
    if sent is None or not sent.filename:
        return None
    limit = state().settings.max_upload_bytes
    if len(opened.draft.maps) >= sources.MOST_MAPS:
        return texts(language())("workshop.fault.many_maps", most=sources.MOST_MAPS)
    try:
        found = sources.take_map(opened.folder, sent.stream, sent.filename, limit)
    except FileFaultError as fault:
        return _fault_text(fault)
    draft = dataclasses.replace(opened.draft, maps=(*opened.draft.maps, found))
    _step(opened, draft, "map", {"name": found.name})
    return None


def _step(opened: Opened, draft: Draft, code: str, said: Mapping[str, Any]) -> None:
    """Keep the next version of a draft.

    Raises:
        OvertakenError: somebody has gone on with it.
        Problem: it is not open, or there is no such draft.
    """
    person = allowed(*WORKSHOP_ROLES)
    with state().store.session() as session:
        try:
            drafts.step(
                session,
                opened.row.id,
                to_document(draft),
                code,
                said,
                seen=opened.version.number,
                by=person.user,
            )
        except OvertakenError:
            raise
        except StoreError as fault:
            raise refused(fault) from fault


# -- the bench


@blueprint.get("/<identity>")
@require_role(*WORKSHOP_ROLES)
def bench(identity: str) -> Response:
    """Show a draft: its words, its legs, its map."""
    parameters.require_known_parameters("lang", "area", "done")
    return _bench(Opened(identity))


def _asked_area(opened: Opened) -> AreaText | None:
    """Return the area that is worked on: the first one where none is named; None without any."""
    areas = opened.draft.areas()
    asked = request.values.get("area", "")
    if not areas:
        return None
    if not asked.isdecimal():
        return areas[0]
    return opened.area(int(asked))


def _bench(
    opened: Opened,
    *,
    fault: str | None = None,
    form: StepForm | None = None,
    hand: HandForm | None = None,
    overtaken: OvertakenError | None = None,
) -> Response:
    t = texts(language())
    area = _asked_area(opened)
    found = None if area is None else opened.look(area)
    standing = None if found is None else status_of(found)
    form = form or StepForm()
    if fault is not None:
        form.tell("map", fault)
    status = HTTPStatus.CONFLICT if overtaken is not None else None
    return page(
        "workshop/bench.html",
        faults=[*form.faults, *(hand.faults if hand is not None else ())],
        status=status,
        form=form,
        hand=hand or _hand_form(opened, area),
        draft=opened.row,
        version=opened.version,
        versions=opened.versions,
        content=opened.draft,
        areas=opened.draft.areas(),
        here=area,
        look=found,
        words=[] if found is None else coloured(found),
        problems=[] if found is None else problems_of(found, t),
        legs=[] if found is None else leg_rows(found, t),
        standing=standing,
        state_said=None if standing is None else t(f"workshop.state.{standing}"),
        on_map={"legs": [], "areas": [], "gaps": []} if found is None else on_map(found),
        rules=[(rule.value, t(f"rule.{rule}")) for rule in RULES],
        overtaken=overtaken,
        map=pictures.bench_map(opened.row.id, opened.map(), found, language(), state().settings),
        map_script=address(
            "workshop.map_script", identity=opened.row.id, area=area.number if area else None
        ),
    )


def _hand_form(opened: Opened, area: AreaText | None) -> HandForm:
    """Return the form of handing over, filled in as far as the text says."""
    title = (area.title if area is not None else None) or opened.row.title
    slug = "-".join(re.findall("[a-z0-9]+", fold(f"{opened.draft.town} {title}")))[:60]
    return HandForm(data={"slug": slug.strip("-"), "title_hu": title, "title_en": title})


@blueprint.get("/<identity>/map.js")
@require_role(*WORKSHOP_ROLES)
def map_script(identity: str) -> Response:
    """Serve the script of the map, which holds nothing of the draft but its box."""
    parameters.require_known_parameters("lang", "area")
    opened = Opened(identity)
    area = _asked_area(opened)
    found = None if area is None else opened.look(area)
    parts = pictures.bench_map(identity, opened.map(), found, language(), state().settings)
    script = "" if parts is None else parts.script
    answer = Response(script, content_type="text/javascript; charset=utf-8")
    return revalidated(answer, private=True)


@blueprint.get("/<identity>/backdrop.geojson")
@require_role(*WORKSHOP_ROLES)
def backdrop(identity: str) -> Response:
    """Serve the lines of the draft's maps."""
    opened = Opened(identity)
    files = [opened.folder / one.file for one in opened.draft.maps]
    body = json.dumps(backdrop_of(files), ensure_ascii=False, separators=(",", ":"))
    return revalidated(Response(body, content_type="application/geo+json"), private=True)


@blueprint.post("/<identity>/take")
@limited("form")
@require_role(*WORKSHOP_ROLES)
def take(identity: str) -> AnyResponse:
    """Take an offer."""
    parameters.require_known_fields(request.form, ("seen", "area", "offer", "reason", "csrf_token"))
    opened = _seen(identity)
    area = _asked_area(opened)
    found = None if area is None else opened.look(area)
    offers = {key_of(one): one for one in (found.offers if found is not None else ())}
    offer = offers.get(request.form.get("offer", ""))
    if area is None or offer is None:
        detail = texts(language())("workshop.fault.offer_gone")
        raise Problem(detail, code="offer_gone", status=HTTPStatus.CONFLICT)
    reason = " ".join(request.form.get("reason", "").split())[:500]
    return _correct(opened, area, [_signed(one, reason) for one in offer.corrections])


@blueprint.post("/<identity>/correct")
@limited("form")
@large_body
@require_role(*WORKSHOP_ROLES)
def correct(identity: str) -> AnyResponse:
    """Put something right by hand."""
    form, person = StepForm.sent(("area",)), allowed(*WORKSHOP_ROLES)
    opened = _seen(identity)
    area = _asked_area(opened)
    made = form.correction(person.name, state().today().isoformat())
    if made is None or area is None:
        return _bench(opened, form=form)
    return _correct(opened, area, [made], form)


def _signed(one: Correction, reason: str) -> Correction:
    person, t = allowed(*WORKSHOP_ROLES), texts(language())
    day = state().today().isoformat()
    return signed(one, author=person.name, reason=reason or reason_for(one, t), date=day)


def _seen(identity: str) -> Opened:
    """Return a draft at the version that the sender of a form has seen."""
    seen = request.form.get("seen", "")
    return Opened(identity, int(seen) if seen.isdecimal() else None)


def _correct(
    opened: Opened, area: AreaText, made: list[Correction], form: StepForm | None = None
) -> AnyResponse:
    draft = opened.draft.corrected(area.number, *made)
    try:
        look(area, draft.of(area.number), None)
    except BoundaryError:
        form = form or StepForm()
        form.tell("leg", texts(language())("workshop.fault.correction"))
        return _bench(opened, form=form)
    said = {"area": area.number, "kind": made[0].kind, "legs": _legs(made)}
    try:
        _step(opened, draft, "correct", said)
    except OvertakenError as fault:
        return _bench(Opened(opened.row.id), overtaken=fault)
    return _back_to(opened, area.number)


def _legs(made: list[Correction]) -> list[int]:
    return [
        int(n)
        for one in made
        if (n := getattr(one, "leg", getattr(one, "after", None))) is not None
    ]


def _back_to(opened: Opened, area: int | None = None, done: str | None = None) -> AnyResponse:
    return go("workshop.bench", identity=opened.row.id, area=area, done=done)


@blueprint.post("/<identity>/back")
@require_role(*WORKSHOP_ROLES)
def back(identity: str) -> AnyResponse:
    """Take the last step back."""
    parameters.require_known_fields(request.form, ("seen", "area", "csrf_token"))
    return _shown(identity, None)


@blueprint.post("/<identity>/show")
@require_role(*WORKSHOP_ROLES)
def show(identity: str) -> AnyResponse:
    """Go on from another version."""
    parameters.require_known_fields(request.form, ("seen", "area", "number", "csrf_token"))
    number = request.form.get("number", "")
    return _shown(identity, int(number) if number.isdecimal() else 0)


def _shown(identity: str, number: int | None) -> AnyResponse:
    opened = _seen(identity)
    seen = opened.version.number
    try:
        with state().store.session() as session:
            if number is None:
                drafts.back(session, identity, seen=seen)
            else:
                drafts.show(session, identity, number, seen=seen)
    except OvertakenError as fault:
        return _bench(Opened(identity), overtaken=fault)
    except StoreError as fault:
        raise refused(fault) from fault
    return _back_to(opened, _number(request.form.get("area", "")))


@blueprint.post("/<identity>/map")
@limited("file")
@large_body
@require_role(*WORKSHOP_ROLES)
def add_map(identity: str) -> AnyResponse:
    """Add a map to a draft."""
    opened = _seen(identity)
    try:
        fault = _take_map(opened, "map")
    except OvertakenError as overtaken:
        return _bench(Opened(identity), overtaken=overtaken)
    if fault is None and not request.files.get("map"):
        fault = texts(language())("workshop.fault.no_file")
    return _bench(opened, fault=fault) if fault is not None else _back_to(opened)


@blueprint.post("/<identity>/register")
@limited("file")
@large_body
@require_role(*WORKSHOP_ROLES)
def add_register(identity: str) -> AnyResponse:
    """Add a register of addresses to a draft, in the place of the one before."""
    opened = _seen(identity)
    sent = [(one.stream, one.filename) for one in request.files.getlist("register") if one.filename]
    if not sent:
        return _bench(opened, fault=texts(language())("workshop.fault.no_file"))
    limit = state().settings.max_upload_bytes
    try:
        found, seen = sources.take_register(opened.folder, sent, opened.draft.town, limit)
        town = opened.draft.town or seen["town"]
        draft = dataclasses.replace(opened.draft, registers=(found,), town=town)
        _step(opened, draft, "register", {"name": found.name, **seen})
    except FileFaultError as fault:
        return _bench(opened, fault=_fault_text(fault))
    except OvertakenError as overtaken:
        return _bench(Opened(identity), overtaken=overtaken)
    return _back_to(opened, _number(request.form.get("area", "")))


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() else None


@blueprint.post("/<identity>/hand-over")
@limited("form")
@require_role(*WORKSHOP_ROLES)
def hand_over(identity: str) -> AnyResponse:
    """Make the candidate of an area; an approver takes it into force."""
    form, person, opened = HandForm.sent(("area",)), allowed(*WORKSHOP_ROLES), _seen(identity)
    area, t = _asked_area(opened), texts(language())
    said, home = form.said(opened.draft.town), own_folder()
    if unwritable() is not None or home is None:
        form.tell("slug", t("workshop.fault.unwritable"))
    elif not opened.draft.town:
        form.fault("town", "missing")
    if said is None or area is None or form.faults or home is None:
        return _bench(opened, hand=form)
    waiting = Candidates(state().settings.data_folder).folder
    try:
        made = sources.make_candidate(
            opened.draft,
            area.number,
            said,
            opened.folder,
            home=home,
            waiting=waiting,
            day=state().today(),
        )
        with state().store.session() as session:
            drafts.hand_over(
                session, identity, made.candidate, seen=opened.version.number, by=person.user
            )
    except FileFaultError as fault:
        form.tell("slug", _fault_text(fault))
        return _bench(opened, hand=form)
    except OvertakenError as overtaken:
        return _bench(Opened(identity), overtaken=overtaken)
    except StoreError as fault:
        raise refused(fault) from fault
    look_again()
    return _back_to(opened, area.number, "handed_over")


@blueprint.post("/<identity>/reopen")
@require_role(*WORKSHOP_ROLES)
def reopen(identity: str) -> AnyResponse:
    """Take a draft back that was handed over, accepted or discarded, and go on."""
    parameters.require_known_fields(request.form, ("seen", "area", "csrf_token"))
    person = allowed(*WORKSHOP_ROLES)
    with state().store.session() as session:
        try:
            drafts.move(session, identity, "open", by=person.user)
        except StoreError as fault:
            raise refused(fault) from fault
    return go("workshop.bench", identity=identity)


@blueprint.post("/<identity>/text")
@limited("form")
@large_body
@require_role(*WORKSHOP_ROLES)
def change_text(identity: str) -> AnyResponse:
    """Change the words of a draft."""
    parameters.require_known_fields(request.form, ("seen", "text", "csrf_token"))
    opened, form = _seen(identity), NewForm(request.form)
    if not form.check("text") or not form.text.data:
        return _bench(opened, fault=texts(language())("workshop.fault.text"))
    draft, lost = opened.draft.with_text(form.text.data)
    try:
        _step(opened, draft, "text", {"lost": list(lost)})
    except OvertakenError as fault:
        return _bench(Opened(identity), overtaken=fault)
    return _back_to(opened, done="text_lost" if lost else None)


@blueprint.get("/<identity>/area-<int:number>.geojson")
@require_role(*WORKSHOP_ROLES)
def candidate(identity: str, number: int) -> Response:
    """Download an area that is not in force yet."""
    opened = Opened(identity)
    found = opened.look(opened.area(number))
    if found.outcome is None or found.outcome.area is None:
        detail = texts(language())("workshop.fault.no_area")
        raise Problem(detail, code="no_area", status=HTTPStatus.CONFLICT)
    there = shapely.set_precision(reproject(found.outcome.area, found.outcome.epsg, WGS84), 1e-7)
    feature = {
        "type": "Feature",
        "geometry": mapping(there),
        "properties": {
            "title": found.area.title or opened.row.title,
            "status": found.outcome.status.value,
            "in_force": False,
            "attribution": "© OpenStreetMap contributors (ODbL)",
        },
    }
    answer = Response(json.dumps(feature, ensure_ascii=False), content_type="application/geo+json")
    answer.headers["Content-Disposition"] = f'attachment; filename="{identity}-{number}.geojson"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.post("/<identity>/discard")
@require_role(*WORKSHOP_ROLES)
def discard(identity: str) -> AnyResponse:
    """Set a draft aside; it can be taken back."""
    parameters.require_known_fields(request.form, ("csrf_token",))
    person = allowed(*WORKSHOP_ROLES)
    with state().store.session() as session:
        try:
            drafts.move(session, identity, "discarded", by=person.user)
        except StoreError as fault:
            raise refused(fault) from fault
    return go("workshop.index", done="draft_discarded")
