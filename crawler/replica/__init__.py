"""Replica portals: government sites on loopback, with their own truth, for the demo and for tests."""
