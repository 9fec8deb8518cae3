"""The world as data: bodies, portals, lists, hazards, forms and prose."""
