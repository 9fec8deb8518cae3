"""Tests of the spiders: portals in memory, no network."""
