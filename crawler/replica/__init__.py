"""Replica portals: a small world of government sites on loopback, with its own truth, for the demo and for tests."""
