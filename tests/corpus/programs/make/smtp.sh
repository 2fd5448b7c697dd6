# swaks 20201014, sendEmail 1.56, msmtp 1.8.23, which speak SMTP
sent() { python3 "$here/sink.py" 42525 "$CAUGHT" & sink=$!; until [ -e listening ]; do sleep 0.1; done; rm listening; "$@" > log 2>&1 || { cat log; kill $sink; }; wait $sink; }
W="swaks --server 127.0.0.1:42525 --helo shop.example --from ada@shop.example --to bert@north.example --suppress-data --hide-all"
sent $W --h-Subject 'From swaks' --h-Message-Id '<swaks-1@shop.example>' --body 'A line of text.' && keep swaks-text
sent $W --h-Subject 'With files' --h-Message-Id '<swaks-2@shop.example>' --body 'See the files.' --attach-type application/pdf --attach-name offer.pdf --attach @offer.pdf --attach-type image/png --attach-name pixel.png --attach @pixel.png && keep swaks-files
sent $W --h-Subject 'Alternatives' --h-Message-Id '<swaks-3@shop.example>' --attach-type text/plain --attach-body 'Plain words.' --attach-type text/html --attach-body '<p>Words in HTML.</p>' && keep swaks-alternative
sent sendemail -f ada@shop.example -t bert@north.example -u 'From sendEmail' -m 'See the file.' -a offer.pdf -s 127.0.0.1:42525 -o tls=no -o message-charset=utf-8 -o fqdn=shop.example && keep sendemail-file
sent sh -c "printf 'To: bert@north.example\nSubject: From msmtp\n\nA line of text.\n.\n..two dots\n' | msmtp --host=127.0.0.1 --port=42525 --domain=shop.example --from=ada@shop.example --set-from-header=auto --set-date-header=auto bert@north.example" && keep msmtp-dots
