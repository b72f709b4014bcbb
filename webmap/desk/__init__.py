"""The staff desk: an address asked, its answer with proof, sentences to read aloud.

Uses `ask`, `accounts` and `public`.
"""
