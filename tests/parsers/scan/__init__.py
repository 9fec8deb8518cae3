"""Scanned pages: pictures drawn in the tests, read by the recognisers that are installed."""
