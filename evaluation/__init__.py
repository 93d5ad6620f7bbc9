"""Evaluation of data sets and models: metrics side by side, leakage against benchmarks."""
