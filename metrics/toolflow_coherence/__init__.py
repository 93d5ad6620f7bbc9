"""Coherence of neighbouring rounds: entailment and similarity."""
