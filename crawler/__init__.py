"""Engine: everything that moves (command line, crawl, archive, jobs, replica portals)."""
