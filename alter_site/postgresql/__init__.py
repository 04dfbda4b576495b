"""Django's backend for PostgreSQL, less its patience with a server that is silent; and who may do what there."""
