"""Look-ups and areas for programs under `/api/v1`, its OpenAPI document, and health.

Parameters go in, answers as JSON come out. Uses `ask`, `accounts`, `ogc` and `planner`.
"""
