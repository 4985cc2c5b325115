"""What ties two actors: triggers and their slots, judgements, answers, what clauses leave unsaid."""
