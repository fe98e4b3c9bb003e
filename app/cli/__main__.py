"""python -m app.cli: the same as bondbook."""

from app.cli import main

main()
