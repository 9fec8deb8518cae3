"""Content: where reports are published. Provinces, site platforms, discovery."""
