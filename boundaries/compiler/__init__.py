"""Legs and a network of lines -> an area with its ledger, or what keeps it open.

`compile.compile_legs` is the way in; the walk itself is `geo.walk`. Uses `sentence` and `language`.
"""
