"""Carriers: bytes of one file format to a Document."""
