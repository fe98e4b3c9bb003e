"""What a running bond says: kernel logs and status files, and the signs of known problems in them."""
