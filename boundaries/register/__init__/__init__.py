"""Registers of streets and doors from any source, their points, and their compact file."""
