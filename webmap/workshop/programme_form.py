"""The form of one fact of a programme: what was typed, what it shows, what is wrong with it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from flask import request

from boundaries.language.hidden import hidden_in
from boundaries.programmes import model
from boundaries.programmes.drafting import as_in_source, check, placed_fault, unused
from boundaries.programmes.facts import SUPPLIED
from boundaries.programmes.filling import NO, YES, Quote, quotes_of, read_fact, typed_of
from boundaries.programmes.parts import Kind
from boundaries.programmes.proposals import proposed
from boundaries.workshop.draft import LONGEST_TEXT
from webmap.admin.forms import FormFault
from webmap.request.parameters import require_known_fields
from webmap.web.http import language
from webmap.web.i18n import texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from boundaries.errors import Fault
    from boundaries.programmes.drafting import ProgrammeDraft
    from boundaries.programmes.parts import Field, Part
    from boundaries.towns.settlements import Settlements
    from webmap.web.i18n import Texts

MOST_QUOTES = 20
"""Quotations of one fact."""
BESIDE = ("seen", "area", "part", "row", "step", "csrf_token")
_SAID = re.compile(r"said_(\d{1,2})_(source|words)", re.ASCII)
_AT_SAID = re.compile(r"(?:\w+\.)?said(?:\[(\d+)\])?", re.ASCII)
_CHOICES = {
    (model.Identifier, "role"): "facts.identifier",
    (model.Funding, "role"): "facts.funding",
    (model.Organisation, "role"): "facts.organisation",
    (model.Amount, "role"): "facts.amount",
    (model.Contact, "role"): "facts.contact",
    (model.ExtentArea, "mark"): "pages.mark",
    (model.Venue, "precision"): "pages.precision",
    (model.Event, "kind"): "event_kind",
    (model.Event, "admission"): "pages.admission",
}
"""Where the words of choices stand; those of states stand below `facts.stated`."""
_LONG = frozenset({Kind.TEXT, Kind.SETTLEMENTS})
"""Fields with more than one line to type in."""


class FieldView(NamedTuple):
    """A field as the page shows it."""

    id: str
    name: str
    label: str
    help: str
    kind: str
    needed: bool
    value: str
    options: tuple[tuple[str, str], ...]
    is_long: bool


@dataclass(slots=True)
class FactForm:
    """What is typed of a fact."""

    part: Part
    number: int | None
    """Its place in its part; None for a new one."""
    typed: dict[str, str] = field(default_factory=dict)
    quotes: list[Quote] = field(default_factory=list)
    text: str = ""
    """Of a source."""
    own_text: bool = False
    """Whether the text of a source is that of the whole draft."""
    faults: list[FormFault] = field(default_factory=list)

    @classmethod
    def of(
        cls, draft: ProgrammeDraft, part: Part, number: int | None, places: Settlements
    ) -> FactForm:
        """Return the form of a fact as it is kept."""
        form = cls(part, number)
        if number is not None:
            fact = draft.facts(part)[number]
            form.typed, form.quotes = typed_of(part, fact, places), quotes_of(part, fact)
        if part.code == "sources":
            key = None if number is None else draft.key_of(number)
            held = draft.texts.get(key, "") if key else "" if draft.texts else None
            form.own_text, form.text = held is None, held or ""
        return form

    @classmethod
    def sent(cls, part: Part, number: int | None) -> FactForm:
        """Return what the request holds.

        Raises:
            Problem: it holds a field that this form does not have.
        """
        said: dict[int, dict[str, str]] = {}
        for name, value in request.form.items():
            if (found := _SAID.fullmatch(name)) and int(found[1]) < MOST_QUOTES:
                said.setdefault(int(found[1]), {})[found[2]] = value
        names = [id_of(one.name) for one in part.fields]
        slots = [f"said_{at}_{what}" for at in said for what in ("source", "words")]
        require_known_fields(request.form, (*BESIDE, *names, *slots, "text", "own_text"))
        form = cls(part, number)
        form.typed = {one.name: request.form.get(id_of(one.name), "") for one in part.fields}
        form.quotes = [
            Quote(one.get("source", ""), one.get("words", "").replace("\r\n", "\n").strip())
            for _, one in sorted(said.items())
        ]
        form.text = request.form.get("text", "").replace("\r\n", "\n").strip()
        form.own_text = "own_text" in request.form
        return form

    @property
    def faulty(self) -> dict[str, str]:
        """Id of a field -> what is wrong with it."""
        return {one.field: one.text for one in reversed(self.faults)}

    @property
    def first(self) -> str:
        """Id of the field at which somebody begins, or goes on."""
        if self.faults:
            return self.faults[0].field
        quoted = self.part.is_quoted
        return "said_0_words" if quoted else next(iter(self.shown_ids()), "")

    def shown_ids(self) -> Iterator[str]:
        """Yield the ids of the fields that the page shows."""
        for one in self.part.fields:
            if not self.is_made(one):
                yield id_of(one.name)

    def is_made(self, one: Field) -> bool:
        """Tell whether a field is filled in by the program."""
        return self.part.code == "sources" and one.name == "file"

    def slots(self) -> list[Quote]:
        """Return the quotations with room for one more."""
        held = [one for one in self.quotes if one.words]
        return [*held, Quote("", "")][:MOST_QUOTES]

    def propose(self) -> None:
        """Fill in fields that are empty with what the quotations say."""
        for name, value in proposed(self.part, [one.words for one in self.quotes]).items():
            if not self.typed.get(name):
                self.typed[name] = value

    def taken(
        self, draft: ProgrammeDraft, whole: str, places: Settlements, home: Path
    ) -> ProgrammeDraft | None:
        """Return the draft with this fact; None where the form has faults.

        Args:
            draft: before.
            whole: text of the whole draft.
            places: the settlements that are known.
            home: data folder in which its area may be defined.
        """
        t = texts(language())
        self._match_quotes(draft, whole)
        if self.part.code == "sources":
            self._name_file(draft)
        fact, faults = read_fact(self.part, self.typed, self.quotes, places)
        for fault in faults:
            self._tell(fault.path, fault.code, t)
        if self.part.code == "sources":
            self._check_text(t)
        if self.faults:
            return None
        made = draft.put(self.part, self.number, fact)
        at = len(draft.facts(self.part)) if self.number is None else self.number
        if self.part.code == "sources" and (self.own_text or self.text):
            made = made.with_text(made.key_of(at), None if self.own_text else self.text)
        if not self.part.many:
            at = 0
        for fault in check(made, whole, places, home)[1]:
            if (rest := of_fact(made, fault, self.part, at)) is not None:
                self._tell(rest, fault.code, t)
        return None if self.faults else made

    def _match_quotes(self, draft: ProgrammeDraft, whole: str) -> None:
        """Give quotations the blanks of their source; a quotation without one has the only one."""
        keys = list(draft.document.get("sources", {}))
        matched = []
        for one in self.quotes:
            source = one.source or (keys[0] if len(keys) == 1 else "")
            text = draft.text_of(source, whole)
            words = one.words if text is None else as_in_source(text, one.words) or one.words
            matched.append(Quote(source, words))
        self.quotes = [one for one in matched if one.words]

    def _name_file(self, draft: ProgrammeDraft) -> None:
        if self.number is not None:
            self.typed["file"] = draft.facts(self.part)[self.number]["file"]
            return
        taken = {one["file"] for one in draft.facts(self.part)}
        stem = unused(SUPPLIED, {name.removesuffix(".txt") for name in taken})
        self.typed["file"] = f"{stem}.txt"

    def _check_text(self, t: Texts) -> None:
        if hidden_in(self.text):
            self._tell("text", "odd", t)
        if self.own_text and self.text:
            self._tell("text", "two_texts", t)
        if len(self.text) > LONGEST_TEXT:
            self._tell("text", "too_long", t)

    def _tell(self, path: str, code: str, t: Texts) -> None:
        place = "text" if path == "text" else field_of(path, self)
        text = fault_words(code, t)
        if FormFault(place, text) not in self.faults:
            self.faults.append(FormFault(place, text))


def fault_words(code: str, t: Texts) -> str:
    """Say what is wrong, by its code."""
    known = t.has(f"workshop.programme.fault.{code}")
    return t(f"workshop.programme.fault.{code if known else 'form'}")


def id_of(name: str) -> str:
    """Return the id of a field on the page, and its name in the form."""
    return f"f_{name.replace('.', '_')}"


def field_of(path: str, form: FactForm) -> str:
    """Return the id of the field that a place in a fact is typed in."""
    if found := _AT_SAID.match(path):
        return f"said_{found[1] or 0}_words"
    wanted = id_of("written" if path == "huf" else path)
    ids = list(form.shown_ids())
    near = [one for one in ids if one == wanted or one.startswith(f"{wanted}_")]
    return next(iter(near), ids[0] if ids else "part-form")


def of_fact(draft: ProgrammeDraft, fault: Fault, part: Part, number: int) -> str | None:
    """Return where in a fact a fault is; None where it is about something else."""
    code, at, rest = placed_fault(fault)
    if code == "sources":
        key, _, rest = rest.partition(".")
        keys = list(draft.document.get("sources", {}))
        at = keys.index(key) if key in keys else -1
    if code == "period" and part.code == "period.end":
        return "when"
    is_same = code in (part.code, part.path) and at == number
    is_whole = code in (part.code, part.path) and not rest and fault.code == "missing"
    return None if not is_same or is_whole or rest.startswith("claims") else rest


def views(
    form: FactForm, options: dict[Kind, tuple[tuple[str, str], ...]], t: Texts
) -> list[FieldView]:
    """Return the fields of a form as the page shows them.

    Args:
        form: of the fact.
        options: what can be chosen in fields whose choices are not those of the model.
        t: the texts.
    """
    return [_view(form, one, options, t) for one in form.part.fields if not form.is_made(one)]


def _view(
    form: FactForm, one: Field, options: dict[Kind, tuple[tuple[str, str], ...]], t: Texts
) -> FieldView:
    last = one.name.replace(".", "_")
    choices = options.get(one.kind, ())
    if one.kind is Kind.CHOICE:
        choices = tuple((code, choice_word(form.part, one, code, t)) for code in one.choices)
    if one.kind is Kind.YES_NO:
        choices = ((YES, t("admin.yes")), (NO, t("admin.no")))
    return FieldView(
        id_of(one.name),
        one.name,
        t(f"workshop.programme.field.{last}"),
        t(f"workshop.programme.help.{last}") if t.has(f"workshop.programme.help.{last}") else "",
        one.kind.value,
        one.needed or bool(form.part.stated and one.name == f"{form.part.stated}.hu"),
        form.typed.get(one.name, ""),
        choices,
        one.kind in _LONG,
    )


def choice_word(part: Part, one: Field, code: str, t: Texts) -> str:
    """Say what a choice means."""
    return t(f"{_CHOICES.get((part.model, one.name), 'facts.stated')}.{code}")


def quoted_sources(draft: ProgrammeDraft, t: Texts) -> Sequence[tuple[str, str]]:
    """Return key and title of the sources that can be quoted."""
    del t
    return [(key, one["title"]["hu"]) for key, one in draft.document.get("sources", {}).items()]
