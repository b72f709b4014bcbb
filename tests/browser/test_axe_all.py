"""Every page that the routes name, for each role, under axe: light, dark, more contrast, forced.

The pages are found in the map of routes, so that a new page is looked at without being named
here; a route with a variable part needs a value in `VALUES`, and a test says which one is
missing. Each page is opened once, in one of the two languages and of the two widths by turns, and
then looked at in the other width and in one of the other modes, also by turns. The suite opens one
page of each kind (`KINDS`) and reads the others without a browser; all of them are opened where
the whole is asked for.
"""

# ruff: noqa: ANN401 - what the fixtures of conftest.py give has no type to import

from __future__ import annotations

import datetime as dt
import itertools
import random
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest

from boundaries.data_files import VARIABLE, own_folder
from boundaries.edition.edition import EDITIONS, acceptances
from boundaries.facts import SaidRange, add
from boundaries.language.house_numbers import NumberRange, Parity
from boundaries.model import VerdictKind
from boundaries.programmes.drafting import to_kept
from boundaries.programmes.writing import open_programme
from boundaries.workshop.draft import Draft, SourceFile, to_document
from tests.browser.barriers import found_by
from tests.browser.drawn import settled
from tests.made_up_square import RING, write_square
from tests.patience import PATIENCE_MS
from webmap.accounts.people import Role
from webmap.app import create_app
from webmap.ask.services import BundledAreas
from webmap.request.state import state
from webmap.store import drafts, events, overrides, reports, sessions, users, venues
from webmap.store.tables import Event, OverrideRow, Venue
from webmap.web.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from flask import Flask
    from playwright.sync_api import Browser, BrowserContext, Page
    from sqlalchemy.orm import Session

    from webmap.store.tables import User

WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa")
OF_COLOURS = ("color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable")
"""What depends on colours and on the width of the window."""
AREA = "kecskemet-top-6.9.1"
MODES: tuple[dict[str, Any], ...] = (
    {"color_scheme": "dark", "contrast": "no-preference", "forced_colors": "none"},
    {"color_scheme": "light", "contrast": "more", "forced_colors": "none"},
    # Light: axe reads the page's own colour of a text also where the browser puts another.
    {"color_scheme": "light", "contrast": "more", "forced_colors": "active"},
)
LIGHT = {"color_scheme": "light", "contrast": "no-preference", "forced_colors": "none"}
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
NOBODY = "nobody"
ERROR_PAGES = ("/nothing-here", "/programmes/nothing-here", "/map?variant=nothing")
DRAWN = 6
"""Pages that `make whole` looks at; `make accept` looks at all."""
KINDS = (
    *("/", f"/programmes/{AREA}", "/account/login", "/events", ERROR_PAGES[0]),
    *(
        "/desk",
        "/workshop",
        "/desk/audit",
        "/desk/overrides/new",
        "/desk/editions/compare",
        "/verify",
    ),
)
"""One page of each kind, without its query: map and finder, text, form, list, table, error."""
FAULTY = (
    *("/account/login", "/report", "/verify", "/desk/venues/new", "/desk/events/new"),
    "/desk/facts/new",
)
"""Pages whose form is also sent empty: the faults that it then names are looked at too."""


@dataclass(frozen=True)
class House:
    """A service with something of everything in its store."""

    app: Flask
    cookies: dict[str, str]
    """Role, or "nobody" -> cookie."""
    values: dict[str, str | int]
    """Variable part of a route -> a value; "endpoint.part" goes before "part"."""
    queries: dict[str, str]
    """Endpoint -> what it must be asked."""


@dataclass
class Seen:
    """What was found on the way."""

    faults: list[str] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)

    def note(self, where: str, fault: str) -> None:
        self.faults.append(f"{where}: {fault}")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    own = tmp_path_factory.mktemp("areas")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, str(own))
        yield furnished(tmp_path_factory, own)


def furnished(tmp_path_factory: pytest.TempPathFactory, own: Path) -> House:
    """Fill the store and the folder of one's own areas."""
    folder = str(tmp_path_factory.mktemp("axe"))
    contact = "mailto:proba@example.org"
    settings = Settings(
        data_dir=folder, rate_limits=False, access_log=False, security_contact=contact
    )
    app = create_app(settings, BundledAreas())
    with app.test_request_context():
        values, keys = filled()
    said = SaidRange("Halasi út", NumberRange(Parity.WHOLE), VerdictKind.INSIDE)
    fact = add(own / EDITIONS / AREA, said, by="Próba", on="2026-01-05", source="próba")
    values["fact_id"] = fact.id
    cookies = {}
    for role, key in keys.items():
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"] = key
        found = client.get_cookie("akcioterulet")
        assert found is not None
        cookies[role] = found.value
    taken = [f"{AREA}/{one.variant}/{one.hash}" for one in acceptances(AREA)]
    pair = f"?first={taken[0]}&second={taken[-1]}"
    queries = {"editions.compare": pair, "editions.compare_script": pair}
    return House(app, cookies, values, queries)


def filled() -> tuple[dict[str, str | int], dict[str, str]]:
    """Fill the store; returns values for routes, and role -> key of a session."""
    soon = dt.datetime.now(dt.UTC) + dt.timedelta(days=30)
    with state().store.session() as opened:
        people = {role: users.create(opened, f"Próba {role}", "x", [role]) for role in Role}
        by = people[Role.STAFF]
        place = venues.save(
            opened,
            Venue(name_hu="Próba Ház", kind="office", lon=19.69, lat=46.9, source="próba"),
            by=by,
        )
        venues.set_state(opened, place.slug, "published", by=by)
        slugs = ("efop-1.6.3",)
        event = events.save(
            opened,
            Event(
                programme=slugs[0],
                title_hu="Próba est",
                starts_at=soon,
                venue_id=place.id,
                source="x",
            ),
            by=by,
        )
        events.set_state(opened, event.id, "published", by=by)
        today = dt.date.today()  # noqa: DTZ011 - any day will do
        street = state().areas.streets(AREA).streets[0].full_name
        proposal = OverrideRow(
            area=AREA,
            street=street,
            parity="whole",
            number_from=None,
            number_to=None,
            verdict="inside",
            reason="próba",
            source="próba",
            starts=today,
            expires=today + dt.timedelta(days=9),
        )
        override = overrides.propose(opened, proposal, by=by)
        draft = on_the_bench(opened, people[Role.EDITOR])
        report = reports.send(opened, AREA, "Próba bejelentés")
        opened.flush()
        found: dict[str, str | int] = {
            "slug": AREA,
            "variant": "programme",
            "identity": draft,
            "overrides.show.number": override.id,
            "desk.reported.number": report.id,
            "event_admin.edit.number": event.id,
            "events.event.number": event.id,
            "venues_public.venue.number": place.slug,
            "venue_admin.edit.slug": place.slug,
        }
        keys = {
            role.value: sessions.begin(opened, who, longest=dt.timedelta(hours=1))
            for role, who in people.items()
        }
    return found, keys


def on_the_bench(opened: Session, by: User) -> str:
    """Begin a draft with a map and something open; returns its id."""
    row = drafts.begin(opened, "Próba tervezet", {"text": RING, "town": "Próbaváros"}, by=by)
    folder = state().store.data_dir / row.folder
    folder.mkdir(parents=True)
    path = write_square(folder / "map-1.geojson")
    known = SourceFile(path.name, "proba.geojson", "0" * 64, path.stat().st_size)
    own = own_folder()
    assert own is not None
    filled = to_kept(open_programme(AREA, own))
    draft = to_document(Draft(RING, "Próbaváros", maps=(known,), programme=filled))
    drafts.step(opened, row.id, draft, "map", {"name": "proba.geojson"}, seen=1, by=by)
    return row.id


VALUES: dict[str, str | int] = {
    "info.page.slug": "privacy",
    "info.edit.slug": "privacy",
    "page_admin.edit.slug": "privacy",
    "page_admin.edit.spoken": "hu",
    "programmes.programme.slug": "kecskemet-top-6.9.1",
    "ogc.collection.collection_id": "venues",
    "ogc.items.collection_id": "areas",
    "ogc.item.collection_id": "areas",
    "ogc.item.feature_id": "kecskemet-top-6.9.1.programme",
    "workshop.draw.number": 1,
}
NO_PAGES = {
    "static", "tiles.archive", "files.show", "files.progress", "files.fetch", "downloads.file",
    "downloads.places", "events.calendar_file", "programmes.file", "venues_public.map_script",
    "programmes.map_script", "desk.map_script", "areas.features", "overrides.export",
    "editions.candidate", "editions.candidate_script", "catalog.document", "audit.export",
    "ogc.map_script", "workshop.map_script", "workshop.backdrop", "workshop.candidate",
    "workshop.preview_map", "workshop.towns", "workshop.candidate_package_file",
}  # fmt: skip
"""Routes that serve files, or pages of jobs and candidates, which have their own tests."""


def paths(house: House) -> list[str]:
    """Return the path of every page or file that can be read."""
    known = {**VALUES, **house.values}
    adapter = house.app.url_map.bind("127.0.0.1")
    found, missing = [], []
    for rule in house.app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint in NO_PAGES:
            continue
        if rule.rule.startswith(("/api/", "/areas/")) or rule.endpoint == "ogc.landing_slash":
            continue
        values = {
            name: known.get(f"{rule.endpoint}.{name}", known.get(name)) for name in rule.arguments
        }
        if None in values.values():
            missing.append(f"{rule.endpoint}: {sorted(values)}")
            continue
        query = house.queries.get(rule.endpoint, "")
        found.append(adapter.build(rule.endpoint, values) + query)
    assert missing == [], "give these routes a value in VALUES, or name them in NO_PAGES"
    return sorted(set(found))


def visible(house: House) -> Iterator[tuple[str, str]]:
    """Yield page and reader: everybody's pages for nobody, the others for whoever may see them.

    The page that most people see is also looked at with every role, for what only a role adds.
    """
    unreachable = []
    for path in paths(house):
        for role in (NOBODY, *Role):
            client = house.app.test_client()
            if role != NOBODY:
                client.set_cookie("akcioterulet", house.cookies[role])
            answer = client.get(path, headers={"Accept": "text/html"})
            if answer.status_code == 200:
                if answer.mimetype == "text/html":
                    yield path, role
                break
        else:
            unreachable.append(f"{path}: {answer.status_code}")
    assert unreachable == [], "nobody can open these; give their routes other values"
    yield from (("/account/", role.value) for role in Role if role is not Role.STAFF)
    yield from ((path, NOBODY) for path in ERROR_PAGES)


def in_english(path: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}lang=en"


def checked(page: Page, where: str, seen: Seen, axe: str, rules: tuple[str, ...] = ()) -> None:
    """Run axe, whole or some rules of it."""
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": WCAG}
    found = found_by(page, axe, only)
    for violation in found["violations"]:
        node = violation["nodes"][0]
        seen.note(where, f"{violation['id']} ({len(violation['nodes'])}) {node['html'][:160]}")


def well_formed(page: Page, where: str, lang: str, seen: Seen, *, alone: bool) -> None:
    """Check language, heading and title."""
    if page.get_attribute("html", "lang") != lang:
        seen.note(where, f"lang is {page.get_attribute('html', 'lang')}")
    if page.locator("h1").count() != 1:
        seen.note(where, f"{page.locator('h1').count()} h1")
    title = page.title().strip()
    other = seen.titles.setdefault(f"{lang} {title}", where)
    if not title or (alone and other != where):
        seen.note(where, f"the title {title!r} is also that of {other}")
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        seen.note(where, "is wider than the window")


def open_page(page: Page, address: str, where: str, seen: Seen, watch: Any) -> None:
    page.goto(address)
    page.wait_for_load_state("load")
    if page.locator(".area-map").count():
        page.locator(".area-map[data-ready]").first.wait_for(state="attached")
    expected = "status of 40"  # the browser's own word for an error page that was asked for
    for error in watch.errors:
        if expected not in error:
            seen.note(where, f"console: {error}")
    for address_ in watch.foreign:
        seen.note(where, f"asked {address_}")
    watch.errors.clear()
    watch.foreign.clear()


@pytest.fixture
def page_of(browser: Browser, watch: Any, house: House) -> Iterator[Callable[..., Page]]:
    """Give the one page of a reader and a width, as it was when it was new."""
    made: dict[tuple[str, bool], tuple[BrowserContext, Page]] = {}

    def page(role: str, base: str, *, wide: bool) -> Page:
        if (role, wide) not in made:
            fresh = browser.new_context(
                viewport=WIDE if wide else NARROW,
                locale="hu-HU",
                reduced_motion="reduce",  # axe must not see the middle of a change of colours
            )
            fresh.set_default_timeout(PATIENCE_MS)
            watch.follow(fresh)
            if role != NOBODY:
                cookie = {"name": "akcioterulet", "value": house.cookies[role], "url": base}
                fresh.add_cookies([cookie])
            made[role, wide] = fresh, fresh.new_page()
        _, given = made[role, wide]
        given.goto("about:blank")
        given.set_viewport_size(WIDE if wide else NARROW)
        given.emulate_media(**LIGHT)
        return given

    yield page
    for one, _ in made.values():
        one.close()


class Read(HTMLParser):
    """What a page says of itself before any script has run."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.lang, self.title, self.headings, self._open = "", "", 0, ""
        self.here: list[str | None] = []
        """What menus and footer mark as the place of the page."""
        self.has_menu, self._in_main = False, False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open = tag
        self.headings += tag == "h1"
        self._in_main |= tag == "main"
        given = dict(attrs)
        self.has_menu |= "site-header" in (given.get("class") or "")
        if "aria-current" in given and not self._in_main:
            self.here.append(given["aria-current"])
        if tag == "html":
            self.lang = dict(attrs).get("lang") or ""

    def handle_data(self, data: str) -> None:
        if self._open == "title":
            self.title += data

    def handle_endtag(self, tag: str) -> None:
        self._open = ""
        self._in_main &= tag != "main"


def test_every_page_names_itself_in_both_languages(house: House) -> None:
    seen = Seen()
    for path, role in visible(house):
        client = house.app.test_client()
        if role != NOBODY:
            client.set_cookie("akcioterulet", house.cookies[role])
        for lang, asked in (("hu", path), ("en", in_english(path))):
            read = Read(client.get(asked, headers={"Accept": "text/html"}).text)
            if (read.lang, read.headings) != (lang, 1):
                seen.note(asked, f"lang is {read.lang}, {read.headings} h1")
            if read.has_menu and path not in ERROR_PAGES and len(read.here) != 1:
                seen.note(asked, f"for {role} the menus mark {read.here}, not one place")
            title = read.title.strip()
            other = seen.titles.setdefault(f"{lang} {title}", asked)
            alone = path not in ERROR_PAGES and path != "/account/"
            if not title or (alone and other != asked):
                seen.note(asked, f"the title {title!r} is also that of {other}")
    assert not seen.faults, "\n".join(seen.faults)


def kinds(house: House) -> list[tuple[str, str]]:
    """Return the first page of each kind and its reader."""
    every = list(visible(house))
    found = {path.partition("?")[0]: (path, role) for path, role in reversed(every)}
    return [found[kind] for kind in KINDS]


def drawn(house: House) -> list[tuple[str, str]]:
    """Return some of all pages with their readers, always the same."""
    every = list(visible(house))
    return random.Random(16).sample(every, min(DRAWN, len(every)))  # noqa: S311 - no secret


@pytest.mark.parametrize(
    "choose",
    [
        kinds,
        pytest.param(drawn, marks=pytest.mark.whole),
        pytest.param(visible, marks=[pytest.mark.whole, pytest.mark.sweep]),
    ],
)
def test_every_page_in_every_mode(
    house: House,
    serve_app: Any,
    page_of: Any,
    watch: Any,
    axe: str,
    choose: Callable[[House], Iterable[tuple[str, str]]],
) -> None:
    seen, modes = Seen(), itertools.cycle(MODES)
    with serve_app(house.app) as base:
        for number, (path, role) in enumerate(choose(house)):
            alone = path not in ERROR_PAGES and path != "/account/"
            lang, wide = ("hu", "en")[number % 2], number % 4 in {0, 3}
            asked = path if lang == "hu" else in_english(path)
            where = f"{asked} ({role}, {'wide' if wide else 'narrow'})"
            page = page_of(role, base, wide=wide)
            open_page(page, base + asked, where, seen, watch)
            well_formed(page, where, lang, seen, alone=alone)
            checked(page, where, seen, axe)
            page.set_viewport_size(NARROW if wide else WIDE)
            mode = next(modes)
            page.emulate_media(**mode)
            settled(page)
            checked(page, f"{where}, the other width, {mode}", seen, axe, OF_COLOURS)
    assert not seen.faults, "\n".join(seen.faults)


@pytest.mark.parametrize("whole", [False, pytest.param(True, marks=pytest.mark.whole)])
def test_forms_that_name_their_faults(
    house: House,
    serve_app: Any,
    page_of: Any,
    watch: Any,
    axe: str,
    *,
    whole: bool,
) -> None:
    seen = Seen()
    known = set(paths(house))
    with serve_app(house.app) as base:
        for path in FAULTY if whole else FAULTY[:3:2]:
            if path not in known:
                continue
            role = "staff" if path.startswith("/desk") else NOBODY
            page = page_of(role, base, wide=False)
            open_page(page, base + path, path, seen, watch)
            form = page.locator("main form[method=post]").first
            form.evaluate("form => { form.noValidate = true; }")
            with page.expect_navigation():
                form.locator("button[type=submit], button:not([type])").first.click()
            where = f"{path}, sent empty"
            well_formed(page, where, "hu", seen, alone=False)
            checked(page, where, seen, axe)
            watch.errors.clear()
    assert not seen.faults, "\n".join(seen.faults)
