"""From files to text: sources, formats, encodings, page furniture, passages."""
