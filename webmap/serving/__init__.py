"""Serving the application: granian, its workers, and what happens when one of them dies."""
