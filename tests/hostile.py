"""A service in which every text that somebody may write is hostile.

Which fields hold text is taken from the code: the columns of the tables, the fields of editions,
the leaves of the YAML files, the names of the map. A field that is added later is tried by itself;
only what is no free text is named here.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import json
import re
import shutil
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import quoteattr

import shapely
import sqlalchemy as sa
import yaml

from boundaries.data_files import DATA, own_folder
from boundaries.doors.sides import ToldSide
from boundaries.edition.corrections import Meant
from boundaries.edition.definition import load_definition
from boundaries.edition.edition import EDITIONS, accept, content_hash, load_edition, to_document
from boundaries.errors import BoundaryError
from boundaries.export.formats import FORMATS
from boundaries.facts import (
    DrawnStreet,
    PlacedDoor,
    SaidRange,
    add,
    confirm,
    facts_of,
    withdraw,
)
from boundaries.facts.records import LONGEST_TEXT
from boundaries.language.house_numbers import HouseNumber, NumberRange, Parity
from boundaries.model import VerdictKind
from boundaries.programmes.catalogue import read_programme
from boundaries.programmes.drafting import to_kept
from boundaries.programmes.writing import open_programme
from boundaries.workshop.areas import ONE_LIST, areas_of
from boundaries.workshop.draft import Draft, ListWork, SourceFile
from boundaries.workshop.draft import to_document as to_draft
from boundaries.workshop.row_steps import Named, RowAdded, WordsAside
from tests.made_up_square import RING, write_square
from webmap.accounts.people import Role
from webmap.request.state import state
from webmap.store import (
    drafts,
    events,
    jobs,
    overrides,
    pages,
    reports,
    sessions,
    tokens,
    users,
    venues,
)
from webmap.store.backup import tables
from webmap.store.tables import Event, OverrideRow, User, Venue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from boundaries.model import Edition
    from boundaries.workshop.row_steps import SignedBy

SLUG = "kecskemet-top-6.9.1"
PRODUCT = "62773913"
"""What 7919 times 7927 is; no text of the product holds it."""
EVALUATED = (
    "{{7919*7927}} kqz{# eltűnt #}det {% set x = 7919*7927 %}{{ x }} {%- print(7919*7927) -%}"
    " ${7919*7927}`+7919*7927+` {0} {name} {0.__class__.__mro__} %s %(name)s %n #{7919*7927}"
)
REACHING = (
    "{{ cycler.__init__.__globals__ }}{{ self.__init__.__globals__ }} sor\u2028vég\u2029for\u202eva"
    "</script><script>window.HIT=1</script><!-- ]]> \\ \" ' <%= 7919*7927 %>"
)
BROKEN = "Ház {% 5 %} {{ }} {{ {% {#"
IN_BROWSERS = (
    "{{7919*7927}} {{7*191}} {% 5 %} kqz{# #}det ${7919*7927}${window.HIT=1}`+(window.HIT=1)+`"
    " \"+(window.HIT=1)+\"';window.HIT=1;' sor\u2028vég\u2029for\u202eva"
    ' <img src=x onerror="window.HIT=1"></script><script>window.HIT=1</script><!-- ]]> \\'
)
"""Of everything something, and what would run in a browser."""
PAYLOADS = {"evaluated": EVALUATED, "reaching": REACHING, "broken": BROKEN}
"""Texts that show a mark where something evaluates them, or that nothing can compile."""
MARKS = (PRODUCT, "kqzdet", "__builtins__&#39;:", "'__name__':", "&#39;__name__&#39;", "<class ")
"""What only evaluation makes of a payload."""

FIXED = {
    *("login_attempts.key_hash", "sheet_keys.kid", "web_sessions.key_hash"),
    *("users.folded", "users.password_hash", "users.roles"),
    *("api_tokens.prefix", "api_tokens.secret_hash", "api_tokens.scopes"),
    *("jobs.id", "jobs.kind", "jobs.state", "jobs.area", "jobs.variant", "jobs.lang"),
    *(
        "jobs.sent_key",
        "jobs.sent_mark",
        "jobs.folder",
        "jobs.options",
        "overrides.area",
        "overrides.parity",
        "overrides.verdict",
    ),
    *("overrides.number_from", "overrides.number_to", "overrides.state", "overrides.street"),
    *("page_texts.slug", "page_texts.lang", "reports.area", "reports.state"),
    *("venues.slug", "venues.kind", "venues.state", "events.zone", "events.state"),
    *("venues.programmes", "audit.action"),
    *("drafts.id", "drafts.state", "drafts.folder", "drafts.candidate"),
    *("draft_versions.draft_id", "draft_versions.step", "draft_versions.document"),
}
"""Columns that hold codes, hashes and keys, which the service makes or checks itself."""
KEPT = {"slug", "variant", "hash", "definition", "valid_start", "valid_end", "network", "id", "on"}
"""Fields of an edition that are no free text."""


def hostile(value: Any, text: str) -> Any:  # noqa: ANN401 - of any type
    """Return a value of the domain with every free text in it replaced."""
    if isinstance(value, enum.Enum):
        return value
    if isinstance(value, str):
        return text
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
        changed = {k: hostile(v, text) for k, v in fields.items() if k not in KEPT}
        return dataclasses.replace(value, **changed)
    if isinstance(value, dict):
        return {k: hostile(v, text) for k, v in value.items()}
    if isinstance(value, tuple) and not isinstance(value, shapely.Geometry):
        return tuple(hostile(one, text) for one in value)
    return value


def hostile_edition(text: str, variant: str) -> Edition:
    """Return the edition in force with hostile texts: titles, sentence, legs, credits, notes."""
    made = hostile(load_edition(SLUG, variant, folder=DATA / "editions"), text)
    return dataclasses.replace(made, hash=content_hash(dataclasses.replace(made, hash="")))


_FREE: dict[Path, set[str]] = {}
"""YAML file -> the paths of its texts that may be any text; found once."""
_KNOWN: dict[str, dict[str, bool]] = {}
"""Kind of YAML file -> path -> whether its text may be any text."""


def hostile_yaml(source: Path, target: Path, text: str, loads: Callable[[Path], object]) -> int:
    """Write a YAML file with each text replaced that its reader lets be any text.

    Returns how many were replaced.
    """
    raw = yaml.load(source.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    target.parent.mkdir(parents=True, exist_ok=True)
    if source not in _FREE:
        _FREE[source] = _free(raw, target, loads)
    free = _FREE[source]
    target.write_text(_dumped(raw, free, text), encoding="utf-8")
    loads(target)
    return sum(name in free for name, _ in _leaves(raw))


def _free(raw: Any, target: Path, loads: Callable[[Path], object]) -> set[str]:  # noqa: ANN401
    """Return the paths whose texts may be any text; what another file of the kind said is kept."""
    known = _KNOWN.setdefault(target.parent.name, {})
    names = sorted({name for name, _ in _leaves(raw)})

    def fits(free: set[str]) -> bool:
        target.write_text(_dumped(raw, free, EVALUATED), encoding="utf-8")
        try:
            loads(target)
        except (BoundaryError, ValueError, KeyError):
            return False
        return True

    found = {name for name in names if known.get(name)}
    if not fits(found):
        found, names = set(), list(names)
        known = _KNOWN[target.parent.name] = {}
    for name in names:
        if name not in known:
            known[name] = fits(found | {name})
            found |= {name} if known[name] else set()
    return found


def _dumped(raw: Any, free: set[str], text: str) -> str:  # noqa: ANN401 - parsed YAML
    return yaml.dump(_with(raw, free, text, ""), allow_unicode=True, Dumper=yaml.CSafeDumper)


def _with(value: Any, free: set[str], text: str, path: str) -> Any:  # noqa: ANN401 - parsed YAML
    if isinstance(value, dict):
        return {k: _with(v, free, text, f"{path}.{k}") for k, v in value.items()}
    if isinstance(value, list):
        return [_with(one, free, text, path) for one in value]
    return text if isinstance(value, str) and path in free else value


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, str]]:  # noqa: ANN401 - parsed YAML
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _leaves(one, f"{path}.{key}")
    elif isinstance(value, list):
        for one in value:
            yield from _leaves(one, path)
    elif isinstance(value, str):
        yield path, value


def hostile_map(source: Path, target: Path, text: str) -> int:
    """Write an OSM file in which every value of every `name` is hostile; returns how many."""
    target.parent.mkdir(parents=True, exist_ok=True)
    spoken = "".join(one for one in text if one.isprintable() or one in "\u2028\u2029\u202e")
    named = re.compile(r"""(<tag k=["']\w*name\w*["'] v=)("[^"]*"|'[^']*')""")
    written, count = named.subn(
        lambda found: found.group(1) + quoteattr(spoken), source.read_text(encoding="utf-8")
    )
    target.write_text(written, encoding="utf-8")
    return count


def write_home(home: Path, text: str) -> dict[str, int]:
    """Write a folder of one's own areas; returns how many texts of each kind are hostile."""
    counts = {}
    for path in sorted((DATA / "programmes").glob("*.yaml")):
        target = home / "programmes" / path.name
        counts[path.stem] = hostile_yaml(path, target, text, read_programme)
    own = home / "kecskemet"
    shutil.copytree(DATA / "kecskemet", own)
    counts["map"] = hostile_map(DATA / "kecskemet" / "network.osm", own / "network.osm", text)
    definition = DATA / "definitions" / f"{SLUG}.yaml"
    counts["definition"] = hostile_yaml(
        definition,
        home / "definitions" / definition.name,
        text,
        lambda path: load_definition(path.stem, path.parent),
    )
    for variant in ("programme", "ksh"):
        made = hostile_edition(text, variant)
        accept(made, by=text, on="2026-01-31", reason=text, folder=home / "editions")
    return counts


def write_candidate(data_folder: Path, text: str) -> str:
    """Put an edition where compiling puts those that wait for a look; returns its hash."""
    made = dataclasses.replace(hostile_edition(text, "programme"), town=f"{text} 2", hash="")
    made = dataclasses.replace(made, hash=content_hash(made))
    folder = data_folder / "candidates"
    folder.mkdir(parents=True)
    document = json.dumps(to_document(made), ensure_ascii=False)
    (folder / f"{made.hash}.json").write_text(document, encoding="utf-8")
    return made.hash


def fill(app: Flask, text: str) -> str:
    """Store something of everything with hostile texts; returns the key of a session.

    The session belongs to somebody with every role.
    """
    hour, today = dt.timedelta(hours=1), dt.datetime.now(dt.UTC).date()
    with app.test_request_context(), state().store.session() as opened:
        all_roles = users.create(opened, "Próba Minden", "x", list(Role))
        second = users.create(opened, "Próba Másik", "x", [Role.APPROVER])
        _publish(opened, all_roles)
        number = overrides.propose(
            opened,
            OverrideRow(
                area=SLUG,
                street="Halasi út",
                verdict="inside",
                reason="próba",
                source="próba",
                starts=today,
                expires=today + 24 * hour,
            ),
            by=all_roles,
        ).id
        overrides.approve(opened, number, by=second, note="próba")
        reports.send(opened, SLUG, "Próba bejelentés", "próba")
        tokens.create(opened, all_roles, "próba", ["check"], by=None)
        for slug in pages.SLUGS:
            for lang in ("hu", "en"):
                pages.save(opened, slug, lang, "próba", by=all_roles)
        jobs.create(
            opened,
            "check_file",
            by=all_roles,
            area=SLUG,
            variant="programme",
            lang="hu",
            in_name="próba.csv",
            life=24 * hour,
            options={"source": "in.csv", "columns": [text]},
        )
        _on_the_bench(opened, text, by=all_roles)
        key = sessions.begin(opened, all_roles, longest=24 * hour)
        opened.flush()
        _overwrite(opened, text)
    put_facts(text)
    return key


def _on_the_bench(opened: Session, text: str, *, by: User) -> None:
    """Put a draft into the workshop: hostile words, and a map whose streets have hostile names."""
    row = drafts.begin(opened, "Próba", to_draft(Draft(text, text)), by=by)
    folder = state().store.data_dir / row.folder
    folder.mkdir(parents=True)
    path = write_square(folder / "map-1.geojson")
    lines = json.loads(path.read_text("utf-8"))
    lines["features"] += [
        {**one, "properties": {"name": f"{one['properties']['name']} {text}"}}
        for one in lines["features"]
    ]
    path.write_text(json.dumps(lines, ensure_ascii=False), "utf-8")
    known = SourceFile(path.name, text, text, 1, text, text)
    signed = {"author": text, "reason": text, "date": "2026-01-31"}
    meant = Meant(leg=3, name=f"Menta utca {text}", **signed)
    own = own_folder()
    assert own is not None, "programmes lie in a folder of one's own"
    filled = to_kept(open_programme(SLUG, own))
    draft = Draft(f"{RING} {text}", text, {1: (meant,)}, (known,), (known,), filled)
    drafts.step(opened, row.id, to_draft(draft), "meant", {}, seen=1, by=by)
    _list_on_the_bench(opened, text, by=by)


def _list_on_the_bench(opened: Session, text: str, *, by: User) -> None:
    """Put a list of streets into the workshop: hostile words, rows put right with hostile ones."""
    words = f"Az iskola körzete: Fő utca 1-9, Kert köz, {text} utca"
    (area, *_) = areas_of(words, ONE_LIST)
    named = area.rows().rows[0].words
    signed: SignedBy = {"author": text, "reason": text, "date": "2026-01-31"}
    steps = (
        Named(row=1, words=named, name=f"Rózsa {text}", type=text, **signed),
        RowAdded(name=text, type=text, words=text, **signed),
        WordsAside(start=0, end=1, words=text, **signed),
    )
    draft = Draft(words, text, form=ONE_LIST).with_list(1, ListWork(steps, text))
    row = drafts.begin(opened, "Próba", to_draft(draft), by=by)
    (state().store.data_dir / row.folder).mkdir(parents=True)


def put_facts(text: str) -> None:
    """Put a fact of each kind and in each state on record, its texts hostile."""
    own = own_folder()
    assert own is not None, "facts lie in a folder of one's own areas"
    home, said = own / EDITIONS / SLUG, text[:LONGEST_TEXT]
    line = shapely.LineString([(697_000.0, 172_000.0), (697_300.0, 172_100.0)])
    street, who = "Halasi út", said[:60]
    for what in (
        PlacedDoor(street, HouseNumber(7), 697_010.0, 172_000.0, 5.0),
        ToldSide(street, even=True, east=697_100.0, north=172_100.0),
        DrawnStreet(street, line, whole=True),
        SaidRange(street, NumberRange(Parity.ODD), VerdictKind.INSIDE),
    ):
        made = add(home, what, by=f"1 {who}", on="2026-01-05", source=said)
    confirm(home, made.id, by=f"2 {who}", on="2026-01-06")
    evens = SaidRange(street, NumberRange(Parity.EVEN), VerdictKind.INSIDE)
    gone = add(home, evens, by=f"1 {who}", on="2026-01-05", source=said)
    withdraw(home, gone.id, by=f"2 {who}", on="2026-01-07", reason=said)


def _publish(opened: Session, by: Any) -> None:  # noqa: ANN401 - a row of the store
    for count, kind in enumerate(("office", "community"), start=1):
        values = Venue(
            name_hu=f"Próba Ház {count}",
            kind=kind,
            name_en="Test House",
            programmes=[SLUG],
            address="Próba utca 1",
            lon=19.69 + count / 1000,
            lat=46.9,
            precision_m=100.0 * (count - 1),
            transport="próba",
            opening="próba",
            contact="próba",
            source="próba",
        )
        place = venues.save(opened, values, by=by)
        venues.set_state(opened, place.slug, "published", by=by)
        soon = dt.datetime.now(dt.UTC) + dt.timedelta(days=30 * count)
        stated = Event(
            programme=SLUG,
            title_hu="Próba est",
            starts_at=soon,
            venue_id=place.id,
            source="próba",
        )
        events.set_state(opened, events.save(opened, stated, by=by).id, "published", by=by)


def text_columns() -> Iterator[tuple[sa.Table, Any]]:
    """Yield every column of the store that holds texts which people write."""
    for table in tables():
        for column in table.columns:
            is_text = isinstance(column.type, sa.String | sa.Text | sa.JSON)
            if is_text and f"{table.name}.{column.name}" not in FIXED:
                yield table, column


def _overwrite(opened: Session, text: str) -> None:
    for table, column in text_columns():
        assert opened.execute(sa.select(sa.func.count()).select_from(table)).scalar(), (
            f"nothing is stored in {table.name}; store something, so that it is tried"
        )
        if isinstance(column.type, sa.JSON):
            value = {"próba": text, text: [text]}
        elif column.unique:
            value = sa.literal(text) + " " + sa.cast(table.c.id, sa.String)
        else:
            value = text
        opened.execute(sa.update(table).values({column.name: value}))


def values(app: Flask, candidate: str) -> dict[str, tuple[object, ...]]:
    """Values of the parts of addresses; `endpoint.part` goes before `part`."""
    with app.test_request_context():
        areas = state().areas
        (first, *_) = areas.acceptances(SLUG)[::-1]
        with state().store.session(read_only=True) as opened:
            benches = tuple(one.id for one in drafts.listed(opened))
    return {
        "identity": benches,
        "workshop.candidate.number": (1,),
        "workshop.candidate_package_file.number": (1,),
        "workshop.draw.number": (1,),
        "slug": (SLUG,),
        "info.page.slug": ("privacy", "imprint", "accessibility"),
        "info.edit.slug": ("privacy",),
        "page_admin.edit.slug": ("privacy",),
        "venue_admin.edit.slug": ("proba-haz-1", "proba-haz-2"),
        "variant": ("programme", "ksh"),
        "edition_hash": (first.hash,),
        "editions.candidate.edition_hash": (candidate,),
        "editions.candidate_script.edition_hash": (candidate,),
        "desk.map_script.variant": (first.variant,),
        "fact_id": tuple(one.id for one in facts_of(SLUG)),
        "number": (1, 2),
        "events.event.number": ("1", "2", f"{SLUG}_course-competences"),
        "events.calendar_file.number": ("1", "2"),
        "venues_public.venue.number": ("proba-haz-1", "proba-haz-2", f"{SLUG}_action-area"),
        "venues_public.map_script.number": ("proba-haz-1", "proba-haz-2"),
        "spoken": ("hu", "en"),
        "part": ("result",),
        "ending": ("csv",),
        "downloads.file.name": tuple(
            f"{'all' if one.many_layers else 'legs'}.{one.ending}" for one in FORMATS.values()
        ),
        "downloads.places.name": tuple(f"venues.{one.ending}" for one in FORMATS.values()),
        "name": ("venues.geojson", "events.csv"),
        "audit.export.kind": ("csv", "xlsx"),
        "kind": ("jsonld", "csv", "xlsx", "geojson", "ics"),
        "form": ("jsonld", "ttl"),
        "collection_id": ("venues", "events", "areas", "legs"),
        "feature_id": ("1",),
    }


def evaluated(text: str) -> list[str]:
    """Return the marks of evaluation that a text shows."""
    return [mark for mark in MARKS if mark in text]


def addresses(app: Flask, values: dict[str, tuple[object, ...]]) -> Iterator[tuple[str, str]]:
    """Yield rule and address of every page that is read with GET.

    Raises:
        KeyError: a rule has a part of which no value is known; add it to the test.
    """
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        chosen: list[dict[str, object]] = [{}]
        for name in sorted(rule.arguments):
            known = values.get(f"{rule.endpoint}.{name}") or values[name]
            chosen = [{**one, name: value} for one in chosen for value in known]
        for one in chosen:
            yield rule.rule, adapter.build(rule.endpoint, one, method="GET")


LINK = re.compile(r"""(?:href|src|data-\w+)=["'](/(?!/|static/)[^"'#]*)["']""")


def read_all(client: FlaskClient, waiting: list[str], most: int) -> dict[str, Any]:
    """Read addresses and whatever their pages link to, up to a number of answers."""
    read: dict[str, Any] = {}
    waiting = list(dict.fromkeys(waiting))
    while waiting and len(read) < most:
        address = waiting.pop(0)
        if address in read:
            continue
        answer = read[address] = client.get(address)
        if answer.mimetype == "text/html":
            links = [link.replace("&amp;", "&") for link in LINK.findall(answer.text)]
            waiting += [one for one in links if one not in read and "/downloads/" not in one]
    return read
