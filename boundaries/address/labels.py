"""The labels of forms and exports around the parts of an address, left out. Pure.

With accents or without them, in Hungarian, English or German, with a colon or in quotation marks.
A label that has no value behind it ("lh.: em.: ajtó:") says nothing.
"""

from __future__ import annotations

import re

_EITHER = {"á": "[áa]", "é": "[ée]", "í": "[íi]", "ó": "[óo]", "ő": "[őöo]", "ö": "[öo]"}
_EITHER |= {"ú": "[úu]", "ü": "[üu]", "ű": "[űüu]"}


def _any_accents(pattern: str) -> str:
    return "".join(_EITHER.get(sign, sign) for sign in pattern)


_WHAT = _any_accents(
    r"(?:lak|post|levél)?cím(?:e|ük)?|lak(?:ó?helye?|ik)|székhelye?|telephelye?|fióktelepe?"
    r"|tartózkodási helye?|helyszín|irányítószám|irsz|ir\.? ?szám|település(?: ?neve)?|helység"
    r"|(?:város|község)(?:/község)?|közterület(?: ?neve)?|ország|állam"
)
_WHOSE = _any_accents(
    r"(?:(?:állandó|ideiglenes|bejelentett|postai|szállítási|számlázási|levelezési|értesítési"
    r"|kézbesítési|tartózkodási) )?"
)
_FOREIGN = (
    r"(?:full |street |postal |billing |shipping )?address(?: line)?(?: ?[12])?"
    r"|city|town|street(?: name)?|zip(?: ?code)?|post(?:al ?)?code|plz|ort|stra(?:ß|ss)e|adresse"
    r"|country|land"
)
_LABEL = re.compile(
    rf"(?<![\w-])(?:addr:)?(?:{_WHOSE}(?:{_WHAT})|{_FOREIGN})\.?\s{{0,2}}[:=]\s{{0,2}}",
    re.IGNORECASE,
)
_FIRST_LABEL = re.compile(rf"\A(?:{_WHOSE}(?:lak)?c[íi]me? )(?=[^\W\d_])", re.IGNORECASE)
"""A label that is said, not written: "lakcím Baja Fő utca 5"."""
_STREET_LABEL = re.compile(
    r"(?:(?:(?<=[,;|\n\t])|(?<=[,;] )|\A)[Uu]tca|(?<!\w)Utca)"
    r"(?:[, ]{1,2}(?:h[áa]zsz[áa]m|hsz))?\.?\s{0,2}[:=]\s{0,2}"
)
_JOINING = re.compile(
    r"[\s,;]{0,3}(?<!\w)(?:addr:)?(?:(?:k[öo]zter[üu]let )?jellege?|(?:h[áa]z)?sz[áa]m|hsz"
    r"|house ?(?:number|no\.?)|hausnummer)\.?\s{0,2}[:=]\s{0,2}",
    re.IGNORECASE,
)
"""Labels of a form whose value goes on with the value before: the type, the number."""
_UNIT = r"(?:[ée]p(?:[üu]let)?|lh|lph|l[ée]pcs[őöo]h[áa]z|em(?:elet)?|ajt[óo]|a)\.?\s?:"
_EMPTY_UNIT = re.compile(
    rf"(?<![\w/]){_UNIT}(?=[\s,;-]{{0,4}}(?:{_UNIT}|\Z))[\s-]{{0,3}}", re.IGNORECASE
)


def without_labels(text: str) -> str:
    """Return a text with a comma for each label, and the parts of one address joined.

    >>> without_labels("Telepules: Baja, kozterulet neve: Fő jellege: utca hazszam: 5 ép.: em.:")
    ', Baja, , Fő utca 5 ,,'
    >>> without_labels("Ort: Baja, Straße: Fő utca, Hausnummer: 5")
    ', Baja, , Fő utca 5'
    """
    plain = _FIRST_LABEL.sub("", text)
    if ":" not in plain and "=" not in plain:
        return plain
    plain = _EMPTY_UNIT.sub(",", plain)
    return _JOINING.sub(" ", _STREET_LABEL.sub(", ", _LABEL.sub(", ", plain)))
