"""A fact as people type it, and as a programme file holds it. Pure.

Each field is a text by its name: a settlement is its name, a tick is "yes". What cannot be read is
a fault at its field and changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import Fault
from ..language.days import read_moment, read_partial
from ..language.hidden import hidden_in
from ..language.names import fold
from .model import Amount
from .money import read_huf
from .parts import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ..towns.settlements import Settlements
    from .parts import Field, Part

LONGEST = 4_000
"""Characters of a field."""
YES, NO = "yes", "no"
SAID = "said"


class Quote(NamedTuple):
    """Words of a source, as they are typed."""

    source: str
    words: str


def typed_of(part: Part, fact: Mapping[str, Any], places: Settlements) -> dict[str, str]:
    """Return a fact as somebody would type it, by the names of its fields.

    A text in English that is the Hungarian one is left out: it stands for both.
    """
    typed = {}
    for field in part.fields:
        value = _at(fact, field.name)
        if value is not None:
            typed[field.name] = _typed(field, value, places)
    for name in [name for name in typed if _hungarian(name) in typed]:
        if typed[name] == typed[_hungarian(name)]:
            del typed[name]
    return typed


def quotes_of(part: Part, fact: Mapping[str, Any]) -> list[Quote]:
    """Return the quotations of a fact."""
    said = _at(fact, _said_path(part)) if part.stated is not None else None
    return [Quote(one["source"], one["words"]) for one in said or ()]


def _said_path(part: Part) -> str:
    return f"{part.stated}.{SAID}" if part.stated else SAID


def _hungarian(name: str) -> str:
    """Return the field of the Hungarian text beside an English one; "" for every other field."""
    return f"{name[:-2]}hu" if name.rpartition(".")[2] == "en" else ""


def _at(fact: Mapping[str, Any], name: str) -> Any:  # noqa: ANN401 - whatever stands there
    value: Any = fact
    for step in name.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _typed(field: Field, value: Any, places: Settlements) -> str:  # noqa: ANN401 - of the field
    match field.kind:
        case Kind.TICK | Kind.YES_NO:
            return YES if value else NO
        case Kind.SETTLEMENT:
            return _name(value, places)
        case Kind.SETTLEMENTS:
            return ", ".join(_name(one, places) for one in value)
        case Kind.NUMBERS:
            return ", ".join(map(str, value))
        case Kind.DISTRICT:
            found = places.of_district(value)
            return found[0].district_name if found else str(value)
    return str(value)


def _name(code: str, places: Settlements) -> str:
    known = places.by_code.get(code)
    return code if known is None else known.name


def read_fact(
    part: Part, typed: Mapping[str, str], quotes: Sequence[Quote], places: Settlements
) -> tuple[dict[str, Any], list[Fault]]:
    """Read a fact as it was typed.

    Args:
        part: of the fact.
        typed: field -> text; what is not in it is empty.
        quotes: its quotations; empty ones are left out.
        places: the settlements that are known.

    Returns:
        The fact as a file holds it, and what could not be read or is missing, by its fields.
    """
    fact: dict[str, Any] = dict(part.fixed)
    faults: list[Fault] = []
    for field in part.fields:
        text = " ".join(typed.get(field.name, "").split())
        try:
            value = _read(field, text, places)
        except ValueError as fault:
            faults.append(Fault(field.name, f"{text!r} cannot be read", str(fault)))
            continue
        if value is not None:
            _put(fact, field.name, value)
    if part.model is Amount and "written" in fact:
        fact["huf"] = read_huf(fact["written"])
    said = [{"source": one.source, "words": one.words} for one in quotes if one.words.strip()]
    if said:
        _put(fact, _said_path(part), said)
    _in_both(fact)
    faults += _missing(part, fact)
    return fact, faults


def _missing(part: Part, fact: Mapping[str, Any]) -> list[Fault]:
    """Return what has to be there: needed fields, and where there is a text its quotation."""
    missing = [one.name for one in part.fields if one.needed and _at(fact, one.name) is None]
    holder = fact if not part.stated else fact.get(part.stated)
    if part.is_quoted and holder is not None and SAID not in holder:
        missing.append(_said_path(part))
    missing += [
        f"{name}.hu"
        for name, held in fact.items()
        if isinstance(held, dict) and "hu" not in held and f"{name}.hu" not in missing
    ]
    return [Fault(name, "is missing", "missing") for name in missing]


def _in_both(held: dict[str, Any]) -> None:
    """Let a Hungarian text stand for the English one where there is none."""
    for one in (held, *held.values()):
        if isinstance(one, dict) and "hu" in one:
            one.setdefault("en", one["hu"])


def _put(fact: dict[str, Any], name: str, value: Any) -> None:  # noqa: ANN401 - of a field
    *way, last = name.split(".")
    for step in way:
        fact = fact.setdefault(step, {})
    fact[last] = value


def _read(field: Field, text: str, places: Settlements) -> Any:  # noqa: ANN401 - of the field
    """Return the value of a text; None where it is empty.

    Raises:
        ValueError: it has none; its text is the code of the fault.
    """
    if hidden_in(text):
        raise ValueError("odd")
    if len(text) > LONGEST:
        raise ValueError("too_long")
    if not text:
        return None
    if field.kind is Kind.CHOICE and text not in field.choices:
        raise ValueError("choice")
    return _READERS.get(field.kind, _as_it_is)(text, places)


def _number(text: str) -> int:
    digits = text.replace(" ", "").replace("\u00a0", "")
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= 12):  # noqa: PLR2004 - more than any head-count
        raise ValueError("number")
    return int(digits)


def _code(text: str, places: Settlements) -> str:
    known = places.by_name.get(fold(text), ())
    exact = [one for one in known if one.name == text] or known
    if len(exact) == 1:
        return exact[0].code
    if text in places.by_code:
        return text
    raise ValueError("no_settlement")


def _district(text: str, places: Settlements) -> str:
    wanted = _district_name(text)
    for one in places.all:
        if text == one.district or _district_name(one.district_name) == wanted:
            return one.district
    raise ValueError("no_district")


def _district_name(text: str) -> str:
    return fold(text).removesuffix(" jaras").removesuffix("i")


def _when(text: str) -> str:
    try:
        return read_partial(text)
    except ValueError:
        raise ValueError("when") from None


def _moment(text: str) -> str:
    try:
        return read_moment(text).isoformat()
    except ValueError:
        raise ValueError("moment") from None


def _as_it_is(text: str, _places: Settlements) -> str:
    return text


_READERS: Mapping[Kind, Callable[[str, Settlements], Any]] = {
    Kind.TICK: lambda _text, _places: True,
    Kind.YES_NO: lambda text, _places: text == YES,
    Kind.NUMBER: lambda text, _places: _number(text),
    Kind.NUMBERS: lambda text, _places: [_number(one.strip()) for one in text.split(",")],
    Kind.SETTLEMENT: _code,
    Kind.SETTLEMENTS: lambda text, places: [
        _code(one.strip(), places) for one in text.split(",") if one.strip()
    ],
    Kind.DISTRICT: _district,
    Kind.WHEN: lambda text, _places: _when(text),
    Kind.MOMENT: lambda text, _places: _moment(text),
}
