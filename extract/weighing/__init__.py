"""The two small models beside the rules: which event, how plausible a tie is; what guesses need."""
