"""A database backend: Django's for PostgreSQL, less its patience with a server that says nothing."""
