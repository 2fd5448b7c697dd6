#!/bin/sh
# Makes the cluster and the database that the environment names, where there are none, then becomes the server.
set -eu
password=${POSTGRES_PASSWORD:-}
[ -z "${POSTGRES_PASSWORD_FILE:-}" ] || password=$(cat "$POSTGRES_PASSWORD_FILE")
user=${POSTGRES_USER:-postgres}
database=${POSTGRES_DB:-$user}
if [ ! -s "$PGDATA/PG_VERSION" ]; then
    [ -n "$password" ] || { echo "POSTGRES_PASSWORD or POSTGRES_PASSWORD_FILE must be set" >&2; exit 1; }
    new=$(dirname "$PGDATA")/new
    rm -rf "$new"
    printf %s "$password" > /tmp/password
    initdb --pgdata="$new" --username="$user" --pwfile=/tmp/password --auth=scram-sha-256 --encoding=UTF8 \
        --locale-provider=builtin --builtin-locale=C.UTF-8
    rm /tmp/password
    echo "host all all all scram-sha-256" >> "$new/pg_hba.conf"
    [ "$database" = postgres ] || echo "CREATE DATABASE \"$database\";" | postgres --single -j -D "$new" postgres
    mv "$new" "$PGDATA"
fi
[ "$1" = postgres ] || exec "$@"
shift
exec postgres -D "$PGDATA" -c listen_addresses='*' -c unix_socket_directories=/tmp "$@"
