# OpenSSL 3.0 and GnuPG 2.2
openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 3650 -subj /CN=ada/emailAddress=ada@shop.example 2> /dev/null
printf 'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\nGrüße aus Köln\n' > entity-text
(printf 'Content-Type: multipart/mixed; boundary="edge"\n\n--edge\nContent-Type: text/plain\n\nSee the offer.\n--edge\nContent-Type: application/pdf; name="offer.pdf"\nContent-Disposition: attachment; filename="offer.pdf"\nContent-Transfer-Encoding: base64\n\n'; base64 offer.pdf; printf -- '--edge--\n') > entity-files
H="-from ada@shop.example -to bert@north.example"
openssl smime -sign -nodetach -in entity-text -signer cert.pem -inkey key.pem $H -subject 'Signed' > caught && keep openssl-smime-opaque
openssl smime -sign -nodetach -stream -in entity-files -signer cert.pem -inkey key.pem $H -subject 'Signed' > caught && keep openssl-smime-opaque-files
openssl cms -sign -nodetach -stream -in entity-text -signer cert.pem -inkey key.pem $H -subject 'Signed' > caught && keep openssl-cms-indefinite
openssl cms -sign -nodetach -in entity-files -signer cert.pem -inkey key.pem $H -subject 'Signed' > caught && keep openssl-cms-opaque-files
openssl smime -sign -in entity-files -signer cert.pem -inkey key.pem $H -subject 'Signed' > caught && keep openssl-smime-detached
openssl cms -encrypt -aes256 -in entity-text $H -subject 'Encrypted' cert.pem > caught && keep openssl-cms-encrypted
openssl smime -sign -nodetach -in entity-files -signer cert.pem -inkey key.pem > inner && openssl cms -sign -nodetach -in inner -signer cert.pem -inkey key.pem $H -subject 'Twice' > caught && keep openssl-signed-twice
openssl cms -sign -nodetach -in entity-text -signer cert.pem -inkey key.pem > inner && openssl cms -encrypt -aes256 -in inner $H -subject 'Both' cert.pem > caught && keep openssl-signed-encrypted

mkdir -m 700 -p gnupg
G="gpg --homedir gnupg --batch --quiet --pinentry-mode loopback --passphrase ''"
eval "$G --quick-gen-key 'Ada Berg <ada@shop.example>' ed25519 sign 0" 2> /dev/null
printf 'Grüße aus Köln\n' > plain
eval "$G --clearsign -o clearsigned plain" && (printf 'From: ada@shop.example\nTo: bert@north.example\nSubject: Clear-signed\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n'; cat clearsigned) > caught && keep gpg-clearsigned
tr -d '\r' < entity-files | sed 's/$/\r/' > entity && eval "$G --armor --detach-sign -o signature entity"
(printf 'From: ada@shop.example\nTo: bert@north.example\nSubject: PGP/MIME\nMIME-Version: 1.0\nContent-Type: multipart/signed; boundary="outer"; protocol="application/pgp-signature"; micalg=pgp-sha512\n\n--outer\n'; cat entity; printf -- '\n--outer\nContent-Type: application/pgp-signature; name="signature.asc"\n\n'; cat signature; printf -- '--outer--\n') > caught && keep gpg-mime-signed
GNUPGHOME=gnupg gpgconf --kill all
