"""Netplan's format: what netplan itself and cloud-init's version 2 write and read alike."""
