"""Claims to a graph, and the graph to answers, maps and figures."""
