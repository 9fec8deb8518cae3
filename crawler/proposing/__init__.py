"""From the address of an unknown portal to an entry for the registry: looked at, reasoned out, proposed."""
