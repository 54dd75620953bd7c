"""The catalogue as a graph: DCAT, SHACL, and what other harvesters read."""
