# Pigeonhole 0.5.19 (Dovecot Sieve) as a delivery agent would run it
printf 'Return-Path: <cleo@north.example>\nFrom: Cleo <cleo@north.example>\nTo: Ada Berg <ada@shop.example>\nSubject: Grüße vom Süden\nMessage-ID: <question-1@north.example>\nDate: Mon, 02 Mar 2026 09:00:00 +0000\n\nWhen will it arrive?\n' > question.eml
cat > sieve.conf <<RC
mail_location = maildir:$work/mail-of-ada
mail_plugin_dir = $ROOT/usr/lib/dovecot/modules
ssl = no
mail_uid = nobody
mail_gid = nogroup
first_valid_uid = 1
first_valid_gid = 1
import_environment = LD_LIBRARY_PATH
log_path = /dev/stderr
hostname = shop.example
postmaster_address = postmaster@shop.example
plugin {
  sieve_extensions = +vnd.dovecot.environment +editheader
  sieve_user_email = ada@shop.example
}
RC
chmod 777 . && chmod 644 *.eml sieve.conf
# sieve-test -e says what it would send
ran() {
    chmod 644 script.sieve
    sieve-test -e -c sieve.conf -f cleo@north.example -r ada@shop.example -a ada@shop.example script.sieve question.eml > log 2>&1 || cat log
    tr -d '\r' < log | sed -n '/: sending message from/,$p' | sed '1d; /^sieve-test: Info: /,$d' > "$CAUGHT"
    test -s "$CAUGHT" || cat log
}
printf 'require "vacation";\nvacation :days 7 :addresses "ada@shop.example" :from "Ada Berg <ada@shop.example>" "I am away until Monday.";\n' > script.sieve && ran && keep sieve-vacation
printf 'require "vacation";\nvacation :days 1 :addresses "ada@shop.example" :subject "Bin im Urlaub: Grüße" "Ich bin bis Montag nicht da. Grüße, Ada";\n' > script.sieve && ran && keep sieve-vacation-subject
printf 'require "vacation";\nvacation :mime :addresses "ada@shop.example" text:\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n<p>Ich bin bis <b>Montag</b> nicht da.</p>\n.\n;\n' > script.sieve && ran && keep sieve-vacation-mime
printf 'require "vacation";\nvacation :handle "three" :addresses "ada@shop.example" :subject "休暇中です" "月曜日まで不在です。";\n' > script.sieve && ran && keep sieve-vacation-japanese
printf 'require "reject";\nreject "I take no mail from you.";\n' > script.sieve && ran && keep sieve-reject
printf 'redirect "bert@north.example";\n' > script.sieve && ran && keep sieve-redirect
printf 'require "enotify";\nnotify :message "Mail from Cleo" "mailto:bert@north.example";\n' > script.sieve && ran && keep sieve-notify
