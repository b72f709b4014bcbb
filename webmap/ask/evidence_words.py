"""What a verdict rests on, in a sentence that somebody can check on the spot, and how sure it is.

The engine tells numbers and codes (`Answer.grade`, `Answer.details.evidence`); the words come
from the translations. Which way an undecidable door leans is told here too, for those few places
that may show it: `docs/deciding.md` names them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from boundaries.language.house_numbers import parse_register_number
from boundaries.model import DECIDED, VerdictKind

from ..web.i18n import DEFAULT_LANGUAGE, capitalised, texts
from .candidates import range_label

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from boundaries.facts.worklist import WorkRow
    from boundaries.model import Answer, EvidenceEntry, NamedFact

    from ..web.i18n import Texts

MOST_NUMBERS = 6
"""House numbers that a sentence names; the others are counted."""
HUNDRED = 100
SIDE = "street_side"
"""Method of the entry that tells on which side of its own street a door stands."""
FACT = "fact"
"""The same, of what two people have put on record of the door."""
REACH = "district_reach"
_POINTS = {"address_point", "building"}
_BY_EVIDENCE = {*_POINTS, "interpolation", SIDE, FACT}
"""Methods whose entry of the evidence decides."""
_FROM_LIST = {
    "register_range",
    "boundary_side",
    "boundary_rule",
    "street_line",
    "district_border",
    "area_part",
    "part_section",
}


def grade_word(answer: Answer, t: Texts) -> str:
    """Return how surely the verdict is known, in a word or two; empty where nothing is decided."""
    return "" if answer.grade is None else t(f"grade.{answer.grade}")


def evidence_text(answer: Answer, lang: str = DEFAULT_LANGUAGE) -> str | None:
    """Return what a decided door rests on as one sentence that a clerk can check, or None.

    Only house numbers of the door's own street are named, never a place of another home.
    """
    t = texts(lang)
    clause = _clause(answer, t) if answer.verdict in DECIDED else None
    return None if clause is None else f"{capitalised(clause)}."


def leaning_text(answer: Answer | WorkRow, t: Texts, about: str = "one") -> str:
    """Say which way an undecidable door leans, or doors do; empty where they lean nowhere.

    For the desk and the worklist only: it is an order of work, and no answer.

    Args:
        answer: with `leans` and `share`.
        t: language.
        about: "one" door, or "many".
    """
    if answer.leans is None:
        return ""
    if answer.share is None:
        return t(f"leans.{about}.{answer.leans}")
    return t(f"leans.{about}.{answer.leans}.share", percent=_percent(answer.share, t))


def _percent(share: float, t: Texts) -> str:
    """Write the share of the side that doors lean to, in whole percents that it reaches.

    Never "100": then it would be decided.
    """
    return t.number(min(HUNDRED - 1, int(round(share * HUNDRED, 6))))


def entry_of(answer: Answer, *methods: str) -> EvidenceEntry | None:
    """Return the first entry of an answer's evidence that has one of the methods, or None."""
    entries = answer.details.get("evidence", ())
    return next((entry for entry in entries if entry["method"] in methods), None)


def side_clause(entry: EvidenceEntry, verdict: VerdictKind, t: Texts, number: str = "") -> str:
    """Say what the side of a door's own street tells, as clauses without a full stop.

    Args:
        entry: of a side.
        verdict: inside or outside: what follows.
        t: The language.
        number: the house number asked, as written; it is left out of its neighbours.
    """
    how = entry["how"]
    if how == "line":
        parts = [t(f"evidence.line.{verdict}")]
    elif how == "own":
        parts = [_mapped(entry, verdict, t, number)]
    else:
        parts = [*_known_side(entry, t, number), *_where(entry, verdict, t, number)]
    named = facts_clause([entry], t)
    return "; ".join([*parts, named] if named else parts)


def facts_of(entries: Iterable[EvidenceEntry]) -> tuple[NamedFact, ...]:
    """Return the facts on record that some sources rest on, each once."""
    found: dict[str, NamedFact] = {}
    for entry in entries:
        for one in entry.get("facts", ()):
            found.setdefault(one["fact"], one)
    return tuple(found.values())


def facts_clause(entries: Iterable[EvidenceEntry], t: Texts) -> str:
    """Name the facts on record that some sources rest on, by kind, id and day; or nothing.

    The people stand in the log of the area, for staff.
    """
    named = [
        t(
            "evidence.facts.one",
            kind=t(f"worklist.kind.{one['kind']}"),
            fact=one["fact"],
            day=t.date(one["on"]),
        )
        for one in facts_of(entries)
    ]
    return t("evidence.facts", facts=", ".join(named)) if named else ""


def deciding_facts(answer: Answer) -> tuple[NamedFact, ...]:
    """Return the facts on record that a decided door's verdict rests on, for programs."""
    return facts_of(_deciding(answer)) if answer.verdict in DECIDED else ()


def facts_text(answer: Answer, lang: str = DEFAULT_LANGUAGE) -> str:
    """Return a sentence that names the facts a decided door's verdict rests on; or nothing."""
    named = facts_clause(_deciding(answer), texts(lang)) if answer.verdict in DECIDED else ""
    return f"{capitalised(named)}." if named else ""


def _deciding(answer: Answer) -> list[EvidenceEntry]:
    """Return the entries that say what the answer says, by the method that decides."""
    entry = entry_of(answer, answer.method) if answer.method in _BY_EVIDENCE else None
    return [] if entry is None else [entry]


def open_side_clause(entry: EvidenceEntry, t: Texts) -> str:
    """Say what keeps the side of a door's own street from deciding."""
    key = f"evidence.open.{entry['how'].replace(' ', '_')}"
    return t(key if t.has(key) else "evidence.open")


def _clause(answer: Answer, t: Texts) -> str | None:
    number = number_asked(answer)
    if answer.method == SIDE:
        entry = entry_of(answer, SIDE)
        return None if entry is None else side_clause(entry, answer.verdict, t, number)
    if answer.method in _POINTS:
        entry = entry_of(answer, answer.method or "")
        return None if entry is None else _placed(entry, t)
    if answer.method == "interpolation":
        return _estimate(entry_of(answer, "interpolation"), t)
    if answer.method == REACH:
        return _reach(answer, t)
    if answer.method == FACT:
        entry = entry_of(answer, FACT)
        return None if entry is None else fact_clause(entry, t)
    return _listed(answer, t) if answer.method in _FROM_LIST else None


def fact_clause(entry: EvidenceEntry, t: Texts) -> str:
    """Say that two people have put on record on which side the door lies."""
    days = [one["on"] for one in facts_of([entry])]
    if not days:
        return t("evidence.fact", fact=entry["fact"])
    return t("evidence.fact.since", fact=entry["fact"], day=t.date(days[0]))


def number_asked(answer: Answer) -> str:
    """Return the house number that was asked, as the answer writes it, or nothing."""
    last = (answer.matched or "").rpartition(" ")[2]
    return last if last[:1].isdigit() else ""


def _side(entry: EvidenceEntry, t: Texts) -> str | None:
    """Return the compass word of the side on which the door stands."""
    bearing = entry["bearing"]
    if bearing is None:
        return None
    from boundaries.compiler.sides import (  # noqa: PLC0415 - heavy; only where a side is told
        compass_word,
    )

    return t(f"compass.{compass_word(bearing)}")


def _known_side(entry: EvidenceEntry, t: Texts, number: str) -> Iterator[str]:
    """Say on which side of the street the numbers of the door's parity stand, and which do."""
    side, known = _side(entry, t), _others(entry["known"], number)
    numbers = _joined(known, t, number)
    if side is not None:
        said = t(f"evidence.side.{entry['parity']}", side=side)
        yield said + (t("evidence.side.known", numbers=numbers) if known else "")
    elif known:
        yield t(f"evidence.known.{entry['parity']}", numbers=numbers)


def _mapped(entry: EvidenceEntry, verdict: VerdictKind, t: Texts, number: str) -> str:
    """Say on which side the map shows the door, and who else stands there."""
    side = _side(entry, t)
    said = t("evidence.own.side", side=side) if side else t(f"evidence.own.{verdict}")
    known, opposite = _others(entry["known"], number), _others(entry["opposite"], number)
    if known:
        numbers = _joined(known, t, number)
        one = "one." if len(known) == 1 else ""
        said += t(f"evidence.own.with.{one}{entry['parity']}", numbers=numbers)
    if opposite:
        said += t("evidence.own.opposite", numbers=_joined(opposite, t, number))
    return said


def _where(entry: EvidenceEntry, verdict: VerdictKind, t: Texts, number: str) -> Iterator[str]:
    """Say where along the street the door stands, and what lies beside the street there.

    Without a bearing the side of the door is not known, or it is another one in each piece of the
    street: then every place along the street that it may have lies on one side of the area.
    """
    where = _stretch(entry, t, number)
    if where is None:
        return
    if _side(entry, t) is None:
        yield where + t(f"evidence.along.{verdict}")
    else:
        parity = t(f"evidence.parity.{entry['parity']}")
        yield where + t(f"evidence.beside.{verdict}", parity=parity)


def _stretch(entry: EvidenceEntry, t: Texts, number: str) -> str | None:
    """Say along which part of its street the door stands; None where no words are known."""
    how, between = entry["how"], entry["between"]
    if how == "between" and between is not None and len(between) == 2:  # noqa: PLR2004 - neighbours
        before, behind = map(t.the, between)
        return t("evidence.between", the_before=before, the_behind=behind)
    known = _others(entry["known"], number)
    if how == "past" and known:
        near = min(known, key=lambda one: abs(_figure(one) - _figure(number)))
        return t("evidence.past", the_number=t.the(near))
    return t("evidence.whole") if how == "whole" else None


def _figure(written: str) -> int:
    number = parse_register_number(written)
    return 0 if number is None else number.number


def _others(listed: Iterable[str], number: str) -> list[str]:
    """Return the house numbers of a list but the one that was asked."""
    return [one for one in listed if one != number]


def _joined(known: list[str], t: Texts, number: str) -> str:
    """Write house numbers in their order: those next to the one asked, and how many more."""
    ordered = sorted(dict.fromkeys(known), key=_order)
    if len(ordered) <= MOST_NUMBERS:
        return ", ".join(ordered)
    below = sum(_order(one) < _order(number) for one in ordered) if number else 0
    start = min(max(0, below - MOST_NUMBERS // 2), len(ordered) - MOST_NUMBERS)
    shown = ", ".join(ordered[start : start + MOST_NUMBERS])
    return t("evidence.more", numbers=shown, count=t.number(len(ordered) - MOST_NUMBERS))


def _order(written: str) -> tuple[object, ...]:
    number = parse_register_number(written)
    return (1, written) if number is None else (0, *number.key)


def _estimate(entry: EvidenceEntry | None, t: Texts) -> str | None:
    """Say between which known doors the door was put."""
    numbers = {source.number for source in entry["sources"]} if entry is not None else set()
    if entry is None or not numbers:
        return None
    return _placed(entry, t, numbers=", ".join(sorted(numbers, key=_order)))


def _placed(entry: EvidenceEntry, t: Texts, **values: str) -> str:
    """Say how far from the line a place is, and how exactly it is known."""
    metres = {
        "distance": t.metres(entry["distance_m"]),
        "uncertainty": t.metres(entry["place_uncertainty_m"]),
    }
    said, named = t(f"evidence.{entry['method']}", **metres, **values), facts_clause([entry], t)
    return f"{said}; {named}" if named else said


def _listed(answer: Answer, t: Texts) -> str | None:
    """Say which entry of the street list takes the number."""
    numbers, district = answer.details.get("range"), answer.district
    if numbers is None or not district:
        return None
    return t("evidence.list", range=range_label(numbers, t.language), district=_shown(district))


def _reach(answer: Answer, t: Texts) -> str | None:
    """Say where the street changes its polling district, and which entry of the list it cuts."""
    entry = _listed(answer, t)
    basis = answer.details.get("basis")
    if entry is None or basis is None or not basis.districts:
        return entry
    shown = ", ".join(map(_shown, basis.districts))
    return f"{entry}; {t('evidence.reach', the_others=t.the(shown))}"


def _shown(district: str) -> str:
    return district.lstrip("0") or "0"
