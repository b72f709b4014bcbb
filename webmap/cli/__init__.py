"""The command line: one module for a group of commands; `main` is the top.

Uses what the pages use; nothing uses it.
"""
