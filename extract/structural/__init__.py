"""What lasts: offices, shares, memberships, seats, the courses of routes; dealings told like it."""
