"""Rules as data: packs, the engine that runs them, the report they make."""
