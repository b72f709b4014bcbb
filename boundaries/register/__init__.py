"""The doors of a town from whatever it has: election office, OpenStreetMap, tables.

Sources go in, one register comes out, and one file keeps it. Uses `tables` and `address`.
"""
