"""A draft as a request finds it, and the one way to keep its next version."""

from __future__ import annotations

import dataclasses
import functools
from functools import cached_property
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import request

from boundaries.errors import BoundaryError
from boundaries.register.load import holds_doors_only
from boundaries.workshop.bench import look
from boundaries.workshop.draft import Draft, SourceFile, from_document, to_document
from boundaries.workshop.list_bench import fitting_steps, look_at_list
from geo.errors import GeoError
from webmap.accounts.guards import allowed
from webmap.admin.answers import go, refused
from webmap.desk.nav import WORKSHOP_ROLES
from webmap.files.folders import FileFaultError
from webmap.request.state import state
from webmap.store import drafts
from webmap.store.drafts import OvertakenError
from webmap.store.errors import StoreError
from webmap.store.tables import User
from webmap.web.http import Problem, language
from webmap.web.i18n import texts

from . import fetching, sources
from .sources import OSM_LICENCE

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from werkzeug.wrappers import Response as AnyResponse

    from boundaries.edition.corrections import Correction
    from boundaries.register.model import TownRegister
    from boundaries.workshop.areas import AreaText
    from boundaries.workshop.bench import Look, Map
    from boundaries.workshop.list_bench import ListLook
    from boundaries.workshop.row_steps import RowStep
    from webmap.store.tables import Draft as DraftRow


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
            detail = texts(language())("workshop.fault.map_unread")
            raise Problem(detail, code="map_unread", status=HTTPStatus.CONFLICT) from fault

    @cached_property
    def handed(self) -> dict[int, drafts.Handed]:
        """How each area was last handed over, by its number."""
        return drafts.handed_areas(self.versions)

    @cached_property
    def areas(self) -> tuple[AreaText, ...]:
        """The areas of the draft; a long text takes a while to read."""
        return self.draft.areas()

    def area(self, number: int) -> AreaText:
        """Return an area of the draft; a 404 where there is none."""
        found = next((one for one in self.areas if one.number == number), None)
        if found is None:
            detail = texts(language())("admin.not_known")
            raise Problem(detail, code="not_known", status=HTTPStatus.NOT_FOUND)
        return found

    def look(self, area: AreaText, *, tried: bool = False) -> Look:
        """Return an area on the bench; what would close it is compiled where that is shown.

        Raises:
            Problem: it is a list, which has no line.
        """
        require_line(area)
        return _looked(area, self.draft.of(area.number), self.map(), tried=tried)

    def register(self) -> TownRegister | None:
        """Return the register of the draft."""
        try:
            return sources.open_register(self.folder, self.draft.registers, self.draft.town)
        except (BoundaryError, GeoError, OSError) as fault:
            detail = texts(language())("workshop.fault.register", why="")
            raise Problem(detail, code="register_unread", status=HTTPStatus.CONFLICT) from fault

    def look_at_list(self, area: AreaText) -> ListLook:
        """Return a list on the bench."""
        self.register()  # says what is wrong with it
        steps = fitting_steps(area, self.draft.list_of(area.number).steps)
        return _listed(area, steps, self.folder, self.draft.registers, self.draft.town)

    def is_ready(self, area: AreaText) -> bool:
        """Tell whether an area can be handed over."""
        return self.look_at_list(area).is_ready if area.is_list else self.look(area).is_ready


def require_line(area: AreaText) -> None:
    """Refuse what is asked of a line where the area is a list.

    Raises:
        Problem: it is.
    """
    if area.is_list:
        detail = texts(language())("workshop.fault.is_list")
        raise Problem(detail, code="is_list", status=HTTPStatus.CONFLICT)


@functools.lru_cache(maxsize=12)
def _looked(
    area: AreaText, corrections: tuple[Correction, ...], over: Map | None, *, tried: bool
) -> Look:
    """Keep how areas stood: a page, the script of its map and the next step ask for the same."""
    return look(area, corrections, over, tried=tried)


@functools.lru_cache(maxsize=12)
def _listed(
    area: AreaText,
    steps: tuple[RowStep, ...],
    folder: Path,
    registers: tuple[SourceFile, ...],
    town: str,
) -> ListLook:
    """Keep how lists stood: streets are looked up once for a page and the step after it."""
    found = sources.open_register(folder, registers, town)
    return look_at_list(area, steps, None if found is None else found.register)


def seen_draft(identity: str) -> Opened:
    """Return a draft at the version that the sender of a form has seen."""
    return Opened(identity, sent_number("seen"))


def sent_number(field: str) -> int | None:
    """Return a whole number of a form; None where it has none."""
    text = request.form.get(field, "")
    return int(text) if text.isdecimal() else None


def back_to(
    opened: Opened, area: int | None = None, done: str | None = None, page: str = "workshop.bench"
) -> AnyResponse:
    """Lead back to a page of a draft after a step."""
    return go(page, identity=opened.row.id, area=area, done=done)


def asked_area(opened: Opened) -> AreaText | None:
    """Return the area that is worked on: the first one where none is named; None without any."""
    areas = opened.areas
    asked = request.values.get("area", "")
    if not areas:
        return None
    if not asked.isdecimal():
        return areas[0]
    return opened.area(int(asked))


def fault_text(fault: FileFaultError) -> str:
    """Say what is wrong with a file that was sent."""
    t = texts(language())
    if t.has(f"workshop.fault.{fault.code}"):
        return t(f"workshop.fault.{fault.code}", **fault.values)
    if fault.code.startswith("map_"):
        return t("workshop.fault.map_unread")
    if t.has(f"files.fault.{fault.code}"):
        return t(f"files.fault.{fault.code}", **fault.values)
    return t("workshop.fault.file")


def take_map(opened: Opened, field: str) -> str | None:
    """Keep a map that came with a form as a step of a draft; return what is wrong with it."""
    if len(opened.draft.maps) >= sources.MOST_MAPS:
        return texts(language())("workshop.fault.many_maps", most=sources.MOST_MAPS)
    try:
        found = sent_map(opened.folder, field, opened.draft.maps)
    except FileFaultError as fault:
        return fault_text(fault)
    if found is not None:
        keep_map(opened, found)
    return None


def sent_map(folder: Path, field: str, before: Sequence[SourceFile] = ()) -> SourceFile | None:
    """Take in a map that came with a form; None where none came.

    Args:
        folder: of the draft.
        field: of the form.
        before: the maps that the draft has already.

    Raises:
        FileFaultError: it is no map, or cannot be taken; nothing of it is left.
    """
    sent = request.files.get(field)
    if sent is None or not sent.filename:
        return None
    limit = state().settings.max_upload_bytes
    return sources.take_map(folder, before, sent.stream, sent.filename, limit)


def keep_map(opened: Opened, found: SourceFile) -> None:
    """Keep a map that was taken in as a step of a draft.

    Raises:
        OvertakenError: somebody has gone on with it.
    """
    draft = dataclasses.replace(opened.draft, maps=(*opened.draft.maps, found))
    step(opened, draft, "map", {"name": found.name})


def step(
    opened: Opened,
    draft: Draft,
    code: str,
    said: Mapping[str, Any],
    *,
    states: Collection[str] = ("open",),
) -> None:
    """Keep the next version of a draft.

    Args:
        opened: as it was found.
        draft: as it is to be kept.
        code: what was done.
        said: what else there is to say of it.
        states: in which the draft may be.

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
                states=states,
            )
        except OvertakenError:
            raise
        except StoreError as fault:
            raise refused(fault) from fault


def take_fetched(opened: Opened) -> bool:
    """Take into a draft what was fetched for it; true where there is a new version.

    It is a step of the person who asked for it, whoever looks first.
    """
    for kind in fetching.KINDS:
        found = fetching.state_of(opened.folder, kind)
        if found is None or found["state"] != fetching.DONE or opened.row.state != "open":
            continue
        path = opened.folder / found["file"]
        size, digest = sources.measured(path)
        licence = OSM_LICENCE if kind == fetching.MAP else ""
        file = SourceFile(path.name, found["name"], digest, size, found["dated"], licence)
        draft = _with(opened.draft, kind, file, found["town"])
        said = {"name": f"{found['name']}, {found['dated'][:10]}"}
        try:
            with state().store.session() as session:
                by = session.get_one(User, found["by"])
                drafts.step(
                    session,
                    opened.row.id,
                    to_document(draft),
                    kind,
                    said,
                    seen=opened.version.number,
                    by=by,
                )
        except StoreError:
            continue  # somebody else has taken it, or goes on: the next look tries again
        fetching.taken(opened.folder, kind)
        return True
    return False


def _with(draft: Draft, kind: str, file: SourceFile, town: str) -> Draft:
    if kind == fetching.MAP:
        return dataclasses.replace(draft, maps=(*draft.maps, file), town=draft.town or town)
    tables = tuple(one for one in draft.registers if holds_doors_only(one.file))
    return dataclasses.replace(draft, registers=(file, *tables), town=draft.town or town)
