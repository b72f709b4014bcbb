"""Why something could not be done, as a code that a page can say in its language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.errors import (
    PlaceError,
    SourceAnswerError,
    SourceRefusedError,
    SourceUnavailableError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from webmap.web.i18n import Texts

_BY_CLASS: tuple[tuple[type[Exception], str], ...] = (
    (PlaceError, "place"),
    (SourceUnavailableError, "away"),
    (SourceRefusedError, "refused"),
    (SourceAnswerError, "answer"),
    (OSError, "disk"),
)


def code_of(fault: Exception) -> str:
    """Return the code of a fault; empty where only its message tells."""
    own = getattr(fault, "code", "")
    if own:
        return str(own)
    return next((code for kind, code in _BY_CLASS if isinstance(fault, kind)), "")


def why_words(found: Mapping[str, Any], t: Texts) -> str:
    """Say why something failed; in English, the message itself.

    Args:
        found: what a process left behind: `why`, the message in English, and `code`.
        t: the texts.
    """
    code, why = found.get("code", ""), str(found.get("why", ""))
    if t.language == "en" and why:
        return why
    return t(f"workshop.why.{code if t.has(f'workshop.why.{code}') else 'other'}")
