"""When: temporal expressions, which word they date, how far apart."""
