"""Knowledge as data: gazetteer, relation vocabulary and the sample articles."""
