"""Days, hours, quotations and the answers of programmes as the pages write them. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from babel.dates import format_date

from boundaries.model import VerdictKind
from boundaries.programmes.dates import ProgrammeState, read_when
from boundaries.programmes.facts import own_name
from boundaries.programmes.look_up import programme_state
from webmap.ask.programme_texts import sentence, standing_on, state_text, title_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from boundaries.programmes.look_up import ProgrammeAnswer
    from boundaries.programmes.model import Programme, Quotation, Stated
    from webmap.web.i18n import Texts


@dataclass(frozen=True, slots=True)
class QuoteView:
    """Words of a source and where they stand."""

    words: str
    title: str
    publisher: str
    file: str
    """Name of the source's file; empty where the program itself gave it."""
    published: str | None
    """As the language writes it; None where the source has no date."""


def quote_views(programme: Programme, stated: Stated, t: Texts) -> tuple[QuoteView, ...]:
    """Return the quotations that a fact rests on."""
    return tuple(_quote(programme, quotation, t) for quotation in stated.said)


def _quote(programme: Programme, quotation: Quotation, t: Texts) -> QuoteView:
    source = programme.sources[quotation.source]
    published = None if source.published is None else partial_text(source.published, t)
    title = source.title.hu if t.language == "hu" else source.title.en
    return QuoteView(quotation.words, title, source.publisher, own_name(source.file), published)


def partial_text(written: str, t: Texts) -> str:
    """Write a partial date of a source as the language does.

    >>> from webmap.web.i18n import texts
    >>> partial_text("2023-H1", texts("hu")), partial_text("2019-04", texts("hu"))
    ('2023 első fele', '2019. április')
    """
    when = read_when(written)
    if when.is_day:
        return t.date(when.first.isoformat())
    year, _, rest = written.partition("-")
    if not rest:
        return year
    if rest.startswith("H"):
        return t(f"pages.half.{rest[1]}", year=year)
    pattern = "y. MMMM" if t.language == "hu" else "MMMM y"
    return format_date(when.first, format=pattern, locale=t.language)


def day_text(day: dt.date, t: Texts) -> str:
    """Write a day with its weekday.

    >>> import datetime as dt
    >>> from webmap.web.i18n import texts
    >>> day_text(dt.date(2015, 9, 12), texts("hu"))
    '2015. szeptember 12., szombat'
    """
    pattern = "y. MMMM d., EEEE" if t.language == "hu" else "EEEE d MMMM y"
    return format_date(day, format=pattern, locale=t.language)


def span_text(start: dt.datetime, end: dt.datetime | None, t: Texts) -> str:
    """Write from when to when something takes place, in the time of the place.

    >>> import datetime as dt
    >>> from webmap.web.i18n import texts
    >>> at = dt.datetime(2015, 9, 12, 13)
    >>> span_text(at, at.replace(hour=15), texts("en"))
    'Saturday 12 September 2015, 13:00–15:00'
    """
    begins = f"{day_text(start.date(), t)}, {start:%H:%M}"
    if end is None:
        return begins
    if end.date() == start.date():
        return f"{begins}–{end:%H:%M}"
    return f"{begins} – {day_text(end.date(), t)}, {end:%H:%M}"


def ended(text: str) -> str:
    """End a text with a full stop, if it does not end with one."""
    return text if text.endswith((".", "!", "?")) else f"{text}."


def state_sentence(programme: Programme, day: dt.date, t: Texts) -> str:
    """Say how a programme stands today, and when it ends."""
    state, end = programme_state(programme, day), programme.period.end
    if state is ProgrammeState.ENDED:  # beside its last day today's would be taken for that
        last = "–" if end is None else t.date(end.days.last.isoformat())
        return ended(t("programme.standing.ended", end=last))
    text = standing_on(programme, state, day, t)
    return ended(text)


def standing_sentences(programmes: Sequence[Programme], day: dt.date, t: Texts) -> tuple[str, ...]:
    """Say in a sentence or two which programmes run on a day, or that all have ended."""
    states = [programme_state(one, day) for one in programmes]
    running = [
        title_of(one, t.language)
        for one, state in zip(programmes, states, strict=True)
        if state is not None and state.value in {"running", "not_ended"}
    ]
    if running:
        return tuple(t("home.running", title=title) for title in running)
    if states and all(state is not None and state.value == "ended" for state in states):
        return (t("home.all_ended", the_count=t.the(str(len(states)))),)
    return ()


def state_word(programme: Programme, day: dt.date, t: Texts) -> str:
    """Say in a word or two how a programme stands on a day."""
    state = programme_state(programme, day)
    return t(f"pages.state.{'unknown' if state is None else state.value}")


def in_language(part: object, t: Texts) -> str:
    """Return the text of something that has one in both languages."""
    return str(getattr(part, "hu" if t.language == "hu" else "en"))


def joined(parts: Iterable[str | None], between: str = ", ") -> str:
    """Join the parts that hold something."""
    return between.join(part for part in parts if part)


_ORDER = (
    VerdictKind.INSIDE,
    VerdictKind.BOUNDARY,
    VerdictKind.UNDECIDABLE,
    VerdictKind.OUTSIDE,
)


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """The answer of one programme."""

    slug: str
    title: str
    verdict: VerdictKind
    text: str
    """Verdict and reason as a sentence."""
    state: str
    variants: str
    """What the variants of the area say, where they differ; else empty."""


@dataclass(frozen=True, slots=True)
class AnswerGroup:
    """Programmes that say the same for the same reason."""

    verdict: VerdictKind
    text: str
    rows: tuple[AnswerRow, ...]


@dataclass(frozen=True, slots=True)
class ProgrammeAnswers:
    """The answers of all programmes to one question."""

    groups: tuple[AnswerGroup, ...]
    """Those whose area holds the place first."""
    options: tuple[str, ...] = ()
    """Addresses in settlements that may be meant."""


def programme_answers(
    found: Sequence[ProgrammeAnswer],
    programmes: Mapping[str, Programme],
    t: Texts,
    *,
    variant_names: Mapping[tuple[str, str], str],
    with_options: bool,
) -> ProgrammeAnswers:
    """Return the answers in their order.

    Args:
        found: one for each programme.
        programmes: slug -> programme.
        t: language of the texts.
        variant_names: (slug of the area, variant) -> name of the variant.
        with_options: whether settlements that may be meant are offered; not while the page asks
            something else already.
    """
    ordered = sorted(found, key=lambda one: _ORDER.index(one.answer.verdict))
    rows = tuple(_row(one, programmes[one.programme], variant_names, t) for one in ordered)
    offered = dict.fromkeys(
        candidate.address
        for one in found
        if with_options and len(one.variants) == 1
        for candidate in one.answer.candidates
    )
    return ProgrammeAnswers(tuple(_groups(rows)), tuple(offered))


def _groups(rows: Iterable[AnswerRow]) -> Iterator[AnswerGroup]:
    """Put together what would be said in the same words, in the order of the first of each."""
    groups: dict[str, list[AnswerRow]] = {}
    for row in rows:
        groups.setdefault(row.text, []).append(row)
    for text, same in groups.items():
        yield AnswerGroup(same[0].verdict, text, tuple(same))


def _row(
    found: ProgrammeAnswer,
    programme: Programme,
    names: Mapping[tuple[str, str], str],
    t: Texts,
) -> AnswerRow:
    return AnswerRow(
        slug=found.programme,
        title=title_of(programme, t.language),
        verdict=found.answer.verdict,
        text=sentence(found, t.language),
        state=ended(state_text(found, programme, t.language)),
        variants=_variants(found, names, t),
    )


def _variants(found: ProgrammeAnswer, names: Mapping[tuple[str, str], str], t: Texts) -> str:
    """Tell that the variants of an area differ, so that one of them is not taken for all."""
    if len({one.verdict for one in found.variants}) == 1:
        return ""
    words = (
        f"{names.get((one.area, one.variant), one.variant)}: {t(f'verdict_word.{one.verdict}')}"
        for one in found.variants
    )
    return t("pages.variants_differ", answers="; ".join(words))
