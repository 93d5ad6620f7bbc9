"""Training: what this project trains, and on what."""
