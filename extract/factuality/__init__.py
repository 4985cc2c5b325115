"""What words do to the status of an event: mood, complements, what governs it."""
