"""Many hosts at once: a table of hosts and one bond as the template give the configuration of each."""
