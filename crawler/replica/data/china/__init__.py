"""Portals of the whole world, a file per platform family or hazard."""
