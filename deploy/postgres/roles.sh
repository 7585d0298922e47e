#!/bin/sh
# Makes the database and its two roles, once, as PostgreSQL's administrator.
#
# portal_owner migrates. portal_app is the web's and the workers' role: it can add to the audit
# trail, and can neither change nor delete what stands there (the migrations grant it its rights).
#
#   DATABASE_OWNER_PASSWORD=... DATABASE_APP_PASSWORD=... deploy/postgres/roles.sh
set -eu

psql --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres \
    --set owner_password="$DATABASE_OWNER_PASSWORD" \
    --set app_password="$DATABASE_APP_PASSWORD" <<'SQL'
CREATE ROLE portal_app LOGIN PASSWORD :'app_password';
CREATE ROLE portal_owner LOGIN PASSWORD :'owner_password';
CREATE DATABASE portal OWNER portal_owner;
REVOKE ALL ON DATABASE portal FROM PUBLIC;
GRANT CONNECT ON DATABASE portal TO portal_app;
SQL
