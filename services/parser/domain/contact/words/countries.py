"""Names of countries as they stand in addresses, in small letters; and domains of countries that all the world uses."""

COUNTRIES: dict[str, str] = {
    **dict.fromkeys(("germany", "deutschland", "allemagne", "alemania", "germania", "niemcy", "duitsland"), "DE"),
    **dict.fromkeys(("austria", "österreich", "autriche"), "AT"),
    **dict.fromkeys(("switzerland", "schweiz", "suisse", "svizzera", "suiza"), "CH"),
    **dict.fromkeys(("france", "frankreich", "francia", "frankrijk"), "FR"),
    **dict.fromkeys(("spain", "españa", "spanien", "espagne"), "ES"),
    **dict.fromkeys(("portugal",), "PT"),
    **dict.fromkeys(("italy", "italia", "italien", "italie"), "IT"),
    **dict.fromkeys(("netherlands", "the netherlands", "nederland", "niederlande"), "NL"),
    **dict.fromkeys(("belgium", "belgië", "belgique", "belgien"), "BE"),
    **dict.fromkeys(("luxembourg", "luxemburg"), "LU"),
    **dict.fromkeys(
        ("united kingdom", "uk", "u.k.", "england", "scotland", "wales", "great britain", "northern ireland"), "GB"
    ),
    **dict.fromkeys(("ireland", "éire", "republic of ireland"), "IE"),
    **dict.fromkeys(("denmark", "danmark", "dänemark"), "DK"),
    **dict.fromkeys(("sweden", "sverige", "schweden"), "SE"),
    **dict.fromkeys(("norway", "norge", "noreg", "norwegen"), "NO"),
    **dict.fromkeys(("finland", "suomi", "finnland"), "FI"),
    **dict.fromkeys(("iceland", "ísland"), "IS"),
    **dict.fromkeys(("poland", "polska", "polen"), "PL"),
    **dict.fromkeys(("czech republic", "czechia", "česká republika", "česko", "tschechien"), "CZ"),
    **dict.fromkeys(("slovakia", "slovensko", "slovenská republika"), "SK"),
    **dict.fromkeys(("hungary", "magyarország", "ungarn"), "HU"),
    **dict.fromkeys(("romania", "românia", "rumänien"), "RO"),
    **dict.fromkeys(("bulgaria", "българия"), "BG"),
    **dict.fromkeys(("slovenia", "slovenija"), "SI"),
    **dict.fromkeys(("croatia", "hrvatska", "kroatien"), "HR"),
    **dict.fromkeys(("serbia", "srbija", "србија"), "RS"),
    **dict.fromkeys(("greece", "ελλάδα", "ελλάς", "griechenland"), "GR"),
    **dict.fromkeys(("turkey", "türkiye", "türkei"), "TR"),
    **dict.fromkeys(("estonia", "eesti"), "EE"),
    **dict.fromkeys(("latvia", "latvija"), "LV"),
    **dict.fromkeys(("lithuania", "lietuva"), "LT"),
    **dict.fromkeys(("ukraine", "україна"), "UA"),
    **dict.fromkeys(("russia", "россия", "russian federation"), "RU"),
    **dict.fromkeys(("israel", "ישראל"), "IL"),
    **dict.fromkeys(("uae", "united arab emirates", "الإمارات"), "AE"),
    **dict.fromkeys(("saudi arabia", "السعودية"), "SA"),
    **dict.fromkeys(("egypt", "مصر"), "EG"),
    **dict.fromkeys(("iran", "ایران"), "IR"),
    **dict.fromkeys(("india", "भारत"), "IN"),
    **dict.fromkeys(("pakistan",), "PK"),
    **dict.fromkeys(("china", "中国", "p.r. china", "prc"), "CN"),
    **dict.fromkeys(("taiwan", "台灣", "臺灣"), "TW"),
    **dict.fromkeys(("hong kong", "香港"), "HK"),
    **dict.fromkeys(("japan", "日本"), "JP"),
    **dict.fromkeys(("south korea", "korea", "대한민국"), "KR"),
    **dict.fromkeys(("singapore",), "SG"),
    **dict.fromkeys(("malaysia",), "MY"),
    **dict.fromkeys(("indonesia",), "ID"),
    **dict.fromkeys(("thailand", "ประเทศไทย"), "TH"),
    **dict.fromkeys(("vietnam", "việt nam"), "VN"),
    **dict.fromkeys(("philippines",), "PH"),
    **dict.fromkeys(("australia",), "AU"),
    **dict.fromkeys(("new zealand",), "NZ"),
    **dict.fromkeys(("south africa",), "ZA"),
    **dict.fromkeys(("nigeria",), "NG"),
    **dict.fromkeys(("kenya",), "KE"),
    **dict.fromkeys(("usa", "u.s.a.", "united states", "united states of america"), "US"),
    **dict.fromkeys(("canada",), "CA"),
    **dict.fromkeys(("mexico", "méxico"), "MX"),
    **dict.fromkeys(("brazil", "brasil", "brasilien"), "BR"),
    **dict.fromkeys(("argentina",), "AR"),
    **dict.fromkeys(("chile",), "CL"),
    **dict.fromkeys(("colombia",), "CO"),
    **dict.fromkeys(("peru", "perú"), "PE"),
}

DOMAINS_OF_ALL: frozenset[str] = frozenset(
    {"ac", "ag", "ai", "am", "as", "bz", "cc", "cd", "co", "dj", "eu", "fm", "gg", "gl", "im", "in", "io", "is", "je"}
    | {"la", "ly", "me", "ms", "mu", "nu", "pw", "sc", "sh", "so", "st", "su", "tk", "to", "tv", "vc", "vg", "ws", "tf"}
)
"""Of two letters, and no sign of the country that they belong to. India's is one where it stands under `co.in`."""

COUNTRY_OF_DOMAIN: dict[str, str] = {"uk": "GB"}
"""Where the domain is not the code of ISO 3166."""
