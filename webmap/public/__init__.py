"""What everybody sees: look-up, map, programmes, events, venues, fixed pages, embedding."""
