"""From findings to a decision, and from a decision to the files that go out."""
