"""An area of a draft made ready, as its pages ask for it: begun, looked at, handed over.

Nobody waits for it: who looks next hands over what was wished to be handed over.
"""

from __future__ import annotations

import contextlib
import dataclasses
import re
from typing import TYPE_CHECKING, Any

from boundaries.address.capital import town_key
from boundaries.data_files import own_folder
from boundaries.errors import BoundaryError
from boundaries.facts.area_files import look_again
from boundaries.language.names import fold
from boundaries.refresh import candidates as refreshed
from boundaries.streets.street_list import DEFAULT_VARIANT
from boundaries.workshop.hand_over import Said, is_fresh, publish, staged_candidate, staged_edition
from webmap.admin.answers import refused
from webmap.admin.candidates import Candidates, unwritable
from webmap.admin.compared import in_force
from webmap.request.state import state
from webmap.store import drafts
from webmap.store.drafts import OvertakenError
from webmap.store.errors import StoreError
from webmap.store.tables import User
from webmap.web.http import language
from webmap.web.i18n import capitalised, texts

from . import staging
from .opened import Opened
from .why import code_of, why_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from boundaries.model import Edition
    from boundaries.refresh.survey import AreaInfo
    from boundaries.workshop.areas import AreaText
    from webmap.store.tables import Draft


def folder_of(opened: Opened, area: AreaText) -> Path:
    """Return the folder in which an area is made ready, at the version that is shown."""
    return staging.stage_of(opened.folder, opened.draft, area)


def suggested(opened: Opened, area: AreaText, slug: str = "") -> Said:
    """Return what is said of an area as long as nobody has said it.

    Args:
        opened: the draft.
        area: of its text.
        slug: of the area in force that it is to take the place of; empty where it is a new one.
    """
    title = capitalised(area.title or opened.row.title)
    slug = slug or opened.draft.list_of(area.number).replaces
    made = "-".join(re.findall("[a-z0-9]+", fold(f"{opened.draft.town} {title}")))[:60]
    held = in_force(slug, DEFAULT_VARIANT) if slug else None
    if held is None:
        unsaid = texts(language())("workshop.unsaid")
        slug = slug or made.strip("-") or "terulet"
        return Said(slug, opened.draft.town, title, title, unsaid, title, unsaid)
    titles, source = held.title, held.source
    return Said(
        slug,
        opened.draft.town,
        titles["hu"],
        titles["en"],
        held.authority,
        str(source["title"]),
        str(source["document"]),
    )


def made_of(opened: Opened, area: AreaText) -> Edition | None:
    """Return the edition that was made of an area, at the version that is shown; None of none."""
    try:
        return staged_edition(staging.made_in(folder_of(opened, area)))
    except BoundaryError:  # it was thrown away meanwhile
        return None


def report_of(opened: Opened, area: AreaText) -> dict[str, Any] | None:
    """Return the report of what was made of an area; None of none."""
    try:
        waits = staged_candidate(staging.made_in(folder_of(opened, area)))
        return None if waits is None else waits.report()
    except BoundaryError:  # it was thrown away meanwhile
        return None


def begin(opened: Opened, area: AreaText, said: Said, *, with_work: bool = True) -> None:
    """Begin to make an area ready.

    Args:
        opened: the draft.
        area: of its text.
        said: what is said of it.
        with_work: find out what would decide the doors that stay open.

    Raises:
        OSError: the draft's folder cannot be written.
    """
    folder, today = folder_of(opened, area), state().today()
    staging.begin(folder, opened.draft, area, said, day=today, with_work=with_work)


def hand_over(opened: Opened, area: AreaText, said: Said, by: User) -> None:
    """Hand an area over as soon as it is ready.

    Raises:
        OvertakenError: somebody has gone on with the draft.
        Problem: there is no such draft.
        OSError: the draft's folder cannot be written.
    """
    with state().store.session(read_only=True) as session:
        try:
            drafts.require_seen(session, opened.row.id, opened.version.number)
        except OvertakenError:
            raise
        except StoreError as fault:
            raise refused(fault) from fault
    folder = folder_of(opened, area)
    staging.failure_told(folder)
    staging.wish(folder, said, by=by.id, version=opened.version.number)


def is_as_handed(opened: Opened, area: AreaText) -> bool:
    """Tell whether an area stands as it was handed over."""
    handed = opened.handed.get(area.number)
    if handed is None:
        return False
    try:
        return staging.candidate_of(folder_of(opened, area)) == handed.candidate
    except (BoundaryError, OSError):  # what was made was thrown away: the area has changed
        return False


def go_on(opened: Opened, area: AreaText) -> str | None:
    """Fulfil the wish to hand an area over, as far as that can be done now.

    Returns:
        Why it cannot be fulfilled, as a sentence; None where it was, or still may be.
    """
    folder = folder_of(opened, area)
    wish, found = staging.wished(folder), staging.state_of(folder)
    if wish is None or (found is not None and found["state"] == staging.RUNNING):
        return None
    if found is not None and found["state"] == staging.FAILED:
        staging.wish_ended(folder)
        t = texts(language())
        return t("workshop.fault.hand_over", why=why_words(found, t))
    if not is_fresh(staging.made_in(folder), wish["said"], state().today()):
        begin(opened, area, wish["said"], with_work=False)
        return None
    fault = _publish(opened, area, folder, wish)
    staging.wish_ended(folder)
    return fault


def _publish(opened: Opened, area: AreaText, folder: Path, wish: Mapping[str, Any]) -> str | None:
    """Hand over what was made; return why that cannot be done."""
    home, t = own_folder(), texts(language())
    if unwritable() is not None or home is None:
        return t("workshop.fault.unwritable")
    waiting = Candidates(state().settings.data_folder).folder
    try:
        with state().store.session() as session:
            by = session.get_one(User, wish["by"])
            made = staging.candidate_of(folder)
            drafts.hand_over(
                session,
                opened.row.id,
                made,
                area.number,
                dataclasses.asdict(wish["said"]),
                seen=wish["version"],
                by=by,
            )
            # Inside the transaction: what cannot be written leaves no record behind.
            publish(staging.made_in(folder), home=home, waiting=waiting)
    except StoreError:
        return t("workshop.fault.gone_on")
    except BoundaryError as fault:
        told = {"why": str(fault), "code": code_of(fault)}
        return t("workshop.fault.hand_over", why=why_words(told, t))
    except OSError:
        return t("workshop.fault.unwritable")
    look_again()
    return None


def take_area_back(opened: Opened, area: AreaText, by: User) -> None:
    """Let an area that was handed over wait no more.

    Raises:
        Problem: there is no such draft.
    """
    with state().store.session() as session:
        try:
            waited = drafts.take_back(session, opened.row.id, area.number, by=by)
        except StoreError as fault:
            raise refused(fault) from fault
        if waited is not None:
            take_back(waited)


def take_back(candidate: str) -> None:
    """Remove what was handed over and waits to be accepted; what cannot be removed stays."""
    with contextlib.suppress(OSError):
        for one in refreshed.candidates():
            if one.hash == candidate:
                refreshed.discard(one)
        folder = Candidates(state().settings.data_folder).folder
        (folder / f"{candidate}.json").unlink(missing_ok=True)


def go_on_with_all(found: Iterable[Draft]) -> None:
    """Hand over what is ready of drafts, wherever somebody wishes it."""
    for draft in found:
        folder = state().store.data_dir / draft.folder
        if draft.state == "open" and staging.has_wish(folder):
            opened = Opened(draft.id)
            for area in opened.areas:
                go_on(opened, area)


def replaceable(opened: Opened) -> tuple[AreaInfo, ...]:
    """Return the areas in force that one of a draft may take the place of: those of its town."""
    town = town_key(opened.draft.town)
    return tuple(one for one in state().areas.list() if town_key(one.town) == town)
