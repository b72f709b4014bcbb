"""Pins of every route: who may see it, what it says, in both languages, to people and programs."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from . import world
from .shown import answer_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

    from .kept import Pins
    from .world import Browser

ROLES = ("anybody", "staff", "approver", "planner", "admin")
PUBLIC = (
    "/",
    f"/?area={world.BUNDLED}&variant=ksh",
    f"/?area={world.SLUG}",
    "/?area=sehol",
    "/?x=1",
    "/map",
    f"/map?area={world.SLUG}",
    "/programmes",
    "/programmes/comparison",
    "/programmes/sehol",
    *(
        f"/programmes/{slug}{rest}"
        for slug in (
            world.BUNDLED,
            "kalocsa-top-5.2.1",
            "kecskemet-arop-1.a.3",
            "kiskunhalas-efop-1.5.3",
            "kunszentmiklos-arop-1.a.3",
        )
        for rest in ("", "/map.js", ".jsonld", ".csv", ".geojson", ".ics")
    ),
    "/events",
    "/events/map.js",
    "/events.ics",
    "/events?when=past",
    "/health",
    "/ready",
    "/account/login",
    "/account/",
    "/account/password",
    *(f"/info/{slug}" for slug in ("privacy", "imprint", "accessibility", "sehol")),
    "/info/imprint/edit",
    "/.well-known/security.txt",
    "/embed",
    f"/embed?area={world.SLUG}",
    "/print",
    "/downloads",
    "/robots.txt",
    "/sitemap.xml",
    "/catalog.jsonld",
    "/catalog.ttl",
    "/tiles/backdrop.pmtiles",
    "/report",
    "/verify",
    "/sehol",
    "/static/sehol.css",
)
AREAS = (
    "/areas/{slug}.geojson",
    "/areas/{slug}.geojson?variant={variant}",
    "/areas/{slug}/ledger.json?variant={variant}",
    "/areas/{slug}/backdrop.geojson",
    "/areas/{slug}/map.js?variant={variant}",
    "/areas/{slug}/{variant}/preview.png",
    "/areas/{slug}/{variant}/qr.svg",
    "/areas/{slug}/{variant}/downloads/metadata.jsonld",
    "/areas/{slug}/{variant}/downloads/nothing.gpkg",
    "/api/v1/areas/{slug}",
    "/api/v1/areas/{slug}/editions?variant={variant}",
    "/api/v1/areas/{slug}/editions?as_of=2026-02-01",
    "/api/v1/areas/{slug}/streets?variant={variant}&limit=50&offset=20",
    "/ogc/collections/action_areas/items/{slug}",
    "/desk?area={slug}&variant={variant}",
    "/sheet?area={slug}",
    "/files?area={slug}",
    "/desk/overrides?area={slug}",
    "/desk/overrides/new?area={slug}",
    "/desk/overrides/{slug}.yaml",
    "/desk/facts?area={slug}",
    "/desk/facts/new?area={slug}",
    "/desk/facts/new?area={slug}&kind=place",
    "/desk/facts/map/{slug}/{variant}.js",
    "/desk/worklist?area={slug}",
)
DESK = (
    "/desk",
    "/sheet",
    "/files",
    "/desk/overrides",
    "/desk/overrides/new",
    "/desk/overrides/import",
    "/desk/overrides/99",
    "/desk/facts",
    "/desk/worklist",
    "/desk/reports",
    "/desk/reports?shown=closed",
    "/desk/report/1",
    "/desk/venues",
    "/desk/venues/new",
    "/desk/venues/map.js",
    "/desk/events/new",
    "/desk/venue-import",
    "/desk/editions",
    "/desk/editions?on=2026-02-01",
    "/desk/pages",
    "/desk/pages/privacy/hu",
    "/desk/pages/imprint/en",
    "/desk/audit",
    "/desk/audit?action=sheet.issue",
    "/desk/audit/lines.csv",
    "/api/v1/files",
    "/api/v1/files/99",
)
API = ("/api/v1/openapi.json", "/api/v1/areas", "/ogc", "/ogc/", "/ogc/api", "/ogc/conformance")
MEANING = frozenset({"/api/v1/openapi.json", "/ogc/api"})
"""Documents that count by what they say."""


def pin_routes(
    pins: Pins, app: Flask, people: dict[str, Browser], made: dict[str, str]
) -> list[str]:
    """Pin the map of addresses and what each of them answers; return the files for download."""
    rules = sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint))
    listed = [f"{' '.join(sorted(rule.methods or ()))} {rule.rule}" for rule in rules]
    pins.add("routes", "addresses", "\n".join(listed))
    paths = [*PUBLIC, *_areas(people["anybody"]), *DESK, *API, *_made(made, people)]
    paths += _collections(people["anybody"])
    for path in dict.fromkeys(paths):
        _pin_path(pins, path, people)
    _pin_refused(pins, people["anybody"], listed)
    seen = {app.url_map.bind("x").match(path.partition("?")[0])[0] for path in _known(paths, app)}
    unseen = sorted(
        {rule.rule for rule in rules if "GET" in (rule.methods or ())} - _rules(app, seen)
    )
    pins.add("routes", "addresses that nobody asked for", "\n".join(unseen))
    return downloads(people["planner"])


def _known(paths: list[str], app: Flask) -> Iterator[str]:
    adapter = app.url_map.bind("x")
    return (path for path in paths if adapter.test(path.partition("?")[0], "GET"))


def _rules(app: Flask, endpoints: set[str]) -> set[str]:
    return {rule.rule for rule in app.url_map.iter_rules() if rule.endpoint in endpoints}


def _areas(anybody: Browser) -> Iterator[str]:
    pairs = [(world.BUNDLED, variant) for variant in world.VARIANTS]
    for slug, variant in (*pairs, (world.SLUG, "programme"), ("sehol", "programme")):
        yield from (path.format(slug=slug, variant=variant) for path in AREAS)
        document = anybody.get(f"/api/v1/areas/{slug}/editions").get_json()
        for one in document.get("editions", ()):
            yield f"/api/v1/areas/{slug}/editions/{one.get('hash') or one.get('edition')}"


def _made(made: dict[str, str], people: dict[str, Browser]) -> Iterator[str]:
    yield f"/desk/overrides/{made['override']}"
    yield f"/desk/facts/{world.SLUG}/{made['fact']}"
    yield f"/desk/venues/{made['venue']}"
    yield f"/desk/events/{made['event']}"
    yield from (f"/desk/editions/candidate/{made['candidate']}{end}" for end in ("", "/map.js"))
    page = f"/files/{made['file']}"
    yield from (f"{page}{end}" for end in ("", "/progress"))
    yield from (f"{page}/{part}.{end}" for part in ("result", "triage") for end in ("csv", "xlsx"))
    yield from _linked(people["anybody"].get("/events").text, "/events/", "/venues/")
    yield from _linked(people["staff"].get("/desk/editions").text, "/desk/editions/compare")
    hashes = sorted(
        set(re.findall(r"\b[0-9a-f]{64}\b", people["staff"].get("/desk/editions").text))
    )
    for first, second in itertools.pairwise(hashes):
        for end in ("", ".js"):
            yield f"/desk/editions/compare{end}?first={first}&second={second}"
    yield from _linked(people["staff"].get("/desk").text, "/desk/map/")
    yield from _linked(people["planner"].get("/downloads").text, "/downloads/programmes/")


def _linked(page: str, *starts: str) -> Iterator[str]:
    found = re.findall(r'(?:href|src|data-\w+)="([^"#]+)', page)
    for path in dict.fromkeys(path.replace("&amp;", "&") for path in found):
        if path.startswith(starts):
            yield path
            if path.startswith("/venues/"):
                yield f"{path.partition('?')[0]}/map.js"


def _collections(anybody: Browser) -> Iterator[str]:
    yield "/ogc/collections"
    for one in anybody.get("/ogc/collections?f=json").get_json()["collections"]:
        path = f"/ogc/collections/{one['id']}"
        yield from (path, f"{path}/items?limit=3", f"{path}/items?limit=2&f=json&offset=1")
        yield f"{path}/items?f=json&bbox=19.6,46.8,19.8,46.95&limit=100"
        found = anybody.get(f"{path}/items?limit=1&f=json").get_json()
        for feature in found.get("features", ()):
            yield f"{path}/items/{feature['id']}?f=json"


def _pin_path(pins: Pins, path: str, people: dict[str, Browser]) -> None:
    """Pin what everybody gets; who gets the same as somebody before is only named."""
    known: dict[str, str] = {}
    for who in ROLES:
        for lang in ("hu", "en") if who in {"anybody", "staff"} else ("hu",):
            asked = path if lang == "hu" else f"{path}{'&' if '?' in path else '?'}lang=en"
            plain = path.partition("?")[0]
            answer = people[who].get(asked)
            tag = answer.headers.get("ETag")
            text = answer_text(answer, meaning=plain in MEANING and answer.mimetype != "text/html")
            if tag and who == "anybody" and lang == "hu":
                again = people[who].get(asked, headers={"If-None-Match": tag})
                text += f"\nasked again: {again.status_code}"
                again.close()
            if text in known:
                text = f"as {known[text]}"
            else:
                known[text] = f"{who} {lang}"
            pins.add("routes", f"GET {path} {who} {lang}", text)


def _pin_refused(pins: Pins, anybody: Browser, listed: list[str]) -> None:
    """Pin what a method that an address does not know, and an empty form, are told."""
    for line in listed:
        *methods, rule = line.split(" ")
        path = re.sub(r"<(?:any\((\w+)[^>]*\):)?[^>]*>", lambda found: found[1] or "1", rule)
        for method in ("POST", "PUT", "DELETE", "OPTIONS"):
            if method == "POST" and "POST" in methods and path == "/account/logout":
                continue
            answer = anybody.client.open(path, method=method)
            name = f"{method} {rule} with nothing"
            if name not in pins.groups["routes"]:
                pins.add("routes", name, answer_text(answer))


def downloads(planner: Browser) -> list[str]:
    """Return the addresses of every file for download, as the page lists them."""
    page = planner.get("/downloads").text
    return sorted(set(_linked(page, "/areas/", "/downloads/")))


def pin_downloads(pins: Pins, planner: Browser, paths: list[str]) -> None:
    """Pin the bytes of every file for download."""
    extra = [
        f"/areas/{world.BUNDLED}/programme/downloads/difference.{end}?to=ksh"
        for end in ("geojson", "gpkg", "fgb", "kml", "shp.zip", "parquet", "dxf", "csv")
    ]
    for path in dict.fromkeys([*paths, *extra]):
        pins.add("downloads", path, answer_text(planner.get(path)))
