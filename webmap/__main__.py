"""`python -m webmap` is the same as the command `akcioterulet`."""

from .cli.main import main

main()
