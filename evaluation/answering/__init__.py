"""Asking models and reading what they answer: shared by all benchmarks that have a model run.

`prompts` says what a model is asked, `asking` asks what is owed, `answers` keeps every answer at once,
`reading` makes calls of it.
"""
