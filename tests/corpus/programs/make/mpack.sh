# mpack 1.6, nmh 1.8, mime-construct 1.11
mpack -s Octets -c application/octet-stream -o mpacked octets.bin && keep mpack-octets mpacked
printf 'It is described here.\n' > description
mpack -s Offer -d description -c application/pdf -o mpacked offer.pdf && keep mpack-described mpacked
cat octets.bin octets.bin octets.bin octets.bin octets.bin octets.bin octets.bin > large.bin
mpack -s Large -m 4000 -c application/octet-stream -o split large.bin && keep mpack-partial-1 split.01 && keep mpack-partial-2 split.02

printf 'Path: box\n' > .mh_profile && mkdir -p box/mail && cp forwarded.eml box/mail/1 && sed 's/Monday/Friday/' forwarded.eml > box/mail/2
export MHN= MM_NOASK=1 NOMHNPROC=
heading='From: Ada Berg <ada@shop.example>\nTo: bert@north.example\nSubject: %s\nDate: Mon, 02 Mar 2026 09:00:00 +0000\n\n'
(printf "$heading" 'From nmh'; printf 'Two files.\n#application/pdf; name="offer.pdf" <> {attachment; filename="offer.pdf"} offer.pdf\n#image/png; name="pixel.png" [a pixel] pixel.png\n') > draft
mhbuild - < draft > built && keep nmh-files built
(printf "$heading" 'Digest'; printf '#forw +mail 1 2\n') > draft
mhbuild - < draft > built && keep nmh-digest built
(printf "$heading" 'Alternatives'; printf '#begin alternative\n#text/plain; charset=utf-8 note.txt\n#text/html; charset=utf-8 page.html\n#end\n') > draft
mhbuild - < draft > built && keep nmh-alternative built
(printf "$heading" 'Grüße'; printf 'Grüße aus Köln\n#text/plain; charset=utf-8 <> {attachment; filename="Übersicht März.txt"} note.txt\n') > draft
mhbuild - < draft > built && keep nmh-name-2231 built

C="mime-construct --output --header From:ada@shop.example --to bert@north.example"
$C --subject 'Two files' --string 'See the files.' --file-attach offer.pdf --file-attach pixel.png > built && keep mime-construct-files built
$C --subject 'Related' --multipart multipart/related --type text/html --string '<img src="cid:pixel">' --part-header 'Content-ID: <pixel>' --type image/png --file pixel.png > built && keep mime-construct-related built
