"""What `/api/v1` sends of areas and points, as types, and how types become JSON schemas.

The types are what the sending code is checked by; pydantic reads the same for the document.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema
from typing_extensions import TypedDict

from ..ask.documents import SentAnswer, StreetRow  # noqa: TC001 - pydantic reads them
from ..web.schemas import Day, Hash, Says, Schema, ref

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic.json_schema import JsonSchemaValue

_DEFINED = "#/$defs/"


class VariantDocument(TypedDict):
    """One variant of an area: the edition in force."""

    variant: str
    title: dict[str, str]
    edition: Hash
    km2: float
    provisional: list[int]
    valid_start: Day | None
    valid_end: Day | None
    sentence: str
    attribution: str
    licence: str
    features: str
    ledger: str
    metadata: str


class AreaDocument(TypedDict):
    """One area."""

    slug: str
    title: dict[str, str]
    town: str
    projects: list[str]
    variants: list[VariantDocument]


class EditionDocument(TypedDict):
    """An edition as it was accepted."""

    variant: str
    edition: Hash
    accepted_on: Day
    last_day: Day | None
    reason: str
    features: str


class EditionsDocument(TypedDict):
    """The editions of an area."""

    area: str
    editions: list[EditionDocument]


class StreetsPage(TypedDict):
    """A page of a street list."""

    area: str
    variant: str
    edition: Hash
    attribution: str
    total: int
    limit: int
    offset: int
    rows: list[StreetRow]


class Degrees(TypedDict):
    """A point in WGS84."""

    lon: float
    lat: float


class Metres(TypedDict):
    """A point in EOV (EPSG:23700)."""

    east: float
    north: float


class NearestLeg(TypedDict):
    """The leg that is nearest to a point."""

    number: int | None
    name: str
    distance_m: float | None


class NearestStreet(TypedDict):
    """The nearest of the streets whose line is known."""

    name: str
    distance_m: float
    streets_with_a_line: int
    complete: Annotated[
        bool,
        Says(
            "False: the network does not have every street, so that a street without a line "
            "may be nearer."
        ),
    ]


class Surroundings(TypedDict):
    """What is near a point."""

    point: Degrees
    eov: Metres
    nearest_leg: NearestLeg | None
    nearest_street: NearestStreet | None
    answer: SentAnswer


class _Plain(GenerateJsonSchema):
    """JSON schemas as a person writes them: no titles, and what may be null says so in its type."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ANN401, ARG002 - as pydantic's
        return False

    def typed_dict_schema(self, schema: Any) -> JsonSchemaValue:  # noqa: ANN401 - as pydantic's
        made = super().typed_dict_schema(schema)
        return {name: made[name] for name in ("type", "required", "properties") if name in made}

    def literal_schema(self, schema: Any) -> JsonSchemaValue:  # noqa: ANN401 - as pydantic's
        made = super().literal_schema(schema)
        return {"enum": made.get("enum", [made.get("const")])}


def schemas_of(named: Mapping[str, Any]) -> Schema:
    """Return the schemas of types by name; a type that has a name is referred to by it."""
    every: Any = tuple[tuple(named.values())]  # type: ignore[misc] # known only at run time
    adapter: TypeAdapter[Any] = TypeAdapter(every)
    made = adapter.json_schema(schema_generator=_Plain)
    names = {kind.__name__: name for name, kind in named.items()}
    defined = made["$defs"]
    return {name: _read(defined[kind], defined, names) for kind, name in names.items()}


def _read(value: Any, defined: Schema, names: Mapping[str, str]) -> Any:  # noqa: ANN401 - JSON
    """Return a schema with its references led to the document's names, or the thing in place."""
    if isinstance(value, list):
        return [_read(one, defined, names) for one in value]
    if not isinstance(value, dict):
        return value
    target = str(value.get("$ref", "")).removeprefix(_DEFINED)
    rest = {name: _read(one, defined, names) for name, one in value.items() if name != "$ref"}
    if target in names:
        return {**ref(names[target]), **rest}
    if target and "enum" in defined[target]:
        return {"enum": defined[target]["enum"], **rest}
    if target:
        return {**_read(defined[target], defined, names), **rest}
    return _plain(rest)


def _plain(schema: Schema) -> Schema:
    """Write "this or null" as one schema, where one can say both; values say their own type."""
    if "enum" in schema:
        return {name: member for name, member in schema.items() if name != "type"}
    options = schema.get("anyOf")
    if not isinstance(options, list) or len(options) != 2 or options[1] != {"type": "null"}:  # noqa: PLR2004
        return schema
    one = options[0]
    rest = {name: member for name, member in schema.items() if name != "anyOf"}
    if "enum" in one:
        return {**one, "enum": [*one["enum"], None], **rest}
    if "properties" in one or "$ref" in one or "type" not in one:
        return schema
    return {**one, "type": [one["type"], "null"], **rest}
