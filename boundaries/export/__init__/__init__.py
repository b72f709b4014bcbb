"""Areas as files for planners' programs: layers, their formats, and what stands beside them."""
