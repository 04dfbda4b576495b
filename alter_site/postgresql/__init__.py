"""The rights of the database role that runs the site, on PostgreSQL."""
