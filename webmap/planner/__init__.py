"""Files and data for planners: downloads, GeoJSON, layers of places."""
