"""Who is asking and what they may do: passwords, sessions, tokens, roles, limits, their pages.

A request goes in; a signed-in person with roles comes out, or a refusal. Uses `store`, `web` and
`request`; nothing of it is needed to look something up.
"""
