"""Telephones, mail and pages, and numbers of registers beside an address, left out. Pure.

None of them names a place, and their figures and letters would be read as a house number's.
"""

from __future__ import annotations

import re

PIECES = ("@", "www.", "http", ".hu", ".com", "fax")
"""What a text in small letters has that may be one of them, beside a colon."""
_NUMBER = r"[+(0-9][0-9 ()/+.-]{5,22}[0-9]"
_CONTACT = re.compile(
    r"(?<![\w.@-])(?:"
    r"(?:e-?mail(?:\s?c[íi]m)?[\s.:]{0,3})?[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}"
    r"|(?:(?:web(?:oldal|lap|c[íi]m)?|honlap)[\s:]{0,3})?(?:https?://|www\.)[^\s,;()]{3,100}"
    r"|[a-z0-9-]{3,60}\.(?:hu|com|eu|org|net)(?![\w.-])"
    rf"|(?:(?:tel|telefon|telefonsz[áa]m|mobil|fax|tel\.?/fax|telefon/fax)[\s.:]{{1,3}}|[TFM]:\s?){_NUMBER}"
    r"|(?:(?:k[öo]z[öo]ss[ée]gi\s)?ad[óo]sz[áa]m|c[ée]gjegyz[ée]ksz[áa]m|kasz|om(?:\sazonos[íi]t[óo])?"
    r"|nyilv[áa]ntart[áa]si\ssz[áa]m)[\s.:]{1,3}(?:HU)?[0-9][0-9/-]{5,20}"
    r")",
    re.IGNORECASE,
)


def without_contacts(text: str) -> str:
    """Return a text with a comma for each telephone, mail, page and number of a register.

    >>> without_contacts("Baja, Fő utca 5, Tel.: (+36 79) 123 456, info@pelda.hu; www.pelda.hu")
    'Baja, Fő utca 5, ,, ,; ,'
    >>> without_contacts("Próba Kft., Baja, Fő utca 5, adószám: 12345678-1-03")
    'Próba Kft., Baja, Fő utca 5, ,'
    """
    low = text.lower()
    if ":" not in low and not any(piece in low for piece in PIECES):
        return text
    return _CONTACT.sub(",", text)
