"""The staff desk: one field, one answer to read aloud, and everything that proves it.

What is asked is sent in the body of a request, so that no address stands in a web address, a
log or a referrer, and nothing of it is kept on the server.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import (
    Blueprint,
    Response,
    abort,
    redirect,
    render_template,
    request,
    url_for,
)

from boundaries.export.backdrop import nearest_named
from boundaries.language.days import read_day
from geo.crs import to_eov
from webmap.accounts.guards import allowed, require_role
from webmap.accounts.people import account
from webmap.ask.words import variant_name
from webmap.desk import nav
from webmap.desk.answer import DeskAnswer, desk_answer, programme_rows
from webmap.desk.as_of import Held, ask_held, edition_on
from webmap.desk.waiting import waiting
from webmap.request.state import state
from webmap.request.streets import listed_streets, on_map, suggestions
from webmap.store import reports
from webmap.web.http import NO_STORE, PARTIAL_HEADER, Problem, language, limited
from webmap.web.i18n import DEFAULT_LANGUAGE, texts

from ..public.map_context import map_context
from ..request import parameters

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from werkzeug.wrappers import Response as AnyResponse

    from boundaries.model import Answer
    from geo.primitives import LonLat
    from webmap.desk.answer import ProgrammeRow


blueprint = Blueprint("desk", __name__, url_prefix="/desk")

FIELDS = ("q", "lat", "lon", "east", "north", "area", "variant", "as_of", "csrf_token")
"""Everything that the form of a look-up may hold."""
PLACES = ("q", "lat", "lon", "east", "north")
FIRST_YEAR, LAST_YEAR = 2000, 2099
"""Of the day that an answer may be asked for."""


@dataclass(frozen=True, slots=True)
class Question:
    """What the forms hold."""

    asked: parameters.Asked
    values: Mapping[str, str]
    day: dt.date
    today: dt.date

    @property
    def is_today(self) -> bool:
        """True where no other day was chosen."""
        return self.day == self.today

    @property
    def faulty_field(self) -> str:
        """Id of the field that an error message leads to."""
        given = [name for name in PLACES if self.values.get(name)]
        return given[0] if given else "q"


@dataclass(frozen=True, slots=True)
class Shown:
    """What came of a question."""

    question: Question
    held: Held
    answer: DeskAnswer | None = None
    programmes: tuple[ProgrammeRow, ...] = ()
    near: str | None = None
    """What is near the point that was asked about."""
    error: Problem | None = None

    @property
    def typed(self) -> str:
        """What the address field holds: the street to complete, or the text that was sent."""
        if self.answer is not None and self.answer.view.street:
            return self.answer.view.street
        return self.question.values.get("q", "")


@blueprint.get("")
@require_role(*nav.DESK_ROLES)
def home() -> Response:
    """Show the field and the map."""
    parameters.require_known_parameters("lang", "area", "variant")
    question = _question()
    return _page(Shown(question, _held(question)))


@blueprint.post("")
@limited("lookup")
@require_role(*nav.DESK_ROLES)
def ask() -> Response:
    """Answer what a form holds, as a page or, for the page's script, as the answer alone."""
    parameters.require_known_parameters("lang", "area", "variant")
    parameters.require_known_fields(request.form, FIELDS)
    return _page(_answered(_question()))


@blueprint.post("/suggest")
@limited("lookup")
@require_role(*nav.DESK_ROLES)
def suggest() -> Response:
    """Complete the name of a street: `{"text", "area", "variant"}` -> `{"streets": [name]}`."""
    return suggestions()


@blueprint.post("/report")
@limited("form")
@require_role(*nav.WORK_ROLES)
def report() -> AnyResponse:
    """Store a report of an inaccuracy; the address only where the person says so."""
    parameters.require_known_parameters("lang")
    parameters.require_known_fields(request.form, (*REPORT_FIELDS, "csrf_token"))
    asked = parameters.asked_area(request.form.get("area"), request.form.get("variant"))
    text = report_text(request.form)
    if text is None:
        raise parameters.refuse("desk_report", limit=LONGEST_REPORT)
    with state().store.session() as session:
        number = reports.send(session, asked.slug, text).id
    if request.headers.get(PARTIAL_HEADER):
        return _html("desk/_reported.html", t=texts(language()), number=number)
    lang = None if language() == DEFAULT_LANGUAGE else language()
    return redirect(url_for("desk.reported", number=number, lang=lang), HTTPStatus.SEE_OTHER)


@blueprint.get("/report/<int:number>")
@require_role(*nav.WORK_ROLES)
def reported(number: int) -> Response:
    """Say that a report has arrived."""
    parameters.require_known_parameters("lang")
    return _html("desk/reported.html", t=texts(language()), number=number)


@blueprint.get("/map/<slug>/<variant>/<edition_hash>.js")
@require_role(*nav.DESK_ROLES)
def map_script(slug: str, variant: str, edition_hash: str) -> Response:
    """Serve the script of the map of any edition that was ever accepted."""
    parameters.require_known_parameters("lang")
    asked = parameters.asked_area(slug, variant, in_path=True)
    areas = state().areas
    if edition_hash not in {one.hash for one in areas.acceptances(asked.slug)}:
        abort(HTTPStatus.NOT_FOUND)
    edition = areas.frozen(asked.slug, asked.variant, edition_hash)
    script = state().map_parts(edition, language()).script
    response = Response(script, content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response


def _question() -> Question:
    form = request.form
    asked = parameters.asked_area(
        form.get("area") or request.args.get("area"),
        form.get("variant") or request.args.get("variant"),
    )
    values = {name: form.get(name, "") for name in PLACES}
    today = state().today()
    return Question(asked, values, _day(form.get("as_of", ""), today), today)


def _day(text: str, today: dt.date) -> dt.date:
    """Read the day of an answer; today where none is given."""
    if not text.strip():
        return today
    try:
        day = read_day(text)
    except ValueError:
        raise parameters.refuse("desk_day") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise parameters.refuse("desk_day")
    return day


def _held(question: Question) -> Held:
    asked = question.asked
    return edition_on(state().areas, asked.slug, asked.variant, question.day)


def _answered(question: Question) -> Shown:
    """Answer a question, or say what is wrong with it."""
    held = _held(question)
    try:
        point = _point(question.values)
        place = point or parameters.clean_query(question.values["q"])
        answer = ask_held(state().areas, place, held)
    except Problem as problem:
        return Shown(question, held, error=problem)
    return Shown(
        question,
        held,
        _proved(answer, held, point),
        programme_rows(state().areas, answer, point, question.day, language()),
        None if point is None else _near(point, question.asked.slug),
    )


def _proved(answer: Answer, held: Held, point: LonLat | None) -> DeskAnswer:
    streets, t = listed_streets(state().areas, held.edition), texts(language())
    shown = on_map(state().areas, answer, held.edition, streets, point, t)
    return desk_answer(answer, held, language(), streets=streets, shown=shown)


def _point(values: Mapping[str, str]) -> LonLat | None:
    """Read a point in degrees or in EOV metres; None where no field of a point is filled."""
    given = {name: values[name].strip() for name in PLACES[1:] if values[name].strip()}
    if not given:
        return None
    if set(given) == {"lat", "lon"}:
        return parameters.wgs84_point(*(_decimal(given[name], name) for name in ("lat", "lon")))
    if set(given) == {"east", "north"}:
        return parameters.eov_point(*(_decimal(given[name], name) for name in ("east", "north")))
    raise parameters.refuse("half_point")


def _decimal(text: str, name: str) -> float:
    """Read a number as people type it: decimal comma or point, spaces between thousands."""
    return parameters.decimal("".join(text.split()), name)


def _near(point: LonLat, slug: str) -> str:
    """Say where a point lies in EOV, and which street of the network is nearest."""
    t, eov = texts(language()), to_eov(point)
    east, north = (t.number(value, 1) for value in (eov.east, eov.north))
    said = t("desk.near_eov", east=east, north=north)
    nearest = nearest_named(state().named_lines(slug), eov.east, eov.north)
    if nearest is None:
        return said
    name, metres, _ = nearest
    return said + " " + t("desk.near_street", the_name=t.the(name), metres=t.metres(metres))


def _page(shown: Shown) -> Response:
    partial = bool(request.headers.get(PARTIAL_HEADER))
    # The script shows the part whatever it says, so for it the request succeeded.
    status = HTTPStatus.BAD_REQUEST if shown.error and not partial else HTTPStatus.OK
    template = "desk/_part.html" if partial else "desk/home.html"
    return _html(template, status, **_context(shown))


def _context(shown: Shown) -> dict[str, object]:
    areas, asked, edition = state().areas, shown.question.asked, shown.held.edition
    current = areas.edition(asked.slug, asked.variant)
    return {
        **map_context(edition),
        "shown": shown,
        "asked": asked,
        "areas": areas.list(),
        "variants": [
            (name, variant_name(areas.edition(asked.slug, name), language()))
            for name in asked.info.variants
        ],
        "is_current": edition.hash == current.hash,
        "max_query_chars": state().settings.max_query_chars,
        "longest_report": LONGEST_REPORT,
        "can_work": allowed().has(*nav.WORK_ROLES),
    }


def _html(template: str, status: int = HTTPStatus.OK, **values: object) -> Response:
    body = render_template(template, **values)
    response = Response(body, status=status, content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = NO_STORE
    return response


@blueprint.app_context_processor
def _menu() -> dict[str, object]:
    """Give every template the menus, and a word for whose history a browser holds."""
    return {
        "has_endpoint": nav.has_endpoint,
        "mark": nav.mark,
        "staff_entries": nav.entries,
        "staff_waiting": waiting,
        "history_owner": _history_owner,
    }


def _history_owner() -> str:
    """Return what tells this sign-in from every other one, without telling whose it is."""
    person = account()
    key = "" if person is None else person.key
    secret = state().key.derived("desk history")
    return hmac.new(secret, key.encode(), hashlib.sha256).hexdigest()[:16]


REPORT_FIELDS = (
    "text",
    "keep_address",
    "address",
    "area",
    "variant",
    "verdict",
    "reason",
    "edition",
    "day",
)
"""Everything that the form may hold, beside its token."""
LONGEST_REPORT = 3_000
"""Characters of the person's own words."""
REPORTED_FACTS = ("variant", "verdict", "reason", "edition", "day")
_LONGEST_FACT, _LONGEST_ADDRESS = 64, 200


def report_text(form: Mapping[str, str]) -> str | None:
    r"""Return what is stored, or None where nothing, or too much, was written.

    The address is part of it only where the person has ticked that it may be.

    >>> report_text({"text": "Rossz oldal.", "verdict": "inside", "address": "Fő utca 1"})
    'Rossz oldal.\n\nverdict: inside'
    """
    words = form.get("text", "").strip()
    if not words or len(words) > LONGEST_REPORT:
        return None
    shown = [f"{name}: {_line(form, name)}" for name in REPORTED_FACTS if _line(form, name)]
    if form.get("keep_address"):
        shown.append(f"address: {_line(form, 'address', _LONGEST_ADDRESS)}")
    return "\n".join([words, "", *shown]).strip()


def _line(form: Mapping[str, str], name: str, limit: int = _LONGEST_FACT) -> str:
    """Return a hidden field as one short line: whoever sends the form may have changed it."""
    return " ".join(form.get(name, "").split())[:limit]
