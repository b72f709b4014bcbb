"""YAML: from strangers, nested too deeply it is refused before it is read, long it is read apart.

Reading nests as the text does: some ten thousand opening brackets end the C reader with the whole
process, and the other one in the middle of its work. And it takes a second for a megabyte, during
which a process that serves others serves nobody.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any, ClassVar

import yaml

from boundaries.child import ChildError, Limits, run

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST = 64
"""Levels of lists and mappings in one another; what people write has six."""
_SAFE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NUMBERS = {f"tag:yaml.org,2002:{kind}" for kind in ("int", "float")}


class LOADER(_SAFE):  # type: ignore[misc]  # one of two classes
    """The safe loader; in C, ten times as quick, where PyYAML has it.

    A number is what people write as one. By the letter of YAML 1.1 the house number 010 is 8,
    0x10 is 16 and 12:30 is 750: they stay the text that they are.
    """

    yaml_implicit_resolvers: ClassVar[dict[str, list[Any]]] = {
        first: [(tag, form) for tag, form in known if tag not in _NUMBERS]
        for first, known in _SAFE.yaml_implicit_resolvers.items()
    }


LOADER.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"[-+]?(?:0|[1-9][0-9]*)\Z"), list("-+0123456789")
)
LOADER.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(
        r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?\Z"
        r"|[-+]?\.(?:inf|Inf|INF)\Z|\.(?:nan|NaN|NAN)\Z"
    ),
    list("-+0123456789."),
)


def check_depth(text: str) -> str:
    """Return a text of YAML as it is.

    >>> check_depth("a: [1, 2]")
    'a: [1, 2]'

    Raises:
        YAMLError: it is nested too deeply, or is no YAML.
    """
    depth = 0
    for event in yaml.parse(text, Loader=LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MOST:
            raise yaml.YAMLError(f"nested more than {MOST} levels deep")
    return text


def load_here(text: str) -> Any:  # noqa: ANN401 - whatever the text holds
    """Return what a text of YAML holds, read in this process: for files of the operator's own.

    Raises:
        YAMLError: it is nested too deeply, or is no YAML.
        ValueError: it holds a day or a number that there is not.
    """
    return yaml.load(check_depth(text), Loader=LOADER)  # noqa: S506  # nosec B506 - a safe loader


def dump(document: Mapping[str, Any], *, head: str = "") -> str:
    """Return a document as YAML, as people read it: in its order, with letters as they are.

    >>> print(dump({"hu": "Kór út", "en": None}, head="Of the test."), end="")
    # Of the test.
    hu: Kór út
    en: null

    Args:
        document: of plain values.
        head: lines that stand above it as a comment.
    """
    above = "".join(f"# {line}\n" for line in head.splitlines())
    body = yaml.safe_dump(dict(document), allow_unicode=True, sort_keys=False, width=96)
    return above + body


LONG = 50_000
"""Characters above which a text is read in a process of its own."""
LIMITS = Limits(seconds=60, cpu_seconds=30, memory=1 << 30)


def load(text: str) -> Any:  # noqa: ANN401 - whatever the text holds
    """Return what a text of YAML holds.

    >>> load("from: 2026-01-31")
    {'from': datetime.date(2026, 1, 31)}

    Raises:
        YAMLError: it is nested too deeply, is no YAML, or takes too long to read.
        ValueError: it holds a day or a number that there is not.
    """
    if len(text) <= LONG:
        return load_here(text)
    try:
        return _unpacked(run(_read, text, limits=LIMITS))
    except ChildError as fault:
        raise yaml.YAMLError(fault.message) from fault


def _read(text: str) -> object:
    return _packed(load_here(text))


def _packed(value: object) -> object:
    """Return a value in the form of JSON: keys of any kind, and days, are more than that holds."""
    match value:
        case dict():
            return {"pairs": [[_packed(key), _packed(held)] for key, held in value.items()]}
        case list():
            return [_packed(held) for held in value]
        case dt.date():  # a moment is one, too
            return {"moment" if isinstance(value, dt.datetime) else "day": value.isoformat()}
        case None | bool() | int() | float() | str():
            return value
    raise ValueError(f"{type(value).__name__} has no place in such a file")


def _unpacked(value: Any) -> Any:  # noqa: ANN401 - what `_packed` made
    match value:
        case {"pairs": pairs}:
            return {_unpacked(key): _unpacked(held) for key, held in pairs}
        case {"day": text}:
            return dt.date.fromisoformat(text)
        case {"moment": text}:
            return dt.datetime.fromisoformat(text)
        case list():
            return [_unpacked(held) for held in value]
    return value
