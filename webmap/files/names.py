"""Names of files: what somebody calls a file is shown, and never used as a path. Pure."""

from __future__ import annotations

import unicodedata

from .faults import FileFaultError

LONGEST = 120
"""Characters of a name that are kept."""
UNNAMED = "adatok"
"""What a file without a usable name is called."""
CSV_IN, XLSX_IN, ODS_IN = "in.csv", "in.xlsx", "in.ods"
"""Names of the input inside a job's folder; the ending tells its kind."""

_WORKBOOK = b"PK\x03\x04"
_WORKBOOK_ENDINGS = (".xlsx", ".xlsm", ".ods")
_ODS = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
"""Stands near the beginning of an OpenDocument spreadsheet."""
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<table", b"<svg", b"<script")


def clean_name(sent: str | None) -> str:
    r"""Return the last part of a name, without control characters and marks of direction.

    >>> clean_name("../../etc/passwd"), clean_name(r"C:\Users\x\címek.xlsx"), clean_name(None)
    ('passwd', 'címek.xlsx', 'adatok')
    >>> clean_name("a\x00b\u202ecsv.exe"), clean_name("..")
    ('abcsv.exe', 'adatok')
    """
    last = (sent or "").replace("\\", "/").rpartition("/")[2]
    kept = "".join(c for c in last if not unicodedata.category(c).startswith("C"))
    kept = " ".join(kept.split()).strip(". ")
    return kept[:LONGEST].rstrip() or UNNAMED


def kind_of(head: bytes, sent: str) -> str:
    """Tell by the first bytes how the input is stored: one of the names above.

    Raises:
        FileFaultError: nothing in it, a page or a drawing, or no workbook in spite of its name.
    """
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if not start:
        raise FileFaultError("empty")
    if head.startswith(_WORKBOOK):
        return ODS_IN if _ODS in head[:200] else XLSX_IN
    if start.startswith(_MARKUP):
        raise FileFaultError("web_page")
    if sent.lower().endswith(_WORKBOOK_ENDINGS):
        raise FileFaultError("no_table")
    return CSV_IN


def given_name(word: str, sent: str, ending: str) -> str:
    """Name a file for its reader.

    >>> given_name("eredmény", "címek.xlsx", "csv"), given_name("eredmény", "adatok", "csv")
    ('címek_eredmény.csv', 'adatok_eredmény.csv')
    """
    stem = sent.rpartition(".")[0] or sent
    return f"{stem}_{word}.{ending}"
