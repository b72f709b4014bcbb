"""What the public pages of the programmes show, without Flask where that is possible."""
