"""What state the areas are in, and what new maps and registers would change.

Candidates wait here until somebody accepts them. Uses `drift`, `edition`, `facts`, `register`,
`streets`, `doors` and `verdict`.
"""
