"""Born-digital PDF as paragraphs and tables: ruled grids filled with the characters of the file.

Pages whose text cannot be used are rendered and handed to the reader of scans.
"""

from __future__ import annotations

from parsers.carriers.pdf.reading import read_pdf

__all__ = ["read_pdf"]
