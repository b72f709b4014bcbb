"""One module per migration, without a way back: that is a restore of the backup before it."""
