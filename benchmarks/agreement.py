"""One question, one answer: the same questions through every face of the product.

    python benchmarks/agreement.py [--count 2000] [--seed 1]

Asks addresses and points of the library, the API (one, many, reverse), the public page (headline
and table of programmes), the desk (headline and table), both commands, a file job and the evidence
sheet, and prints every question that some face answers with another verdict or reason, or with
another assumed town. The exit status is 1 where there is one.
"""

from __future__ import annotations

import argparse
import datetime as dt
import html
import json
import random
import re
import sys
import tempfile
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

from bulk_same import by_file
from click.testing import CliRunner

from boundaries.clock import Clock
from boundaries.model import Grade, VerdictKind
from boundaries.programmes.look_up import ProgrammeLookUp
from boundaries.towns.settlements import load_settlements
from geo.crs import EOV, WGS84, transformer
from geo.primitives import LonLat
from webmap.accounts import passwords
from webmap.app import create_app
from webmap.ask.answering import answering
from webmap.ask.programme_texts import sentence
from webmap.ask.services import BundledAreas, bundled_areas
from webmap.cli.main import cli
from webmap.request.state import state
from webmap.sheet import views as sheet_view
from webmap.store import users
from webmap.web.i18n import capitalised, texts
from webmap.web.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from flask.testing import FlaskClient

    from boundaries.model import Answer
    from boundaries.streets.street_list import StreetList

SLUG = "kecskemet-top-6.9.1"
VARIANT = "programme"
DAY = dt.date(2026, 3, 1)
PART = {"X-Answer-Only": "1"}
PASSWORD = "egy hosszú próbajelszó"  # noqa: S105 - of a service that lives for this check only
MOST_AT_ONCE = 100

Said = tuple[str, ...]
"""What a face says: verdict, reason, grade and, where it tells it, the assumed town."""
NAMES_OF_ADVICE = ("leans", "share")
"""Fields that no face here may have: which way a door leans is no answer."""


@dataclass(frozen=True, slots=True)
class Question:
    """An address, or a point."""

    kind: str
    text: str = ""
    point: LonLat | None = None
    east_north: tuple[float, float] | None = None
    """The same point in EOV metres, where it is asked so."""

    @property
    def body(self) -> dict[str, object]:
        """The question as the API takes it."""
        if self.east_north is not None:
            return {"east": self.east_north[0], "north": self.east_north[1]}
        if self.point is not None:
            return {"lat": self.point.lat, "lon": self.point.lon}
        return {"q": self.text}

    @property
    def form(self) -> dict[str, str]:
        """The question as the forms take it; those of the public know degrees only."""
        if self.point is not None:
            return {"lat": str(self.point.lat), "lon": str(self.point.lon)}
        return {"q": self.text}


_KNOWN_TOWNS = ("Kunszentmiklós", "Kiskunhalas", "Kalocsa", "Lajosmizse", "Tass", "Tompa", "Pirtó")
_OTHER_TOWNS = ("Baja", "Debrecen", "Budapest", "Lakitelek", "Xyzfalva", "Budapest XI.")
_FORMS: dict[str, Sequence[str]] = {
    "door": ("Kecskemét, {street} {number}", "6000 Kecskemét, {street} {number}. 2. em. 5."),
    "no town": ("{street} {number}", "{street} {number}/A", "6000 {street} {number}"),
    "number": (
        "{street}",
        "Kecskemét, {street}",
        "{street} {number}-{next}",
        "{street} {number}99",
    ),
    "known town": (
        *("{known}, {street} {number}", "{street} {number}, {known}", "{known} {street} {number}"),
        *("{street} {number} ({known})", "{known}", "{known} {number}12 hrsz", "6400 {street} 3"),
    ),
    "other town": ("{other}, {street} {number}", "{street} {number}, {other}", "{other} Fő utca 1"),
    "two towns": ("Kecskemét, {street} {number}, {known}", "{known}, Kecskemét, {street} {number}"),
    "typo": ("{slip} {number}", "Kecskemét, {slip} {number}", "{upper} {number}"),
    "homonym": ("{name} {number}", "{name}", "Kecskemét, {name} {number}"),
    "parcel": ("{number}123 hrsz.", "Kecskemét {number}123 hrsz", "{street} hrsz. {number}/D"),
    "left over": (
        "{street} {number}, Porta",
        "{street} {number} és 6",
        "{street} {number} (hátul)",
    ),
    "no address": (
        "Pf. {number}",
        "utca",
        "{number}",
        "Kecskemét",
        "?",
        "ismeretlen utca {number}",
    ),
}
_BOUNDED = ("Halasi út", "Dankó utca", "Kinizsi utca", "Erzsébet körút", "Árpád körút")
"""Streets on the line, whose numbers have different answers; asked more often than others."""


def questions(count: int, seed: int = 1) -> list[Question]:
    """Draw questions of every kind; one in six is a point."""
    chance, areas = random.Random(seed), BundledAreas()
    streets = areas.streets(SLUG, VARIANT)
    kinds = [kind for kind in _FORMS for _ in _FORMS[kind]]
    forms = [form for kind in _FORMS for form in _FORMS[kind]]
    hinted = _hinted(areas, streets)
    made: list[Question] = []
    while len(made) < count:
        turn = len(made)
        if turn % 6 == 0:
            made.append(_point(areas, chance, as_eov=turn % 12 == 0))
        elif turn % 6 == 1:
            made.append(Question("hint", chance.choice(hinted)))
        else:
            at = chance.randrange(len(forms))
            made.append(Question(kinds[at], _written(forms[at], streets, chance)))
    return made


def _written(form: str, streets: StreetList, chance: random.Random) -> str:
    named = {street.full_name: street for street in streets.streets}
    bounded = chance.random() < 0.4
    full = chance.choice(_BOUNDED if bounded else sorted(named))
    at, number = chance.randrange(len(full)), chance.randint(1, 70)
    return form.format(
        street=full,
        name=named[full].name,
        number=number,
        next=number + 2,
        known=chance.choice(_KNOWN_TOWNS),
        other=chance.choice(_OTHER_TOWNS),
        slip=full[:at] + full[at + 1 :],
        upper=full.upper(),
    )


def _hinted(areas: BundledAreas, streets: StreetList) -> list[str]:
    """Return the ends of every range of numbers that an answer shows."""
    found = []
    for street in streets.streets:
        if len({row.verdict for row in street.rows}) > 1:
            for one in areas.check(street.full_name, SLUG).candidates:
                ends = re.search(r"\(\w+ ([^\s-]+)-([^\s-]*)\)", one.address)
                found += (
                    [f"{street.full_name} {end}" for end in ends.groups() if end] if ends else []
                )
    return found


def _point(areas: BundledAreas, chance: random.Random, *, as_eov: bool) -> Question:
    """Draw a point in or round the area; one in three on its line or a few metres from it."""
    area = areas.edition(SLUG, VARIANT).area
    if chance.random() < 1 / 3:
        line = area.boundary
        on = line.interpolate(chance.uniform(0, line.length))
        east, north = on.x + chance.choice((0, 0, 0.5, 3, 40)), on.y
    else:
        west, south, right, top = area.bounds
        east, north = (
            chance.uniform(west - 900, right + 900),
            chance.uniform(south - 900, top + 900),
        )
    east, north = round(east, 2), round(north, 2)
    lon, lat = transformer(EOV, WGS84).transform(east, north)
    point = LonLat(round(lon, 7), round(lat, 7))
    if not as_eov:
        return Question("WGS84", point=point)
    from geo.crs import to_lonlat  # noqa: PLC0415 - as the commands do it
    from geo.primitives import EovPoint  # noqa: PLC0415

    return Question("EOV", point=to_lonlat(EovPoint(east, north)), east_north=(east, north))


class Faces:
    """Every face of one service, and the library."""

    def __init__(self, folder: Path, clock: Clock | None = None) -> None:
        self.clock = clock or Clock.on(DAY)
        settings = replace(read_settings(), data_dir=str(folder / "kept"), rate_limits=False)
        self.areas = bundled_areas(settings, clock=self.clock)
        self.app = create_app(settings, self.areas)
        with self.app.app_context(), state().store.session() as session:
            users.create(session, "Próba Panna", passwords.make_hash(PASSWORD), ["staff"])
        self.client = self.app.test_client()
        self.staff = self.app.test_client()
        self.token = _signed_in(self.staff)
        with self.app.app_context():
            from webmap.happenings.sources import catalogue  # noqa: PLC0415 - as the pages

            self.programmes = ProgrammeLookUp(
                catalogue().programmes, load_settlements(), self.areas
            )
            self.titles = {one.slug: one.title.hu for one in catalogue().programmes}

    def library(self, question: Question) -> Answer:
        """Return what the engine says."""
        if question.point is not None:
            return self.areas.check_point(question.point, SLUG, VARIANT)
        return self.areas.check(question.text, SLUG, VARIANT)

    def row(self, question: Question, answer: Answer) -> tuple[str, str]:
        """Return what a table of programmes has to say of the area: verdict and sentence."""
        if question.point is not None:
            every = self.programmes.look_up_point(question.point, self.clock.today())
        else:
            day = self.clock.today()
            every = self.programmes.look_up(answer.query, day, answer.assumed_town)
        found = next(one for one in every if one.answer.area == SLUG)
        if said(found.answer) != said(answer):
            raise ValueError(f"{question}: {found.answer}, expected {answer}")
        return str(found.answer.verdict), sentence(found, "hu")

    def api(self, question: Question) -> Said:
        """Ask the API for one answer."""
        response = self.client.post("/api/v1/check", json={**question.body, "area": SLUG})
        return _fields(response.get_json())

    def reverse(self, question: Question) -> Said:
        """Ask the API what is near a point."""
        response = self.client.post("/api/v1/reverse", json={**question.body, "area": SLUG})
        return _fields(response.get_json()["answer"])

    def many(self, asked: Sequence[Question]) -> list[Said]:
        """Ask the API for many answers."""
        found: list[Said] = []
        for start in range(0, len(asked), MOST_AT_ONCE):
            some = [one.body for one in asked[start : start + MOST_AT_ONCE]]
            body = {"queries": some, "area": SLUG}
            results = self.client.post("/api/v1/check-many", json=body).get_json()["results"]
            found += [_fields(one["answer"]) for one in results]
        return found

    def page(self, question: Question) -> tuple[Said, tuple[str, str]]:
        """Ask the public page: its headline, and the row of the area's programme."""
        text = self.client.post("/", data={**question.form, "area": SLUG}, headers=PART).text
        group = next(
            group
            for group in text.split('<li class="answer-group')[1:]
            if f'data-programme="{SLUG}"' in group
        )
        verdict = _found(r"\A answer-group-(\w+)", group)
        words = _found(r"<p><strong>(.*?)</strong></p>", group)
        return _headline(text), (verdict[1], html.unescape(words[1]))

    def desk(self, question: Question) -> tuple[Said, tuple[str, str]]:
        """Ask the desk: its headline, and the row of the area's programme."""
        fields = question.form
        if question.east_north is not None:
            fields = dict(zip(("east", "north"), map(str, question.east_north), strict=True))
        data = {**fields, "area": SLUG, "csrf_token": self.token}
        text = self.staff.post("/desk", data=data, headers=PART).text
        title = f'<th scope="row">{html.escape(self.titles[SLUG])}</th>'
        row = text.split(title)[1].split("</tr>")[0]
        verdict = _found(r"verdict verdict-(\w+)", row)
        words = _found(r"<small>(.*?)</small>", row)
        return _headline(text), (verdict[1], html.unescape(words[1]))

    def sheet(self, question: Question, *, drawn: bool = False) -> Said:
        """Issue a sheet and read what was signed; drawn or not, it is the same that is signed."""
        with _signed_fields(drawn=drawn) as signed:
            data = {**question.form, "area": SLUG, "csrf_token": self.token}
            response = self.staff.post("/sheet", data=data)
        if not signed:
            raise ValueError(f"{question}: no sheet, {response.text}")
        return said(signed[0])[:3]

    def command(self, asked: Sequence[Question]) -> list[Said]:
        """Ask the command `check` for addresses, and for one point at a time."""
        found: list[Said | None] = [None] * len(asked)
        texts = [at for at, one in enumerate(asked) if one.point is None]
        words = [asked[at].text for at in texts]
        lines = self._run("check", "--json", "--area", SLUG, "--", *words) if words else []
        for at, line in zip(texts, lines, strict=True):
            found[at] = _fields(line)
        for at, one in enumerate(asked):
            if one.point is not None:
                options = [f"--{name}={value}" for name, value in one.body.items()]
                found[at] = _fields(self._run("check", "--json", "--area", SLUG, *options)[0])
        return [one for one in found if one is not None]

    def programme_command(self, question: Question) -> Said:
        """Ask the command `programme check` for the area's programme."""
        options = [f"--{name}={value}" for name, value in question.body.items() if name != "q"]
        words = ["--", question.text] if question.point is None else []
        lines = self._run("programme", "check", "--json", *options, *words)
        return _fields(next(line for line in lines if line["area"] == SLUG))

    def programme_states(self, question: Question) -> dict[str, str]:
        """Return how the command says that each programme stands, by its area."""
        lines = self._run("programme", "check", "--json", "--", question.text)
        return {line["area"]: line["state"] for line in lines}

    def _run(self, *arguments: str) -> list[dict[str, Any]]:
        done = CliRunner().invoke(cli, list(arguments), obj=self.clock)
        if done.exit_code:
            raise ValueError(f"{arguments}: {done.output}") from done.exception
        return [json.loads(line) for line in done.stdout.splitlines()]


def said(answer: Answer) -> Said:
    """Return what an answer of the library says."""
    grade = str(answer.grade or "")
    return str(answer.verdict), str(answer.reason), grade, answer.assumed_town or ""


def _fields(document: dict[str, Any]) -> Said:
    told = [name for name in NAMES_OF_ADVICE if name in document]
    if told:
        raise ValueError(f"{document['query']}: {told} in an answer for everybody")
    grade, town = document["grade"] or "", document["assumed_town"] or ""
    return document["verdict"], document["reason"], grade, town


def _headline(text: str) -> Said:
    """Read the verdict and the code of the reason from a page."""
    verdict = _found(r'data-verdict="(\w+)"', text)
    code = _found(rf"<dt>{texts('hu')('answer.code')}</dt>\s*<dd><code>(\w+)</code></dd>", text)
    town = re.search(r'class="assumed">[^<]*: (.*?)\.</p>', text)
    grade = re.search(rf"<dt>{texts('hu')('answer.grade')}</dt>\s*<dd>(.*?)</dd>", text)
    known = "" if grade is None else _GRADES[html.unescape(grade[1])]
    return verdict[1], code[1], known, "" if town is None else town[1]


_GRADES = {capitalised(texts("hu")(f"grade.{grade}")): str(grade) for grade in Grade}


def _signed_in(client: FlaskClient) -> str:
    page = client.get("/account/login").text
    data = {"name": "Próba Panna", "password": PASSWORD, "csrf_token": _token(page)}
    client.post("/account/login", data=data)
    return _token(client.get("/account/").text)


def _token(text: str) -> str:
    return _found(r'name="csrf_token" value="([^"]+)"', text)[1]


def _found(pattern: str, text: str) -> re.Match[str]:
    found = re.search(pattern, text, re.DOTALL)
    if found is None:
        raise ValueError(f"no {pattern} in {text[:2000]}")
    return found


@contextmanager
def _signed_fields(*, drawn: bool) -> Iterator[list[Answer]]:
    """Catch the answers that are signed; without drawing, which takes most of the time."""
    caught: list[Answer] = []
    make: Callable[..., Any] = sheet_view.fields_of

    def fields_of(answer: Answer, *rest: Any) -> Any:  # noqa: ANN401 - passed on as it is
        caught.append(answer)
        return make(answer, *rest)

    with mock.patch.object(sheet_view, "fields_of", fields_of):
        if drawn:
            yield caught
        else:
            with mock.patch.object(sheet_view, "_drawn", return_value=b"%PDF-"):
                yield caught


def disagreements(
    asked: Sequence[Question], folder: Path, *, drawn: int = 20, clock: Clock | None = None
) -> list[str]:
    """Return every question that some face answers otherwise, with what it says.

    Args:
        asked: the questions.
        folder: for what the service keeps and for files.
        drawn: how many sheets are drawn to the end.
        clock: says which day it is.
    """
    faces, found = Faces(folder, clock), []
    many, commands = faces.many(asked), faces.command(asked)
    texts = [one for one in asked if one.point is None]
    engine = answering(faces.areas, SLUG)
    files = iter(by_file([one.text for one in texts], folder, engine=engine) if texts else [])
    for at, question in enumerate(asked):
        answer = faces.library(question)
        right, row = said(answer), faces.row(question, answer)
        page, page_row = faces.page(question)
        desk, desk_row = faces.desk(question)
        ways: dict[str, tuple[object, object]] = {
            "API": (faces.api(question), right),
            "API, many": (many[at], right),
            "command": (commands[at], right),
            "programme command": (faces.programme_command(question), right),
            "page": (page, right),
            "page, table": (page_row, row),
            "desk": (desk, right),
            "desk, table": (desk_row, row),
            "sheet": (faces.sheet(question, drawn=at < drawn), right[:3]),
        }
        if question.point is not None:
            ways["API, reverse"] = (faces.reverse(question), right)
        else:
            cells = next(files)
            ways["file"] = ((cells["verdict"], cells["reason"]), right[:2])
        found += [
            f"{question.kind}: {question.text or question.body}: {name} {got}, expected {expected}"
            for name, (got, expected) in ways.items()
            if got != expected
        ]
    return found


def counted(asked: Sequence[Question], areas: BundledAreas) -> Counter[tuple[str, str]]:
    """Return how many questions of each kind get each verdict."""
    counts: Counter[tuple[str, str]] = Counter()
    for one in asked:
        answer = (
            areas.check(one.text, SLUG) if one.point is None else areas.check_point(one.point, SLUG)
        )
        counts[one.kind, str(answer.verdict)] += 1
    return counts


def main() -> int:
    """Ask, and print what disagrees."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    asked = questions(options.count, options.seed)
    with tempfile.TemporaryDirectory() as folder:
        found = disagreements(asked, Path(folder))
    counts = counted(asked, BundledAreas())
    for kind in sorted({kind for kind, _ in counts}):
        told = (f"{verdict} {counts[kind, verdict]}" for verdict in VerdictKind)
        print(f"{kind}: {', '.join(told)}")
    print("\n".join(found))
    print(f"{len(asked)} questions through every face, {len(found)} disagreements")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
