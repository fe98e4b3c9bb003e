"""cloud-init: what both versions of its network configuration share, who writes the files for it, and what gets lost there."""
