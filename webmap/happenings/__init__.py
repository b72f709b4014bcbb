"""What the pages of programmes, venues and events show, without Flask where that is possible."""
