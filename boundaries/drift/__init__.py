"""Two editions compared: legs, ground, and the rows of the street list.

Uses `edition`, `streets`, `register`, `doors`; the documents are written as `export` writes them.
"""
