"""Reading: a file becomes a Source of sheets, tables and texts, or a problem that holds it."""
