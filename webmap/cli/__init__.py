"""The command line: one module for a group of commands; `main` is the top."""
