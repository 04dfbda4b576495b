#!/bin/sh
# Starts Valkey, or what CACHE_SERVER names, with one user: alter, with CACHE_PASSWORD, may do what the site does with
# its own keys and nothing else. The password is hashed at once: no list of processes and no file has it.
set -eu
: "${CACHE_PASSWORD:?}"
umask 077
users=$(mktemp)
hash=$(printf %s "$CACHE_PASSWORD" | sha256sum | cut -d ' ' -f 1)
unset CACHE_PASSWORD
cat > "$users" <<ACL
user default reset off
user alter reset on #$hash ~:1:* -@all +auth +hello +select +ping +get +set +del
ACL
exec "${CACHE_SERVER:-valkey-server}" --aclfile "$users" --save "" --appendonly no "$@"
