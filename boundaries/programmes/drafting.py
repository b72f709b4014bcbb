"""A programme that somebody is filling in: its facts so far, the texts of its sources, its faults.

The document is that of the file (`model.Programme` without its slug), with what is not there yet
left out. Every operation returns another draft. Pure.
"""

from __future__ import annotations

import copy
import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pydantic

from ..errors import Fault
from ..language.names import fold
from .catalogue import content_faults, form_faults, not_in_source, walk
from .model import Area, Programme
from .parts import parts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ..towns.settlements import Settlements
    from .parts import Part

NEEDED = ("title", "sources", "area", "contacts")
"""What a programme has to have before it can be published."""
LONGEST_SLUG = 60


@dataclass(frozen=True, slots=True)
class ProgrammeDraft:
    """What somebody has filled in."""

    slug: str = ""
    document: Mapping[str, Any] = field(default_factory=dict)
    texts: Mapping[str, str | None] = field(default_factory=dict)
    """Key of a source -> its text; None where it is the text of the whole draft."""
    opened: Mapping[str, Any] | None = None
    """The document of the file that it was begun from."""
    base: str = ""
    """SHA-256 of the file that it goes on from; "" where there was none."""
    handed_by: int | None = None
    """Number of the person who has handed it over to be published."""
    handed_name: str = ""

    def facts(self, part: Part) -> list[dict[str, Any]]:
        """Return the facts of a part in their order."""
        held = _held(self.document, part)
        if held is None or (part.fixed and dict(part.fixed)["kind"] != held.get("kind")):
            return []
        if part.code == "sources":
            return [dict(one) for one in held.values()]
        return [dict(one) for one in (held if part.many else [held])]

    def key_of(self, number: int) -> str:
        """Return the key of a source by its place among them."""
        return str(list(self.document.get("sources", {}))[number])

    def text_of(self, source: str, whole: str) -> str | None:
        """Return the text of a source, where it is at hand.

        Args:
            source: its key.
            whole: text of the whole draft.
        """
        if source not in self.texts:
            return None
        text = self.texts[source]
        return whole if text is None else text

    def put(self, part: Part, number: int | None, fact: Mapping[str, Any]) -> ProgrammeDraft:
        """Return the draft with a fact in the place of another one, or behind them all.

        Args:
            part: of the fact.
            number: its place among the facts of its part; None for a new one.
            fact: as a file holds it, without an id.
        """
        document = copy.deepcopy(dict(self.document))
        before = None if number is None else self.facts(part)[number]
        made = {**fact}
        if part.has_id:
            made = {"id": before["id"] if before else self._new_id(part, fact), **made}
        if part.code == "contradictions":
            made["claims"] = before["claims"] if before else []
        if part.code == "sources":
            sources = document.setdefault("sources", {})
            sources[self._new_key(fact) if number is None else self.key_of(number)] = made
        elif part.many:
            rows = _rows(document, part)
            at = len(rows) if number is None else number
            rows[at : at + 1] = [made]
        else:
            _place(document, part.path, made)
        return self._changed(document)

    def _changed(self, document: dict[str, Any]) -> ProgrammeDraft:
        return dataclasses.replace(self, document=document, handed_by=None, handed_name="")

    def without(self, part: Part, number: int) -> ProgrammeDraft:
        """Return the draft without a fact."""
        document = copy.deepcopy(dict(self.document))
        if part.code == "sources":
            key = self.key_of(number)
            del document["sources"][key]
            texts = {one: text for one, text in self.texts.items() if one != key}
            return dataclasses.replace(self._changed(document), texts=texts)
        if part.many:
            del _rows(document, part)[number]
        else:
            _remove(document, part.path)
        return self._changed(document)

    def raised(self, part: Part, number: int) -> ProgrammeDraft:
        """Return the draft with a fact before the one that stands above it."""
        document = copy.deepcopy(dict(self.document))
        if part.code == "sources":
            held = list(document["sources"].items())
            held[number - 1 : number + 1] = held[number - 1 : number + 1][::-1]
            document["sources"] = dict(held)
        else:
            rows = _rows(document, part)
            rows[number - 1 : number + 1] = rows[number - 1 : number + 1][::-1]
        return self._changed(document)

    def with_text(self, source: str, text: str | None) -> ProgrammeDraft:
        """Return the draft with the text of a source; None for that of the whole draft."""
        return dataclasses.replace(
            self, texts={**self.texts, source: text}, handed_by=None, handed_name=""
        )

    def _new_id(self, part: Part, fact: Mapping[str, Any]) -> str:
        taken = {one["id"] for one in self.facts(part)}
        title = fact.get("hu") or (fact.get("title") or {}).get("hu") or fact.get("role") or ""
        return unused(slug_of(str(title), most=40) or part.code, taken)

    def _new_key(self, fact: Mapping[str, Any]) -> str:
        taken = set(self.document.get("sources", {}))
        return unused(slug_of(fact["title"]["hu"], most=40) or "source", taken)

    def uses_source(self, key: str) -> bool:
        """Tell whether a quotation names a source."""
        return any(one.source == key for one in _quotations(self.document))


@dataclass(frozen=True, slots=True)
class _Quoted:
    source: str
    words: str


def _quotations(value: Any) -> Iterator[_Quoted]:  # noqa: ANN401 - a part of a document
    if isinstance(value, dict):
        for one in value.get("said", ()):
            yield _Quoted(one["source"], one["words"])
        for held in value.values():
            yield from _quotations(held)
    elif isinstance(value, list):
        for held in value:
            yield from _quotations(held)


def slug_of(text: str, *, most: int = LONGEST_SLUG) -> str:
    """Return a text as small letters, figures and hyphens.

    >>> slug_of("Társadalmi együttműködés – Kecskemét")
    'tarsadalmi-egyuttmukodes-kecskemet'
    """
    return "-".join(re.findall("[a-z0-9]+", fold(text)))[:most].strip("-")


def unused(name: str, taken: set[str]) -> str:
    """Return a name, with a number behind it where it is taken."""
    tried, number = name, 1
    while tried in taken:
        number += 1
        tried = f"{name}-{number}"
    return tried


def _held(document: Mapping[str, Any], part: Part) -> Any:  # noqa: ANN401 - of the part
    held: Any = document
    for step in _steps(part.path):
        if isinstance(step, int):
            held = held[step] if isinstance(held, list) and step < len(held) else None
        else:
            held = held.get(step) if isinstance(held, dict | Mapping) else None
    return held


def _steps(path: str) -> list[str | int]:
    return [int(one) if one.isdecimal() else one for one in re.findall(r"\w+", path)]


def _rows(document: dict[str, Any], part: Part) -> list[Any]:
    *way, last = _steps(part.path)
    holder: Any = document
    for step in way:
        holder = holder[step] if isinstance(step, int) else holder.setdefault(step, {})
    rows: list[Any] = holder.setdefault(last, [])
    return rows


def _place(document: dict[str, Any], path: str, made: Mapping[str, Any]) -> None:
    *way, last = path.split(".")
    for step in way:
        document = document.setdefault(step, {})
    document[last] = made


def _remove(document: dict[str, Any], path: str) -> None:
    *way, last = path.split(".")
    for step in way:
        document = document.get(step, {})
    document.pop(last, None)


def as_in_source(text: str, words: str) -> str | None:
    r"""Return the words of a quotation as they stand in a text, or None.

    Only blanks may differ: what is copied from a page has others than the page.

    >>> as_in_source("Támogatás:\u00a0100 %\nvége", "Támogatás: 100 % vége")
    'Támogatás:\xa0100 %\nvége'
    """
    if words in text:
        return words
    pieces = [re.escape(one) for one in words.split()]
    found = re.search(r"\s+".join(pieces), text) if pieces else None
    return None if found is None else found.group()


def check(
    draft: ProgrammeDraft, whole: str, places: Settlements, home: Path
) -> tuple[Programme, tuple[Fault, ...]]:
    """Look at a draft as at a file, whatever is not there yet.

    Args:
        draft: the draft.
        whole: text of the whole draft, which may be that of a source.
        places: the settlements that are known.
        home: data folder in which its area may be defined, before those that are looked in.

    Returns:
        What there is of the programme, and what is wrong or missing, by its place in the file.
    """
    found, faults = _models(draft)
    programme = Programme.model_construct(slug=draft.slug or "programme", **found)
    faults += [
        Fault(name, "is missing", "missing")
        for name in NEEDED
        if not draft.document.get(name) and (name != "contacts" or _needs_contact(draft))
    ]
    if "sources" not in found:
        return programme, tuple(faults)
    faults += content_faults(programme, places, home)
    faults += _quotation_faults(draft, programme, whole)
    return programme, tuple(faults)


def _needs_contact(draft: ProgrammeDraft) -> bool:
    """Tell whether an office must be named: a file that was published without one may stay so."""
    return draft.opened is None or bool(draft.opened.get("contacts"))


def _models(draft: ProgrammeDraft) -> tuple[dict[str, Any], list[Fault]]:
    """Read each part by itself, so that what is wrong with one hides nothing of the others."""
    found: dict[str, Any] = {}
    faults: list[Fault] = []
    for name, info in Programme.model_fields.items():
        held = draft.document.get(name)
        if held is None or name == "slug":
            continue
        try:
            form: Any = Area if name == "area" else info.annotation
            found[name] = pydantic.TypeAdapter(form).validate_python(held)
        except pydantic.ValidationError as error:
            faults += form_faults(error, name)
    return found, faults


def _quotation_faults(draft: ProgrammeDraft, programme: Programme, whole: str) -> Iterator[Fault]:
    """Yield quotations that are not in their source; where its text is not at hand, new ones."""
    read = {
        key: text for key in programme.sources if (text := draft.text_of(key, whole)) is not None
    }
    yield from not_in_source(programme, read)
    before = set(_quotations(dict(draft.opened or {})))
    for path, stated in walk(programme):
        for i, one in enumerate(stated.said):
            known = one.source in read or _Quoted(one.source, one.words) in before
            if not known and one.source in programme.sources:
                yield Fault(f"{path}.said[{i}].words", "the text is not at hand", "no_text")


_DRAFT = pydantic.TypeAdapter(ProgrammeDraft)


def to_kept(draft: ProgrammeDraft) -> dict[str, Any]:
    """Return a draft as JSON holds it."""
    kept: dict[str, Any] = _DRAFT.dump_python(draft, mode="json")
    return kept


def from_kept(kept: Mapping[str, Any] | None) -> ProgrammeDraft:
    """Return a draft that was kept as JSON; an empty one for None.

    Raises:
        ValueError: it is none.
    """
    return ProgrammeDraft() if kept is None else _DRAFT.validate_python(kept)


def document_of(programme: Programme) -> dict[str, Any]:
    """Return a programme as its file holds it."""
    return programme.model_dump(mode="json", exclude_unset=True, exclude={"slug"})


def placed_fault(fault: Fault) -> tuple[str, int, str]:
    """Return the part of a fault, the place of its fact in the part, and what is behind that.

    >>> placed_fault(Fault("amounts[2].said[0].words", ""))
    ('amounts', 2, 'said[0].words')
    >>> placed_fault(Fault("period.end.when", ""))
    ('period.end', 0, 'when')
    """
    path = fault.path
    if found := re.match(r"contradictions\[(\d+)\]\.claims\[(\d+)\]\.?(.*)", path):
        return f"contradictions.{found[1]}.claims", int(found[2]), found[3]
    for part in sorted(parts().values(), key=lambda one: -len(one.path)):
        if found := re.match(rf"{re.escape(part.path)}(?:\[(\d+)\])?(?:\.(.*))?\Z", path):
            return part.path, int(found[1] or 0), found[2] or ""
    name, _, rest = path.partition(".")
    return name, 0, rest
