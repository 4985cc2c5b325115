"""The English model: how it is loaded, what was made faster in it, lemmas, names."""
