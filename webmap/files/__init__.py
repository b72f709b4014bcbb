"""Addresses by the file, for people and programs that have signed in.

Nothing here knows a web framework: the pages and the API (`webmap.views`) call `desk.Desk`, which
owns the folders and the rows of the jobs. Whatever opens a file that somebody sent runs in a
process of its own (`tasks`, `child`), with a limit of time.
"""
