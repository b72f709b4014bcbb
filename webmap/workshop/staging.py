"""An area made ready beside the pages: its street list, its open doors, what it would change.

That takes seconds to minutes, so it is done by a process that outlives the request. How far it is
stands in a folder of the draft, so that every worker can tell; the folder is named by the words,
the corrections, the maps and the register, and another one is begun where any of them changes.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import shutil
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from boundaries.child import Limits, start
from boundaries.errors import BoundaryError
from boundaries.refresh import refreshing
from boundaries.workshop import hand_over
from boundaries.workshop.draft import from_document, to_document
from boundaries.workshop.hand_over import Said
from geo.errors import GeoError
from geo.files import LockedError, is_held, locked, write_whole
from webmap.store.drafts import READY

from .made import make_area
from .why import code_of

if TYPE_CHECKING:
    from pathlib import Path

    from boundaries.workshop.areas import AreaText
    from boundaries.workshop.draft import Draft

RUNNING, DONE, FAILED = "running", "done", "failed"
STEPS = (
    hand_over.LINE,
    refreshing.REGISTER,
    refreshing.MAP,
    refreshing.LIST,
    refreshing.DOORS,
    hand_over.WORK,
)
"""What is done, in its order."""
_LIMITS = Limits(cpu_seconds=900, memory=3 << 30, niceness=5)
_STATE, _WISH, _LOCK, _MADE = "state.json", "wish.json", "made.lock", "made"


def stage_of(folder: Path, draft: Draft, area: AreaText) -> Path:
    """Return the folder in which an area of a draft is made ready, as the draft is now.

    Args:
        folder: of the draft.
        draft: at the version that is looked at.
        area: of its text.
    """
    own = to_document(draft)
    told = (
        area.sentence,
        [(one.text, one.span.start, one.span.end) for one in area.beside],
        [made for number, made in own["corrections"].items() if int(number) == area.number],
        [one.sha256 for one in draft.maps],
        [one.sha256 for one in draft.registers],
        draft.town,
        *([own["lists"].get(area.number, {}).get("steps", [])] if area.is_list else []),
    )
    key = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
    return folder / f"{READY}{area.number}-{key[:12]}"


def state_of(stage_folder: Path) -> dict[str, Any] | None:
    """Return how far an area is made ready; None where that was not begun.

    `state` is running, done or failed; `step` is one of `STEPS`; `why` says why it failed, `code`
    likewise for pages in other languages, empty where its process was ended; `said` is what is said
    of the area (`Said`).
    """
    found = _read(stage_folder / _STATE)
    if found is not None and found["state"] == RUNNING and not is_held(stage_folder / _LOCK):
        found = _read(stage_folder / _STATE) or found  # it may have come to its end meanwhile
        if found["state"] == RUNNING:
            found |= {"state": FAILED, "why": ""}
    return None if found is None else found | {"said": Said(**found["said"])}


def wished(stage_folder: Path) -> dict[str, Any] | None:
    """Return the wish to hand the area over as soon as it is ready; None where nobody has it.

    `said` is what is said of the area, `by` is the id of the person, `version` the number of the
    version that was looked at.
    """
    found = _read(stage_folder / _WISH)
    return None if found is None else found | {"said": Said(**found["said"])}


def has_wish(folder: Path) -> bool:
    """Tell whether somebody wishes that an area of a draft, in its folder, is handed over."""
    return any(folder.glob(f"{READY}*/{_WISH}"))


def wish(stage_folder: Path, said: Said, *, by: int, version: int) -> None:
    """Note that somebody wishes to hand the area over as soon as it is ready.

    Raises:
        OSError: the folder cannot be written.
    """
    stage_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write(stage_folder / _WISH, {"said": asdict(said), "by": by, "version": version})


def wish_ended(stage_folder: Path) -> None:
    """Forget the wish: it was fulfilled, or somebody was told why it was not."""
    (stage_folder / _WISH).unlink(missing_ok=True)


def made_in(stage_folder: Path) -> Path:
    """Return the folder of what was made, as `hand_over.stage` leaves it."""
    return stage_folder / _MADE


def failure_told(stage_folder: Path) -> None:
    """Forget that an area could not be made ready: it is tried again."""
    found = state_of(stage_folder)
    if found is not None and found["state"] == FAILED:
        (stage_folder / _STATE).unlink(missing_ok=True)


def candidate_of(stage_folder: Path) -> str:
    """Return the hash of what was made; empty where nothing was."""
    found = hand_over.staged(made_in(stage_folder))
    return "" if found is None else found.candidate


def begin(
    stage_folder: Path,
    draft: Draft,
    area: AreaText,
    said: Said,
    *,
    day: dt.date,
    with_work: bool = True,
) -> None:
    """Begin to make an area ready, unless that is being done; what is of former words goes.

    Args:
        stage_folder: as `stage_of` names it.
        draft: at the version that is looked at.
        area: of its text.
        said: what is said of the area.
        day: by the calendar in Hungary.
        with_work: find out what would decide the doors that stay open.

    Raises:
        OSError: the folder cannot be written.
    """
    found = state_of(stage_folder)
    if found is not None and found["state"] == RUNNING:
        return
    _remove_others(stage_folder, area.number)
    stage_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    told = {"said": asdict(said)}
    order = {
        "draft": to_document(draft),
        "number": area.number,
        "day": day.isoformat(),
        "with_work": with_work,
        **told,
    }
    # A process that has said its last word may take a moment to end.
    with contextlib.suppress(LockedError), locked(stage_folder / _LOCK) as held:
        _write(stage_folder / _STATE, told | {"state": RUNNING, "step": STEPS[0]})
        start(make, stage_folder, order, limits=_LIMITS, held=(held,))


def make(stage_folder: Path, order: dict[str, Any]) -> None:
    """Make an area ready; this is the work of the process."""
    draft, folder = from_document(order["draft"]), stage_folder.parent
    new, made = stage_folder / "new", made_in(stage_folder)

    def tell(step: str, state: str = RUNNING, why: str = "", code: str = "") -> None:
        told = {"said": order["said"], "state": state, "step": step, "why": why, "code": code}
        _write(stage_folder / _STATE, told)

    try:
        shutil.rmtree(new, ignore_errors=True)
        make_area(
            folder,
            draft,
            order["number"],
            Said(**order["said"]),
            into=new,
            day=dt.date.fromisoformat(order["day"]),
            former=made if made.is_dir() else None,
            with_work=lambda: order["with_work"] and wished(stage_folder) is None,
            tell=tell,
        )
        shutil.rmtree(made, ignore_errors=True)
        new.rename(made)
        tell(STEPS[-1], DONE)
    except (BoundaryError, GeoError, OSError) as fault:
        why = str(fault).replace(f"{folder}/", "")[:400]
        with contextlib.suppress(OSError):  # the folder is gone: other words are worked on by now
            tell("", FAILED, why, code_of(fault))


def _remove_others(stage_folder: Path, number: int) -> None:
    """Remove what was made of former words; a process that is at it ends when it next tells."""
    for one in stage_folder.parent.glob(f"{READY}{number}-*"):
        if one != stage_folder:
            shutil.rmtree(one, ignore_errors=True)


def _read(path: Path) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found


def _write(path: Path, said: dict[str, Any]) -> None:
    write_whole(path, json.dumps(said, ensure_ascii=False))
