"""A published sentence -> its legs, every word accounted for.

`parsing.parse_sentence` is the way in; what is not understood is told as unread, never dropped.
Uses `language`.
"""
