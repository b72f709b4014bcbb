"""Folium without foreign hosts: maps, layers, elements, legend, preview, tiles.

Editions and places go in, pages and pictures of a map come out. Uses `ask` and `web`.
"""
