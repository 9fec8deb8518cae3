"""Hostile and broken files, made on the spot, and what each of them must end as."""
