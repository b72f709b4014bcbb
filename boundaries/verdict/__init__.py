"""One question, one answer: list, places, facts and overrides weighed against each other.

`check.check` is the way in; a `Question` is an address or a point, and always of a day. `engine`
are the steps of every address, whatever answers for its street. Uses `streets`, `doors`, `towns`,
`address`, `ground` and `register`.
"""
