"""Put every real street name into ten forms of boundary sentences and see what is read.

    python benchmarks/names_in_sentences.py               names of the shared registers
    python benchmarks/names_in_sentences.py --wrong 40    and the first that are not right
    python benchmarks/names_in_sentences.py --type út --check

A sentence is right where its legs are those that were written, with their limits; it is reported
where something is unread or a problem is more than a note. Exit code 1 of `--check`: below 98 %
right, or one that is neither.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]

from boundaries.sentence.parsing import parse_sentence  # noqa: E402

if TYPE_CHECKING:
    from boundaries.model import ParsedSentence

LEAST = 0.98
A, B = "Nefelejcs", "Százszorszép"
"""The other two streets, which are named after nothing but flowers."""
FORMS: dict[str, tuple[str, tuple[str, ...]]] = {
    "dashes": (
        "{X} {t} – {A} utca – {B} utca által határolt terület",
        ("{X} {t}", "{A} utca", "{B} utca"),
    ),
    "commas": (
        "{a} {X} {t}, a {A} utca és a {B} utca által határolt terület",
        ("{X} {t}", "{A} utca", "{B} utca"),
    ),
    "shared, articles": (
        "{a} {X}, a {A} és a {B} {t} által határolt terület",
        ("{X} {t}", "{A} {t}", "{B} {t}"),
    ),
    "shared, plural": (
        "{X}, {A} és {B} {p} által határolt terület",
        ("{X} {t}", "{A} {t}", "{B} {t}"),
    ),
    "in the middle": (
        "a {A}, {a} {X} és a {B} {t} által határolt terület",
        ("{A} {t}", "{X} {t}", "{B} {t}"),
    ),
    "as a limit": (
        "a {A} utca {a} {X} {f} a {B} utcáig",
        ("{A} utca [{X} {t}..{B} utca]",),
    ),
    "a side": (
        "{a} {X} {t} páros oldala a {A} utcától, a {B} utca",
        ("{X} {t} even_side [{A} utca..]", "{B} utca"),
    ),
    "abbreviated": ("{A} u. - {X} {u} - {B} u.", ("{A} utca", "{X} {t}", "{B} utca")),
    "by compass": (
        "északról {a} {X} {t}, délről a {A} utca, keletről a {B} utca határolja",
        ("{X} {t}", "{A} utca", "{B} utca"),
    ),
    "walked": (
        "a határ {a} {X} {n} halad a {A} utcáig, majd a {B} utcán",
        ("{X} {t} [..{A} utca]", "{B} utca"),
    ),
}
CASES = {
    "utca": ("utcák", "utcától", "utcán", "u."),
    "út": ("utak", "úttól", "úton", "út"),
    "tér": ("terek", "tértől", "téren", "tér"),
    "köz": ("közök", "köztől", "közön", "köz"),
    "sor": ("sorok", "sortól", "soron", "sor"),
}
"""Plural, from, along, short."""
VOWELS = "aáeéiíoóöőuúüű"


def register_names(folder: Path, kind: str) -> list[str]:
    """Return the different names of one type in the registers of a folder, sorted."""
    names: set[str] = set()
    for path in sorted(folder.rglob("SzavkorKereso.json")):
        streets = json.loads(path.read_text(encoding="utf-8"))["data"]["kozteruletek"]
        names |= {street["kt_nev"] for street in streets if street.get("kt_jelleg") == kind}
    return sorted(name for name in names if name and name not in {A, B})


def written(parsed: ParsedSentence) -> list[str]:
    """Return the legs of a parse as the forms write them."""
    legs = []
    for leg in parsed.legs:
        words = [leg.name]
        if leg.rule.value != "centre_line":
            words.append(leg.rule.value)
        if leg.section is not None:
            words.append(f"[{leg.section.start or ''}..{leg.section.end or ''}]")
        legs.append(plain(" ".join(words)))
    return legs


def plain(leg: str) -> str:
    """Return a leg without the blanks behind full stops, which registers set as they like."""
    return leg.replace(". ", ".")


def told(parsed: ParsedSentence) -> bool:
    """Tell whether a reader sees that something is open."""
    return bool(parsed.unread) or any(p.severity != "note" for p in parsed.problems)


def main() -> int:
    """Read the command line; the exit status is 1 where `--check` fails."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--type", choices=sorted(CASES), default="utca")
    asked.add_argument("--wrong", type=int, default=0, help="How many to print.")
    asked.add_argument("--check", action="store_true")
    options = asked.parse_args()
    shared = Path(os.environ.get("AKCIOTERULET_SHARED", ROOT.parent / "shared"))
    names = register_names(shared / "data" / "registers", options.type)
    plural, away, along, short = CASES[options.type]
    counts: dict[str, Counter[str]] = {form: Counter() for form in FORMS}
    left = options.wrong
    for name in names:
        article = "az" if name[0].lower() in VOWELS else "a"
        fill = {"X": name, "A": A, "B": B, "a": article, "t": options.type}
        fill |= {"p": plural, "f": away, "n": along, "u": short}
        for form, (text, legs) in FORMS.items():
            sentence = text.format(**fill)
            parsed = parse_sentence(sentence)
            right = written(parsed) == [plain(leg.format(**fill)) for leg in legs]
            outcome = "right" if right else "reported" if told(parsed) else "silent"
            counts[form][outcome] += 1
            if not right and left:
                left -= 1
                print(f"{outcome:8} {sentence}\n         {written(parsed)}")
                print(f"         {[piece.text for piece in parsed.unread]}")
    total = sum(counts.values(), Counter())
    print(f"{len(names):,} names of the type {options.type}")
    for form, found in [*counts.items(), ("all", total)]:
        share = found["right"] / max(sum(found.values()), 1)
        rest = f"{found['reported']:6,} reported {found['silent']:5,} silent"
        print(f"{form:18} {share:7.2%} right {rest}")
    whole = total["right"] / max(sum(total.values()), 1)
    return int(options.check and (whole < LEAST or total["silent"] > 0))


if __name__ == "__main__":
    sys.exit(main())
