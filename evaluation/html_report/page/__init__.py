"""The page itself: HTML, style sheet and scripts, put into one file by `page_file`."""
