"""The privacy gate: who a row is about, and what of it must not go out."""
