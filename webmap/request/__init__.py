"""What a request says and may use: its parameters, the state of the service, how it is shared.

Uses `ask`, `maps` and `store`, which the state holds.
"""
