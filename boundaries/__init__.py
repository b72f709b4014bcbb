"""The domain: sentences, legs, areas, addresses and verdicts."""
