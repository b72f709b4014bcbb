"""The page of one programme: every fact as a row, with the words of its source. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from boundaries.programmes.facts import own_name

from .wording import in_language, partial_text, quote_views

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from boundaries.programmes.model import Amount, Contact, Dated, Identifier, Programme, Stated
    from webmap.web.i18n import Texts

    from .wording import QuoteView


@dataclass(frozen=True, slots=True)
class Row:
    """One fact."""

    label: str
    """What it is about; empty in lists that need none."""
    value: str
    notes: tuple[str, ...]
    """What belongs to it: the spelling of the source, gross or net, planned or done."""
    path: str
    """Where it stands in the programme's file: `amounts[0]`."""
    quotes: tuple[QuoteView, ...]
    people: str = ""
    when: str = ""
    stated: str = ""
    address: str = ""
    """Web address of a link."""


@dataclass(frozen=True, slots=True)
class ContactView:
    """An office with the ways to reach it."""

    office: str
    role: str
    phone: str | None
    email: str | None
    address: str | None
    post: str | None
    web: str | None
    path: str
    quotes: tuple[QuoteView, ...]

    @property
    def dialled(self) -> str:
        """The number as a telephone dials it."""
        digits = "".join(c for c in self.phone or "" if c.isdigit() or c == "+")
        return f"+36{digits[2:]}" if digits.startswith("06") else digits


@dataclass(frozen=True, slots=True)
class ContradictionView:
    """What places of the sources say differently."""

    title: str
    claims: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class SourceView:
    """A document."""

    title: str
    publisher: str
    published: str | None
    file: str
    note: str
    document: str = ""
    """Which document it is, such as the number of a decree."""


@dataclass(frozen=True, slots=True)
class Detail:
    """What the page of a programme says in words."""

    facts: tuple[Row, ...]
    area: tuple[Row, ...]
    objectives: tuple[Row, ...]
    groups: tuple[Row, ...]
    activities: tuple[Row, ...]
    documents: tuple[Row, ...]
    links: tuple[Row, ...]
    contacts: tuple[ContactView, ...]
    contradictions: tuple[ContradictionView, ...]
    sources: tuple[SourceView, ...]


def office_to_ask(programme: Programme, t: Texts) -> ContactView | None:
    """Return the office that its sources name for questions and that can be reached; or None."""
    if programme.office is None:
        return None
    return _Rows(programme, t).contact(programme.contacts.index(programme.office), programme.office)


def detail(programme: Programme, t: Texts) -> Detail:
    """Return the page of a programme in a language."""
    rows = _Rows(programme, t)
    return Detail(
        facts=tuple(rows.facts()),
        area=tuple(rows.area()),
        objectives=tuple(rows.plain("objectives", programme.objectives)),
        groups=tuple(rows.plain("target_groups", programme.target_groups)),
        activities=tuple(rows.activities()),
        documents=tuple(rows.plain("documents", programme.documents)),
        links=tuple(rows.links()),
        contacts=tuple(rows.contact(i, one) for i, one in enumerate(programme.contacts)),
        contradictions=tuple(rows.contradictions()),
        sources=tuple(_sources(programme, t)),
    )


def _sources(programme: Programme, t: Texts) -> Iterator[SourceView]:
    for source in programme.sources.values():
        published = None if source.published is None else partial_text(source.published, t)
        note = "" if source.note is None else in_language(source.note, t)
        yield SourceView(
            in_language(source.title, t),
            source.publisher,
            published,
            own_name(source.file),
            note,
            source.document or "",
        )


class _Rows:
    """Rows of one programme in one language."""

    def __init__(self, programme: Programme, t: Texts) -> None:
        self.programme, self.t = programme, t

    def row(
        self, path: str, stated: Stated, label: str, value: str, notes: Iterable[str] = ()
    ) -> Row:
        quotes = quote_views(self.programme, stated, self.t)
        return Row(label, value, tuple(note for note in notes if note), path, quotes)

    def facts(self) -> Iterator[Row]:
        one, t = self.programme, self.t
        yield self.row("title", one.title, t("facts.title"), in_language(one.title, t))
        for i, identifier in enumerate(one.identifiers):
            yield self._identifier(f"identifiers[{i}]", identifier)
        for i, funding in enumerate(one.funding):
            label = t(f"facts.funding.{funding.role}")
            yield self.row(f"funding[{i}]", funding, label, in_language(funding, t))
        for i, body in enumerate(one.organisations):
            label = t(f"facts.organisation.{body.role}")
            yield self.row(f"organisations[{i}]", body, label, in_language(body, t))
        for i, amount in enumerate(one.amounts):
            yield self._amount(f"amounts[{i}]", amount)
        if one.support_rate is not None:
            label, percent = t("facts.rate"), f"{one.support_rate.percent}%"
            yield self.row("support_rate", one.support_rate, label, percent)
        yield from self._period()

    def _identifier(self, path: str, identifier: Identifier) -> Row:
        t = self.t
        title = "" if identifier.title is None else in_language(identifier.title, t)
        odd = identifier.written and t("facts.written", words=identifier.written)
        label = t(f"facts.identifier.{identifier.role}")
        return self.row(path, identifier, label, identifier.value, (title, odd or ""))

    def _amount(self, path: str, amount: Amount) -> Row:
        t = self.t
        notes = [t("facts.written", words=amount.written)] if amount.huf is not None else []
        notes += [t("facts.gross")] if amount.gross else []
        notes += [t("facts.rounded")] if amount.rounded else []
        notes += [in_language(amount.flag, t)] if amount.flag is not None else []
        value = amount.written
        if amount.huf is not None:
            value = t("facts.forints", value=t.number(amount.huf))
        return self.row(path, amount, t(f"facts.amount.{amount.role}"), value, notes)

    def _period(self) -> Iterator[Row]:
        period = self.programme.period
        named = (("start", period.start), ("running_since", period.running_since))
        for name, dated in (*named, ("end", period.end)):
            if dated is not None:
                yield self._dated(f"period.{name}", dated, self.t(f"facts.period.{name}"))
        for i, dated in enumerate(period.others):
            yield self._dated(f"period.others[{i}]", dated, self.t("facts.period.other"))

    def _dated(self, path: str, dated: Dated, label: str) -> Row:
        said = in_language(dated, self.t)
        notes = (said, self.t(f"facts.stated.{dated.state}"))
        return self.row(path, dated, label, partial_text(dated.when, self.t), notes)

    def area(self) -> Iterator[Row]:
        one, t = self.programme, self.t
        if one.area.note is not None:
            yield self.row("area.note", one.area.note, "", in_language(one.area.note, t))
        yield from self.plain("area_facts", one.area_facts)
        count = one.settlement_count
        if count is not None:
            value = t("facts.settlement_count", count=count.count, text=in_language(count, t))
            yield self.row("settlement_count", count, "", value)

    def plain(self, part: str, facts: Sequence[Stated]) -> Iterator[Row]:
        for i, fact in enumerate(facts):
            yield self.row(f"{part}[{i}]", fact, "", in_language(fact, self.t))

    def activities(self) -> Iterator[Row]:
        t = self.t
        for i, one in enumerate(self.programme.activities):
            yield Row(
                label="",
                value=in_language(one, t),
                notes=(),
                path=f"activities[{i}]",
                quotes=quote_views(self.programme, one, t),
                people="" if one.people is None else t("facts.people", count=t.number(one.people)),
                when="" if one.when is None else partial_text(one.when, t),
                stated=t(f"facts.stated.{one.state}"),
            )

    def links(self) -> Iterator[Row]:
        for i, link in enumerate(self.programme.links):
            yield Row(
                label="",
                value=in_language(link.title, self.t),
                notes=(),
                path=f"links[{i}]",
                quotes=quote_views(self.programme, link, self.t),
                address=str(link.url),
            )

    def contact(self, i: int, contact: Contact) -> ContactView:
        t = self.t
        return ContactView(
            office=in_language(contact.office, t),
            role=t(f"facts.contact.{contact.role}"),
            phone=contact.phone,
            email=contact.email,
            address=contact.address,
            post=contact.post,
            web=None if contact.web is None else str(contact.web),
            path=f"contacts[{i}]",
            quotes=quote_views(self.programme, contact, t),
        )

    def contradictions(self) -> Iterator[ContradictionView]:
        for i, one in enumerate(self.programme.contradictions):
            path = f"contradictions[{i}].claims"
            yield ContradictionView(
                in_language(one.title, self.t), tuple(self.plain(path, one.claims))
            )
