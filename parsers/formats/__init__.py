"""Generations of the statutory form: grids to cell ids."""
