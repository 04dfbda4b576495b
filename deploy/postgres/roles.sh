#!/bin/sh
# Makes the two roles and the database on a new server, as its superuser: libpq's variables say where that is.
# The image of PostgreSQL runs it on its first start. The passwords come from the environment and are hashed here, so
# that neither a list of processes nor the server's log shows them.
set -eu
: "${OWNER_PASSWORD:?}" "${APPLICATION_PASSWORD:?}"

psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres <<'SQL'
\getenv owner_password OWNER_PASSWORD
\getenv application_password APPLICATION_PASSWORD
\set owner `echo "${OWNER_ROLE:-alter_owner}"`
\set application `echo "${APPLICATION_ROLE:-alter}"`
\set database `echo "${DATABASE:-alter}"`
SET log_statement = 'none';
SET log_min_error_statement = 'panic';
SET password_encryption = 'scram-sha-256';
CREATE ROLE :"owner" LOGIN NOSUPERUSER NOCREATEROLE PASSWORD :'owner_password';
CREATE ROLE :"application" LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB PASSWORD :'application_password';
CREATE DATABASE :"database" OWNER :"owner" ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
SQL
