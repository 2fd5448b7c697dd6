"""Words of job titles, by language."""

TITLE_WORDS: tuple[str, ...] = (
    # English
    *(
        "ceo",
        "cto",
        "cfo",
        "coo",
        "cmo",
        "cio",
        "ciso",
        "cpo",
        "cro",
        "svp",
        "evp",
        "avp",
        "vp",
        "president",
        "chairman",
    ),
    *("chairwoman", "chair", "chairperson", "founder", "co-founder", "cofounder", "owner", "partner", "director"),
    *("manager", "head of", "chief", "officer", "lead", "team leader", "supervisor", "coordinator", "administrator"),
    *("assistant", "associate", "secretary", "engineer", "developer", "architect", "designer", "analyst", "consultant"),
    *("specialist", "advisor", "adviser", "accountant", "auditor", "controller", "buyer", "purchaser", "planner"),
    *("representative", "agent", "technician", "programmer", "scientist", "researcher", "professor", "lecturer"),
    *("teacher", "editor", "journalist", "writer", "translator", "recruiter", "attorney", "lawyer", "solicitor"),
    *("paralegal", "physician", "nurse", "pharmacist", "executive", "intern", "trainee", "principal", "dean", "clerk"),
    *("customer service", "customer support", "customer success", "human resources", "accounts payable", "sysadmin"),
    *("freelancer", "photographer", "producer", "treasurer", "realtor", "broker", "strategist", "evangelist"),
    # German
    *("geschäftsführer", "geschäftsführerin", "geschäftsführung", "geschäftsleitung", "inhaber", "inhaberin"),
    *("vorstand", "vorständin", "prokurist", "prokuristin", "leiter", "leiterin", "leitung", "gründer", "gründerin"),
    *("referent", "referentin", "sachbearbeiter", "sachbearbeiterin", "sekretariat", "assistenz", "assistentin"),
    *("vertrieb", "einkauf", "buchhaltung", "kundenservice", "kundenbetreuung", "kundendienst", "rechtsanwalt"),
    *("rechtsanwältin", "steuerberater", "steuerberaterin", "ingenieur", "ingenieurin", "entwickler", "entwicklerin"),
    *("berater", "beraterin", "disponent", "disponentin", "werkstudent", "werkstudentin", "auszubildende", "meister"),
    *("direktor", "direktorin", "projektleitung", "technischer", "kaufmännische", "gesellschafter", "architektin"),
    # French
    *("directeur", "directrice", "responsable", "gérant", "gérante", "président", "présidente", "pdg", "fondateur"),
    *("fondatrice", "cofondateur", "cofondatrice", "ingénieur", "ingénieure", "développeur", "développeuse", "avocat"),
    *("avocate", "comptable", "assistante", "chargé", "chargée", "chef de", "cheffe de", "conseiller", "conseillère"),
    *("commercial", "commerciale", "gestionnaire", "adjoint", "adjointe", "secrétaire", "attaché", "attachée"),
    # Spanish, Catalan, Portuguese
    *("directora", "gerente", "jefe", "jefa", "responsable", "presidente", "presidenta", "socio", "socia", "fundador"),
    *("fundadora", "ingeniero", "ingeniera", "abogado", "abogada", "contable", "contador", "contadora", "asistente"),
    *("administrador", "administradora", "coordinador", "coordinadora", "asesor", "asesora", "vendedor", "encargado"),
    *("atención al cliente", "recursos humanos", "desarrollador", "desarrolladora", "analista", "técnico", "cap de"),
    *("diretor", "diretora", "gestor", "gestora", "sócio", "sócia", "engenheiro", "engenheira", "advogado", "advogada"),
    *("coordenador", "coordenadora", "assistente", "chefe", "supervisor", "supervisora", "atendimento ao cliente"),
    # Italian
    *("direttore", "direttrice", "responsabile", "amministratore", "amministratrice", "titolare", "socio", "ingegnere"),
    *("avvocato", "ragioniere", "impiegato", "impiegata", "segreteria", "ufficio", "fondatore", "fondatrice", "capo"),
    *("consulente", "sviluppatore", "addetto", "addetta"),
    # Dutch
    *("directeur", "eigenaar", "zaakvoerder", "bestuurder", "hoofd", "medewerker", "medewerkster", "adviseur"),
    *("ontwikkelaar", "verkoper", "inkoper", "boekhouder", "advocaat", "oprichter", "teamleider", "klantenservice"),
    # Swedish, Danish, Norwegian, Finnish, Icelandic
    *("vd", "verkställande direktör", "direktör", "chef", "ägare", "grundare", "ordförande", "ansvarig", "säljare"),
    *("utvecklare", "ekonom", "ingenjör", "kundtjänst", "rådgivare", "direktør", "daglig leder", "leder", "indehaver"),
    *(
        "stifter",
        "sælger",
        "udvikler",
        "kundeservice",
        "eier",
        "gründer",
        "selger",
        "utvikler",
        "rådgiver",
        "ansvarlig",
    ),
    *("toimitusjohtaja", "johtaja", "päällikkö", "omistaja", "perustaja", "asiantuntija", "asiakaspalvelu"),
    *("insinööri", "framkvæmdastjóri", "forstjóri"),
    # Polish, Czech, Slovak
    *("dyrektor", "dyrektorka", "kierownik", "kierowniczka", "prezes", "wiceprezes", "właściciel", "właścicielka"),
    *("specjalista", "specjalistka", "inżynier", "księgowa", "księgowy", "przedstawiciel", "doradca", "menedżer"),
    *("ředitel", "ředitelka", "jednatel", "jednatelka", "vedoucí", "majitel", "majitelka", "obchodní zástupce"),
    *("asistentka", "účetní", "manažer", "manažerka", "riaditeľ", "riaditeľka", "konateľ", "konateľka", "vedúci"),
    # Hungarian, Romanian, Slovenian, Croatian, Serbian, Bulgarian
    *("ügyvezető", "igazgató", "vezető", "tulajdonos", "munkatárs", "mérnök", "ügyvéd", "könyvelő", "értékesítő"),
    *("director", "manager", "administrator", "inginer", "avocat", "contabil", "șef", "fondator", "asociat"),
    *("direktor", "direktorica", "vodja", "lastnik", "voditelj", "voditeljica", "vlasnik", "direktorka", "rukovodilac"),
    *("директор", "управител", "мениджър", "ръководител", "счетоводител", "директорка", "руководилац", "власник"),
    # Russian, Ukrainian
    *("генеральный директор", "руководитель", "менеджер", "начальник", "специалист", "инженер", "бухгалтер"),
    *("основатель", "владелец", "заместитель", "помощник", "юрист", "разработчик", "керівник", "засновник"),
    *("власниця", "фахівець", "інженер", "заступник"),
    # Greek, Turkish, Estonian, Latvian, Lithuanian
    *("διευθυντής", "διευθύντρια", "διευθύνων σύμβουλος", "υπεύθυνος", "υπεύθυνη", "ιδρυτής", "λογιστής"),
    *("müdür", "müdürü", "genel müdür", "yönetici", "yöneticisi", "kurucu", "sorumlusu", "uzmanı", "mühendisi"),
    *("mühendis", "avukat", "danışman", "danışmanı", "başkanı"),
    *("juhataja", "juhatuse liige", "direktors", "vadītājs", "vadītāja", "valdes loceklis", "direktorius", "direktorė"),
    *("vadovas", "vadovė", "vadybininkas", "vadybininkė"),
    # Indonesian, Malay, Vietnamese
    *("direktur", "manajer", "kepala", "staf", "pengarah", "pengurus", "giám đốc", "trưởng phòng", "nhân viên"),
    # Hebrew, Arabic, Persian
    *('מנכ"ל', "מנכ״ל", 'סמנכ"ל', "מנהל", "מנהלת", "ראש צוות", "מייסד", "מהנדס", "עורך דין"),
    *("مدير", "المدير", "مدير عام", "المدير التنفيذي", "رئيس", "مهندس", "محاسب", "مدیر", "مدیرعامل", "رئیس", "کارشناس"),
    # Hindi, Thai
    *("प्रबंधक", "निदेशक", "अध्यक्ष"),
)
"""As a word or words of their own, in small letters."""

DEPARTMENTS: frozenset[str] = frozenset(
    {
        "sales",
        "marketing",
        "engineering",
        "operations",
        "finance",
        "product",
        "products",
        "support",
        "design",
        "research",
    }
    | {
        "development",
        "legal",
        "communications",
        "hr",
        "it",
        "security",
        "business",
        "customer",
        "emea",
        "apac",
        "europe",
    }
    | {
        "americas",
        "global",
        "international",
        "technology",
        "strategy",
        "procurement",
        "logistics",
        "quality",
        "digital",
    }
    | {"vertrieb", "einkauf", "entwicklung", "technik", "produktion", "qualität", "kommunikation", "personal", "recht"}
    | {"ventes", "achats", "finances", "ventas", "compras", "finanzas", "vendite", "acquisti", "export", "import"}
)
"""Behind the comma of a title: `Director, Sales & Marketing`."""

OF_SENTENCES: frozenset[str] = frozenset(
    {
        "you",
        "you're",
        "your",
        "i",
        "i'm",
        "me",
        "my",
        "is",
        "are",
        "was",
        "we",
        "they",
        "he",
        "she",
        "it's",
        "if",
        "not",
    }
    | {"never", "will", "would", "who", "what", "when", "that", "this", "than", "because", "please", "should", "can"}
    | {"ich", "du", "sie", "wir", "ist", "sind", "nicht", "wenn", "dass", "bitte", "je", "tu", "vous", "nous", "est"}
    | {"yo", "usted", "eres", "somos", "sono", "sei", "siamo", "jij", "wij", "zijn", "jag", "jeg", "vi", "är", "er"}
)
"""Words that make a line a sentence, such as the saying under a name."""

TITLE_ENDS: tuple[str, ...] = (
    *("leiter", "leiterin", "leitung", "manager", "managerin", "führer", "führerin", "berater", "beraterin"),
    *("entwickler", "entwicklerin", "ingenieur", "ingenieurin", "direktor", "direktorin", "betreuer", "betreuerin"),
    *("sekretärin", "assistent", "assistentin", "verantwortliche", "beauftragter", "beauftragte", "meister", "chef"),
    *("chefin", "referent", "referentin", "buchhalter", "buchhalterin", "kauffrau", "kaufmann", "techniker"),
    *("direktör", "utvecklare", "ansvarig", "säljare", "konsult", "ledare", "direktør", "sjef", "leder", "konsulent"),
    *("ansvarlig", "rådgiver", "udvikler", "johtaja", "päällikkö", "insinööri", "asiantuntija"),
    *("manager", "beheerder", "medewerker", "adviseur", "leider", "igazgató", "vezető", "mérnök"),
)
"""What a word of a title ends with, in languages that write several as one."""

TITLES_ATTACHED: tuple[str, ...] = (
    *(
        "代表取締役",
        "取締役",
        "社長",
        "会長",
        "部長",
        "課長",
        "係長",
        "主任",
        "店長",
        "所長",
        "室長",
        "執行役員",
        "担当",
    ),
    *("マネージャー", "エンジニア", "ディレクター", "デザイナー", "営業", "リーダー", "弁護士", "教授"),
    *(
        "总经理",
        "總經理",
        "经理",
        "經理",
        "总监",
        "總監",
        "董事长",
        "董事長",
        "主管",
        "工程师",
        "工程師",
        "助理",
        "专员",
    ),
    *("專員", "会计", "律师", "销售", "客服", "创始人"),
    *("대표이사", "대표", "이사", "부장", "차장", "과장", "대리", "팀장", "사원", "매니저", "실장", "본부장", "연구원"),
    *("ผู้จัดการ", "ผู้อำนวยการ", "กรรมการผู้จัดการ"),
)
"""Anywhere in a text that has no blanks between words."""
