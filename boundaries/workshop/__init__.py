"""The workshop: a text on its way to an area, step by step, each step offered, signed and kept.

Enters: a published text, a network. Leaves: what became of it, what would close it, and a
definition. Uses `document`, `edition` and what stands below them.
"""
