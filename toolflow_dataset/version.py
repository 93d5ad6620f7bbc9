"""The code's version. The dataset's own semantic version is apart from it."""

__version__ = "0.1.0"
