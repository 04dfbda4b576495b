"""How the form of a page works: its fields, its rows, and what it would say as it stands."""
