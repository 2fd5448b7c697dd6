"""File names by RFC 2231, RFC 2183 and RFC 2047, as they are written and as they are broken."""

from tests.harness.composed.letter import Letter, base64, multipart, plain, written

CONTENT = b"an offer"
PDF = "Content-Type: application/pdf"
_ATTACHED = "Content-Disposition: attachment"


REPAIRED = ("mime_repaired",)
"""fast-mail-parser decodes encoded words before it reads parameters, so that the standard library has to."""


def _named(expected: str, *, placed: str = "", typed: str = "", defects: tuple[str, ...] = ()) -> Letter:
    """A file whose parameters are these, in Content-Disposition and Content-Type."""
    fields = f"{PDF}{typed and ';'}{typed}\n{_ATTACHED}{placed and ';'}{placed}"
    raw = written(multipart("mixed", plain("See the file.\n"), base64(fields, CONTENT)))
    return Letter(raw, "See the file.", files=((expected, "application/pdf", CONTENT),), defects=defects)


LONG = "a-very-long-name-" * 20
LETTERS = {
    "extended": _named("Büro.pdf", placed=" filename*=UTF-8''B%C3%BCro.pdf"),
    "extended-with-language": _named("Büro.pdf", placed=" filename*=iso-8859-1'de'B%FCro.pdf"),
    "extended-in-type": _named("Büro.pdf", typed=" name*=utf-8''B%C3%BCro.pdf"),
    "star-missing": _named("Büro.pdf", placed=" filename=UTF-8''B%C3%BCro.pdf"),
    "star-missing-in-quotes": _named("Büro.pdf", placed=" filename=\"utf-8''B%C3%BCro.pdf\""),
    "star-missing-in-pieces": _named("Bürostuhl.pdf", placed=" filename*0=utf-8''B%C3%BCro;\n filename*1=stuhl.pdf"),
    "no-star-no-charset": _named("it's 'so' 100%25.pdf", placed=" filename=\"it's 'so' 100%25.pdf\""),
    "out-of-order": _named("one two.pdf", placed=' filename*1="two.pdf";\n filename*0="one "'),
    "from-one": _named("one two.pdf", placed=' filename*1="one ";\n filename*2="two.pdf"'),
    "gap": _named("one three.pdf", placed=' filename*0="one ";\n filename*2="three.pdf"'),
    "gap-beside-a-whole": _named("whole.pdf", placed=' filename*0="who"; filename*2="pdf"; filename="whole.pdf"'),
    "mixed-pieces": _named("Büro 100%25.pdf", placed=" filename*0*=utf-8''B%C3%BCro%20;\n filename*1=\"100%25.pdf\""),
    "split-character": _named("€.pdf", placed=" filename*0*=utf-8''%E2%82;\n filename*1*=%AC.pdf"),
    "percent": _named("100%41.pdf", placed=' filename="100%41.pdf"'),
    "charset-empty": _named("Büro.pdf", placed=" filename*=''B%C3%BCro.pdf"),
    "charset-missing": _named("Büro.pdf", placed=" filename*=B%C3%BCro.pdf"),
    "charset-missing-latin": _named("Büro für März.pdf", placed=" filename*=B%FCro%20f%FCr%20M%E4rz.pdf"),
    "one-apostrophe": _named("Büro.pdf", placed=" filename*=utf-8'B%C3%BCro.pdf"),
    "charset-unknown": _named("Büro.pdf", placed=" filename*=x-none''B%C3%BCro.pdf"),
    "charset-lies": _named("Büro für März.pdf", placed=" filename*=utf-8''B%FCro%20f%FCr%20M%E4rz.pdf"),
    "extended-in-quotes": _named("Büro.pdf", placed=" filename*=\"UTF-8''B%C3%BCro.pdf\""),
    "quotes-within": _named("Büro.pdf", placed=" filename*=UTF-8''\"B%C3%BCro.pdf\""),
    "encoded-word": _named("Büro.pdf", placed=' filename="=?utf-8?q?B=C3=BCro=2Epdf?="', defects=REPAIRED),
    "encoded-word-bare": _named("Büro.pdf", placed=" filename==?utf-8?b?QsO8cm8ucGRm?="),
    "encoded-words-folded": _named(
        "Büro am See.pdf", typed=' name="=?utf-8?q?B=C3=BCro_?=\n =?utf-8?q?am_See=2Epdf?="', defects=REPAIRED
    ),
    "encoded-words-quoted-each": _named(
        "Büro am See.pdf", placed=' filename="=?utf-8?q?B=C3=BCro_?="\n "=?utf-8?q?am_See=2Epdf?="', defects=REPAIRED
    ),
    "encoded-word-in-pieces": _named("Büro.pdf", placed=' filename*0="=?utf-8?b?QsO8cm";\n filename*1="8ucGRm?="'),
    "both-fields": _named("placed.pdf", placed=" filename=placed.pdf", typed=" name=typed.pdf"),
    "empty-beside-a-name": _named("typed.pdf", placed=' filename=""', typed=" name=typed.pdf"),
    "dots-beside-a-name": _named("typed.pdf", placed=' filename=".."', typed=" name=typed.pdf"),
    "extended-beside-plain": _named("Büro.pdf", placed=" filename=Buero.pdf; filename*=utf-8''B%C3%BCro.pdf"),
    "extended-empty-beside-plain": _named("Buero.pdf", placed=" filename=Buero.pdf; filename*=utf-8''"),
    "twice": _named("first.pdf", placed=" filename=first.pdf; filename=second.pdf"),
    "word-of-the-other": _named("report.pdf", placed=" name=report.pdf"),
    "over-long": _named(LONG[: 255 - 4] + ".pdf", placed=f' filename="{LONG}.pdf"'),
    "semicolon-in-quotes": _named("a; b.pdf", placed=' filename="a; b.pdf"'),
    "blanks-bare": _named("my own file.pdf", placed=" filename=my own file.pdf"),
    "not-ended": _named("open.pdf", placed=' filename="open.pdf'),
    "folded": _named("a long name.pdf", placed=' filename="a long\n\tname.pdf"'),
    "path": _named("passwd", placed=' filename="../../etc/passwd"'),
    "path-of-windows": _named("a.pdf", placed=r' filename="C:\temp\a.pdf"'),
    "direction-override": _named("invoice_fdp.exe", placed=" filename*=utf-8''invoice_%E2%80%AEfdp.exe"),
    "nul": _named("ab.pdf", placed=" filename*=utf-8''a%00b.pdf"),
    "device": _named("CON.pdf", placed=' filename="\\\\.\\CON.pdf"'),
    "no-semicolon": Letter(
        written(
            multipart("mixed", plain("See.\n"), base64(f'{PDF} name="a.pdf"\n{_ATTACHED} filename="a.pdf"', CONTENT))
        ),
        "See.",
        files=(("a.pdf", "application/pdf", CONTENT),),
    ),
    "only-a-name": Letter(
        written(multipart("mixed", plain("See.\n"), base64(f'{PDF}\nContent-Disposition: filename="a.pdf"', CONTENT))),
        "See.",
        files=(("a.pdf", "application/pdf", CONTENT),),
    ),
}
