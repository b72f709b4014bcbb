"""A published document -> its areas, each with its parts; the rest told as prose or as unread.

`reading.parse_document` is the way in; `edition.compiling` draws the areas over a map. Uses
`sentence` and `lists`.
"""
