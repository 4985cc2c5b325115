"""Who speaks: citations, quotations, interviews."""
