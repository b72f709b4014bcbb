"""Geometry and OpenStreetMap; knows no programme and no Hungarian law."""
