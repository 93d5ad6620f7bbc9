"""Our agent instructions, one Markdown file each."""
