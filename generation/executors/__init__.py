"""Who gives the results of a tool: a model, a Python function, an MCP server, or a recording."""
