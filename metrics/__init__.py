"""Metrics of tool-calling dialogues: one folder per `evaluate` module, each self-contained."""
