"""Compaction of the archive: many files become few, what nothing refers to goes, every original stays."""
