"""The command line: one module for a group of commands; `main` is the top.

Uses what the pages use; nothing uses it. A command is imported when it is named, and what it works
with when it runs (`lazy`).
"""
