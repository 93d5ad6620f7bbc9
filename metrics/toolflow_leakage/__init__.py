"""Leakage of evaluation tools or texts into training data."""
