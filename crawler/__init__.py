"""Engine: everything that moves (command line, crawl, archive, jobs, replica portals)."""

__version__ = "0.1.0"
