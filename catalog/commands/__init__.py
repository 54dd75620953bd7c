"""The commands, by who uses them: checking, publishing, preparing data, deciding."""
