"""The kernel's own bonding document: found or fetched, read into one tree whatever its form, shown, compared."""
