"""Reports before 2019: the statistics form of 2014 (G2), the local forms before it (G1), figures in prose."""
