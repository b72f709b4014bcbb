"""The two catalogues say the same things, and every member of every enum has its words."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

import webmap
from boundaries.model import Certainty, Decision, LegKind, LineRule, Reason, VerdictKind
from webmap.web.i18n import LANGUAGES, MissingTextError, article, texts

PACKAGE = Path(webmap.__file__).parent
KEY = re.compile(r"""\bt\(\s*["']([a-z0-9_.]+)["']""")
OR_RAW = re.compile(r"""\bor_raw\(\s*["']([a-z0-9_.]+)["']""")
BUILT = re.compile(r"""\bt\(\s*f["']([a-z0-9_.]+)\{""")


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_languages_have_the_same_keys() -> None:
    keys = {language: set(texts(language).messages) for language in LANGUAGES}
    assert keys["hu"] == keys["en"]
    assert len(keys["hu"]) > 100


def test_texts_have_words_and_the_same_placeholders() -> None:
    hungarian, english = (texts(language).messages for language in ("hu", "en"))
    empty = [key for key in hungarian if not (hungarian[key].strip() and english[key].strip())]
    assert empty == []
    told = {
        key: (placeholders(text), placeholders(english[key])) for key, text in hungarian.items()
    }
    assert {key: pair for key, pair in told.items() if pair[0] != pair[1]} == {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("prefix", "members"),
    [
        ("verdict", VerdictKind),
        ("verdict_word", VerdictKind),
        ("reason", Reason),
        ("rule", LineRule),
        ("kind", LegKind),
        ("decision", Decision),
        ("certainty", Certainty),
    ],
)
def test_every_member_has_a_text(language: str, prefix: str, members: type) -> None:
    t = texts(language)
    assert [m for m in members if not t.has(f"{prefix}.{m}")] == []


def test_every_key_in_code_and_templates_exists() -> None:
    sources = [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.html")]
    used: set[str] = set()
    built: set[str] = set()
    for path in sources:
        text = path.read_text(encoding="utf-8")
        used |= set(KEY.findall(text))
        built |= set(BUILT.findall(text))
    known = set(texts("hu").messages)
    assert len(used) > 40
    assert sorted(used - known) == []
    assert [start for start in built if not any(key.startswith(start) for key in known)] == []


def test_a_missing_key_is_a_fault() -> None:
    with pytest.raises(MissingTextError, match=r"no text 'no\.such\.key' in language 'hu'"):
        texts("hu")("no.such.key")


def test_an_unknown_language_is_a_fault() -> None:
    with pytest.raises(ValueError, match="there are hu, en"):
        texts("de")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Halasi út", "a"),
        ("Erzsébet körút", "az"),
        ("Árpád körút", "az"),
        ("142-es számú vasútvonal", "a"),
        ("1. utca", "az"),
        ("5. szakasz", "az"),
        ("15. szakasz", "a"),
        ("1848-as út", "az"),
        ("9413 hrsz-ú telek", "a"),
        ("„Üllő utca”", "az"),
        ("055", "az"),
        ("", "a"),
    ],
)
def test_article(name: str, expected: str) -> None:
    assert article(name) == expected


def test_numbers_as_people_write_them() -> None:
    hu, en = texts("hu"), texts("en")
    assert hu.metres(4.26) == "4,3 méter"
    assert hu.metres(1234.4) == "1234 méter"
    assert "12\N{NO-BREAK SPACE}345" in hu.metres(12_345.0)
    assert en.metres(12_345.0) == "12,345 metres"


def test_no_text_is_left_over() -> None:
    sources = [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.html")]
    text = "".join(path.read_text(encoding="utf-8") for path in sources)
    starts = {start for start in BUILT.findall(text) if start} | {"reason.", "problem."}
    starts |= {f"{prefix}." for prefix in OR_RAW.findall(text)}
    quoted = set(re.findall(r"""["']([a-z0-9_.]+)["']""", text))
    left = [key for key in texts("hu").messages if key not in quoted]
    named = {f"answer.{word}" for word in re.findall(r'^ +"([a-z]+)": ', text, re.MULTILINE)}
    assert [key for key in left if not key.startswith(tuple(starts)) and key not in named] == []
    refused = [key.removeprefix("problem.") for key in left if key.startswith("problem.")]
    assert [key for key in refused if key not in quoted] == []


@pytest.mark.parametrize(
    ("value", "expected"), [("59", "Az 59 "), (48, "A 48 "), (1000, "Az 1000 "), (111, "A 111 ")]
)
def test_an_article_before_a_number_that_is_filled_in_is_that_of_the_number(
    value: object, expected: str
) -> None:
    said = {"count": 3, "districts": "1, 2, 3"}
    assert texts("hu")("list_note.overlapping", all=value, **said).startswith(expected)


def test_every_article_before_a_placeholder_agrees() -> None:
    t = texts("hu")
    assert t("workshop.offer.swapped", leg=5, other=2).startswith("Az 5. és a 2. szakasz")
    assert t("workshop.offer.swapped", leg=2, other=5).startswith("A 2. és az 5. szakasz")
