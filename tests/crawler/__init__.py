"""Tests of the engine and of the replica portals."""
