"""`python -m pwa` is the command `pwa`."""

from pwa.cli import main

main()
