"""Layers -> files: every format, GDAL in a child process alone, with metadata and provenance.

Uses `edition`, `streets`, `facts` and `tables`.
"""
