"""Reports of 2008 to 2018: an own generator with known values, and what the parser makes of them."""
