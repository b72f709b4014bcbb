"""How long reading takes: sentences one by one, documents by their pages, texts without meaning.

    python benchmarks/documents.py [--check] [--fuzz N [--seed S] [--minutes M]]

A document is made of prose that the product itself brings, with areas, parts and lists of streets
in between; a page has 2,500 letters. Twice the pages should take twice the time: `growth` is the
ratio of both, in one run. With `--fuzz` N made-up texts are read as sentences, every fourth as a
document too: building blocks of Hungarian, shuffled, cut, with a page's marks. None may raise, lose
a word or take one twice; those that do are printed with their number, by which `--seed` S and the
same N make them again. `--minutes` ends a run early. With
`--check` the exit status is 1 where a sentence takes 5 ms or more at the 95th percentile, or 20
pages a second or more, of the processor's time.
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
import sys
import time
from pathlib import Path

from boundaries.document.reading import parse_document
from boundaries.edition.definition import load_definition
from boundaries.sentence.parsing import account_for, parse_sentence

ROOT = Path(__file__).resolve().parent.parent
PAGE = 2_500
PAGES = 20
SENTENCE_MS = 5.0
DOCUMENT_S = 1.0
RING = "a Petőfi utca – Béke utca – Rózsa utca – Kert utca által határolt terület"
SENTENCES = (
    load_definition("kecskemet-top-6.9.1").sentence,
    RING,
    f"{RING}, valamint a Fő utca teljes hossza, kivéve a Kert utca páros oldala",
    "a Petőfi, a Duna és a Rózsa utca által határolt terület",
    "északról a Fő utca, keletről a Duna, délről a 142-es számú vasútvonal által határolt terület",
)
LIST = "Ady u., Bem u. páros oldal, Cuha utca 2–8, Dob tér, Eper köz, Füge sor 13-tól végig"
NAMES = (
    "Petőfi",
    "Fő",
    "Kossuth Lajos",
    "Béke",
    "Duna",
    "Eger",
    "Kert",
    "Bajcsy-Zsilinszky",
    "51.",
)
TYPES = ("utca", "út", "u.", "tér", "krt.", "utcák", "utcától", "térig", "úton", "utcát", "rakpart")
JOINTS = (
    ", ",
    " – ",
    "-",
    "–",
    " és ",
    " és a ",
    "; ",
    ". ",
    "\n",
    " ",
    " a ",
    ", valamint a ",
    "/",
)
TAILS = (
    *(" páros oldala", " páratlan oldalán", " 2–14.", " 12-től", " déli része", " (páros oldal)"),
    *(" közötti szakasza", " által határolt terület", " között", " kivételével", " torkolatáig"),
    *(" mögötti terület", " közigazgatási határa", " felé", " mentén", " hrsz-ú telek", " nem"),
)
HEADS = (
    *("Belvárosi akcióterület: ", "1. ", "a) ", "- ", "I. zóna ", "Kaposvár, ", "a Fő téren, "),
    *("beleértve ", "kivéve ", "az Infopark területét ", "azaz ", "É: ", "északról a ", "Kedd: "),
)
MARKS = (
    *("\n", "\n\n", "\f12\n", "\n- 7 -\n", ". ", " (", ") ", "„", "”", "\u00ad", "\u200b", "\x0b"),
    *("…", "\t", "!", "–", "-\n", "\r\n", "#", "*", "|", "A lakosság tájékoztatása megtörtént. "),
)
FRAGMENTS = (*SENTENCES, LIST, "Halasi út 30. szám")
WORD = re.compile(r"[^\W_]+")


def document(pages: int) -> str:
    """Return a document of so many pages."""
    folder = ROOT / "webmap" / "translations" / "hu" / "pages"
    prose = "\n\n".join(path.read_text("utf-8") for path in sorted(folder.glob("*.txt")))
    parts, number, length = [], 0, 0
    while length < pages * PAGE:
        number += 1
        parts += [prose, f"{number}. akcióterület: {SENTENCES[number % len(SENTENCES)]}."]
        parts += [f"# A {number}. iskola felvételi körzete", LIST, f"- {number} -"]
        length = sum(map(len, parts))
    return "\n\n".join(parts)[: pages * PAGE]


def seconds(text: str) -> float:
    """Return the processor's time that reading a document takes, the median of five."""
    taken = []
    for _ in range(5):
        began = time.process_time()
        parse_document(text)
        taken.append(time.process_time() - began)
    return statistics.median(taken)


def sentence_ms() -> float:
    """Return the 95th percentile of the time that a sentence takes."""
    taken = []
    for _ in range(40):
        for sentence in SENTENCES:
            began = time.process_time()
            parse_sentence(sentence)
            taken.append(1000 * (time.process_time() - began))
    return statistics.quantiles(taken, n=20)[-1]


def made_up(chance: random.Random) -> str:
    """Return a text without meaning, of the words that boundaries are told in."""
    pieces: list[str] = []
    for _ in range(chance.choice((1, 1, 2, 2, 3, 5))):
        kind = chance.random()
        if kind < 0.06:
            pieces.append(chance.choice(FRAGMENTS))
            continue
        if kind < 0.3:
            pieces.append(chance.choice(HEADS))
        for _ in range(chance.randint(1, 4)):
            pieces += [chance.choice(NAMES), " ", chance.choice(TYPES)]
            if chance.random() < 0.4:
                pieces.append(chance.choice(TAILS))
            pieces.append(chance.choice(JOINTS))
        if chance.random() < 0.3:
            pieces.append(chance.choice(MARKS))
    if chance.random() < 0.2:
        chance.shuffle(pieces)
    text = "".join(pieces)
    if chance.random() < 0.3:
        at = chance.randrange(len(text))
        text = text[:at] + chr(chance.randrange(32, 0x2FF)) + text[at + chance.randrange(3) :]
    return text


def fault_of(text: str, *, page: bool) -> str:
    """Return what is wrong with the reading of a text; nothing where all is well."""
    try:
        account = account_for(text)
        if page:
            parse_document(text)
    except Exception as fault:  # noqa: BLE001 - whatever it is, it is what is looked for
        return f"{type(fault).__name__}: {fault}"
    taken = [0] * len(text)
    for span in (*(leg.span for leg in account.legs), *account.frames, *account.unread):
        taken[span.start : span.end] = [one + 1 for one in taken[span.start : span.end]]
    wrong = (word[0] for word in WORD.finditer(text) if set(taken[slice(*word.span())]) != {1})
    return next((f"{word!r} is not taken once" for word in wrong), "")


def fuzz(count: int, seed: int, minutes: float) -> int:
    """Read made-up texts, print what was found, and return how many are a fault."""
    chance, faults, worst, slowest, number = random.Random(seed), 0, 0.0, "", 0
    until = time.monotonic() + 60 * minutes
    for number in range(1, count + 1):
        text = made_up(chance)
        began = time.process_time()
        if wrong := fault_of(text, page=number % 4 == 0):
            faults += 1
            print(f"text {number}: {wrong}: {text!r}", flush=True)
        taken = 1000 * (time.process_time() - began)
        if taken > worst:
            worst, slowest = taken, text
        if time.monotonic() > until:
            break
    print(f"{number:,} made-up texts, {faults} faults, slowest {worst:.0f} ms: {slowest[:200]!r}")
    return faults


def main() -> int:
    """Measure, print, and judge where asked."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--fuzz", type=int, default=0, help="How many made-up texts to read.")
    asked.add_argument("--seed", type=int, default=14)
    asked.add_argument("--minutes", type=float, default=60.0, help="The longest that --fuzz reads.")
    asked.add_argument("--check", action="store_true")
    options = asked.parse_args()
    parse_document(document(1))
    p95, once, twice = sentence_ms(), seconds(document(PAGES)), seconds(document(2 * PAGES))
    print(f"a sentence: 95th percentile {p95:.2f} ms")
    print(f"{PAGES} pages: {once:.2f} s, {2 * PAGES} pages: growth {twice / once:.2f}")
    faults = fuzz(options.fuzz, options.seed, options.minutes) if options.fuzz else 0
    slow = p95 >= SENTENCE_MS or once >= DOCUMENT_S
    return int(faults > 0 or (options.check and slow))


if __name__ == "__main__":
    sys.exit(main())
