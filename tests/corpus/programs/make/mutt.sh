# mutt 2.2.12
cat > muttrc <<'RC'
set sendmail="CATCH"
set from="Ada Berg <ada@shop.example>" use_from=yes realname="Ada Berg" envelope_from=no
set hostname="shop.example" hidden_host=yes user_agent=yes record="" signature=""
set charset=utf-8 send_charset="us-ascii:iso-8859-1:utf-8" copy=no
RC
sed -i "s|CATCH|sh $here/catch.sh|" muttrc
M="mutt -n -F muttrc"
printf 'Grüße aus Köln\n' | $M -s 'Grüße' bert@north.example && keep mutt-latin-1
printf 'Grüße aus 東京\n' | $M -s 'Grüße aus 東京' bert@north.example && keep mutt-utf-8
printf 'See the offer.\n' | $M -s Offer -a offer.pdf -- bert@north.example && keep mutt-one-file
printf 'See the files.\n' | $M -s Files -a pixel.png note.txt octets.bin -- bert@north.example && keep mutt-three-files
printf 'See the list.\n' | $M -s List -a "Übersicht März 2026.txt" -- bert@north.example && keep mutt-name-2231
printf 'See the list.\n' | $M -e 'set rfc2047_parameters=yes' -s List -a "$long" -- bert@north.example && keep mutt-name-long
printf 'See the list.\n' | $M -s List -a 'offer; "final" (1).pdf' -- bert@north.example && keep mutt-name-quoted
printf 'It goes on and \non in one paragraph.\n\n-- \nAda\n' | $M -e 'set text_flowed=yes' -s Flowed bert@north.example && keep mutt-flowed
printf '<p>Grüße</p>\n' | $M -e 'set content_type=text/html' -s HTML bert@north.example && keep mutt-html
printf 'See the message.\n' | $M -s 'Fwd: Delivery' -a forwarded.eml -- bert@north.example && keep mutt-message-attached
