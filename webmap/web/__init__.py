"""What every part of the service stands on: settings, texts, headers, logs, errors.

Knows the faults of the store and nothing else of this package.
"""
