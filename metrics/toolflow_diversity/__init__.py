"""Diversity of the words: entropy and distinct n-grams."""
