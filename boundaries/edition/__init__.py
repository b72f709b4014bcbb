"""A definition, the area that is frozen from it, and who took it into force when.

Editions are files named by their hash and never changed; the record beside them is only added to.
Uses `compiler` and `sentence`; of `streets` only where a new area says where its list will stand.
"""
