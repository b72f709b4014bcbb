"""OGC API Features: the areas for programs such as QGIS, under `/ogc`.

Part 1 (core, GeoJSON, HTML, OpenAPI 3.0) and Part 2 (reference systems by reference). What is
served is a list of sources (`sources`); other parts of the service add theirs with `add_source`.
"""
