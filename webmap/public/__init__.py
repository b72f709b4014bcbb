"""What everybody sees: look-up, map, programmes, events, venues, fixed pages, embedding.

No home is labelled here and no address stands in an address line. Uses `ask`, `happenings`, `maps`.
"""
