"""The Berkeley Function-Calling Leaderboard's single-turn categories: its questions, its rules, its scores.

`questions` reads the files, `checker` says whether calls answer a question, `scores` adds up. Nothing here is
BFCL's code; that the verdicts are the same as those of `bfcl-eval` is measured by benchmarks/bfcl_parity.py.
"""
