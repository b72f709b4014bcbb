"""The facts of a programme in the order in which a clerk fills them in, each on a line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from boundaries.programmes.drafting import NEEDED
from boundaries.programmes.filling import typed_of
from boundaries.programmes.parts import Kind, part_of, parts

from .programme_form import choice_word, fault_words, of_fact

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from boundaries.errors import Fault
    from boundaries.programmes.drafting import ProgrammeDraft
    from boundaries.programmes.parts import Part
    from boundaries.towns.settlements import Settlements
    from webmap.web.i18n import Texts

    from .programme_form import FactForm

ORDER = (
    *("sources", "title", "area", "contacts", "period.start", "period.end"),
    *("period.running_since", "period.others", "amounts", "support_rate", "funding"),
    *("identifiers", "organisations", "area_facts", "settlement_count", "objectives"),
    *("target_groups", "activities", "documents", "venues", "events", "links"),
    "contradictions",
)
"""Parts of the page; `area` is one of three."""
_SHORT = 160
"""Characters of a fact's line."""


@dataclass(frozen=True, slots=True)
class Row:
    """One fact on its line."""

    part: str
    number: int
    text: str
    notes: tuple[str, ...]
    faults: tuple[str, ...]
    is_open: bool
    """True where its form is shown."""


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the page."""

    code: str
    title: str
    help: str
    needed: bool
    rows: tuple[Row, ...]
    adds: tuple[tuple[str, str], ...]
    """Code of a part that a fact can be added to, and what adding it is called."""
    form: str
    """Code of the part whose form for a new fact is shown here; or empty."""
    facts: tuple[tuple[Part, int], ...]
    is_list: bool = False

    @property
    def anchor(self) -> str:
        """Where it stands on the page."""
        return f"part-{self.code.replace('.', '-')}"

    @property
    def is_shown(self) -> bool:
        """Whether it stands on the page in full; what is empty and not needed is only offered."""
        return bool(self.needed or self.rows or self.form)


def sections(
    draft: ProgrammeDraft,
    faults: Sequence[Fault],
    form: FactForm | None,
    places: Settlements,
    t: Texts,
) -> list[Section]:
    """Return the parts of the page.

    Args:
        draft: the programme.
        faults: what is wrong with it.
        form: of the fact that is worked on.
        places: the settlements that are known.
        t: the texts.
    """
    made = _Sections(draft, faults, form, places, t)
    found = []
    for code in ORDER:
        found.append(made.section(code, t(f"workshop.programme.part.{code}"), made.parts_of(code)))
        if code == "contradictions":
            found += made.claims()
    return found


class _Sections:
    def __init__(
        self,
        draft: ProgrammeDraft,
        faults: Sequence[Fault],
        form: FactForm | None,
        places: Settlements,
        t: Texts,
    ) -> None:
        self.draft, self.faults, self.form, self.places, self.t = draft, faults, form, places, t

    def parts_of(self, code: str) -> list[Part]:
        known = parts()
        if code == "area":
            return [part for part in known.values() if part.path == "area"]
        return [known[code]]

    def section(self, code: str, title: str, held: list[Part]) -> Section:
        facts = [(part, at) for part in held for at in range(len(self.draft.facts(part)))]
        new = self.form if self.form is not None and self.form.number is None else None
        open_here = next((one.code for one in held if new and new.part.code == one.code), "")
        can_add = held if held[0].many or not facts else []
        return Section(
            code=code,
            title=title,
            help=self.t(f"workshop.programme.about.{code if code in ORDER else 'claims'}"),
            needed=code in NEEDED,
            rows=tuple(self._row(part, at) for part, at in facts),
            adds=tuple((one.code, self._add(one)) for one in can_add),
            form=open_here,
            facts=tuple(facts),
            is_list=held[0].many,
        )

    def claims(self) -> Iterator[Section]:
        for at, one in enumerate(self.draft.document.get("contradictions", ())):
            part = part_of(f"contradictions.{at}.claims")
            if part is not None:
                title = self.t("workshop.programme.claims", title=one["title"]["hu"])
                yield self.section(part.code, title, [part])

    def _add(self, part: Part) -> str:
        code = "claims" if part.code not in parts() else part.code
        return self.t(f"workshop.programme.add.{code}")

    def _row(self, part: Part, at: int) -> Row:
        fact = self.draft.facts(part)[at]
        wrong = [one for one in self.faults if of_fact(self.draft, one, part, at) is not None]
        form = self.form
        return Row(
            part=part.code,
            number=at,
            text=_line(part, fact, self.t),
            notes=tuple(self._notes(part, fact)),
            faults=tuple(dict.fromkeys(fault_words(one.code, self.t) for one in wrong)),
            is_open=form is not None and form.part.code == part.code and form.number == at,
        )

    def _notes(self, part: Part, fact: Mapping[str, Any]) -> Iterator[str]:
        typed = typed_of(part, fact, self.places)
        for one in part.fields:
            value = typed.get(one.name, "")
            if value and one.kind is Kind.CHOICE:
                yield choice_word(part, one, value, self.t)
            elif value and (one.kind in _TOLD or one.name in ("phone", "email", "publisher")):
                yield value


_TOLD = frozenset({Kind.WHEN, Kind.SETTLEMENT, Kind.SETTLEMENTS})


def _line(part: Part, fact: Mapping[str, Any], t: Texts) -> str:
    """Return what a fact says, on a line."""
    titled = fact.get("office") or fact.get("title") or {}
    texts = (
        fact.get("written") if "huf" in fact else None,
        fact.get("value"),
        fact.get("hu"),
        titled.get("hu"),
        fact.get("definition"),
        (fact.get("note") or {}).get("hu"),
    )
    found = next((str(one) for one in texts if one), "")
    if fact.get("huf") is not None:
        found = t("facts.forints", value=t.number(fact["huf"]))
    if "percent" in fact:
        found = f"{fact['percent']}%"
    if not found:
        found = t(f"workshop.programme.part.{part.code}")
    return found if len(found) <= _SHORT else f"{found[:_SHORT]}…"
