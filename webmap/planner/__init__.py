"""Files and data for planners: downloads, GeoJSON, layers of places.

Uses `boundaries.export`, `ask`, `happenings`, `accounts`.
"""
