"""How a printed title or name becomes an issuing body; the public face is `models.bodies`."""
