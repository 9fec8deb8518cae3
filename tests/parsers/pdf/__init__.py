"""Born-digital PDF: geometry of rules, pages and their joining, real files made by the tests."""
