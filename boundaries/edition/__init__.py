"""A definition or a list, the area that is frozen from it, and who took it into force when.

Editions are files named by their hash and never changed; the record beside them is only added to.
`compiling` compiles the areas of a document, `list_edition` freezes a list. Uses `document`,
`lists`, `streets`, `compiler` and `sentence`.
"""
