"""The editing pages: editions, facts, overrides, venues, events, people, what happened when.

Forms go in, rows of the store and records of an area come out, each with who did it and why.
Uses `desk` and `public` for what the same pages show to others, `ask`, `maps`, `accounts`.
"""
