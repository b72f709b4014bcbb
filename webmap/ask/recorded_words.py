"""What records say in English, in the reader's language.

Editions, compilations and street lists are frozen and hashed with one sentence of English for
whatever there is to say. These sentences are recognised here by their form, or by their hash
where somebody wrote them by hand. One that nobody knows is shown as it is, and as English.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo.osm.tags import OtherName

from ..web.i18n import texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ..web.i18n import Texts

_DIGEST = 8
"""Digits of the hash under which a sentence written by hand has its words."""
_BY = r"(?P<author>.+?) on (?P<day>\d{4}-\d\d-\d\d): (?P<reason>.+)"
_CORRECTED: Mapping[str, re.Pattern[str]] = {
    "drawn": re.compile(f"drawn by {_BY}", re.DOTALL),
    "meant": re.compile(
        f'the text has "(?P<name>.+?)"; read as "(?P<meant>.+?)" by {_BY}', re.DOTALL
    ),
    "added": re.compile(f"not in the text; added by {_BY}", re.DOTALL),
    "ruled": re.compile(f'the side of the line \\("(?P<rule>.+?)"\\) was set by {_BY}', re.DOTALL),
    "swapped": re.compile(f"its place in the order was changed by {_BY}", re.DOTALL),
}
"""What people have supplied or put right (`edition.corrections`)."""
_EXTENSION = "straight extension of the street, as the sentence says"
_CARRIED = re.compile(
    r'way/(?P<way>-?\d+) \((?:today "(?P<today>.+?)"|without a name of today)\) '
    r'carries "(?P<name>.+?)" as (?P<key>.+?)(?P<idle> and is marked as .+)?',
    re.DOTALL,
)
_IDLE = re.compile(r"way/(?P<way>-?\d+) is marked as .+, not as a street in use")
_OF_LISTS: Mapping[str, re.Pattern[str]] = {
    "overlapping": re.compile(
        r"(?P<count>\d+) of (?P<all>\d+) .*drawn over others.*\((?P<districts>.*)\)"
    ),
    "disproved": re.compile(
        r"(?P<count>\d+) of (?P<all>\d+) .*beside their own streets \((?P<districts>.*)\)"
    ),
    "undrawn": re.compile(
        r"(?P<count>\d+) of (?P<all>\d+) .*have no polygon \((?P<districts>.*)\)"
    ),
    "torn": re.compile(r"(?P<count>\d+) of (?P<all>\d+) .*drawn far from.*\((?P<districts>.*)\)"),
    "contradicts": re.compile(
        r"(?P<street>.+), district (?P<districts>\S+): evidence contradicts \(.*\)", re.DOTALL
    ),
    "part_without_street": re.compile(
        r'part (?P<number>\d+): the register has no street "(?P<street>.*)", nor one like it'
    ),
    "part_of_several": re.compile(
        r'part (?P<number>\d+): streets of the register that "(?P<street>.*)" may mean stay open: '
        r"(?P<names>.*)"
    ),
}
"""What the making of a street list notes (`StreetListMeta.problems`)."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of a record as a reader gets it."""

    text: str
    lang: str
    """Language of the text: the reader's, or English where nobody gave it other words."""


def leg_evidence(text: str, lang: str) -> Said:
    """Say what supports the line of a leg (`LedgerEntry.evidence`).

    >>> leg_evidence('way/7 (today "Fő utca") carries "Lenin út" as old_name', "hu").text
    'A térkép 7. számú vonala (mai neve: „Fő utca”) ezt a nevet korábbi névként viseli: „Lenin út”.'
    """
    t = texts(lang)
    digest = hashlib.sha256(text.encode()).hexdigest()[:_DIGEST]
    if t.has(f"leg_evidence.{digest}"):
        return Said(t(f"leg_evidence.{digest}"), lang)
    if text == _EXTENSION:
        return Said(t("leg_evidence.extension"), lang)
    for kind, form in _CORRECTED.items():
        if found := form.fullmatch(text):
            words = {**found.groupdict(), "day": t.date(found["day"])}
            if kind == "ruled":
                words["rule"] = t(f"rule.{words['rule']}")
            return Said(t(f"leg_evidence.{kind}", **words), lang)
    if idle := _IDLE.fullmatch(text):
        return Said(t("leg_evidence.idle", way=idle["way"]), lang)
    if carried := _CARRIED.fullmatch(text):
        return Said(_carried(carried, t), lang)
    return Said(text, "en")


def _carried(found: re.Match[str], t: Texts) -> str:
    today = found["today"]
    return t(
        "leg_evidence.carried_idle" if found["idle"] else "leg_evidence.carried",
        way=found["way"],
        today=t("leg_evidence.today", name=today) if today else t("leg_evidence.today_none"),
        how=t(f"leg_evidence.how.{OtherName(found['key'], found['name']).rank}"),
        name=found["name"],
    )


def compile_note(problem: Mapping[str, object], lang: str) -> Said:
    """Say what a compilation notes.

    Args:
        problem: its document (`boundaries.export.documents.problem_document`).
        lang: language of the reader.

    >>> compile_note({"code": "gap", "legs": [3, 4], "details": {"gap_m": 41.3}}, "hu").text
    '3–4. határszakasz: A két szakasz nem ér össze. (41 méter)'
    """
    t, code = texts(lang), problem["code"]
    details = problem.get("details")
    if code == "corrected" and isinstance(details, dict):
        words = {"author": details["author"], "reason": details["reason"]}
        key = f"compile_note.corrected_{details['kind']}"
        return Said(t(key, day=t.date(details["date"]), **words), lang)
    if not t.has(f"compile_note.{code}"):
        return Said(str(problem.get("message", code)), "en")
    said = t(f"compile_note.{code}")
    if measure := _measure(details, t):
        said = t("compile_note.measured", said=said, measure=measure)
    legs = problem.get("legs")
    if isinstance(legs, list) and legs:
        said = t("compile_note.at", numbers=ordinals(legs), said=said)
    return Said(said, lang)


def _measure(details: object, t: Texts) -> str:
    """Return the one size that is behind a note, or nothing."""
    writers: Mapping[str, Callable[[float], str]] = {
        "gap_m": t.metres,
        "metres": t.metres,
        "m2": lambda value: t("unit.square_metres", value=t.number(value)),
    }
    for name, write in writers.items():
        value = details.get(name) if isinstance(details, dict) else None
        if isinstance(value, int | float):
            return write(value)
    return ""


def ordinals(numbers: Iterable[int]) -> str:
    """Write numbers as an ordinal list, neighbours together.

    >>> ordinals([3, 4, 5, 8])
    '3–5., 8.'
    """
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}–{run[-1]}." if len(run) > 1 else f"{run[0]}." for run in runs)


def notes_of(report: Mapping[str, Any], lang: str) -> tuple[Said, ...]:
    """Say what the report of a candidate notes of its area and its street list."""
    return (
        *(compile_note(one, lang) for one in report["problems"]),
        *(list_note(one, lang) for one in report["street_list"]["problems"]),
    )


def list_note(text: str, lang: str) -> Said:
    """Say what the making of a street list notes."""
    t = texts(lang)
    for code, pattern in _OF_LISTS.items():
        if found := pattern.match(text):
            values = found.groupdict()
            named = values.pop("districts", "")
            shown = [one.lstrip("0") or "0" for one in named.split(", ")]
            return Said(t(f"list_note.{code}", districts=", ".join(shown), **values), lang)
    return Said(text, "en")
