"""The commands, one module for each group; heavy libraries are imported inside them."""
