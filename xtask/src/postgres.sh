# Keeps one throw-away PostgreSQL for as long as its standard input stays open: whatever ends the one who
# holds the other end (done, failed, interrupted, killed), the server stops and its folder goes.
# Arguments: the folder of PostgreSQL's programs, then further options for initdb. Prints the socket's folder.
set -eu
bin=$1
shift
umask 077
# A socket's path must stay under some 100 bytes, so the folder does not follow TMPDIR.
home=$(mktemp -d /tmp/sanzheng-pg.XXXXXX)

leave() {
    status=$?
    trap - EXIT
    [ "$status" -eq 0 ] || tail -n 20 "$home/log" >&2 || true
    "$bin/pg_ctl" -D "$home/data" -m immediate -w stop >/dev/null 2>&1 || true
    rm -rf "$home"
    exit "$status"
}
trap leave EXIT
trap 'exit 130' HUP INT TERM

"$bin/initdb" -D "$home/data" -U postgres --auth trust --encoding UTF8 --no-sync "$@" >"$home/log" 2>&1
"$bin/pg_ctl" -D "$home/data" -w -t 60 -l "$home/log" start >/dev/null -o "-k $home \
    -c listen_addresses= -c max_connections=200 \
    -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
echo "$home"
while read -r _; do :; done
