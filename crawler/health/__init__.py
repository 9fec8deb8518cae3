"""Health of the sources: what each gave, what was expected, where it moved, and what state that makes."""
