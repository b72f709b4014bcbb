"""Which town an address lies in: settlements, their ground, and what a text says of them.

Uses `address` and `language`.
"""
