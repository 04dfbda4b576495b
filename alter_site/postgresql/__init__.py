"""Django's backend for PostgreSQL, less its patience with one that is silent; and who may do what there."""
