"""What the tables of `detente.data` say: rows, entries, roles, the names they hold."""
