"""Importers: one module a format, each from a parsed document to documents that `standardise` takes."""
