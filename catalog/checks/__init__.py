"""Pure functions that find places in what was read; they know no wording and no verdict."""
