"""What the staff desk makes of answers: sentences to read aloud, dates, streets to complete."""
