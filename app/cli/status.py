"""Exit status of every command: 0 is fine."""

ERROR_FOUND = 1
"""A finding of level error, or nothing found."""

WRONG_USE = 2
"""Wrong use, bad values included."""
