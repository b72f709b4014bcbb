"""`python -m webmap` is the same as the command `akcioterulet`."""

from .cli import main

main()
