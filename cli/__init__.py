"""The `toolflow` command: one thin file per sub-command."""
