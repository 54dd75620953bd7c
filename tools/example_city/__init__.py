"""The made-up city みなと風市: what stands in `datasets/`. Nothing in it exists; the seed is fixed."""
