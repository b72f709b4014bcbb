"""Addresses by the file, for people and programs that have signed in.

The pages (`views`) and the API (`api`) call `desk.Desk`, which knows no web framework and owns
the folders and the rows of the jobs. Whatever opens a file that somebody sent runs in a process
of its own (`tasks`), with a limit of time.
"""
