"""The one engine as file jobs need it: made anew inside every worker process."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from boundaries.bundled import DATA

from .i18n import DEFAULT_LANGUAGE
from .presenters import reason_text
from .services import DEFAULT_VARIANT, BundledAreas

if TYPE_CHECKING:
    from collections.abc import Callable

    from boundaries.model import Answer


@dataclass(frozen=True, slots=True)
class AreaAnswering:
    """Answers about one area in one language; a `boundaries.bulk.answers.Answering`."""

    slug: str
    variant: str = DEFAULT_VARIANT
    lang: str = DEFAULT_LANGUAGE

    @property
    def identity(self) -> str:
        """Edition, the files that answers come from, language and version, as one text."""
        edition = BundledAreas().edition(self.slug, self.variant)
        folder = DATA / PurePosixPath(str(edition.definition["street_list"])).parent
        digest = hashlib.sha256()
        for path in sorted(path for path in folder.iterdir() if path.is_file()):
            digest.update(f"{path.name}\0{path.stat().st_size}\0".encode())
            digest.update(path.read_bytes())
        return f"{edition.hash} {digest.hexdigest()} {self.lang} {version('akcioterulet')}"

    def __call__(self) -> Callable[[str], tuple[Answer, str]]:
        """Return the engine with its sentences."""
        areas = BundledAreas()
        areas.edition(self.slug, self.variant)  # an unknown area is told before the first row

        def ask(query: str) -> tuple[Answer, str]:
            answer = areas.check(query, self.slug, self.variant)
            return answer, reason_text(answer, self.lang)

        return ask
