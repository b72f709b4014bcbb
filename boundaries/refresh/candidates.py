"""Candidates: editions with their annex and report that wait for somebody to accept them.

    <own areas>/candidates/<slug>/<first 12 of its hash>/
        candidate.json   hashes, variant, when it was made
        edition.json     the frozen edition
        report.json      what it would change (`refresh_report`)
        annex/           what it would come into force with (`annexes`)

Nothing here answers anybody. The hash of a candidate is that of its edition and its annex, so that
the same data give the same candidate.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo.files import draft_of, is_draft, locked, sync_folder, write_whole

from ..clock import now, today
from ..data_files import VARIABLE, own_folder
from ..edition.acceptances import in_force
from ..edition.annexes import check, is_whole, read_annex, remove_drafts
from ..edition.edition import EDITIONS, accept, acceptances, areas_in, read_edition, to_document
from ..errors import CandidateError, EditionError
from ..streets.street_list import geometry_hash, load_street_list

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from pathlib import Path

    from ..edition.acceptances import Acceptance
    from ..edition.annexes import Annex
    from ..model import Edition

FOLDER = "candidates"
HEAD, EDITION, REPORT, ANNEX = "candidate.json", "edition.json", "report.json", "annex"
LOCK = ".candidates.lock"
SCHEMA = 1
SHORTEST = 6
"""Figures of a hash that are enough to name a candidate, where only one begins so."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One candidate on the disk."""

    folder: Path
    hash: str
    slug: str
    variant: str
    edition_hash: str
    annex_hash: str
    made: str
    """When, in Hungary (ISO)."""

    def edition(self) -> Edition:
        """Return its edition.

        Raises:
            EditionError: the file is gone or was changed.
            CandidateError: it is not the edition that the candidate names.
        """
        found = read_edition(self.folder / EDITION)
        if (found.slug, found.variant, found.hash) != (self.slug, self.variant, self.edition_hash):
            raise CandidateError(f"{self.folder / EDITION} is of something else; {_AGAIN}")
        return found

    def annex(self) -> Annex:
        """Return what it would come into force with, read through; raises as `edition`."""
        try:
            found = read_annex(self.folder / ANNEX)
            check(found)
        except EditionError as fault:
            raise CandidateError(f"{fault}; {_AGAIN}") from None
        if found.hash != self.annex_hash:
            raise CandidateError(f"{self.folder / ANNEX} is of something else; {_AGAIN}")
        return found

    def report(self) -> dict[str, Any]:
        """Return its report.

        Raises:
            CandidateError: the file is gone or was changed.
        """
        try:
            document = json.loads((self.folder / REPORT).read_text("utf-8"))
        except (OSError, ValueError, RecursionError) as fault:
            raise CandidateError(f"{self.folder / REPORT} cannot be read ({fault})") from None
        if not isinstance(document, dict) or document.get("candidate") != self.hash:
            raise CandidateError(f"{self.folder / REPORT} is of something else; {_AGAIN}")
        return document


_AGAIN = "make the candidate again with akcioterulet area refresh"


def own_home(folder: Path | None = None) -> Path:
    """Return the folder of one's own areas, in which candidates lie.

    Raises:
        CandidateError: none is named; says how to.
    """
    home = folder or own_folder()
    if home is None:
        raise CandidateError(
            f"name the folder of your areas: --folder, or {VARIABLE}; candidates are kept there, "
            "never among the program's own data"
        )
    return home


def candidate_hash(edition_hash: str, annex_hash: str) -> str:
    """Return the hash of a candidate."""
    return hashlib.sha256(f"{edition_hash} {annex_hash}".encode()).hexdigest()


def keep(
    edition: Edition, annex: Annex, report: Mapping[str, Any], home: Path
) -> tuple[Candidate, bool]:
    """Keep a candidate whole or not at all, and tell whether it was there already just so.

    Args:
        edition: frozen, with its annex made for it.
        annex: lies anywhere; its folder is copied.
        report: JSON; what depends on the moment must not stand in it.
        home: folder of one's own areas.

    Raises:
        CandidateError: the street list of the annex is not for this edition.
        EditionError: a file of the annex was changed.
        OSError: it cannot be written; nothing new is left.
    """
    require_fit(edition, annex)
    made = candidate_hash(edition.hash, annex.hash)
    place = home / FOLDER / edition.slug
    place.mkdir(parents=True, exist_ok=True)
    text = json.dumps({**report, "candidate": made}, ensure_ascii=False, indent=1) + "\n"
    with locked(place / LOCK):
        remove_drafts(place)
        target = place / made[:12]
        known = _read(target)
        if known is not None and is_whole(target / ANNEX, annex.hash):
            same = (target / REPORT).is_file() and (target / REPORT).read_text("utf-8") == text
            if not same:
                write_whole(target / REPORT, text)
            return known, same
        head = {
            "schema": SCHEMA,
            "hash": made,
            "slug": edition.slug,
            "variant": edition.variant,
            "edition": edition.hash,
            "annex": annex.hash,
            "made": now().isoformat(timespec="seconds"),
        }
        _lay_out(target, edition, annex, {HEAD: json.dumps(head, indent=1) + "\n", REPORT: text})
    found = _read(target)
    if found is None:
        raise CandidateError(f"{target} was changed while it was written; {_AGAIN}")
    return found, False


def _lay_out(target: Path, edition: Edition, annex: Annex, texts: Mapping[str, str]) -> None:
    draft, former = draft_of(target), draft_of(target)
    written = json.dumps(to_document(edition), ensure_ascii=False, indent=1, sort_keys=True)
    try:
        draft.mkdir()
        shutil.copytree(annex.folder, draft / ANNEX)
        check(dataclasses.replace(annex, folder=draft / ANNEX))
        for name, text in {**texts, EDITION: written + "\n"}.items():
            write_whole(draft / name, text)
        if target.exists():
            target.rename(former)
        draft.rename(target)
    finally:
        for left in (draft, former):
            shutil.rmtree(left, ignore_errors=True)
    sync_folder(target.parent)


def require_fit(edition: Edition, annex: Annex) -> None:
    """Refuse an annex whose street list was made for other ground, another area or variant.

    Raises:
        CandidateError: it was; says so.
        RegisterError: the list cannot be read.
    """
    meta = load_street_list(annex.folder, edition.variant).meta
    told = (meta.area, meta.variant, meta.geometry_hash)
    if told != (edition.slug, edition.variant, geometry_hash(edition)):
        raise CandidateError(
            f"the street list in {annex.folder} was made for {meta.area} ({meta.variant}) on other "
            f"ground than the edition {edition.hash[:12]}; {_AGAIN}"
        )


def candidates(slug: str | None = None, home: Path | None = None) -> tuple[Candidate, ...]:
    """Return the candidates of an area, or of all, the oldest first; those that do not read go.

    Args:
        slug: the area, or None.
        home: folder of one's own areas; by default the one of the environment, if any.
    """
    own = home or own_folder()
    if own is None:
        return ()
    places = sorted((own / FOLDER).glob("*")) if slug is None else [own / FOLDER / slug]
    found = [_read(path) for place in places for path in place.glob("*") if not is_draft(path)]
    kept = [one for one in found if one is not None]
    return tuple(sorted(kept, key=lambda one: (one.slug, one.made, one.variant)))


def find(named: str, slug: str | None = None, home: Path | None = None) -> Candidate:
    """Return the candidate whose hash begins with the figures given.

    Raises:
        CandidateError: there is none, or there are several; lists those there are.
    """
    there = candidates(slug, home)
    found = [one for one in there if one.hash.startswith(named.strip().lower())]
    if len(found) == 1 and len(named.strip()) >= SHORTEST:
        return found[0]
    known = ", ".join(f"{one.hash[:12]} ({one.slug}, {one.variant})" for one in there) or "none"
    what = f"several candidates begin with {named!r}" if len(found) > 1 else None
    what = what or f"no candidate {named!r}: give its first {SHORTEST} figures or more"
    raise CandidateError(f"{what}; there are: {known}")


def discard(candidate: Candidate) -> None:
    """Remove a candidate.

    Raises:
        OSError: it cannot be removed.
    """
    place = candidate.folder.parent
    with locked(place / LOCK):
        gone = draft_of(candidate.folder)
        candidate.folder.rename(gone)  # from here on it is no candidate any more
        sync_folder(place)
        shutil.rmtree(gone, ignore_errors=True)


def take(
    candidate: Candidate,
    *,
    by: str,
    on: str,
    reason: str,
    folder: Path | None = None,
    day: dt.date | None = None,
) -> Path:
    """Take edition, street list, places and map of a candidate into force together.

    What is in force must be what the candidate was compared with. The candidate goes once it is
    on record.

    Args:
        candidate: the one to accept.
        by: who takes it into force.
        on: ISO day from which it holds.
        reason: why.
        folder: of the editions; by default one's own.
        day: which day it is; by default the clock's.

    Returns:
        The file of the edition.

    Raises:
        CandidateError: its list does not fit it, or something else is in force by now.
        EditionError: as `edition.accept`; nothing comes into force.
        OSError: it cannot be written; what is in force is as it was.
    """
    edition, annex = candidate.edition(), candidate.annex()
    require_fit(edition, annex)
    require_fresh(candidate, day)
    home = folder or own_home() / EDITIONS
    path = accept(edition, by=by, on=on, reason=reason, folder=home, annex=annex)
    with contextlib.suppress(OSError):  # it is in force; what is left here is no harm
        discard(candidate)
    return path


def require_fresh(candidate: Candidate, day: dt.date | None = None) -> None:
    """Refuse a candidate that was compared with something else than what is in force.

    Args:
        candidate: the one to look at.
        day: which day it is; by default the clock's.

    Raises:
        CandidateError: it was; says with what.
    """
    told = against(holding(candidate.slug, candidate.variant, day))
    if candidate.report().get("in_force") != told:
        raise CandidateError(
            f"something else is in force of {candidate.slug} ({candidate.variant}) than when the "
            f"candidate {candidate.hash[:12]} was compared; look at it anew: {_AGAIN}"
        )


def holding(slug: str, variant: str, day: dt.date | None = None) -> Acceptance | None:
    """Return the record by which an area's variant is in force, or None where nothing is."""
    return in_force(acceptances(slug), day or today(), variant) if slug in areas_in() else None


def against(held: Acceptance | None) -> dict[str, str] | None:
    """Return how a report names what it was compared with."""
    return None if held is None else {"edition": held.hash, "annex": held.annex, "on": held.on}


def _read(folder: Path) -> Candidate | None:
    """Read a candidate; None where there is none that can be read."""
    try:
        head = json.loads((folder / HEAD).read_text("utf-8"))
        if head["schema"] != SCHEMA:
            return None
        texts = {name: str(head[name]) for name in ("hash", "slug", "variant", "made")}
        edition, annex = str(head["edition"]), str(head["annex"])
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return None
    if texts["hash"] != candidate_hash(edition, annex) or texts["slug"] != folder.parent.name:
        return None
    return Candidate(folder=folder, edition_hash=edition, annex_hash=annex, **texts)
