"""Reading at large: processes, machines, shards, a quick start."""
