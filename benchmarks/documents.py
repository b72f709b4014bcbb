"""How long reading takes: sentences one by one, documents by their pages, texts without meaning.

    python benchmarks/documents.py [--fuzz N] [--check]

A document is made of prose that the product itself brings, with areas, parts and lists of streets
in between; a page has 2,500 letters. Twice the pages should take twice the time: `growth` is the
ratio of both, in one run. With `--fuzz` N made-up texts are read, and none may be a fault. With
`--check` the exit status is 1 where a sentence takes 5 ms or more at the 95th percentile, or 20
pages a second or more, of the processor's time.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from pathlib import Path

from boundaries.document.reading import parse_document
from boundaries.edition.definition import load_definition
from boundaries.sentence.parsing import parse_sentence

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
FRAGMENTS = (
    *SENTENCES,
    LIST,
    *("Belvárosi akcióterület: ", "1. ", "a) ", "- ", "\n", "\n\n", "\f12\n", ". ", ", ", "; "),
    *("beleértve a határoló utakat is", "az Infopark területét", "de a Kert utca nem", "azaz "),
    *("A lakosság tájékoztatása megtörtént", "Halasi út 30. szám", "(", ")", "„", "”", "\u00ad"),
)


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


def fuzz(count: int) -> float:
    """Read made-up texts and return the longest time in milliseconds; a fault ends the run."""
    chance, worst = random.Random(14), 0.0
    for _ in range(count):
        text = "".join(chance.choices(FRAGMENTS, k=chance.randint(1, 9)))
        at = chance.randrange(len(text))
        text = text[:at] + chr(chance.randrange(32, 0x2FF)) + text[at + chance.randrange(3) :]
        began = time.process_time()
        parse_document(text)
        worst = max(worst, 1000 * (time.process_time() - began))
    return worst


def main() -> int:
    """Measure, print, and judge where asked."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--fuzz", type=int, default=0)
    asked.add_argument("--check", action="store_true")
    options = asked.parse_args()
    parse_document(document(1))
    p95, once, twice = sentence_ms(), seconds(document(PAGES)), seconds(document(2 * PAGES))
    print(f"a sentence: 95th percentile {p95:.2f} ms")
    print(f"{PAGES} pages: {once:.2f} s, {2 * PAGES} pages: growth {twice / once:.2f}")
    if options.fuzz:
        print(f"{options.fuzz:,} made-up texts, no fault, slowest {fuzz(options.fuzz):.0f} ms")
    return int(options.check and (p95 >= SENTENCE_MS or once >= DOCUMENT_S))


if __name__ == "__main__":
    sys.exit(main())
