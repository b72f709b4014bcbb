"""What a sheet says, line by line, in the language of the reader. Nothing here draws.

Everything about the answer is told from the signed fields, not from the answer itself, so that
the page that checks a sheet years later tells the very same.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from boundaries.model import VerdictKind
from webmap.accounts.people import ROLE_TEXTS, Role
from webmap.ask.words import (
    Row,
    answer_view,
    attribution,
    network_note,
    source_text,
    title,
    variant_name,
)
from webmap.web.i18n import texts

from .fields import EDITION_LETTERS

if TYPE_CHECKING:
    from boundaries.model import Answer, Edition
    from webmap.web.i18n import Texts

    from .fields import SheetFields

LONGEST_LINK = 1_300
"""A longer link makes a QR code that is too fine to be read from paper, characters."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet, ready to be drawn."""

    lang: str
    kind: str
    """Code of the verdict."""
    title: str
    area: str
    sentence: str
    """The verdict and its reason, as one sentence."""
    rows: tuple[Row, ...]
    """The facts of the answer."""
    override: str
    state: str
    """How the programme stands on the day of issue."""
    limits: tuple[str, ...]
    """What the sheet does not certify."""
    basis: tuple[Row, ...]
    """Edition, day of its acceptance, street list and known places, sources, licences, time and
    person of issue."""
    code: str
    line: str
    page: str
    """Address of the page that checks sheets."""
    link: str | None
    """The same with the fields behind #, for the QR code; None where it would be too long."""
    leg: int | None
    """Number of the leg to point at on the map."""
    issued: dt.datetime
    credit: str


@dataclass(frozen=True, slots=True)
class Hashes:
    """Whole hashes of what an answer rests on beside its edition."""

    street_list: str | None = None
    evidence: str | None = None

    def require(self, fields: SheetFields) -> None:
        """Refuse a hash that does not begin as it was signed: paper and signature must agree."""
        facts = fields.facts
        for whole, signed in (
            (self.street_list, facts.street_list),
            (self.evidence, facts.evidence),
        ):
            if (whole or "")[:EDITION_LETTERS] != (signed or ""):
                raise ValueError(f"the hash {whole} does not begin with {signed}, as was signed")

    def rows(self, t: Texts) -> list[Row]:
        """Return them with their names."""
        named = {"sheet.street_list": self.street_list, "sheet.evidence": self.evidence}
        return [Row(t(key), value) for key, value in named.items() if value]


NO_HASHES = Hashes()


def make_sheet(
    fields: SheetFields,
    edition: Edition,
    *,
    code: str,
    issuer: str,
    issued: dt.datetime,
    accepted_on: str | None,
    page: str,
    lang: str,
    hashes: Hashes = NO_HASHES,
    facts: str = "",
) -> Sheet:
    """Make a sheet of signed fields.

    Args:
        fields: What was signed.
        edition: The edition that was asked.
        code: The code, as printed.
        issuer: Name of the account that issues it.
        issued: The time of issue in Hungary.
        accepted_on: ISO date on which the edition was taken into force, or None.
        page: Full address of the page that checks sheets.
        lang: Language of the sheet.
        hashes: Of what was asked beside the edition, whole; what is signed is their beginning.
        facts: The facts on record that the answer rests on, as a sentence; the signed hash of the
            evidence covers what they say.

    Raises:
        ValueError: a hash does not begin as it was signed.
    """
    hashes.require(fields)
    t = texts(lang)
    view = answer_view(fields.answer(edition), edition, lang)
    return Sheet(
        lang=lang,
        kind=fields.verdict,
        title=t("sheet.title"),
        area=f"{title(edition, lang)} – {variant_name(edition, lang)}",
        sentence=view.main,
        rows=view.rows,
        override=fields.override,
        state=state_on(edition, issued.date(), lang),
        limits=tuple(_limits(fields.verdict, t)),
        basis=(
            *_basis(edition, accepted_on, hashes, t),
            *([Row(t("sheet.facts"), facts)] if facts else []),
            *_issue(fields, issuer, t),
        ),
        code=code,
        line=fields.facts.line(),
        page=page,
        link=_link(page, code, fields),
        leg=fields.facts.leg,
        issued=issued,
        credit=t("site.osm"),
    )


def override_text(answer: Answer, lang: str) -> str:
    """Return the paragraph about the override that decided an answer; empty where none did."""
    record = answer.details.get("override")
    if record is None:
        return ""
    t = texts(lang)
    return t(
        "sheet.override",
        reason=record["reason"],
        source=record["source"],
        people=", ".join(record["by"]),
        start=t.date(record["from"]),
        end=t.date(record["expires"]),
    )


def state_on(edition: Edition, day: dt.date, lang: str) -> str:
    """Say how the programme of an edition stands on a day, as far as its source gives dates."""
    t = texts(lang)
    iso, start, end = day.isoformat(), edition.valid_start, edition.valid_end
    if end is not None and iso > end:
        return t("sheet.state.ended", on_day=t.on_day(end))
    if start is not None and iso < start:
        return t("sheet.state.planned", on_day=t.on_day(start))
    if end is not None:
        return t("sheet.state.running", on_day=t.on_day(end))
    return t("sheet.state.unknown")


def checked_rows(fields: SheetFields, edition: Edition, issuer: str, lang: str) -> tuple[Row, ...]:
    """Return what must stand on a sheet that was confirmed, for comparing it with the paper."""
    t = texts(lang)
    view = answer_view(fields.answer(edition), edition, lang)
    override = (Row(t("sheet.override_title"), fields.override),) if fields.override else ()
    day = dt.date.fromisoformat(fields.issued[:10])
    rest = (
        Row(t("sheet.state_title"), state_on(edition, day, lang)),
        Row(t("sheet.edition"), edition.hash),
        *_signed_hashes(fields).rows(t),
        *_issue(fields, issuer, t),
        Row(t("sheet.line"), fields.facts.line()),
    )
    return (Row(t("answer.title"), view.main), *view.rows, *override, *rest)


def _signed_hashes(fields: SheetFields) -> Hashes:
    """Return the hashes as far as they were signed, with a sign that they go on."""
    known = (fields.facts.street_list, fields.facts.evidence)
    return Hashes(*(None if one is None else f"{one}…" for one in known))


def shown_minute(minute: str, t: Texts) -> str:
    """Write the minute of issue as people read it."""
    day, _, time = minute.partition("T")
    return t("sheet.minute", day=t.date(day), time=time)


def _issue(fields: SheetFields, issuer: str, t: Texts) -> tuple[Row, ...]:
    role = t(ROLE_TEXTS[Role(fields.facts.role)])
    return (
        Row(t("sheet.issued"), shown_minute(fields.issued, t)),
        Row(t("sheet.issuer"), f"{issuer} ({role})"),
    )


def _limits(verdict: str, t: Texts) -> list[str]:
    limits = [t(f"sheet.limit.{name}") for name in ("eligibility", "person", "time", "authority")]
    if verdict in {VerdictKind.UNDECIDABLE, VerdictKind.BOUNDARY}:
        limits.insert(0, t("sheet.limit.open"))
    return limits


def _basis(edition: Edition, accepted_on: str | None, hashes: Hashes, t: Texts) -> list[Row]:
    accepted = t.date(accepted_on) if accepted_on else t("basis.no_date")
    source = source_text(edition, "title", "publisher")
    lang = t.language
    said = (attribution(edition, lang), t("sheet.licence"), network_note(edition, lang))
    return [
        Row(t("sheet.edition"), edition.hash),
        Row(t("sheet.accepted"), accepted),
        *hashes.rows(t),
        Row(t("basis.source"), source),
        Row(t("sheet.data"), " ".join(_sentence(text) for text in said)),
    ]


def _sentence(text: str) -> str:
    return text if text.endswith(".") else f"{text}."


def _link(page: str, code: str, fields: SheetFields) -> str | None:
    """Return the page's address with the fields behind #, which browsers send to nobody."""
    held = [code, fields.typed, fields.matched, fields.verdict, fields.issued, fields.facts.line()]
    for values in ([*held, fields.override], held):
        packed = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()
        link = f"{page}#{base64.urlsafe_b64encode(packed).decode().rstrip('=')}"
        if len(link) <= LONGEST_LINK:
            return link
    return None
