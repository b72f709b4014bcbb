"""Addresses by the file: read a table, answer every row with the one engine, write a table.

`job.plan` looks at the input and says what it found, `job.run` does the work on several cores
and can go on after an interruption, `triage.merge` puts corrected rows back. How a single
address is answered is no part of this package: an `answers.Answering` is handed in.
"""
