"""Keeping up: which lists are looked at when, one pass over them, and what follows from it."""
