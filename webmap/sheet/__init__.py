"""The evidence sheet: what was answered about an address, on paper, with a code that proves it.

`fields` says what a sheet holds and how it is written, `signing` makes the code and checks it,
`content` and `paper` draw the PDF. Nothing here stores an address.
"""
