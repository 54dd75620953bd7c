"""Disclosure control: uniqueness of rows, small cells, and what can be recomputed."""
