"""ToolAlpaca's simulated and real sets: a model does what users want by an API's functions; a judge says how.

`tasks` reads the sets, `api` plays an API, `play` lets the model have its turns, `judging` asks the judge.
The prompts are our own.
"""
