"""Facts that people put on record as evidence: add, list, confirm, withdraw."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import click

from .output import READABLE, print_json, the_clock

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from boundaries.facts import Fact, What
    from boundaries.facts.effect import Effect
    from webmap.evidence import Known

KINDS = ("place", "side", "line", "said")
SHOWN = 12
"""Changes that are printed of one effect."""


@click.group()
def evidence() -> None:
    """Facts about doors and streets that one person adds and another one confirms.

    They are evidence like any other: the place of a door, the side of a parity, the line of a
    street, the word that a range lies inside or outside. See docs/evidence.md.
    """


@evidence.command("add")
@click.argument("slug")
@click.argument("kind", required=False, type=click.Choice(KINDS))
@click.option("--by", required=True, help="Who adds it.")
@click.option("--source", "--reason", "source", help="Where it is known from, or why it is said.")
@click.option("--street", help="Full name, as the street list writes it.")
@click.option("--number", help="House number: of a placed door, or the only one that is said.")
@click.option("--lat", help="WGS84.")
@click.option("--lon", help="WGS84.")
@click.option("--east", help="EOV, metres.")
@click.option("--north", help="EOV, metres.")
@click.option("--uncertainty", help="Metres within which the door is; by default 5.")
@click.option("--parity", help="even or odd; of a said range also whole.")
@click.option("--side", help="north, south-east, délkelet …, instead of a place on that side.")
@click.option("--from", "first", help="First number of a said range.")
@click.option("--to", "last", help="Last number of a said range.")
@click.option("--verdict", type=click.Choice(["inside", "outside"]), help="Of a said range.")
@click.option("--line", type=READABLE, help="GeoJSON with the line of the street, WGS84 or EOV.")
@click.option("--part", is_flag=True, help="The line is only a part of the street.")
@click.option("--file", "many", type=READABLE, help="CSV or GeoJSON with many facts.")
@click.option("--on", help="Day (YYYY-MM-DD); today by default.")
@click.option("--variant", default="programme", show_default=True, help="For the effect.")
@click.option("--json", "as_json", is_flag=True, help="One JSON array.")
def evidence_add(
    slug: str,
    kind: str | None,
    by: str,
    source: str | None,
    line: Path | None,
    many: Path | None,
    on: str | None,
    variant: str,
    *,
    part: bool,
    as_json: bool,
    **given: str | None,
) -> None:
    """Put a fact about SLUG on record, or all facts of a file, or none of them.

    It changes no answer until another person confirms it. Prints what would follow then.
    """
    from boundaries.facts.files import read_file, read_line  # noqa: PLC0415 - see `webmap.cli`
    from boundaries.facts.log import add_all  # noqa: PLC0415
    from boundaries.facts.reading import read_fact  # noqa: PLC0415
    from webmap.evidence import changed  # noqa: PLC0415

    if (kind is None) == (many is None):
        raise click.UsageError(f"give one of {', '.join(KINDS)}, or --file")
    known = _known(slug, variant)
    found: list[tuple[What, str]]
    if many is not None:
        found = read_file(many, known.town, known.held, source)
    else:
        names = {"first": "from", "last": "to", "uncertainty": "uncertainty_m"}
        fields = {names.get(name, name): value for name, value in given.items() if value}
        fields |= {"kind": kind or "", "source": source or "", "whole": "no" if part else "yes"}
        shape = None if line is None else read_line(line)
        found = [read_fact(fields, known.town, known.held, shape)]
    day = on or known.day.isoformat()
    with _writing():
        made = add_all(known.home, found, by=by, on=day, lines=known.town.lines)
    changed()
    if as_json:
        print_json([_record(fact, known) for fact in made])
        return
    for fact in made:
        click.echo(f"{fact.id}  {describe(fact)}")
        _tell_cautions(fact, known)
    _tell(_effect_of_all(known, made), "once confirmed: ")
    ids = made[0].id if len(made) == 1 else "ID"
    click.echo(f"another person confirms it: akcioterulet area evidence confirm {ids} --by NAME")


@evidence.command("list")
@click.argument("slug")
@click.option("--variant", default="programme", show_default=True, help="For the effect.")
@click.option("--effect", "with_effect", is_flag=True, help="What each would change, or undo.")
@click.option("--json", "as_json", is_flag=True, help="One JSON array instead of a table.")
def evidence_list(slug: str, variant: str, *, with_effect: bool, as_json: bool) -> None:
    """List every fact of SLUG with its state: proposed, in force, withdrawn."""
    known = _known(slug, variant)
    if as_json:
        print_json([_record(fact, known) for fact in known.facts])
        return
    for fact in known.facts:
        click.echo(f"{fact.id}  {fact.state(known.day).value:<9}  {describe(fact)}")
        click.echo(f"{'':>10}{'; '.join(_history(fact))}")
        if with_effect:
            back = fact.holds(known.day)
            head = "without it: " if back else "with it: "
            _tell(_effect_for(fact, known), f"{'':>10}{head}", takes_back=back)
    for one, other in known.held.contradictions:
        click.echo(
            f"akcioterulet: facts {one.id} and {other.id} contradict each other, so that neither "
            "decides anything; withdraw the wrong one",
            err=True,
        )


@evidence.command("confirm")
@click.argument("fact_id", metavar="ID")
@click.option("--by", required=True, help="Who confirms it; not the person who added it.")
@click.option("--on", help="Day from which it holds (YYYY-MM-DD); today by default.")
@click.option("--variant", default="programme", show_default=True, help="For the effect.")
@click.option("--preview", is_flag=True, help="Print what would follow, and confirm nothing.")
def evidence_confirm(fact_id: str, by: str, on: str | None, variant: str, *, preview: bool) -> None:
    """Confirm a fact; from that day on it decides doors. Prints what follows."""
    from boundaries.facts.log import confirm  # noqa: PLC0415 - see `webmap.cli`
    from webmap.evidence import changed  # noqa: PLC0415

    known, fact = _found(fact_id, variant)
    effect = known.effect(fact)
    if not preview:
        with _writing():
            fact = confirm(known.home, fact.id, by=by, on=on or known.day.isoformat())
        changed()
    click.echo(f"{fact.id}  {describe(fact)}")
    _tell_cautions(fact, known)
    _tell(effect, "would follow: " if preview else "follows: ")
    if not preview and fact.confirmed is not None:
        click.echo(f"confirmed by {fact.confirmed.by}; it holds from {fact.confirmed.on} on")


@evidence.command("withdraw")
@click.argument("fact_id", metavar="ID")
@click.option("--by", required=True, help="Who takes it back.")
@click.option("--reason", required=True, help="Why.")
@click.option("--on", help="Day from which it holds no more (YYYY-MM-DD); today by default.")
@click.option("--variant", default="programme", show_default=True, help="For the effect.")
@click.option("--preview", is_flag=True, help="Print what would follow, and withdraw nothing.")
def evidence_withdraw(
    fact_id: str, by: str, reason: str, on: str | None, variant: str, *, preview: bool
) -> None:
    """Take a fact back. It stays on record and decides nothing from that day on."""
    from boundaries.facts.log import withdraw  # noqa: PLC0415 - see `webmap.cli`
    from webmap.evidence import changed  # noqa: PLC0415

    known, fact = _found(fact_id, variant)
    effect = known.effect_without(fact) if fact.holds(known.day) else None
    if not preview:
        day = on or known.day.isoformat()
        with _writing():
            fact = withdraw(known.home, fact.id, by=by, on=day, reason=reason)
        changed()
    click.echo(f"{fact.id}  {describe(fact)}")
    if effect is None:
        click.echo("it is not in force today; no answer of today changes")
    else:
        _tell(effect, "would follow: " if preview else "follows: ", takes_back=True)
    if not preview and fact.withdrawn is not None:
        click.echo(f"withdrawn by {fact.withdrawn.by} from {fact.withdrawn.on} on")


def describe(fact: Fact) -> str:
    """Say in one English line what a fact tells."""
    from boundaries.facts import DrawnStreet, PlacedDoor, SaidRange  # noqa: PLC0415
    from webmap.evidence import range_words  # noqa: PLC0415

    what = fact.what
    if isinstance(what, PlacedDoor):
        where = f"EOV {what.east:.1f}, {what.north:.1f} ± {what.uncertainty_m:g} m"
        told = f"{what.street} {what.number} stands at {where}"
    elif isinstance(what, DrawnStreet):
        much = "from end to end" if what.whole else "a part of it"
        told = f"{what.street} runs along a line of {what.line.length:,.0f} m, {much}"
    elif isinstance(what, SaidRange):
        told = f"{what.street}, {range_words(what.numbers, 'en')}: {what.verdict.value}"
    else:
        parity = "even" if what.even else "odd"
        side = f"the side of EOV {what.east:.1f}, {what.north:.1f}"
        told = f"{what.street}: {parity} numbers stand on {side}"
    return f"{fact.kind.value:<5}  {told}"


def _history(fact: Fact) -> Iterator[str]:
    yield f"added by {fact.added.by} on {fact.added.on} ({fact.source})"
    if fact.confirmed is not None:
        yield f"confirmed by {fact.confirmed.by} on {fact.confirmed.on}"
    if fact.withdrawn is not None:
        gone = fact.withdrawn
        yield f"withdrawn by {gone.by} on {gone.on} ({gone.reason})"


def _known(slug: str, variant: str) -> Known:
    from webmap.evidence import known_of  # noqa: PLC0415
    from webmap.services import bundled_areas  # noqa: PLC0415

    return known_of(bundled_areas(clock=the_clock()), slug, variant)


def _found(fact_id: str, variant: str) -> tuple[Known, Fact]:
    """Find a fact by its id in whichever area has it."""
    from boundaries.edition import areas_in  # noqa: PLC0415
    from boundaries.errors import FactError  # noqa: PLC0415
    from boundaries.facts import facts_of  # noqa: PLC0415

    homes = [slug for slug in areas_in() if any(f.id == fact_id for f in facts_of(slug))]
    if len(homes) != 1:
        known = ", ".join(homes) or "none"
        raise FactError(f'one area has to have the fact "{fact_id}" on record; found: {known}')
    known_area = _known(homes[0], variant)
    fact = known_area.fact(fact_id)
    if fact is None:
        raise FactError(f'the fact "{fact_id}" is gone')
    return known_area, fact


@contextlib.contextmanager
def _writing() -> Iterator[None]:
    """Tell in one line where a log cannot be written."""
    try:
        yield
    except OSError as fault:
        raise click.ClickException(
            f"nothing was put on record: {fault.filename or 'the log'}: {fault.strerror}"
        ) from None


def _effect_for(fact: Fact, known: Known) -> Effect:
    return known.effect_without(fact) if fact.holds(known.day) else known.effect(fact)


def _effect_of_all(known: Known, made: Sequence[Fact]) -> Effect:
    from boundaries.facts.effect import effect_between  # noqa: PLC0415

    held = known.held.facts
    return effect_between(held, [*held, *made], known.town)


def _tell_cautions(fact: Fact, known: Known) -> None:
    from boundaries.facts.cautions import cautions_of  # noqa: PLC0415

    for caution in cautions_of(fact.what, known.town, known.held):
        click.echo(f"warning: {fact.id}: {caution}", err=True)


def _tell(effect: Effect, head: str, *, takes_back: bool = False) -> None:
    """Print what changes: doors in sum, then the ranges; what flips goes to standard error too."""
    about = "" if effect.exact else " (doors of a range are spread over its numbers)"
    click.echo(
        f"{head}{effect.decided:,} doors newly decided, {effect.flipped:,} flip, "
        f"{effect.opened:,} open again{about}"
    )
    for change in effect.changes[:SHOWN]:
        ends = f"{change.numbers.start}–{change.numbers.end}"
        click.echo(
            f"{'':>10}{change.street}, {change.numbers.parity.value} {ends}: "
            f"{change.before.value} → {change.after.value} ({change.doors:.0f})"
        )
    if len(effect.changes) > SHOWN:
        click.echo(f"{'':>10}… and {len(effect.changes) - SHOWN:,} more ranges")
    if effect.flipped or (effect.opened and not takes_back):
        click.echo(
            f"warning: {effect.flipped:,} decided doors flip and {effect.opened:,} open again, "
            "since the fact contradicts what is known",
            err=True,
        )


def _record(fact: Fact, known: Known) -> dict[str, object]:
    from boundaries.facts.cautions import cautions_of  # noqa: PLC0415
    from boundaries.facts.records import to_record  # noqa: PLC0415

    record: dict[str, object] = {
        "id": fact.id,
        "state": fact.state(known.day).value,
        "fact": to_record(fact.what),
        "source": fact.source,
        "added": {"by": fact.added.by, "on": fact.added.on},
        "confirmed": None,
        "withdrawn": None,
        "cautions": [one.code.value for one in cautions_of(fact.what, known.town, known.held)],
    }
    if fact.confirmed is not None:
        record["confirmed"] = {"by": fact.confirmed.by, "on": fact.confirmed.on}
    if fact.withdrawn is not None:
        gone = fact.withdrawn
        record["withdrawn"] = {"by": gone.by, "on": gone.on, "reason": gone.reason}
    if fact.withdrawn is None:
        effect = _effect_for(fact, known)
        record["effect"] = {
            "decided": effect.decided,
            "flipped": effect.flipped,
            "opened": effect.opened,
            "exact": effect.exact,
        }
    return record
