"""The one object through which everybody asks, and an answer in words.

Pages, commands, files and the API use it, so that they cannot answer differently.
"""
