"""What the editing pages show: their forms read, their rows worked out."""
