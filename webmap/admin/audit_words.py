"""Lines of the log in the reader's language: what was done to what, and what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webmap.ask.words import SHORT_HASH, variant_name
from webmap.web.i18n import capitalised, texts

if TYPE_CHECKING:
    from webmap.ask.services import Areas
    from webmap.store.tables import Audit


class LineWords:
    """Subjects and details of lines, with the names that areas and variants have today."""

    def __init__(self, areas: Areas, lang: str) -> None:
        self._t = texts(lang)
        self._variants = {
            (info.slug, variant): variant_name(areas.edition(info.slug, variant), lang)
            for info in areas.list()
            for variant in info.variants
        }

    def subject(self, row: Audit) -> str:
        """Name what something was done to: "Egyedi döntés: 12"."""
        kind, _, rest = row.subject.partition(":")
        name = capitalised(self._t.or_raw("admin.subject", kind))
        return f"{name}: {self._named(kind, rest)}" if rest else name

    def _named(self, kind: str, rest: str) -> str:
        if kind == "job":
            return rest[:SHORT_HASH]
        if kind == "edition":
            slug, _, variant = rest.partition("/")
            return f"{slug} – {self._variants.get((slug, variant), variant)}"
        return rest

    def details(self, row: Audit) -> list[str]:
        """Say what changed, one phrase for each detail: "Szerepkörök: ügyintéző"."""
        return [
            f"{capitalised(self._t.or_raw('admin.detail', name))}: {self._value(row, name, value)}"
            for name, value in row.details.items()
            if value not in ("", None)
        ]

    def _value(self, row: Audit, name: str, value: object) -> str:
        t, (kind, _, rest) = self._t, row.subject.partition(":")
        if isinstance(value, list):
            return ", ".join(self._value(row, name, one) for one in value) or "–"
        said = t.number(value) if isinstance(value, int) else str(value)
        match name:
            case "roles" | "before" | "after":
                said = t.or_raw("account.role", said)
            case "scopes":
                said = t.or_raw("admin.scope", said)
            case "state":
                said = t.or_raw("admin.reports.state", said)
            case "kind" if kind == "job":
                said = t.or_raw("admin.job", said)
            case "kind":
                said = t.or_raw("worklist.kind", said)
            case "variant":
                said = self._variants.get((rest, said), said)
            case "edition" | "candidate":
                said = said[:SHORT_HASH]
        return said
