"""Serving the application: granian, its workers, and what happens when one of them dies.

Uses `app`; nothing but the command line uses it.
"""
