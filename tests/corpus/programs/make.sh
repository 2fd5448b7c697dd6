#!/usr/bin/env bash
# Makes every message of this folder anew: make.sh [FOLDER]. Needs the programs that README.md names, no network.
# ROOT may be a folder into which their packages were unpacked (dpkg -x) instead of being installed.
set -u
here=$(cd "$(dirname "$0")" && pwd)
to=$(realpath "${1:-$here}")
export ROOT=${ROOT:-}
export PATH=$ROOT/usr/bin:$ROOT/usr/bin/mh:$ROOT/usr/lib/mh:$PATH PERL5LIB=$ROOT/usr/share/perl5:$ROOT/usr/lib/x86_64-linux-gnu/perl5/5.36
export LD_LIBRARY_PATH=$ROOT/usr/lib/x86_64-linux-gnu:$ROOT/usr/lib/dovecot
for library in $ROOT/usr/lib/ruby/vendor_ruby $ROOT/usr/lib/ruby/3.1.0 $ROOT/usr/lib/x86_64-linux-gnu/ruby/3.1.0 $ROOT/usr/lib/ruby/gems/3.1.0/gems/*/lib $ROOT/usr/share/rubygems-integration/all/gems/*/lib; do
    export RUBYLIB=${RUBYLIB:-}:$library
done
export MHMTSCONF=$ROOT/etc/nmh/mts.conf
export LC_ALL=C.UTF-8 TZ=UTC EMAIL=ada@shop.example
work=$(mktemp -d)
export HOME=$work CAUGHT=$work/caught
trap 'rm -rf "$work"' EXIT
cd "$work"
cp "$here"/files/* .
cp note.txt "Übersicht März 2026.txt"
cp offer.pdf "Angebot für die Lieferung von Ersatzteilen und Zubehör im zweiten Quartal 2026, geänderte Fassung.pdf"
cp offer.pdf 'offer; "final" (1).pdf'
long="Angebot für die Lieferung von Ersatzteilen und Zubehör im zweiten Quartal 2026, geänderte Fassung.pdf"

# keep NAME: the message that was caught, with line feeds alone, without the name of this machine
keep() { tr -d '\r' < "${2:-$CAUGHT}" | sed -E "s,([@/ ])$(hostname)\>,\1shop.example,g" > "$to/$1.eml"; }

for part in "$here"/make/*.sh; do . "$part"; done
