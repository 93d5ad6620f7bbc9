"""One self-contained HTML file in which dialogue sets can be looked at."""
