"""What the pages of programmes, venues and events show, without Flask where that is possible.

Catalogue and store go in (`sources`, `from_store`), one shape of venue and event comes out.
Uses `ask`, `maps`, `request` and `store`.
"""
