"""What the stacks that read /etc/network/interfaces share."""
