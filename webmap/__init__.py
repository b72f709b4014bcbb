"""Delivery: the pages, the interface for programs, the maps and the command line."""
