# MIME::Lite 3.033, MIME::Tools 5.510, PHP 8.2, Ruby's mail 2.7.1, Python's email
perl -MMIME::Lite -e '
  my $m = MIME::Lite->new(From => q(ada@shop.example), To => q(bert@north.example), Subject => "Files", Type => "multipart/mixed");
  $m->attach(Type => "TEXT", Data => "See the files.\n");
  $m->attach(Type => "application/pdf", Path => "offer.pdf", Filename => "offer.pdf", Disposition => "attachment");
  $m->attach(Type => "image/png", Path => "pixel.png", Filename => "pixel one.png", Disposition => "attachment");
  $m->print(\*STDOUT);' > caught && keep mime-lite-files
perl -MMIME::Lite -e '
  my $m = MIME::Lite->new(From => q(ada@shop.example), To => q(bert@north.example), Subject => "Related", Type => "multipart/related");
  $m->attach(Type => "text/html", Data => q(<p>Look: <img src="cid:pixel.png"></p>));
  $m->attach(Type => "image/png", Id => "pixel.png", Path => "pixel.png");
  $m->print(\*STDOUT);' > caught && keep mime-lite-related
perl -MMIME::Entity -e '
  my $m = MIME::Entity->build(From => q(ada@shop.example), To => q(bert@north.example), Subject => "Files", Type => "multipart/mixed");
  $m->attach(Data => "See the files.\n");
  $m->attach(Path => "octets.bin", Type => "application/octet-stream", Encoding => "base64");
  $m->attach(Path => "note.txt", Type => "text/plain", Charset => "utf-8", Encoding => "quoted-printable", Disposition => "attachment");
  $m->print;' > caught && keep mime-tools-files
perl -MMIME::Entity -e '
  my $m = MIME::Entity->build(From => q(ada@shop.example), To => q(bert@north.example), Subject => "Uuencoded", Type => "multipart/mixed");
  $m->attach(Data => "See the file.\n");
  $m->attach(Path => "octets.bin", Type => "application/octet-stream", Encoding => "x-uuencode");
  $m->print;' > caught && keep mime-tools-uuencode
php8.2 -n -d sendmail_path="sh $here/catch.sh" -d mail.add_x_header=0 -r '
  mail("bert@north.example", "=?UTF-8?B?" . base64_encode("Grüße") . "?=", "Grüße aus Köln\n", "From: ada@shop.example\r\nContent-Type: text/plain; charset=UTF-8");' && keep php-text
php8.2 -n -d sendmail_path="sh $here/catch.sh" -d mail.add_x_header=0 -r '
  $b = "php-edge";
  $body = "--$b\r\nContent-Type: text/html; charset=UTF-8\r\n\r\n<p>Grüße</p>\r\n--$b\r\nContent-Type: application/octet-stream; name=\"Übersicht.bin\"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"Übersicht.bin\"\r\n\r\n" . chunk_split(base64_encode(file_get_contents("octets.bin"))) . "--$b--";
  mail("bert@north.example", "Grüße", $body, "From: Ada <ada@shop.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"$b\"");' && keep php-raw-name
ruby3.1 -rmail -e '
  m = Mail.new(from: "ada@shop.example", to: "bert@north.example", subject: "Grüße", message_id: "<ruby-1@shop.example>", charset: "UTF-8")
  m.text_part = Mail::Part.new { content_type "text/plain; charset=UTF-8"; body "Grüße aus Köln" }
  m.html_part = Mail::Part.new { content_type "text/html; charset=UTF-8"; body "<p>Grüße aus Köln</p>" }
  m.attachments["Übersicht März.pdf"] = File.binread("offer.pdf")
  print m.to_s' > caught && keep ruby-mail-alternative
ruby3.1 -rmail -e '
  m = Mail.new(from: "ada@shop.example", to: "bert@north.example", subject: "Files", message_id: "<ruby-2@shop.example>", body: "See the file.")
  m.add_file("octets.bin")
  print m.to_s' > caught && keep ruby-mail-file
python3 - << 'PY' > caught && keep python-policy-default
from email.message import EmailMessage
from pathlib import Path
m = EmailMessage()
m["From"], m["To"], m["Subject"] = "Ada Berg <ada@shop.example>", "bert@north.example", "Grüße aus Köln"
m.set_content("Grüße aus Köln\n")
m.add_alternative("<p>Grüße <img src=cid:pixel@shop.example></p>\n", subtype="html")
m.get_payload()[1].add_related(Path("pixel.png").read_bytes(), "image", "png", cid="<pixel@shop.example>")
m.add_attachment(Path("offer.pdf").read_bytes(), maintype="application", subtype="pdf", filename="Angebot für März.pdf")
print(m.as_string(), end="")
PY
python3 - << 'PY' > caught && keep python-compat32
from email.mime.application import MIMEApplication
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email import message_from_string
from pathlib import Path
m = MIMEMultipart()
m["From"], m["To"], m["Subject"] = "ada@shop.example", "bert@north.example", "Files"
m.attach(MIMEText("Grüße aus Köln\n", "plain", "iso-8859-1"))
file = MIMEApplication(Path("octets.bin").read_bytes())
file.add_header("Content-Disposition", "attachment", filename=("utf-8", "", "Übersicht.bin"))
m.attach(file)
m.attach(MIMEMessage(message_from_string(Path("forwarded.eml").read_text())))
print(m.as_string(), end="")
PY
