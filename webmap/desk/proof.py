"""What an answer rests on, in words: rule, leg, metres, sources, and how sure it all is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from boundaries.model import DECIDED, Reason, VerdictKind
from webmap.ask.evidence_words import (
    SIDE,
    fact_clause,
    facts_clause,
    facts_of,
    number_asked,
    open_side_clause,
    side_clause,
)
from webmap.ask.overrides import override_rows
from webmap.ask.words import Row, reason_words
from webmap.web.i18n import capitalised

if TYPE_CHECKING:
    from collections.abc import Iterator

    from boundaries.facts import Fact
    from boundaries.model import Answer, EvidenceEntry, LedgerEntry
    from webmap.web.i18n import Texts

    from .as_of import Held

KNOWN = DECIDED | {VerdictKind.BOUNDARY}
"""Verdicts that say something of the place; on the line is one."""
_OWN_GROUND = frozenset(
    {
        "override",
        "coordinate",
        "interpolation",
        "street_side",
        "district_reach",
        "fact",
        "part_section",
    }
)
"""Methods of which the desk says in a sentence of their own how sure they are."""
OF_THE_PLACE = frozenset(
    {
        Reason.DISTRICT_CUT,
        Reason.LEG_WITHOUT_LINE,
        Reason.UNCERTAIN_ZONE,
        Reason.UNCERTAIN_LINE,
        Reason.ON_LINE,
        Reason.SOURCES_DISAGREE,
        Reason.SOURCE_CONTRADICTS,
        Reason.LIST_FOR_OTHER_EDITION,
        Reason.LIST_OPEN,
        Reason.PART_OPEN,
    }
)
"""Reasons for deciding nothing that lie in the place and the data, not in the words typed."""


@dataclass(frozen=True, slots=True)
class RecordedFact:
    """A fact on record, as the desk names it."""

    id: str
    title: str
    people: str
    """Who recorded it and who confirmed it, and when."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one source says alone."""

    source: str
    verdict: str
    reason: str
    place: str
    """Where it puts the door and how exactly, or a dash."""


def facts(answer: Answer, held: Held, t: Texts) -> Iterator[Row]:
    """Yield the facts in the order in which a clerk asks for them."""
    leg = next((one for one in held.edition.legs if one.number == answer.leg_number), None)
    values = {
        "method": answer.method and capitalised(t.or_raw("method", answer.method)) + ".",
        "rule": answer.rule and capitalised(t(f"rule.{answer.rule}")) + ".",
        "leg": _leg_text(answer, leg, t),
        "distance": _distance(answer, t),
        "uncertainty": _uncertainty(answer, t),
        "flip": _flip(answer, t),
        "sure": " ".join(_sureness(answer, leg, held, t)),
        "district": answer.district and (answer.district.lstrip("0") or "0") + ".",
        "beyond": _beyond(answer, t),
    }
    for name, value in values.items():
        if value:
            yield Row(t(f"desk.fact.{_label(name, answer)}"), value)


def _label(name: str, answer: Answer) -> str:
    """Return the code of a row's name: a leg may decide, be concerned, or only be the nearest."""
    if name != "leg":
        return name
    if answer.distance_m is not None:
        return "nearest_leg"
    return "leg" if answer.verdict in KNOWN else "leg_concerned"


def _leg_text(answer: Answer, leg: LedgerEntry | None, t: Texts) -> str | None:
    if leg is None:
        return answer.leg
    if not leg.text:
        return t("desk.leg_added", number=leg.number, name=leg.name)
    return t("desk.leg", number=leg.number, name=leg.name, words=leg.text)


def _distance(answer: Answer, t: Texts) -> str:
    """Return the metres to the line, or say that nobody knows them."""
    if answer.distance_m is not None:
        return t.metres(answer.distance_m)
    return t("desk.no_distance") if answer.verdict in KNOWN else ""


def _uncertainty(answer: Answer, t: Texts) -> str | None:
    if answer.uncertainty_m is None:
        return None
    key = "line" if answer.method == "coordinate" else "both"
    return t(f"desk.uncertainty.{key}", metres=t.metres(answer.uncertainty_m))


def _flip(answer: Answer, t: Texts) -> str | None:
    """Say how far away the answer would be another one."""
    metres = answer.details.get("flip_distance_m")
    if metres is None or answer.verdict not in KNOWN or metres <= 0:
        return None
    return t("desk.flip", metres=t.metres(float(metres)))


def _beyond(answer: Answer, t: Texts) -> str | None:
    """Say that the number lies past the highest one listed."""
    highest = answer.details.get("highest_listed")
    return None if highest is None else t("desk.beyond", the_highest=t.the(str(highest)))


def _sureness(answer: Answer, leg: LedgerEntry | None, held: Held, t: Texts) -> Iterator[str]:
    """Yield sentences on how sure an answer is: its ground first, then the line, then doubts."""
    yield t(f"desk.sure.{_ground(answer)}")
    if leg is not None:
        yield t("desk.sure.leg", certainty=t(f"certainty.{leg.certainty}"))
        if leg.number in held.edition.provisional:
            yield t("desk.sure.provisional")
    if answer.details.get("match") == "close":
        yield t("desk.sure.close_spelling")


def _ground(answer: Answer) -> str:
    """Return the code of what a verdict stands on."""
    if answer.verdict not in KNOWN:
        return "open" if answer.reason in OF_THE_PLACE else "unclear"
    if answer.method in _OWN_GROUND:
        return str(answer.method)
    return "place" if answer.method in {"address_point", "building"} else "list"


def evidence_rows(answer: Answer, t: Texts) -> tuple[Evidence, ...]:
    """Return what each source says alone, where more than one was asked."""
    number = number_asked(answer)
    return tuple(_evidence(one, number, t) for one in answer.details.get("evidence", ()))


def _evidence(entry: EvidenceEntry, number: str, t: Texts) -> Evidence:
    method, metres = entry["method"], entry.get("place_uncertainty_m")
    return Evidence(
        source=t(f"desk.source.{method}")
        if t.has(f"desk.source.{method}")
        else t("desk.source.list"),
        verdict=t(f"verdict_word.{entry['verdict']}"),
        reason=capitalised(_why(entry, number, t)),
        place="–" if metres is None else t("desk.evidence.place", metres=t.metres(metres)),
    )


def _why(entry: EvidenceEntry, number: str, t: Texts) -> str:
    """Say why a source says what it says."""
    verdict = VerdictKind(entry["verdict"])
    if entry["method"] == SIDE:
        decided = verdict in {VerdictKind.INSIDE, VerdictKind.OUTSIDE}
        return side_clause(entry, verdict, t, number) if decided else open_side_clause(entry, t)
    if "fact" in entry:
        return fact_clause(entry, t)
    said = reason_words(entry["reason"], verdict, entry.get("district"), t)
    facts = facts_clause([entry], t)
    return f"{said}; {facts}" if facts else said


def recorded_facts(answer: Answer, t: Texts) -> tuple[RecordedFact, ...]:
    """Return the facts on record that speak of a door, with the people behind them."""
    named = {one["fact"] for one in facts_of(answer.details.get("evidence", ()))}
    if not named:
        return ()
    from boundaries.facts import facts_of as on_record  # noqa: PLC0415 - rarely needed

    return tuple(_recorded(fact, t) for fact in on_record(answer.area) if fact.id in named)


def _recorded(fact: Fact, t: Texts) -> RecordedFact:
    people = [t("fact.added_by", name=fact.added.by, day=t.date(fact.added.on))]
    if fact.confirmed is not None:
        by, on = fact.confirmed.by, t.date(fact.confirmed.on)
        people.append(t("fact.confirmed_by", name=by, day=on))
    kind = capitalised(t(f"worklist.kind.{fact.kind}"))
    return RecordedFact(fact.id, f"{fact.street}: {kind}", " · ".join(people))


def override_view(answer: Answer, t: Texts) -> tuple[Row, ...]:
    """Return reason, source, people and days of the override that decided, or nothing."""
    rows = [Row(t(key), value) for key, value in override_rows(answer, t).items() if value]
    record = answer.details.get("override")
    if rows and record is not None:
        people = ", ".join(record["by"])
        rows.insert(2, Row(t("desk.override_by"), people))
    return tuple(rows)
