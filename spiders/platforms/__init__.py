"""One module per site platform: how it lists, pages and names a report."""
