"""A table of addresses in, the same table answered out; jobs that survive an interrupt.

The engine is brought along (`answers.Answering`), so that no room of verdicts is used. Uses
`tables` and `address`.
"""
