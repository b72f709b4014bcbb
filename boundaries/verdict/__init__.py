"""One question, one answer: list, places, facts and overrides weighed against each other.

`check.check_address` and `check.check_point` are the ways in. Uses `streets`, `doors`, `towns`,
`address`, `ground` and `register`.
"""
