"""Look-ups and areas for programs under `/api/v1`, its OpenAPI document, and health."""
