"""JSON schemas of what the API sends, made of the types with which the code itself is checked.

An answer for programs is a `TypedDict`: mypy holds the code that makes it to its fields, nothing is
validated while it is sent, and here pydantic reads the very same type for the OpenAPI document.
"""

from __future__ import annotations

from typing import Annotated, Any

Schema = dict[str, Any]


class Says:
    """What the schema of a field says beyond its type; stands in an `Annotated`.

    Args:
        description: for the reader of the document, or empty.
        more: other members of the schema.
    """

    def __init__(self, description: str = "", /, **more: object) -> None:
        self._more = {"description": description, **more} if description else more

    def __get_pydantic_json_schema__(self, core: Any, handler: Any) -> Schema:  # noqa: ANN401 - pydantic's own hook, which need not be imported for it
        """Return the schema of the type with what is said here."""
        return {**handler(core), **self._more}


Day = Annotated[str, Says(format="date")]
Moment = Annotated[str, Says(format="date-time")]
Address = Annotated[str, Says(format="uri")]
Hash = Annotated[str, Says(pattern="^[0-9a-f]{64}$")]


def ref(name: str) -> Schema:
    """Return a reference to a schema of the document."""
    return {"$ref": f"#/components/schemas/{name}"}


def object_of(required: list[str], properties: Schema, **more: Any) -> Schema:  # noqa: ANN401 - members of a JSON schema
    """Return the schema of an object."""
    return {"type": "object", "required": required, "properties": properties, **more}
