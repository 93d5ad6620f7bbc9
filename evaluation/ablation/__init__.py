"""Ablations: settings and other keys varied, from generation to benchmarks, and one table in the end.

`plan` says which data sets, trainings and models there are, `stages` makes them, `ledger` knows what is done,
`report` sets it side by side. Training is what a `Trainer` does, for this package knows no way of its own.
Source: ToolFlow, Tables 1, 2, 4, 11 to 13.
"""
