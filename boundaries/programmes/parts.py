"""What a programme file can hold, field by field, for whoever lets people fill it in. Pure.

A part is a place of the file that holds one fact or a list of them: `title`, `amounts`,
`period.others`. Its fields are those of the model, so that what the model learns a form knows.
"""

from __future__ import annotations

import datetime as dt
import functools
import types
import typing
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import pydantic

from . import model

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Kind(StrEnum):
    """How a field is filled in."""

    TEXT = "text"
    """A sentence or two, on one line."""
    LINE = "line"
    CHOICE = "choice"
    TICK = "tick"
    YES_NO = "yes_no"
    """Nothing where no source says it."""
    NUMBER = "number"
    NUMBERS = "numbers"
    WHEN = "when"
    """A partial date, in the form of `dates`."""
    MOMENT = "moment"
    WEB = "web"
    SETTLEMENT = "settlement"
    """A KSH code; people name the settlement."""
    SETTLEMENTS = "settlements"
    DISTRICT = "district"
    VENUE = "venue"
    """Id of a venue of the programme."""
    DEFINITION = "definition"
    """Slug of an area."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a fact."""

    name: str
    """Where its value stands in the fact: `when`, `title.hu`."""
    kind: Kind
    needed: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A place of the file."""

    code: str
    """`amounts`, `period.end`, `area-compiled`."""
    path: str
    """Where it stands in the file."""
    model: type[pydantic.BaseModel]
    many: bool = False
    """Whether it is a list of facts."""
    stated: str | None = ""
    """Where the quotations of a fact stand in it: "" for itself, `note` for its note; None for
    none."""
    fixed: tuple[tuple[str, str], ...] = ()
    """What every fact of it holds."""

    @property
    def fields(self) -> tuple[Field, ...]:
        """Its fields, in the order of the model."""
        return _fields_of(self.model)

    @property
    def is_quoted(self) -> bool:
        """Whether its facts need the words of a source."""
        held = model.Text if self.stated else self.model
        return self.stated is not None and held.model_fields["said"].is_required()

    @property
    def has_id(self) -> bool:
        """Whether its facts have ids, which others may name."""
        return "id" in self.model.model_fields


_SINGLE = ("title", "support_rate", "settlement_count")
_AREAS: Mapping[str, type[pydantic.BaseModel]] = {
    "compiled": model.CompiledArea,
    "settlements": model.SettlementArea,
    "extent": model.ExtentArea,
}
_PERIOD = ("start", "end", "running_since")
CLAIMS = "claims"


@functools.cache
def parts() -> Mapping[str, Part]:
    """Return code -> part, in the order of the file; without the claims of contradictions."""
    return types.MappingProxyType({one.code: one for one in _parts()})


def _parts() -> Iterator[Part]:
    for name, info in model.Programme.model_fields.items():
        if name == "sources":
            yield Part(name, name, model.Source, many=True, stated=None)
        elif name == "area":
            for kind, form in _AREAS.items():
                yield Part(f"area-{kind}", "area", form, stated="note", fixed=(("kind", kind),))
        elif name == "period":
            for end in _PERIOD:
                yield Part(f"period.{end}", f"period.{end}", model.Dated)
            yield Part("period.others", "period.others", model.Dated, many=True)
        elif name in _SINGLE:
            yield Part(name, name, _bare(info.annotation))
        elif typing.get_origin(info.annotation) is tuple:
            rows: type[pydantic.BaseModel] = typing.get_args(info.annotation)[0]
            yield Part(name, name, rows, many=True, stated=_stated(rows))


def _stated(form: type[pydantic.BaseModel]) -> str | None:
    return "" if "said" in form.model_fields else None


def part_of(code: str) -> Part | None:
    """Return the part of a code; `contradictions.0.claims` is one, too."""
    name, _, rest = code.partition(".")
    at, _, claims = rest.partition(".")
    if name == "contradictions" and at.isdecimal() and claims == CLAIMS:
        return Part(code, f"contradictions[{int(at)}].{CLAIMS}", model.Text, many=True)
    return parts().get(code)


_KINDS = {
    "hu": Kind.TEXT,
    "en": Kind.TEXT,
    "settlement": Kind.SETTLEMENT,
    "when": Kind.WHEN,
    "published": Kind.WHEN,
    "venue": Kind.VENUE,
    "definition": Kind.DEFINITION,
    "district": Kind.DISTRICT,
}
_MADE = {"said", "id", "kind", "huf", CLAIMS}
"""What is not filled in: quotations have a form of their own, the rest follows from others."""


@functools.cache
def _fields_of(form: type[pydantic.BaseModel]) -> tuple[Field, ...]:
    return tuple(_fields(form))


def _fields(form: type[pydantic.BaseModel], before: str = "") -> Iterator[Field]:
    for name, info in form.model_fields.items():
        bare, path = _bare(info.annotation), f"{before}{name}"
        if name in _MADE and not (name == "kind" and form is model.Event):
            continue
        if isinstance(bare, type) and issubclass(bare, (model.Titles, model.Text)):
            for one in _fields(bare, f"{path}."):
                yield Field(one.name, one.kind, needed=one.needed and info.is_required())
            continue
        choices = _choices(bare)
        needed = info.is_required() and name != "en"
        kind = _kind(name, bare, choices=bool(choices))
        if kind is Kind.TICK and info.default is None:
            kind = Kind.YES_NO
        yield Field(path, kind, needed, choices)


def _bare(annotation: Any) -> Any:  # noqa: ANN401 - an annotation
    """Return a type without what is added to it, and without None."""
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        (one,) = [arg for arg in typing.get_args(annotation) if arg is not type(None)]
        return _bare(one)
    if typing.get_origin(annotation) is typing.Annotated:
        return _bare(typing.get_args(annotation)[0])
    return annotation


def _choices(bare: Any) -> tuple[str, ...]:  # noqa: ANN401 - a type
    if typing.get_origin(bare) is typing.Literal:
        return tuple(typing.get_args(bare))
    if isinstance(bare, type) and issubclass(bare, StrEnum):
        return tuple(one.value for one in bare)
    return ()


def _kind(name: str, bare: Any, *, choices: bool) -> Kind:  # noqa: ANN401 - a type
    if choices:
        return Kind.CHOICE
    if typing.get_origin(bare) is tuple:
        return Kind.NUMBERS if _bare(typing.get_args(bare)[0]) is int else Kind.SETTLEMENTS
    by_type = {bool: Kind.TICK, int: Kind.NUMBER, dt.datetime: Kind.MOMENT}
    by_type[pydantic.HttpUrl] = Kind.WEB
    return by_type.get(bare) or _KINDS.get(name, Kind.LINE)
