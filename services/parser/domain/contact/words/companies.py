"""Legal forms of companies, by country, as they stand in signatures; and words that make a name an organisation's."""

LEGAL_FORMS: tuple[str, ...] = (
    # German
    *("GmbH & Co. KGaA", "GmbH & Co. KG", "GmbH & Co KG", "AG & Co. KG", "UG (haftungsbeschränkt)", "gGmbH", "GmbH"),
    *("mbH", "KGaA", "OHG", "GbR", "e.V.", "e. V.", "eG", "e.K.", "e. K.", "PartG mbB", "PartGmbB", "Ges.m.b.H."),
    # English
    *("Pty. Ltd.", "Pty Ltd", "Pty Limited", "(Pty) Ltd", "Pvt. Ltd.", "Pvt Ltd", "Private Limited", "Pte. Ltd."),
    *("Pte Ltd", "Co., Ltd.", "Co. Ltd.", "Co., Ltd", "Ltd.", "Ltd", "Limited", "L.L.C.", "LLC", "Inc.", "Inc"),
    *("Incorporated", "Corp.", "Corp", "Corporation", "LLP", "PLLC", "plc", "PLC", "P.C.", "PBC", "CIC"),
    # French, Spanish, Portuguese, Italian
    *("S.A.S.U.", "SASU", "S.A.S.", "SAS", "S.A.R.L.", "SARL", "S.à r.l.", "Sàrl", "EURL", "S.N.C.", "SCOP", "ASBL"),
    *(
        "S.A. de C.V.",
        "SA de CV",
        "S. de R.L. de C.V.",
        "S.L.U.",
        "SLU",
        "S.L.L.",
        "S.L.",
        "S.A.U.",
        "S. Coop.",
        "C.B.",
    ),
    *("Ltda.", "Ltda", "LTDA", "Lda.", "Lda", "EIRELI", "S/A", "S.A."),
    *("S.p.A.", "S.P.A.", "SpA", "S.r.l.s.", "S.r.l.", "S.R.L.", "SRL", "Srl", "S.n.c.", "S.a.s.", "Soc. Coop."),
    # Dutch, Nordic
    *("B.V.B.A.", "BVBA", "B.V.", "N.V.", "V.O.F.", "VOF", "CVBA", "C.V.", "VZW"),
    *("A/S", "ApS", "ASA", "Oyj", "Oy Ab", "Oy", "I/S", "ehf.", "ehf", "hf.", "Ry"),
    # of the middle and the east of Europe
    *("Sp. z o.o. Sp. k.", "Sp. z o.o.", "Sp. z o. o.", "sp. z o.o.", "Sp.k.", "sp. k.", "sp. j.", "P.S.A."),
    *("spol. s r.o.", "s.r.o.", "S.R.O.", "s. r. o.", "a.s.", "a. s.", "v.o.s.", "k.s.", "z.s."),
    *("Kft.", "Kft", "Zrt.", "Zrt", "Nyrt.", "Nyrt", "Kkt."),
    *("d.o.o.", "d. o. o.", "d.d.", "j.d.o.o.", "EOOD", "OOD", "ЕООД", "ООД", "ЕАД"),
    *("OÜ", "UAB", "SIA", "MB", "S.C.", "P.F.A."),
    *("Ltd. Şti.", "Ltd.Şti.", "Ltd. Sti.", "A.Ş.", "A. Ş.", "Anonim Şirketi", "Limited Şirketi"),
    *("Α.Ε.", "Ε.Π.Ε.", "ΕΠΕ", "Ι.Κ.Ε.", "ΙΚΕ", "Ο.Ε.", "A.E.", "E.P.E."),
    *("ООО", "ОАО", "ЗАО", "ПАО", "АО", "ТОВ", "ПрАТ", "ПАТ", "ТОО"),
    # Asian
    *("Sdn. Bhd.", "Sdn Bhd", "Berhad", "Tbk", "K.K.", "G.K."),
    *('בע"מ', "בע״מ", "בעמ", "ש.מ.", "ش.م.م", "ذ.م.م", "م.م.ح"),
)
"""Anywhere in the name as a word of its own; longer ones before what they begin with."""

AMBIGUOUS_FORMS: tuple[str, ...] = (
    *("AG", "KG", "SE", "UG", "SA", "SL", "BV", "NV", "AB", "AS", "HB", "KB", "Bt.", "AD", "JSC", "LP", "KK", "Co."),
)
"""Only as the last word, after another one, where no digit stands in the line."""

FORMS_BEFORE: tuple[str, ...] = (
    *(
        "ООО",
        "ОАО",
        "ЗАО",
        "ПАО",
        "АО",
        "ТОВ",
        "ИП",
        "ФОП",
        "PT",
        "PT.",
        "CV.",
        "Stichting",
        "UAB",
        "SIA",
        "OÜ",
        "S.C.",
    ),
    *("Firma", "Fa.", "Şirketi", "Công ty", "CÔNG TY", "บริษัท", "شركة", "شرکت"),
)
"""Before the name."""

FORMS_ATTACHED: tuple[str, ...] = (
    *("株式会社", "有限会社", "合同会社", "合資会社", "社団法人", "財団法人", "医療法人", "学校法人", "(株)", "(有)"),
    *("有限公司", "有限责任公司", "有限責任公司", "股份公司", "集团", "集團", "事务所", "大学", "大學"),
    *("주식회사", "(주)", "유한회사", "대학교", "จำกัด"),
)
"""Written without a blank beside the name."""

ORGANISATIONS: tuple[str, ...] = (
    *("university", "college", "institute", "foundation", "association", "hospital", "clinic", "council", "ministry"),
    *("universität", "hochschule", "fachhochschule", "institut", "stiftung", "klinikum", "verein", "stadtwerke"),
    *("université", "école", "fondation", "mairie", "universidad", "fundación", "ayuntamiento", "universidade"),
    *("università", "istituto", "fondazione", "comune", "universiteit", "hogeschool", "gemeente", "universitet"),
    *("universitetet", "högskolan", "kommun", "kommune", "yliopisto", "uniwersytet", "politechnika", "univerzita"),
    *("egyetem", "üniversitesi", "университет", "институт", "університет", "πανεπιστήμιο"),
    *(
        "group",
        "holding",
        "holdings",
        "labs",
        "studios",
        "solutions",
        "consulting",
        "technologies",
        "partners",
        "agency",
    ),
)
"""Words, in small letters; weaker than a legal form."""

COUNTRY_OF_FORM: dict[str, str] = {
    **dict.fromkeys(("Kft.", "Kft", "Zrt.", "Zrt", "Nyrt.", "Nyrt", "Kkt."), "HU"),
    **dict.fromkeys(("Sp. z o.o.", "Sp. z o. o.", "sp. z o.o.", "Sp. z o.o. Sp. k.", "P.S.A."), "PL"),
    **dict.fromkeys(("Oy", "Oyj", "Oy Ab", "Ry"), "FI"),
    **dict.fromkeys(("ApS",), "DK"),
    **dict.fromkeys(("ASA",), "NO"),
    **dict.fromkeys(("ehf.", "ehf", "hf."), "IS"),
    **dict.fromkeys(("OÜ",), "EE"),
    **dict.fromkeys(("UAB",), "LT"),
    **dict.fromkeys(("SIA",), "LV"),
    **dict.fromkeys(("EOOD", "OOD", "ЕООД", "ООД", "ЕАД"), "BG"),
    **dict.fromkeys(("ТОВ", "ПрАТ", "ФОП"), "UA"),
    **dict.fromkeys(("Α.Ε.", "Ε.Π.Ε.", "ΕΠΕ", "Ι.Κ.Ε.", "ΙΚΕ", "Ο.Ε."), "GR"),
    **dict.fromkeys(("A.Ş.", "A. Ş.", "Ltd. Şti.", "Ltd.Şti.", "Anonim Şirketi", "Limited Şirketi"), "TR"),
    **dict.fromkeys(("Sdn. Bhd.", "Sdn Bhd", "Berhad"), "MY"),
    **dict.fromkeys(("Pte. Ltd.", "Pte Ltd"), "SG"),
    **dict.fromkeys(("Tbk", "PT", "PT."), "ID"),
    **dict.fromkeys(
        ("株式会社", "有限会社", "合同会社", "合資会社", "社団法人", "医療法人", "(株)", "(有)", "K.K."), "JP"
    ),
    **dict.fromkeys(("주식회사", "(주)", "유한회사", "대학교"), "KR"),
    **dict.fromkeys(("บริษัท", "จำกัด"), "TH"),
    **dict.fromkeys(("Công ty", "CÔNG TY"), "VN"),
    **dict.fromkeys(('בע"מ', "בע״מ", "בעמ"), "IL"),
    **dict.fromkeys(("e.V.", "e. V.", "UG (haftungsbeschränkt)"), "DE"),
    **dict.fromkeys(("Ges.m.b.H.",), "AT"),
    **dict.fromkeys(("SASU", "S.A.S.U.", "EURL"), "FR"),
    **dict.fromkeys(("EIRELI",), "BR"),
    **dict.fromkeys(("S.A. de C.V.", "SA de CV", "S. de R.L. de C.V."), "MX"),
    **dict.fromkeys(("S.L.U.", "SLU", "S.L.L."), "ES"),
}
"""Only forms that one country alone has."""
