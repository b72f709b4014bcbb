"""Facts that people put on record as evidence: add, list, confirm, withdraw."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import click

from boundaries.errors import FactError

from .lazy import put_off
from .output import READABLE, print_json, the_clock

with put_off():
    from boundaries import facts
    from boundaries.edition import edition as editions
    from boundaries.facts import area_files, files, log, reading, records
    from boundaries.facts import effect as outcome
    from boundaries.facts import reading as cautions

    from ..admin import evidence as known_facts
    from ..ask import services

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from boundaries.facts import Fact, What
    from boundaries.facts.effect import Effect
    from webmap.admin.evidence import Known

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
@click.option("--variant", help="One variant, for the effect; all by default.")
@click.option("--json", "as_json", is_flag=True, help="One JSON array.")
def evidence_add(
    slug: str,
    kind: str | None,
    by: str,
    source: str | None,
    line: Path | None,
    many: Path | None,
    on: str | None,
    variant: str | None,
    *,
    part: bool,
    as_json: bool,
    **given: str | None,
) -> None:
    """Put a fact about SLUG on record, or all facts of a file, or none of them.

    It changes no answer until another person confirms it. Prints what would follow then.
    """
    if (kind is None) == (many is None):
        raise click.UsageError(f"give one of {', '.join(KINDS)}, or --file")
    every = _every(slug, variant)
    known = next(iter(every.values()))
    found: list[tuple[What, str]]
    if many is not None:
        found = files.read_file(many, known.town, known.held, source)
    else:
        names = {"first": "from", "last": "to", "uncertainty": "uncertainty_m"}
        fields = {names.get(name, name): value for name, value in given.items() if value}
        fields |= {"kind": kind or "", "source": source or "", "whole": "no" if part else "yes"}
        shape = None if line is None else files.read_line(line)
        found = [reading.read_fact(fields, known.town, known.held, shape)]
    day = on or known.day.isoformat()
    with _writing():
        made = log.add_all(known.home, found, by=by, on=day, lines=known.town.lines)
    area_files.look_again()
    if as_json:
        print_json([_record(fact, every) for fact in made])
        return
    for fact in made:
        click.echo(f"{fact.id}  {describe(fact)}")
        _tell_cautions(fact, known)
    _tell_all({name: _effect_of_all(one, made) for name, one in every.items()}, "once confirmed: ")
    ids = made[0].id if len(made) == 1 else "ID"
    click.echo(f"another person confirms it: akcioterulet area evidence confirm {ids} --by NAME")


@evidence.command("list")
@click.argument("slug")
@click.option("--variant", help="One variant, for the effect; all by default.")
@click.option("--effect", "with_effect", is_flag=True, help="What each would change, or undo.")
@click.option("--json", "as_json", is_flag=True, help="One JSON array instead of a table.")
def evidence_list(slug: str, variant: str | None, *, with_effect: bool, as_json: bool) -> None:
    """List every fact of SLUG with its state: proposed, in force, withdrawn."""
    every = _every(slug, variant)
    known = next(iter(every.values()))
    if as_json:
        print_json([_record(fact, every) for fact in known.facts])
        return
    for fact in known.facts:
        click.echo(f"{fact.id}  {fact.state(known.day).value:<9}  {describe(fact)}")
        click.echo(f"{'':>10}{'; '.join(_history(fact))}")
        if with_effect:
            back = fact.holds(known.day)
            head = "without it: " if back else "with it: "
            _tell_all(_effects_for(fact, every), f"{'':>10}{head}", takes_back=back)
    for one, other in known.held.contradictions:
        click.echo(
            f"akcioterulet: facts {one.id} and {other.id} contradict each other, so that neither "
            "decides anything; withdraw the wrong one",
            err=True,
        )


_YES = click.option("--yes", is_flag=True, help="Agree that doors lose the answer they have.")


@evidence.command("confirm")
@click.argument("fact_id", metavar="ID")
@click.option("--by", required=True, help="Who confirms it; not the person who added it.")
@click.option("--on", help="Day from which it holds (YYYY-MM-DD); today by default.")
@click.option("--variant", help="One variant, for the effect; all by default.")
@click.option("--preview", is_flag=True, help="Print what would follow, and confirm nothing.")
@_YES
def evidence_confirm(
    fact_id: str, by: str, on: str | None, variant: str | None, *, preview: bool, yes: bool
) -> None:
    """Confirm a fact; from that day on it decides doors. Prints what follows.

    Where doors that are decided flip or open again, nothing is confirmed without --yes (exit
    status 1).
    """
    every, fact, seen = _found(fact_id, variant)
    known = next(iter(every.values()))
    effects = known_facts.effects_of(fact, every, takes_back=False)
    click.echo(f"{fact.id}  {describe(fact)}")
    _tell_cautions(fact, known)
    _tell_all(effects, "would follow: " if preview else "follows: ")
    if preview:
        return
    _require_yes(effects, fact, yes=yes, takes_back=False)
    with _writing():
        fact = facts.confirm(known.home, fact.id, by=by, on=on or known.day.isoformat(), seen=seen)
    area_files.look_again()
    if fact.confirmed is not None:
        click.echo(f"confirmed by {fact.confirmed.by}; it holds from {fact.confirmed.on} on")


@evidence.command("withdraw")
@click.argument("fact_id", metavar="ID")
@click.option("--by", required=True, help="Who takes it back.")
@click.option("--reason", required=True, help="Why.")
@click.option("--on", help="Day from which it holds no more (YYYY-MM-DD); today by default.")
@click.option("--variant", help="One variant, for the effect; all by default.")
@click.option("--preview", is_flag=True, help="Print what would follow, and withdraw nothing.")
@_YES
def evidence_withdraw(
    fact_id: str,
    by: str,
    reason: str,
    on: str | None,
    variant: str | None,
    *,
    preview: bool,
    yes: bool,
) -> None:
    """Take a fact back. It stays on record and decides nothing from that day on.

    Where doors flip by it, nothing is withdrawn without --yes (exit status 1).
    """
    every, fact, seen = _found(fact_id, variant)
    known = next(iter(every.values()))
    click.echo(f"{fact.id}  {describe(fact)}")
    holds = fact.holds(known.day)
    effects = known_facts.effects_of(fact, every, takes_back=True) if holds else {}
    if holds:
        _tell_all(effects, "would follow: " if preview else "follows: ", takes_back=True)
    else:
        click.echo("it is not in force today; no answer of today changes")
    if preview:
        return
    _require_yes(effects, fact, yes=yes, takes_back=True)
    day = on or known.day.isoformat()
    with _writing():
        fact = facts.withdraw(
            known.home, fact.id, by=by, on=day, reason=reason, seen=seen if holds else None
        )
    area_files.look_again()
    if fact.withdrawn is not None:
        click.echo(f"withdrawn by {fact.withdrawn.by} from {fact.withdrawn.on} on")


def _require_yes(effects: Mapping[str, Effect], fact: Fact, *, yes: bool, takes_back: bool) -> None:
    if known_facts.must_agree(effects, takes_back=takes_back) and not yes:
        done = "withdrawn" if takes_back else "confirmed"
        raise click.ClickException(
            f"nothing was {done}: doors that are decided today lose that answer by fact {fact.id} "
            "(listed above); who agrees to that says so with --yes"
        )


def describe(fact: Fact) -> str:
    """Say in one English line what a fact tells."""
    what = fact.what
    if isinstance(what, facts.PlacedDoor):
        where = f"EOV {what.east:.1f}, {what.north:.1f} ± {what.uncertainty_m:g} m"
        told = f"{what.street} {what.number} stands at {where}"
    elif isinstance(what, facts.DrawnStreet):
        much = "from end to end" if what.whole else "a part of it"
        told = f"{what.street} runs along a line of {what.line.length:,.0f} m, {much}"
    elif isinstance(what, facts.SaidRange):
        told = f"{what.street}, {known_facts.range_words(what.numbers, 'en')}: {what.verdict.value}"
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


def _every(slug: str, variant: str | None) -> dict[str, Known]:
    """Return an area by variant: the one that is named, or all that have a street list."""
    areas = services.bundled_areas(clock=the_clock())
    if variant is not None:
        return {variant: known_facts.known_of(areas, slug, variant)}
    found, lacking = known_facts.every_known(areas, slug)
    for name, fault in lacking.items():
        click.echo(f"warning: no effect is shown for the variant {name}: {fault}", err=True)
    return found


def _found(fact_id: str, variant: str | None) -> tuple[dict[str, Known], Fact, str]:
    """Find a fact by its id in whichever area has it, and how its log stood before that."""
    homes = [
        slug for slug in editions.areas_in() if any(f.id == fact_id for f in facts.facts_of(slug))
    ]
    if len(homes) != 1:
        known = ", ".join(homes) or "none"
        raise FactError(f'one area has to have the fact "{fact_id}" on record; found: {known}')
    seen = facts.standing(known_facts.home_of(homes[0]))
    every = _every(homes[0], variant)
    fact = next(iter(every.values())).fact(fact_id)
    if fact is None:
        raise FactError(f'the fact "{fact_id}" is gone')
    return every, fact, seen


@contextlib.contextmanager
def _writing() -> Iterator[None]:
    """Tell in one line where a log cannot be written."""
    try:
        yield
    except OSError as fault:
        raise click.ClickException(
            f"nothing was put on record: {fault.filename or 'the log'}: {fault.strerror}"
        ) from None


def _effects_for(fact: Fact, every: Mapping[str, Known]) -> dict[str, Effect]:
    day = next(iter(every.values())).day
    return known_facts.effects_of(fact, every, takes_back=fact.holds(day))


def _effect_of_all(known: Known, made: Sequence[Fact]) -> Effect:
    held = known.held.facts
    return outcome.effect_between(held, [*held, *made], known.town)


def _tell_cautions(fact: Fact, known: Known) -> None:
    for caution in cautions.cautions_of(fact.what, known.town, known.held):
        click.echo(f"warning: {fact.id}: {caution}", err=True)


def _tell_all(effects: Mapping[str, Effect], head: str, *, takes_back: bool = False) -> None:
    """Print what changes in each variant, by its name where there are several."""
    for variant, effect in effects.items():
        of = f"{variant}: " if len(effects) > 1 else ""
        _tell(effect, f"{head}{of}", takes_back=takes_back)


def _tell(effect: Effect, head: str, *, takes_back: bool = False) -> None:
    """Print what changes: doors in sum, then the ranges, all of those that lose their answer."""
    about = "" if effect.exact else " (doors of a range are spread over its numbers)"
    click.echo(
        f"{head}{effect.decided:,} doors newly decided, {effect.flipped:,} flip, "
        f"{effect.opened:,} open again{about}"
    )
    shown = max(SHOWN, len(effect.taken))
    for change in effect.worst_first[:shown]:
        ends = f"{change.numbers.start}–{change.numbers.end}"
        click.echo(
            f"{'':>10}{change.street}, {change.numbers.parity.value} {ends}: "
            f"{change.before.value} → {change.after.value} ({change.doors:.0f})"
        )
    if len(effect.changes) > shown:
        click.echo(f"{'':>10}… and {len(effect.changes) - shown:,} more ranges")
    if effect.flipped or (effect.opened and not takes_back):
        click.echo(
            f"warning: {effect.flipped:,} decided doors flip and {effect.opened:,} open again, "
            "since the fact contradicts what is known",
            err=True,
        )


def _record(fact: Fact, every: Mapping[str, Known]) -> dict[str, object]:
    known = next(iter(every.values()))
    record: dict[str, object] = {
        "id": fact.id,
        "state": fact.state(known.day).value,
        "fact": records.to_record(fact.what),
        "source": fact.source,
        "added": {"by": fact.added.by, "on": fact.added.on},
        "confirmed": None,
        "withdrawn": None,
        "cautions": [
            one.code.value for one in cautions.cautions_of(fact.what, known.town, known.held)
        ],
    }
    if fact.confirmed is not None:
        record["confirmed"] = {"by": fact.confirmed.by, "on": fact.confirmed.on}
    if fact.withdrawn is not None:
        gone = fact.withdrawn
        record["withdrawn"] = {"by": gone.by, "on": gone.on, "reason": gone.reason}
    if fact.withdrawn is None:
        effects = {name: _counts(one) for name, one in _effects_for(fact, every).items()}
        record["effect"] = next(iter(effects.values()))
        record["effects"] = effects
    return record


def _counts(effect: Effect) -> dict[str, object]:
    return {
        "decided": effect.decided,
        "flipped": effect.flipped,
        "opened": effect.opened,
        "exact": effect.exact,
    }
