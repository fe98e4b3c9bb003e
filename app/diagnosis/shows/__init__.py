"""What a switch shows: outputs of its own commands in a pasted text, read into groups of ports."""
