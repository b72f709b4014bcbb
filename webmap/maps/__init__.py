"""Folium without foreign hosts: maps, layers, elements, legend, preview, tiles."""
