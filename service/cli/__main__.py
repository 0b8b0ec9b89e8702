"""Lets ``python -m service.cli`` be the command."""

from service.cli import main

main()
