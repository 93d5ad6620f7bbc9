"""Scores of a judging model: naturalness, coherence, helpfulness, accuracy."""
