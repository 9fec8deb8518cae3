"""The official formats as data, and the readers of their three tables."""
