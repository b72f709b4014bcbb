"""Programme files of one's own: written whole, published, withdrawn and taken back.

`programmes/<slug>.yaml` is the file, `programmes/texts/<slug>/` holds the texts of its sources, and
the note `programmes/<slug>.withdrawn` takes it out of the catalogue without touching it. A file
that somebody else has changed since it was read is never written over.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.files import locked, write_whole

from ..edition.new_area import SLUG
from ..errors import BoundaryError, DefinitionError, Fault
from ..yaml_depth import dump, load_here
from .catalogue import (
    PROGRAMMES,
    WITHDRAWN,
    checked_programme,
    not_in_source,
    programme_file,
    read_programme,
)
from .drafting import ProgrammeDraft, document_of
from .model import Programme

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

TEXTS = "texts"
"""Folder of the texts of sources, in that of the programmes."""
LARGEST_TEXT = 2_000_000
"""Bytes of a source's text that is read with its programme."""
_HEAD = (
    "Facts of one programme, written in the workshop; the file name is the slug. Words stand as\n"
    "in the source."
)


class ProgrammeChangedError(BoundaryError, ValueError):
    """The file of a programme is not what a draft goes on from: somebody else has written it."""


def to_yaml(document: Mapping[str, Any]) -> str:
    """Return a programme as its file holds it."""
    return dump(document, head=_HEAD)


def digest_of(slug: str, home: Path) -> str:
    """Return the SHA-256 of a programme's file that is in force; "" where there is none.

    Args:
        slug: of the programme.
        home: folder of one's own areas; a bundled file counts where it has none.
    """
    path = home / PROGRAMMES / f"{slug}.yaml"
    found = path if path.is_file() else programme_file(slug)
    return "" if found is None else hashlib.sha256(found.read_bytes()).hexdigest()


def open_programme(slug: str, home: Path) -> ProgrammeDraft:
    """Begin a draft from the file of a programme, which may be written by hand or bundled.

    Raises:
        DefinitionError: there is none, or it has faults.
    """
    own = home / PROGRAMMES / f"{slug}.yaml"
    path = own if own.is_file() else programme_file(slug)
    if path is None:
        raise DefinitionError(slug, (Fault("file", "there is none", "missing"),))
    programme = read_programme(path)
    document = document_of(programme)
    texts: dict[str, str | None] = {}
    for key, source in programme.sources.items():
        held = _text(path.parent / TEXTS / slug, source.file)
        if held is not None:
            texts[key] = held
    return ProgrammeDraft(slug, document, texts, opened=document, base=digest_of(slug, home))


def _text(folder: Path, name: str) -> str | None:
    path = folder / name
    try:
        inside = Path(name).name == name and path.stat().st_size <= LARGEST_TEXT
        return path.read_text("utf-8") if inside else None
    except (OSError, ValueError):
        return None


@dataclass(frozen=True, slots=True)
class Ready:
    """A programme that can be written."""

    slug: str
    text: str
    """Of its file."""
    texts: Mapping[str, str]
    """Name of a file -> the text of a source."""
    base: str
    """SHA-256 of the file that it takes the place of."""

    @property
    def digest(self) -> str:
        """SHA-256 of its file."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def write(self, home: Path) -> None:
        """Write its file, and the texts of its sources beside it.

        Args:
            home: folder of one's own areas.

        Raises:
            ProgrammeChangedError: somebody else has written the file meanwhile.
            OSError: it cannot be written.
        """
        folder = home / PROGRAMMES
        beside = folder / TEXTS / self.slug
        beside.mkdir(parents=True, exist_ok=True)
        with locked(folder / f".{self.slug}.lock"):
            if digest_of(self.slug, home) != self.base:
                raise ProgrammeChangedError(f"{self.slug} was changed by somebody else meanwhile")
            for name, words in self.texts.items():
                write_whole(beside / name, words)
            write_whole(folder / f"{self.slug}.yaml", self.text)


def made_ready(draft: ProgrammeDraft, whole: str, home: Path, *, day: dt.date) -> Ready:
    """Return what would be written of a draft, read back and found without fault.

    Args:
        draft: what is written.
        whole: text of the whole draft, which may be that of a source.
        home: folder of one's own areas.
        day: on which it is changed.

    Raises:
        DefinitionError: it has faults, or a quotation is not in its source.
    """
    if not SLUG.fullmatch(draft.slug):
        raise DefinitionError(draft.slug, (Fault("slug", "is no slug", "slug"),))
    document = {**_in_order(draft.document), "revised": day.isoformat()}
    text = to_yaml(document)
    programme = checked_programme(load_here(text), draft.slug, home)
    texts = {
        key: words for key in programme.sources if (words := draft.text_of(key, whole)) is not None
    }
    if faults := tuple(not_in_source(programme, texts)):
        raise DefinitionError(draft.slug, faults)
    files = {programme.sources[key].file: words for key, words in texts.items()}
    kept = {name: words for name, words in files.items() if Path(name).name == name}
    return Ready(draft.slug, text, kept, draft.base)


def _in_order(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document in the order of the model; empty lists and mappings are left out."""
    return {name: document[name] for name in Programme.model_fields if document.get(name)}


def withdraw(slug: str, home: Path, *, by: str, reason: str, day: dt.date) -> None:
    """Take a programme out of the catalogue; its file is kept.

    Args:
        slug: of the programme.
        home: folder of one's own areas.
        by: who does so.
        reason: why.
        day: since when.

    Raises:
        OSError: the note cannot be written.
    """
    note = {"by": by, "reason": reason, "on": day.isoformat()}
    path = _note(slug, home)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, json.dumps(note, ensure_ascii=False) + "\n")


def restore(slug: str, home: Path) -> None:
    """Put a programme back into the catalogue.

    Raises:
        OSError: the note cannot be removed.
    """
    _note(slug, home).unlink(missing_ok=True)


def is_withdrawn(slug: str, home: Path) -> bool:
    """Tell whether a programme was withdrawn."""
    return _note(slug, home).is_file()


def _note(slug: str, home: Path) -> Path:
    return home / PROGRAMMES / f"{slug}{WITHDRAWN}"
