"""What state the areas are in, and what new maps and registers would change.

`list_refresh` does it for areas that a list defines. Candidates wait here until somebody accepts
them. Uses `drift`, `edition`, `facts`, `register`, `lists`, `streets`, `doors` and `verdict`.
"""
