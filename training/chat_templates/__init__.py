"""Chat templates for training and use: Jinja files that mark with `generation` what the assistant writes."""
