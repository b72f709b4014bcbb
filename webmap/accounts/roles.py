"""Roles of people and scopes of tokens. No role contains another one; people may have several."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a person may do."""

    STAFF = "staff"
    """Answers questions, runs files, writes sheets, proposes overrides, edits venues."""
    APPROVER = "approver"
    """Approves what somebody else proposed, and takes editions into force."""
    PLANNER = "planner"
    """Reads and downloads the street list and what lies at door level."""
    ADMIN = "admin"
    """Edits the pages of fixed address, reads the audit, rotates keys."""


ROLE_TEXTS = {
    Role.STAFF: "account.role.staff",
    Role.APPROVER: "account.role.approver",
    Role.PLANNER: "account.role.planner",
    Role.ADMIN: "account.role.admin",
}
"""Role -> key of its name."""


class Scope(StrEnum):
    """What a token may do, within the roles of its person."""

    CHECK = "check"
    """Single look-ups that need an account."""
    FILES = "files"
    """Files of addresses."""
    STREETS = "streets"
    """The street list and what lies at door level."""
    ADMIN = "admin"
    """What an administrator does."""
