# s-nail 14.9.24 and uuencode of sharutils 4.15.2
S="s-nail -n -S v15-compat -S mta=file://$work/sendmail -S from=ada@shop.example -S hostname=shop.example -S sendcharsets=utf-8 -S ttycharset=utf-8 -S DEAD=/dev/null -S message-id-disable"
cp "$here/catch.sh" sendmail && chmod +x sendmail
printf 'Grüße aus Köln\n' | $S -s 'Grüße' bert@north.example && keep s-nail-text
printf 'See the files.\n' | $S -s Files -a offer.pdf -a "Übersicht März 2026.txt" bert@north.example && keep s-nail-files
printf 'See the offer.\n' | $S -s Offer -a "$long" bert@north.example && keep s-nail-name-long
(printf 'See the file below.\n\n'; uuencode octets.bin octets.bin; printf '\nIt was made today.\n') | $S -s Octets bert@north.example && keep s-nail-uuencoded
(printf 'Two files.\n\n'; uuencode note.txt note.txt; uuencode offer.pdf offer.pdf) | $S -s Two bert@north.example && keep s-nail-uuencoded-twice
(printf 'See the file below.\n\n'; uuencode -m octets.bin octets.bin) | $S -s Octets bert@north.example && keep s-nail-uuencoded-base64
(printf 'See the file below.\n\n'; uuencode octets.bin octets.bin | head -n 9) | $S -s Octets bert@north.example && keep s-nail-uuencoded-cut
(printf 'See the file below.\n\n'; uuencode -e note.txt "Übersicht März.txt") | $S -s Name bert@north.example && keep s-nail-uuencoded-name
