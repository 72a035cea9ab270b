"""`python -m pilotkg`, the same as the command `pilotkg`."""

from pilotkg.cli import main

main()
