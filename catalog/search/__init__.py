"""One search with three doors: the site, the command and Python."""
