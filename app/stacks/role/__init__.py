"""The network role of linux-system-roles for Ansible: its list `network_connections` is profiles of NetworkManager in other words."""

MOST = 1_000_000
"""The largest number that the role takes for an option of a bond."""
