"""Pure readers: bytes in, record out. No network, no database, no clock."""
