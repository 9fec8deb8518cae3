"""Evidence for a person: tables with doubts marked, pictures of pages with the cells outlined, crops."""
