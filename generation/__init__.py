"""Tools to graph, sample, plan, three agents, filters: everything that makes a dialogue."""
