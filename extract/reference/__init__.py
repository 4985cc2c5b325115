"""Who is meant: by a name, a pronoun, a phrase, or nobody in particular."""
