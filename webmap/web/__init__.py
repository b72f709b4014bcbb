"""What every part of the service stands on: settings, texts, headers, logs, errors.

Knows the store's faults and nothing else of this package.
"""
