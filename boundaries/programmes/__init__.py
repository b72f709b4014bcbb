"""Programmes as a catalogue: what their published pages say, word for word, and where they run.

A programme is a YAML file in `data/programmes`. Adding one takes a file, no code.
"""
